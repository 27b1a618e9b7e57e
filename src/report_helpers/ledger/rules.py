"""The rules on ledgers: tables against what their ledgers count, cases against the legal terms.

A report without a ledger has nothing to judge here. Of every fault the first cases get a
finding of their own, the others one together. Case numbers travel in `cases`, apart from
the words: they are for the reviewer.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status, signed
from report_helpers.facts.residual import Residual, Spot, unverifiable
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from report_helpers.facts.ledger import Ledger
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Comparing, ComparingTables
    from report_helpers.ledger.examining import Breach

SHOWN_CASES = 20  # findings of one rule that name a case each, and case numbers of one finding
_NONE, _ONE = Decimal(0), Decimal(1)


def table_is_what_the_ledger_counts(report: Report, rule: ComparingTables) -> Iterator[Residual]:
    """Every cell of the rule's tables is the number of its cases in the ledger."""
    for cell in form_cells(report.form).values():
        ledger = report.ledgers.get(cell.table)
        if ledger is not None and cell.table in rule.tables:
            yield _cell(report, rule, ledger, cell.id)


def _cell(report: Report, rule: Comparing, ledger: Ledger, cell: str) -> Residual:
    fact, count = report.facts[cell], ledger.counted[cell]
    if count is None:
        return unverifiable(rule, "台账里有几行不能确定计入哪一格，见其他台账规则的发现", (cell,))
    if fact.status is Status.BLANK:
        return unverifiable(rule, f"{report.year} 年的数据空白", (cell,))
    typed, counted = fact.value or _NONE, Decimal(count)
    cases: tuple[str, ...] = ()
    if typed != counted:
        cases = _numbers(ledger, ledger.behind(cell))
    what = f"{fact.label}：填报 {typed:f}，台账计数 {counted:f}，差 {signed(typed - counted)}"
    words = {"what": what, "id": cell}
    return Residual(rule.id, (cell,), "eq", typed, counted, rule.severity, rule.clause, words, cases=cases)


def _numbers(ledger: Ledger, cases: Sequence[int]) -> tuple[str, ...]:
    shown = tuple(ledger.load.numbers[case] or f"第 {ledger.load.rows[case]} 行" for case in cases[:SHOWN_CASES])
    rest = len(cases) - len(shown)
    return (*shown, f"等 {len(cases)} 件") if rest > 0 else shown


def no_case_has(report: Report, rule: Comparing, fault: str) -> Iterator[Residual]:
    """L-3 to L-8, L-10 to L-15: no case of a ledger has the *fault*."""
    for ledger in report.ledgers.values():
        breaches = _examined(ledger, report.period).get(fault)
        if breaches is None:
            continue
        for breach in breaches:
            for why, count in breach.cannot_tell.items():
                yield unverifiable(rule, f"{count} 件{why}" if count else why)
        found = [(ledger, int(case), breach.words(int(case))) for breach in breaches for case in breach.cases]
        yield from _cases(rule, found)


def _cases(rule: Comparing, found: Sequence[tuple[Ledger, int, str]]) -> Iterator[Residual]:
    """Yield a row for each of the first cases *found*, and one for the others together."""
    for ledger, case, what in found[:SHOWN_CASES]:
        yield _case(rule, ledger, case, what)
    rest = Decimal(max(len(found) - SHOWN_CASES, 0))
    what = f"另有 {rest} 件，同类问题共 {len(found)} 件"
    words = {"what": what, "expected": "0 件", "found": f"{len(found)} 件"}
    yield Residual(rule.id, (), "eq", rest, _NONE, rule.severity, rule.clause, words)


def _case(rule: Comparing, ledger: Ledger, case: int, what: str) -> Residual:
    row, number = int(ledger.load.rows[case]), ledger.load.numbers[case]
    spot = Spot(f"{ledger.load.file}#{row}·{what}", ledger.load.file, f"第 {row} 行")
    words = {"what": what, "expected": "没有", "found": what}
    cases = (number,) if number else ()
    return Residual(rule.id, (), "eq", _ONE, _NONE, rule.severity, rule.clause, words, spot=spot, cases=cases)


def carried_cases_go_on(report: Report, rule: Comparing) -> Iterator[Residual]:
    """L-9: what last year's ledger carried out is in this year's, and nothing else is carried in."""
    for table, now in report.ledgers.items():
        rows = now.load.vocabulary.rows
        if rows is None:
            continue
        before = report.previous.ledgers.get(table) if report.previous else None
        if before is None:
            yield unverifiable(rule, f"没有 {report.year - 1} 年的台账")
            continue
        total = f"{table}.{{}}.{now.load.vocabulary.total}"
        carried = before.behind(total.format(rows.carried_out))
        here, known = set(now.load.keys), {before.load.keys[case] for case in carried}
        lost = (case for case in carried if before.load.keys[case] not in here)
        fresh = (case for case in now.behind(total.format(rows.carried_in)) if now.load.keys[case] not in known)
        found = [(before, case, f"上年结转，{report.year} 年的台账里没有") for case in lost]
        found += [(now, case, f"作为上年结转，{report.year - 1} 年的台账里没有结转") for case in fresh]
        yield from _cases(rule, found)


@lru_cache(maxsize=4)
def _examined(ledger: Ledger, period: tuple[date, date]) -> dict[str, list[Breach]]:
    from report_helpers.ledger.examining import examine  # noqa: PLC0415  numpy is loaded where there is a ledger

    return examine(ledger.load, period)


_FAULTS = (
    "overdue",
    "correction",
    "extension",
    "third_party",
    "twice",
    "order",
    "outcome",
    "group",
    "lacking",
    "year",
    "due",
    "dispute_rows",
)
PROCEDURES: Mapping[str, Callable[..., Iterator[Residual]]] = {
    "counted_table": table_is_what_the_ledger_counts,
    "carried_cases": carried_cases_go_on,
    **{fault: partial(no_case_has, fault=fault) for fault in _FAULTS},
}
CASE_PROCEDURES = frozenset(f"ledger.{name}" for name in PROCEDURES if name != "counted_table")
