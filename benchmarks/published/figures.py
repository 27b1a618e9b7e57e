"""The figures specimens are made from: shipped reports, and one whose every figure differs from the others."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from report_helpers.facts.report import Report

ROOT = Path(__file__).parents[2]
SHIPPED = (
    *tuple(ReportId("pingtan", year) for year in range(2019, 2026)),
    ReportId("suqian", 2023),
    ReportId("suqian", 2024),
)


@cache
def sources() -> tuple[Report, ...]:
    """Return the shipped reports and, for each form, one with all figures different."""
    place = Workspace(ROOT)
    shipped = tuple(replace(place.load(report_id), previous=None) for report_id in SHIPPED)
    return (*shipped, _distinct(shipped[0]), _distinct(shipped[5]))


def _distinct(report: Report) -> Report:
    """Return the report with figures 11, 12, 13 …: a figure in a wrong place cannot pass for a right one."""
    facts = dict(report.facts)
    for number, cell in enumerate(form_cells(report.form), 11):
        facts[cell] = replace(facts[cell], status=Status.NUMBER, value=Decimal(number), note="")
    return replace(report, facts=facts)
