"""Invented reports of both forms: other organs, other figures, whose identities hold."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from benchmarks.published.figures import sources

from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from report_helpers.facts.report import Report

GROUPS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org")
RESULTS = ("upheld", "corrected", "other", "pending")
BLOCKS = ("review", "litigation_direct", "litigation_after_review")
AGENCIES = (
    "青岚市云岭区人民政府",
    "白沙县卫生健康委员会",
    "望江市公安局",
    "柳河镇人民政府",
    "丰宁河经济技术开发区管理委员会",
    "石塘区教育局",
    "松原里街道办事处",
    "国家税务总局青岚市税务局",
)


def invented(seed: int) -> Report:
    """Return an invented report: of the form of 2019 for an odd *seed*, else of 2021."""
    noise = random.Random(f"invented/{seed}")  # noqa: S311  noise, no secret
    base = sources()[1 if seed % 2 else -1]
    values: dict[str, int] = {}
    rows = list(dict.fromkeys(cell.rpartition(".")[0] for cell in form_cells(base.form) if cell.startswith("app")))
    _applications(rows, values, noise)
    _disputes(values, noise)
    for cell in form_cells(base.form):
        if cell.startswith("proactive"):
            values[cell] = noise.choice((0, noise.randrange(30), noise.randrange(30_000)))
    facts = {
        cell: replace(base.facts[cell], status=Status.NUMBER, value=Decimal(number), note="")
        for cell, number in values.items()
    }
    agency = replace(base.agency, name=noise.choice(AGENCIES))
    year = noise.choice((2019, 2020) if seed % 2 else (2021, 2022, 2023, 2024))
    return replace(base, id=ReportId(base.id.agency, year), agency=agency, facts={**base.facts, **facts})


def _applications(rows: list[str], values: dict[str, int], noise: random.Random) -> None:
    """Draw results, add them up, and make what came in agree."""
    new, carried_in, *results, total, carried_out = rows
    most = noise.choice((3, 30, 900))
    for group in GROUPS:
        for row in results:
            values[f"{row}.{group}"] = (
                noise.randrange(most) if noise.random() < (0.6 if group == "natural" else 0.2) else 0
            )
        values[f"{total}.{group}"] = sum(values[f"{row}.{group}"] for row in results)
        values[f"{carried_out}.{group}"] = noise.choice((0, 0, noise.randrange(9)))
        due = values[f"{total}.{group}"] + values[f"{carried_out}.{group}"]
        values[f"{carried_in}.{group}"] = min(due, noise.choice((0, 0, noise.randrange(9))))
        values[f"{new}.{group}"] = due - values[f"{carried_in}.{group}"]
    for row in rows:
        values[f"{row}.total"] = sum(values[f"{row}.{group}"] for group in GROUPS)


def _disputes(values: dict[str, int], noise: random.Random) -> None:
    for block in BLOCKS:
        for result in RESULTS:
            values[f"disputes.{block}.{result}"] = noise.choice((0, 0, noise.randrange(40)))
        values[f"disputes.{block}.total"] = sum(values[f"disputes.{block}.{result}"] for result in RESULTS)
