"""What a workbook is made from: the figures on file, finished or not, openings, totals, results of checks."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import compare
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.report import Report, blank_facts
from report_helpers.ledger.files import counted_facts
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.release import with_published
from report_helpers.workbook.formulas import AGREES, DIFFERS, EXCEEDS
from report_helpers.workbook.relations import openings, sheet_relations, totals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.checks.relations import Relation
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.residual import Residual
    from report_helpers.sources.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Contents:
    """Facts by cell, those that are last year's closing figures, totals typed against their sum, results by check."""

    figures: Mapping[str, Fact]
    carried: frozenset[str]
    typed: frozenset[str]
    results: Mapping[str, str]


def contents_of(report: Report) -> Contents:
    """Return what the workbook of *report* holds when it is handed out."""
    figures = {cell.id: cell for cell in report.cells()} | opening_figures(report)
    sums, with_sums = totals(report.kind, report.form), fill_totals(report, figures)
    on_file = any(figures[cell].status is not Status.BLANK for cell in sums)
    typed = frozenset(cell for cell in sums if on_file and figures[cell] != with_sums[cell])
    figures = fill_totals(report, figures, typed)
    return Contents(figures, carried_cells(report), typed, _results(replace(report, facts={**report.facts, **figures})))


def opening_figures(report: Report) -> dict[str, Fact]:
    """Return the blank cells that last year's report gives a figure for, by the rules of the yearly chain."""
    return {cell: fact for cell, fact in _closings(report).items() if report.facts[cell].status is Status.BLANK}


def carried_cells(report: Report) -> frozenset[str]:
    """Return the cells that hold last year's closing figures: blank ones that get them, and those that have them."""
    own = report.facts
    closings = _closings(report).items()
    return frozenset(cell for cell, fact in closings if own[cell].status is Status.BLANK or own[cell] == fact)


def _closings(report: Report) -> dict[str, Fact]:
    found = {}
    sums = totals(report.kind, report.form)
    for cell, parts in openings(report.kind, report.form).items():
        if cell in sums:  # a total follows from its parts
            continue
        values = [last_value(report, part.cell) for part in parts]
        known = [part.sign * value for part, value in zip(parts, values, strict=True) if value is not None]
        if len(known) == len(parts):
            found[cell] = replace(report.facts[cell], status=Status.NUMBER, value=sum(known, Decimal(0)))
    return found


def fill_totals(report: Report, figures: Mapping[str, Fact], typed: frozenset[str] = frozenset()) -> dict[str, Fact]:
    """Return *figures* with every total but the *typed* ones computed from its parts.

    A total is blank while a part is, "/" when all are, else the sum; "/" adds nothing.
    """
    filled = blank_facts(report.form) | dict(figures)
    sums = totals(report.kind, report.form)
    done = set(typed)

    def fill(cell: str) -> Fact:
        if cell in sums and cell not in done:
            done.add(cell)
            filled[cell] = _total(filled[cell], [fill(part) for part in sums[cell]])
        return filled[cell]

    for cell in sums:
        fill(cell)
    return filled


def _total(total: Fact, parts: list[Fact]) -> Fact:
    values = [part.value for part in parts if part.value is not None]
    if any(part.status is Status.BLANK for part in parts):
        return replace(total, status=Status.BLANK, value=None, note="")
    if not values:
        return replace(total, status=Status.NOT_APPLICABLE, value=None, note="")
    return replace(total, status=Status.NUMBER, value=sum(values, Decimal(0)), note="")


def last_value(report: Report, cell: str) -> Decimal | None:
    """Return last year's figure of a cell; None when it is not on file, blank or "/"."""
    fact = report.previous.get(cell) if report.previous else None
    return None if fact is None else fact.value


def _results(report: Report) -> dict[str, str]:
    """Return what the formula of every check gives."""
    found = sheet_relations(report.kind, report.form)
    residuals: dict[str, Residual] = {}
    for rule in {relation.rule.id: relation.rule for relation in found}.values():
        residuals |= {f"{rule.id}/{residual.cells[0]}": residual for residual in compare(report, rule)}
    return {relation.key: _result(report, relation, residuals[relation.key]) for relation in found}


def _result(report: Report, relation: Relation, residual: Residual) -> str:
    """Return what a check's formula gives: nothing while a cell it needs is empty."""
    is_lacking = any(last_value(report, part.cell) is None for part in relation.last)
    if is_lacking or residual.left is None or residual.right is None:
        return ""
    gap = residual.left - residual.right
    if relation.is_equation:
        return AGREES if gap == 0 else f"{DIFFERS}{gap:+f}"
    return AGREES if gap <= 0 else f"{EXCEEDS}{gap:f}"


def read_draft(place: Workspace, report: ReportId) -> Report:
    """Return the figures on file for a report, blank where there are none, with last year's report if any.

    Its ledgers are those whose tables are counted and not typed.

    Last year's figures are the published ones where there is a release. Raises InputError for an
    unknown agency, a year without parameters or published elsewhere, and files that cannot be read.
    """
    draft = replace(_figures_of(place, report), previous=last_years(place, report))
    draft.require_own()
    return draft


def last_years(place: Workspace, report: ReportId) -> Report | None:
    """Return the figures of the year before, as published where there is a release; None without any.

    Raises InputError as `read_draft` does.
    """
    before = report.last_year
    published = place.published(before)
    if published is None and before.year not in place.years(before.agency, before.kind):
        return None
    previous = _figures_of(place, before)
    return replace(previous, facts=with_published(previous.facts, published))


def _figures_of(place: Workspace, report: ReportId) -> Report:
    agency, settings = place.agency(report.agency), place.settings(report)
    form = settings.form
    facts, typed = blank_facts(form), place.typed_tables(report)
    for table in typed.values():
        facts |= table
    ledgers = {table: ledger for table, ledger in place.ledgers(report).items() if table not in typed}
    for ledger in ledgers.values():
        facts |= counted_facts(ledger, form)
    shown = f"{report.data_path}/facts.csv"
    if os.path.lexists(place.root / shown):
        facts |= read_text_facts(place.root / shown, shown, form, is_draft=True)
    center = (settings.kind, form, facts, dict[str, str](), settings.period)
    return Report(report, agency, *center, words=place.words(), ledgers=ledgers, imported=place.imported(report))
