"""What the units under a parent sent in: tables by the identities of their form, texts by what is an error (C-4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import Term, bound_comparisons, compare
from report_helpers.checks.finding_texts import finding_of
from report_helpers.checks.rule_catalogue import rules_for
from report_helpers.errors import InputError, raise_problems
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.report import Agency, Report
from report_helpers.facts.residual import Spot, compared, unverifiable
from report_helpers.facts.units import MOST_TEXTS, UnitState
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.residual import Residual
    from report_helpers.facts.units import UnitReturn, Units
    from report_helpers.forms.kind import Kind

SHOWN = 3


def units_without_errors(report: Report, rule: Rule) -> Iterator[Residual]:
    """C-4: no unit's own tables or text have an error: a sum of wrong figures is wrong, and may balance."""
    if report.units is None:
        return
    if len(report.units.returns) > MOST_TEXTS:
        yield unverifiable(rule, f"单位超过 {MOST_TEXTS} 家，没有逐份看它们的正文")
    found = errors_of_units(report.units, report.kind)
    for back in report.units.returns:
        spot, errors = Spot(back.unit.agency, back.unit.name, ""), found.get(back.unit.agency, ())
        if not errors and (back.state is not UnitState.IN or _is_blank(report.units, back)):
            yield unverifiable(rule, f"{back.unit.name}没有报齐", spot=spot)
            continue
        more = f"等 {len(errors)} 处" if len(errors) > SHOWN else ""
        words = {"what": "；".join(errors[:SHOWN]) + more, "expected": "没有错误", "found": f"{len(errors)} 处错误"}
        yield compared(rule, spot, (len(errors), 0), words=words)


def errors_of_units(units: Units, kind: Kind) -> dict[str, tuple[str, ...]]:
    """Return what is wrong with the tables and the text of each unit that has errors, by its agency."""
    rules = [
        rule
        for rule in rules_for(kind, units.form).values()
        if rule.severity == "error" and rule.comparison is not None and not _spans_years(rule)
    ]
    # Of thousands of units nearly all hold, which plain sums tell in a hundredth of the time that residuals take.
    equations = tuple(_equations(units, rules))
    returns = (back for back in units.returns if back.values)
    suspect = (back for back in returns if not all(_holds(equation, back.values) for equation in equations))
    found = {back.unit.agency: tuple(_errors(units, kind, back, rules)) for back in suspect}
    for back in (back for back in units.returns if back.text is not None):
        found[back.unit.agency] = (*found.get(back.unit.agency, ()), *_errors_in_text(back))
    return {agency: errors for agency, errors in found.items() if errors}


def _equations(units: Units, rules: list[Rule]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the equations of the rules over cells of the form: each cell by its number, with its sign on the left."""
    places = {cell: number for number, cell in enumerate(form_cells(units.form))}
    for rule in rules:
        for one in bound_comparisons(units.form, rule.comparison) if rule.comparison else ():
            left, right = one.leaves(units.form)
            terms = [*((term.cell, term.sign) for term in left), *((term.cell, -term.sign) for term in right)]
            if all(cell in places for cell, _ in terms):
                yield tuple((places[cell], sign) for cell, sign in terms)


def _holds(equation: Sequence[tuple[int, int]], values: Sequence[Decimal | None]) -> bool:
    """Tell whether both sides are the same; not where a cell is blank or "/"."""
    total = Decimal(0)
    for place, sign in equation:
        value = values[place]
        if value is None:
            return False
        total += sign * value
    return not total


def _spans_years(rule: Rule) -> bool:
    terms = (*rule.comparison.left, *rule.comparison.right) if rule.comparison else ()
    return any(Term.parse(term).last_year for term in terms)


def _errors(units: Units, kind: Kind, back: UnitReturn, rules: list[Rule]) -> Iterator[str]:
    report = _report_of(units, kind, back)
    for rule in rules:
        yield from (finding_of(report, rule, row).message for row in compare(report, rule) if row.excess)


def _errors_in_text(back: UnitReturn) -> Iterator[str]:
    """Yield what is wrong with a unit's text: it cannot be read or filled in, or breaks a rule that is no warning."""
    from report_helpers.checks.text_procedures import find_procedure  # noqa: PLC0415  which imports this module
    from report_helpers.narrative.text import read_text_of  # noqa: PLC0415  not where only tables are there

    try:
        if not isinstance(back.text, Report):
            raise_problems(back.text or ())
            return
        report, text = back.text, read_text_of(back.text)
    except InputError as error:
        yield from (f"正文不能用：{problem.sentence()}" for problem in error.problems)
        return
    for rule in rules_for(report.kind, report.form).values():
        procedure, is_about_text = find_procedure(report.kind, rule) if rule.procedure else (None, False)
        if procedure is not None and is_about_text and rule.severity == "error":
            rows = (row for row in procedure(report, text, rule) if row.excess and row.severity == "error")
            yield from (finding_of(report, rule, row).message for row in rows)


def _report_of(units: Units, kind: Kind, back: UnitReturn) -> Report:
    """Return a report of nothing but a unit's tables."""
    facts: Mapping[str, Fact] = {
        cell.id: Fact(cell.id, cell.label, _status(back, cell.id, value is None), value, cell.unit)
        for cell, value in zip(form_cells(units.form).values(), back.values, strict=True)
    }
    agency = Agency(back.unit.agency, back.unit.name, back.unit.name, "", "")
    return Report(ReportId(back.unit.agency, units.year), agency, kind, units.form, facts, {}, kind.period(units.year))


def _status(back: UnitReturn, cell: str, is_empty: bool) -> Status:  # noqa: FBT001
    if cell in back.not_applicable:
        return Status.NOT_APPLICABLE
    return Status.BLANK if is_empty else Status.NUMBER


def _is_blank(units: Units, back: UnitReturn) -> bool:
    """Tell whether a cell of a unit's tables is blank."""
    cells = form_cells(units.form)
    return any(
        value is None and cell not in back.not_applicable for cell, value in zip(cells, back.values, strict=True)
    )
