"""The rules on roll-ups: a parent's tables against its units. An agency without a list of units has none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status, signed
from report_helpers.facts.residual import Relation, Residual, unverifiable
from report_helpers.facts.units import UnitState
from report_helpers.rollup.comparing import expected_of
from report_helpers.rollup.model import names_of
from report_helpers.rollup.summing import roll_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Comparing, ComparingTables
    from report_helpers.rollup.model import CellSum, Rollup


def cases_are_the_sum_of_the_units(report: Report, rule: ComparingTables) -> Iterator[Residual]:
    """C-1: every listed unit is in, and every cell of tables 三 and 四 is the sum of theirs."""
    if report.units is None:
        return
    rollup = roll_up(report.units)
    present, listed = Decimal(len(rollup.present)), Decimal(len(report.units.list.units))
    words = {"what": f"名单上 {listed} 家，已报 {present} 家，{_absent(rollup)}", "expected": f"{listed} 家"}
    yield Residual(rule.id, (), "eq", present, listed, rule.severity, rule.clause, words)
    yield from _cells(report, rule, rollup)


def decisions_and_fees_add(report: Report, rule: ComparingTables) -> Iterator[Residual]:
    """C-2: decisions and fees of table 二 are the sum of the units'; so are documents, joint ones counted once."""
    if report.units is not None:
        yield from _cells(report, rule, roll_up(report.units))


def same_units_as_last_year(report: Report, rule: Comparing) -> Iterator[Residual]:
    """C-3: the list of units is the one kept for last year."""
    units = report.units
    if units is None:
        return
    if units.last_year is None:
        why = f"没有保留 {report.year - 1} 年的单位名单（units-{report.year - 1}.yaml）"
        yield unverifiable(rule, why)
        return
    now = {unit.agency: unit.name for unit in units.list.units}
    before = {unit.agency: unit.name for unit in units.last_year.units}
    joined = [name for agency, name in now.items() if agency not in before]
    left = [name for agency, name in before.items() if agency not in now]
    changes = (f"{what}{names_of(names)}" for what, names in (("增加", joined), ("减少", left)) if names)
    words = {"what": "，".join(changes), "expected": "与上年相同", "found": "；".join((*joined, "", *left))}
    changed = Decimal(len(joined) + len(left))
    yield Residual(rule.id, (), "eq", changed, Decimal(0), rule.severity, rule.clause, words)


def _cells(report: Report, rule: ComparingTables, rollup: Rollup) -> Iterator[Residual]:
    for cell in rollup.cells.values():
        if cell.cell.partition(".")[0] in rule.tables and cell.adds:
            yield _compared(report, rule, rollup, cell)


def _compared(report: Report, rule: Comparing, rollup: Rollup, cell: CellSum) -> Residual:
    """Compare a cell with its sum, or with the bound the sum gives; or say what is lacking."""
    fact, expected = report.facts[cell.cell], expected_of(cell, rollup)
    if expected is None:
        return unverifiable(rule, rollup.lacking(cell), (cell.cell,))
    if fact.status is Status.BLANK:
        return unverifiable(rule, f"{report.year} 年的数据空白", (cell.cell,))
    total, at_most = expected
    typed = fact.value or Decimal(0)
    least = "至多" if at_most else ""
    what = f"{fact.label}：填报 {typed:f}，{len(cell.units)} 家单位合计{least} {total:f}，差 {signed(typed - total)}"
    relation: Relation = "le" if at_most else "eq"
    words = {"what": what, "expected": f"{least}{total:f}"}
    return Residual(rule.id, (cell.cell,), relation, typed, total, rule.severity, rule.clause, words)


def _absent(rollup: Rollup) -> str:
    """Name the units whose figures are missing, by reason."""
    states = {
        UnitState.MISSING: "没有报",
        UnitState.OTHER_FORM: "用了别的格式",
        UnitState.UNREADABLE: "无法读取",
    }
    names = {state: names_of([back.unit.name for back in rollup.of_state(state)]) for state in states}
    return "，".join(f"{names[state]}{words}" for state, words in states.items() if names[state])


PROCEDURES: Mapping[str, Callable[..., Iterator[Residual]]] = {
    function.__name__: function
    for function in (cases_are_the_sum_of_the_units, decisions_and_fees_add, same_units_as_last_year)
}
