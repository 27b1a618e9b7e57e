"""Handing a workbook out and filling it in as a person would, with openpyxl."""

from __future__ import annotations

import shutil
from functools import lru_cache
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from report_helpers.facts.identifiers import ReportId
from report_helpers.sources.workspace import Workspace
from report_helpers.workbook.contents import contents_of, read_draft
from report_helpers.workbook.planning import Variables, plan_workbook
from report_helpers.workbook.writing import workbook_bytes
from tests.conftest import ROOT, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl import Workbook

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report

PINGTAN = ReportId("pingtan", 2023)


def unfilled(folder: Path, report: ReportId = PINGTAN) -> Workspace:
    """Return a workspace without the year's data of an agency, all other years there."""
    for part in ("data", "params"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.rmtree(folder / "data" / report.agency / str(report.year))
    return Workspace(folder)


def hand_out(place: Workspace, folder: Path, report: ReportId = PINGTAN) -> Path:
    """Write the workbook of a report into *folder*."""
    path = folder / f"{report.agency}-{report.year}.xlsx"
    path.write_bytes(_shipped_bytes(report) if place == SHIPPED else workbook_bytes(read_draft(place, report)))
    return path


@lru_cache
def _shipped_bytes(report: ReportId) -> bytes:
    return workbook_bytes(read_draft(SHIPPED, report))


def edit(path: Path, change: Callable[[Workbook], object]) -> Path:
    """Open a workbook, change it, save it."""
    workbook = load_workbook(path)
    change(workbook)
    workbook.save(path)
    return path


def places(report: Report) -> dict[str, tuple[str, str, str]]:
    """Return sheet, address and role of every statutory cell of a report's workbook."""
    plan = plan_workbook(report, Variables(contents_of(report).typed))
    return {
        fact: (sheet.name, cell.address, cell.role) for sheet in plan.tables for fact, cell in sheet.by_fact.items()
    }


def fill(workbook: Workbook, draft: Report, facts: Mapping[str, Fact]) -> None:
    """Type the figures of *facts* into a workbook of *draft*: cells that are no formulas, then those of the text."""
    for cell, (sheet, address, role) in places(draft).items():
        if role == "input":
            workbook[sheet][address] = typed(facts[cell])
    texts = (fact for fact in facts.values() if fact.id.startswith("text."))
    for row, fact in enumerate(texts, 4):
        cells = (fact.id, fact.label, typed(fact), fact.qualifier, fact.unit, fact.part_of, fact.source)
        for column, value in enumerate(cells, 1):
            workbook["正文数字"].cell(row, column, value or (0 if value == 0 else None))


def typed(fact: Fact) -> int | float | str | None:
    """Return what a person types for a fact."""
    if fact.value is None:
        return fact.printed or None
    return int(fact.value) if fact.value == fact.value.to_integral_value() else float(fact.value)


def contents(facts: Mapping[str, Fact]) -> dict[str, tuple]:
    """Return what makes facts the same, whatever file they were read from."""
    return {
        key: (f.label, f.status, f.printed, f.unit, f.note, f.qualifier, f.part_of, f.source)
        for key, f in facts.items()
    }


def shipped(report: ReportId) -> Mapping[str, Fact]:
    """Return the facts of a shipped report."""
    return SHIPPED.load(report).facts
