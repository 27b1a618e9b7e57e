"""Rules between two reports of one agency and year, each of another kind: both state the same total."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.facts.residual import Residual, unverifiable
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report

FEW = 3  # labels that a message names one by one


def compare_reports(report: Report, rule: Rule) -> Iterator[Residual]:
    """Compare the report's cells with those of the other; nothing where one is not on file or the form lacks its own.

    In either report its own side is the left one.
    """
    cells = rule.between[report.kind.id]
    other = next((one for kind, one in report.beside.items() if kind in rule.between), None)
    if other is None or any(report.get(cell) is None for cell in cells):
        return
    lacking = _lacking(report, cells) or _lacking(other, rule.between[other.kind.id])
    if lacking:
        yield unverifiable(rule, lacking, cells)
        return
    there = rule.between[other.kind.id]
    words = {"their_kind": other.kind.name, "there": _place(other, there)}
    sides = _sum(report, cells), _sum(other, there)
    yield Residual(rule.id, cells, "eq", *sides, rule.severity, rule.clause, words, tolerance=rule.tolerance)


def _lacking(report: Report, cells: tuple[str, ...]) -> str:
    """Return why cells of a report cannot be added up, "" where they can."""
    for fact in map(report.get, cells):
        if fact is None:
            return f"{report.kind.name}使用 {report.form.version} 格式，没有对应的数据格"
        if fact.status is Status.BLANK:
            return f"{report.kind.name}“{fact.label}”空白"
    return ""


def _sum(report: Report, cells: tuple[str, ...]) -> Decimal:
    """Return the sum of cells; "/" adds nothing."""
    facts = (report.get(cell) for cell in cells)
    return sum((fact.value for fact in facts if fact is not None and fact.value is not None), Decimal(0))


def _place(report: Report, cells: tuple[str, ...]) -> str:
    """Say where cells of one table stand: the section, and their labels or how many they are."""
    table = form_cells(report.form)[cells[0]].table
    heading = next(section.heading for section in report.form.sections if section.table == table)
    labels = [form_cells(report.form)[cell].label for cell in cells]
    few = "、".join(labels) if len(labels) <= FEW else f"{labels[0]}等 {len(labels)} 项"
    return f"“{heading}”{few}{'之和' if len(labels) > 1 else ''}"
