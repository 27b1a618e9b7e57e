"""What a workbook is made from: the figures on file, finished or not, openings, totals, results of checks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts import Fact, Report, Status, blank_facts
from report_helpers.forms import form_cells
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.figures import Figure
from report_helpers.sources.release import as_published, published_path
from report_helpers.workbook.formulas import AGREES, DIFFERS, EXCEEDS
from report_helpers.workbook.relations import openings, relations, totals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace
    from report_helpers.workbook.relations import Relation

BLANK = Figure(Status.BLANK)


@dataclass(frozen=True, slots=True)
class Contents:
    """Figures by cell, those that come from last year, totals typed against their sum, results by check."""

    figures: Mapping[str, Figure]
    carried: frozenset[str]
    typed: frozenset[str]
    results: Mapping[str, str]


def contents_of(report: Report) -> Contents:
    """Return what the workbook of *report* holds when it is handed out."""
    figures = {cell: _figure(report.facts[cell]) for cell in form_cells(report.form)}
    carried = opening_figures(report)
    figures |= carried
    with_sums = fill_totals(report, figures)
    on_file = any(figures[cell] != BLANK for cell in totals(report.kind, report.form))
    typed = frozenset(cell for cell in totals(report.kind, report.form) if on_file and figures[cell] != with_sums[cell])
    figures = fill_totals(report, figures, typed)
    results = {
        f"{relation.rule.id}/{relation.anchor}": _result(report, relation, figures)
        for relation in relations(report.kind, report.form)
    }
    return Contents(figures, frozenset(carried), typed, results)


def opening_figures(report: Report) -> dict[str, Figure]:
    """Return the figures that last year's report gives to blank cells, by the rules of the yearly chain."""
    values = _opening_values(report)
    return {cell: Figure(Status.NUMBER, value) for cell, value in values if report.facts[cell].status is Status.BLANK}


def fill_totals(
    report: Report, figures: Mapping[str, Figure], typed: frozenset[str] = frozenset()
) -> dict[str, Figure]:
    """Return *figures* with every total but the *typed* ones computed from its parts.

    A total is blank while a part is, "/" when all are, else the sum; "/" adds nothing.
    """
    filled = dict(figures)
    sums = totals(report.kind, report.form)
    done: set[str] = set()

    def fill(cell: str) -> Figure:
        if cell in sums and cell not in typed and cell not in done:
            done.add(cell)
            filled[cell] = _total([fill(part) for part in sums[cell]])
        return filled.get(cell, BLANK)

    for cell in sums:
        fill(cell)
    return filled


def _total(parts: list[Figure]) -> Figure:
    if any(part.status is Status.BLANK for part in parts):
        return BLANK
    if all(part.status is Status.NOT_APPLICABLE for part in parts):
        return Figure(Status.NOT_APPLICABLE)
    return Figure(Status.NUMBER, sum((part.value for part in parts if part.value is not None), Decimal(0)))


def _figure(fact: Fact) -> Figure:
    return Figure(fact.status, fact.value, fact.note)


def _opening_values(report: Report) -> list[tuple[str, Decimal]]:
    """Return the cells last year's report gives a figure for, by the rules of the yearly chain."""
    found = []
    for cell, parts in openings(report.kind, report.form).items():
        if cell in totals(report.kind, report.form):  # follows from its parts
            continue
        values = [last_value(report, part.cell) for part in parts]
        known = [part.sign * value for part, value in zip(parts, values, strict=True) if value is not None]
        if len(known) == len(parts):
            found.append((cell, sum(known, Decimal(0))))
    return found


def last_value(report: Report, cell: str) -> Decimal | None:
    """Return last year's figure of a cell; None when it is not on file, blank or "/"."""
    fact = report.previous.get(cell) if report.previous else None
    return None if fact is None else fact.value


def _result(report: Report, relation: Relation, figures: Mapping[str, Figure]) -> str:
    """Return what the check's formula gives."""
    sides = []
    for parts in (relation.left, relation.right):
        total = Decimal(0)
        for part in parts:
            if part.last_year:
                value = last_value(report, part.cell)
                if value is None:
                    return ""
            else:
                figure = figures[part.cell]
                if figure.status is Status.BLANK:
                    return ""
                value = figure.value or Decimal(0)
            total += part.sign * value
        sides.append(total)
    gap = sides[0] - sides[1]
    if relation.is_equation:
        return AGREES if gap == 0 else f"{DIFFERS}{gap:+f}"
    return AGREES if gap <= 0 else f"{EXCEEDS}{gap:f}"


def read_draft(place: Workspace, report: ReportId) -> Report:
    """Return the figures on file for a report, blank where there are none, with last year's report if any.

    Last year's figures are the published ones where there is a release. Raises InputError for an
    unknown agency, a year without parameters, and files that cannot be read.
    """
    before = report.last_year
    has_before = (
        before.year in place.years(before.agency, before.kind) or (place.root / published_path(before)).exists()
    )
    previous = _figures_of(place, before) if has_before else None
    if previous is not None:
        previous = replace(previous, facts=as_published(place.root, before, previous.facts))
    return replace(_figures_of(place, report), previous=previous)


def _figures_of(place: Workspace, report: ReportId) -> Report:
    agency, settings = place.agency(report.agency), place.settings(report)
    form = settings.form
    facts = blank_facts(form)
    for table in place.typed_tables(report).values():
        facts |= table
    shown = f"{report.data_path}/facts.csv"
    if (place.root / shown).exists():
        facts |= read_text_facts(place.root / shown, shown, form)
    text = {section.id: "" for section in form.sections}
    return Report(report, agency, settings.kind, form, facts, text, settings.period, words=place.words())
