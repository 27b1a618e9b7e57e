"""Rules that patterns cannot say: one procedure each, named after what it checks."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import bindings
from report_helpers.errors import InputError
from report_helpers.facts import Fact, Status
from report_helpers.facts.residual import Residual
from report_helpers.forms import form_cells, form_for_year
from report_helpers.ledger.rules import LEDGER_PROCEDURES
from report_helpers.rollup.rules import CONSOLIDATION_PROCEDURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts import Report

YUAN_FOR_WAN = 1000


def every_cell_filled(report: Report, rule: Rule) -> Iterator[Residual]:
    """F-1: no cell is blank. A blank explained in agency.yaml (a published original that
    cannot be read) is a warning and stays blank; any other is an error. A "/" is a
    person's decision: without one on record it cannot be verified.
    """
    for fact in report.cells():
        undecided = fact.status is Status.NOT_APPLICABLE and not report.agency.note_on(report.year, fact.id)
        if undecided:
            why = "填“/”的理由没有写在 agency.yaml 的 notes 里"
            yield Residual(rule.id, (fact.id,), "filled", None, None, rule.severity, rule.clause, unverifiable=why)
            continue
        filled = fact.status is not Status.BLANK
        note = "" if filled else report.agency.note_on(report.year, fact.id)
        severity = "warning" if note else rule.severity
        words = {"why": f"（{note}）" if note else "", "expected": "已填报", "found": "空白"}
        left = Decimal(1) if filled else None
        yield Residual(rule.id, (fact.id,), "filled", left, Decimal(1), severity, rule.clause, words)


def admissible_proactive(report: Report, rule: Rule) -> Iterator[Residual]:
    """T2-1: counts of table 二 are whole and not negative, money is not negative."""
    return _admissible(report, rule, ("proactive",))


def admissible_cases(report: Report, rule: Rule) -> Iterator[Residual]:
    """T3-4: figures of tables 三 and 四 are whole and not negative."""
    return _admissible(report, rule, ("applications", "disputes"))


def _admissible(report: Report, rule: Rule, tables: tuple[str, ...]) -> Iterator[Residual]:
    """Compare every figure with the nearest one its kind admits."""
    wanted = {"count": "非负整数", "signed": "整数", "money": "不小于 0 的金额"}
    for cell in form_cells(report.form).values():
        value = report.facts[cell.id].value
        if cell.table not in tables:
            continue
        if value is None:
            yield _without_figure(report, rule, cell.id)
            continue
        nearest = value if cell.kind == "money" else value.to_integral_value(ROUND_FLOOR)
        if cell.kind != "signed":
            nearest = max(nearest, Decimal(0))
        words = {"admissible": wanted[cell.kind], "expected": wanted[cell.kind]}
        yield Residual(rule.id, (cell.id,), "eq", value, nearest, rule.severity, rule.clause, words)


def _without_figure(report: Report, rule: Rule, cell: str) -> Residual:
    is_blank = report.facts[cell].status is Status.BLANK
    why = f"{report.year} 年的数据空白" if is_blank else "填“/”，没有数字"
    return Residual(rule.id, (cell,), "eq", None, None, rule.severity, rule.clause, unverifiable=why)


def regulations_within_power(report: Report, rule: Rule) -> Iterator[Residual]:
    """T2-3: an organ without the power to make 规章 reports none; an error for a
    county's department or a town, else a warning (立法法第九十一条、第九十三条).
    """
    agency = report.agency
    is_hard = agency.level == "town" or (agency.level, agency.kind) == ("county", "department")
    for cell in form_cells(report.form).values():
        value = report.facts[cell.id].value
        if cell.table == "proactive" and cell.row == "regulations":
            if value is None:
                yield _without_figure(report, rule, cell.id)
                continue
            allowed = value if agency.may_make_regulations else Decimal(0)
            severity = "error" if is_hard else rule.severity
            words = {"agency": agency.name}
            yield Residual(rule.id, (cell.id,), "eq", value, allowed, severity, rule.clause, words)


def form_is_the_years(report: Report, rule: Rule) -> Iterator[Residual]:
    """Y-3: the form in use is the one prescribed for the year."""
    used = Decimal(report.form.version)
    try:
        prescribed = Decimal(form_for_year(report.year).version)
    except InputError:
        why = f"{report.year} 年没有规定的报告格式"
        yield Residual(rule.id, (), "eq", None, None, rule.severity, rule.clause, unverifiable=why)
        return
    yield Residual(rule.id, (), "eq", used, prescribed, rule.severity, rule.clause)


def no_jump(report: Report, rule: Rule) -> Iterator[Residual]:
    """Y-5: no figure is more than `ratio` times last year's or the reverse; figures up
    to `floor` are left alone, so that 0 → 1 is no alarm but 0 → 54 is.
    """
    ratio, floor = Decimal(rule.parameters["ratio"]), Decimal(rule.parameters["floor"])
    compared = {cell for pattern in rule.cells for cell in bindings(report.form, pattern)}
    for cell in form_cells(report.form).values():
        if cell.kind == "signed" or cell.id not in compared:
            continue
        lacking = _lacking_last_year(report, cell.id)
        if lacking:
            yield Residual(rule.id, (cell.id,), "le", None, None, rule.severity, rule.clause, unverifiable=lacking)
            continue
        now, before = report.facts[cell.id], report.previous.facts[cell.id] if report.previous else None
        if now.value is None or before is None or before.value is None:
            continue  # "/" in either year: there is no ratio to judge
        low, high = sorted((now.value, before.value))
        words = {"now": now.printed, "before": before.printed, "jump": _jump(low, high, cell.kind)}
        yield Residual(rule.id, (cell.id,), "le", high, max(low * ratio, floor), rule.severity, rule.clause, words)


def _lacking_last_year(report: Report, cell_id: str) -> str:
    last = report.year - 1
    if report.previous is None:
        return f"没有 {last} 年的数据"
    if cell_id not in report.previous.facts:
        return f"{last} 年使用 {report.previous.form.version} 年格式，没有对应的数据格"
    for year, source in ((last, report.previous), (report.year, report)):
        if source.facts[cell_id].status is Status.BLANK:
            return f"{year} 年的数据空白"
    return ""


def _jump(low: Decimal, high: Decimal, kind: str) -> str:
    if low == 0:
        return "一年有、一年为 0"
    times = f"相差 {high / low:.1f} 倍"
    return f"{times}，疑似把元当作万元填报" if kind == "money" and high / low >= YUAN_FOR_WAN else times


def parts_make_the_whole(report: Report, rule: Rule) -> Iterator[Residual]:
    """X-11: figures entered as parts of one whole add up to it; 余, 约, 近 are said."""
    wholes = dict.fromkeys(fact.part_of for fact in report.text_facts() if fact.part_of)
    for whole_id in wholes:
        whole, parts = report.get(whole_id), report.parts_of(whole_id)
        cells = (whole_id, *(part.id for part in parts))
        if whole is None or whole.value is None:
            reason = f"总数“{whole.label if whole else whole_id}”空白"
            yield Residual(rule.id, cells, "eq", None, None, rule.severity, rule.clause, unverifiable=reason)
            continue
        total = sum((part.value for part in parts if part.value is not None), Decimal(0))
        words = _parts_words(whole, parts, whole.value - total)
        yield Residual(rule.id, cells, "eq", whole.value, total, rule.severity, rule.clause, words)


def _parts_words(whole: Fact, parts: tuple[Fact, ...], gap: Decimal) -> Mapping[str, str]:
    marks = "、".join(dict.fromkeys(fact.qualifier for fact in (whole, *parts) if fact.qualifier))
    missing = f"有 {gap:f}{whole.unit}没有说明去向" if gap > 0 else f"分项多出 {-gap:f}{whole.unit}"
    return {
        "parts": "＋".join(f"{part.label} {part.written}" for part in parts),
        "left": whole.written,
        "found": whole.written,
        "gap": missing,
        "approximate": f"；其中含约数（{marks}）" if marks else "",
    }


PROCEDURES: Mapping[str, Callable[[Report, Rule], Iterator[Residual]]] = {
    "F-1": every_cell_filled,
    "T2-1": admissible_proactive,
    "T2-3": regulations_within_power,
    "T3-4": admissible_cases,
    "Y-3": form_is_the_years,
    "Y-5": no_jump,
    **CONSOLIDATION_PROCEDURES,
    **LEDGER_PROCEDURES,
}
