"""Rules that patterns cannot say: one procedure each, named after what it checks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.comparisons import bindings
from report_helpers.checks.imported_years import as_the_page_said
from report_helpers.checks.peers import unlike_peers, unlike_units
from report_helpers.checks.units import units_without_errors
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.residual import Residual, unverifiable
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report

YUAN_FOR_WAN = 1000
_TO_FILL = ((Status.BLANK, ""), (Status.NOT_APPLICABLE, ""))  # a cell's status, and no note on it


def every_cell_filled(report: Report, rule: Rule) -> Iterator[Residual]:
    """No cell is blank, and no "/" without a reason on record; a table of which most is so is one finding.

    A blank explained in agency.yaml (a published original that cannot be read) is a warning and
    stays blank; any other is an error. A "/" is a person's decision: without one on record, a warning.
    """
    for table in report.form.tables:
        facts = list(report.cells(table.id))
        states = {fact.id: (fact.status, report.agency.note_on(report.year, fact.id)) for fact in facts}
        most = next((s for s in _TO_FILL if 2 * list(states.values()).count(s) > max(len(facts), 2)), None)
        alike = [fact for fact in facts if states[fact.id] == most]
        if alike:
            heading = next(section.heading for section in report.form.sections if section.table == table.id)
            part = f"，其中 {len(alike)} 格" if len(alike) < len(facts) else ""
            yield _filled(report, rule, alike, f"“{heading}”的表，共 {len(facts)} 格{part}")
        for fact in facts:
            if states[fact.id] != most:
                yield _filled(report, rule, [fact], fact.label)


def _filled(report: Report, rule: Rule, facts: Sequence[Fact], label: str) -> Residual:
    """Return whether cells in the same state are filled in, and what is said of them when not."""
    status, note = facts[0].status, report.agency.note_on(report.year, facts[0].id)
    is_blank, is_undecided = status is Status.BLANK, status is Status.NOT_APPLICABLE and not note
    why = f"（{note}）" if note else ""
    what = f"空白，没有人填报{why}" if is_blank else "填“/”，没有写明为什么不适用"
    found = "空白" if is_blank else "/"
    expected = "写明理由" if is_undecided else "已填报"
    words = {"cell": label, "what": what, "why": why, "expected": expected, "found": found}
    left = None if is_blank or is_undecided else Decimal(1)
    severity = "warning" if note or is_undecided else rule.severity
    cells = tuple(fact.id for fact in facts)
    return Residual(rule.id, cells, "filled", left, Decimal(1), severity, rule.clause, words)


def admissible_figures(report: Report, rule: Rule) -> Iterator[Residual]:
    """In the rule's tables counts are whole and not negative, money is not negative."""
    wanted = {"count": "非负整数", "signed": "整数", "money": "不小于 0 的金额", "decimal": "不小于 0 的数"}
    for cell in form_cells(report.form).values():
        value = report.facts[cell.id].value
        if cell.table not in rule.tables:
            continue
        if value is None:
            yield _without_figure(report, rule, cell.id)
            continue
        nearest = value if cell.kind in {"money", "decimal"} else value.to_integral_value(ROUND_FLOOR)
        if cell.kind != "signed":
            nearest = max(nearest, Decimal(0))
        words = {"admissible": wanted[cell.kind], "expected": wanted[cell.kind]}
        yield Residual(rule.id, (cell.id,), "eq", value, nearest, rule.severity, rule.clause, words)


def _without_figure(report: Report, rule: Rule, cell: str) -> Residual:
    is_blank = report.facts[cell].status is Status.BLANK
    why = f"{report.year} 年的数据空白" if is_blank else "填“/”，没有数字"
    return unverifiable(rule, why, (cell,))


def form_of_the_year(report: Report, rule: Rule) -> Iterator[Residual]:
    """The form in use is one that serves the reporting year."""
    forms = report.kind.forms_of(report.year)
    if not forms:
        why = f"{report.year} 年没有规定的报告格式"
        yield unverifiable(rule, why)
        return
    used, due = " 和 ".join(_versions_used(report)), "、".join(form.version for form in forms)
    words = {"left": used, "right": due, "expected": due, "found": used}
    is_wrong = Decimal(report.form not in forms)
    yield Residual(rule.id, (), "eq", is_wrong, Decimal(0), rule.severity, rule.clause, words)


def _versions_used(report: Report) -> tuple[str, ...]:
    """Return the versions that the report's tables are of: a published report may mix two forms."""
    own, known = report.form.version, report.kind.forms
    versions = [
        next((version for version in (own, *known) if version in known and table in known[version].tables), own)
        for table in report.form.tables
    ]
    return tuple(dict.fromkeys((own, *versions)))


def dated_in_time(report: Report, rule: Rule) -> Iterator[Residual]:
    """The day the report closes with is not behind the one it is due by; an office may write for its government."""
    day = dict(report.agency.dated).get(report.year)
    if not day:
        return
    agency, deadlines = report.agency, report.kind.deadlines(report.year)
    days = [agency.due(deadlines)]
    if agency.type == "office":
        days.append(replace(agency, type="government").due(deadlines))
    due = max(filter(None, days), default=None)
    if not agency.level or due is None:
        why = f"从名称看不出{agency.name}是哪一级机关" if due else "没有规定期限"
        yield unverifiable(rule, why)
        return
    late = max(0, (date.fromisoformat(day) - due).days)
    words = {"left": day, "right": f"{due}", "difference": f"{late}", "expected": f"不晚于 {due}", "found": day}
    yield Residual(rule.id, (), "le", Decimal(late), Decimal(0), rule.severity, rule.clause, words)


def no_jump(report: Report, rule: Rule) -> Iterator[Residual]:
    """No figure is more than `ratio` times last year's or the reverse; figures up
    to `floor` are left alone, so that 0 → 1 is no alarm but 0 → 54 is. Cells that last year's form merges are added up.
    """
    ratio, floor = rule.parameter("ratio"), rule.parameter("floor")
    compared = {cell for pattern in rule.cells for cell in bindings(report.form, pattern)}
    cells = (cell for cell in form_cells(report.form).values() if cell.kind != "signed" and cell.id in compared)
    for fact_id, kind in {_as_last_year(report, cell.id): cell.kind for cell in cells}.items():
        lacking = _lacking_last_year(report, fact_id)
        if lacking:
            yield unverifiable(rule, lacking, (fact_id,))
            continue
        now, before = report.get(fact_id), report.previous.get(fact_id) if report.previous else None
        if now is None or now.value is None or before is None or before.value is None:
            continue  # "/" in either year: there is no ratio to judge
        low, high = sorted((now.value, before.value))
        words = {"now": now.printed, "before": before.printed, "jump": _jump(low, high, kind)}
        yield Residual(rule.id, (fact_id,), "le", high, max(low * ratio, floor), rule.severity, rule.clause, words)


def _as_last_year(report: Report, cell_id: str) -> str:
    """Return a cell, or what it is a part of where last year's form has only that."""
    ids = (cell_id, *report.kind.settings.merged_in(cell_id)) if report.previous else ()
    return next((one for one in ids if report.previous and report.previous.get(one) and report.get(one)), cell_id)


def _lacking_last_year(report: Report, cell_id: str) -> str:
    last = report.year - 1
    if report.previous is None:
        return f"没有 {last} 年的数据"
    if report.previous.get(cell_id) is None:
        return f"{last} 年使用 {report.previous.form.name}，没有对应的数据格"
    for year, source in ((last, report.previous), (report.year, report)):
        fact = source.get(cell_id)
        if fact is not None and fact.status is Status.BLANK:
            return f"{year} 年的数据空白"
    return ""


def _jump(low: Decimal, high: Decimal, kind: str) -> str:
    if low == 0:
        return "一年有、一年为 0"
    times = f"相差 {high / low:.1f} 倍"
    return f"{times}，疑似把元当作万元填报" if kind == "money" and high / low >= YUAN_FOR_WAN else times


def parts_make_the_whole(report: Report, rule: Rule) -> Iterator[Residual]:
    """Figures entered as parts of one whole add up to it; 余, 约, 近 are said."""
    wholes = dict.fromkeys(fact.part_of for fact in report.text_facts() if fact.part_of)
    for whole_id in wholes:
        whole, parts = report.get(whole_id), report.parts_of(whole_id)
        cells = (whole_id, *(part.id for part in parts))
        if whole is None or whole.value is None:
            reason = f"总数“{whole.label if whole else whole_id}”空白"
            yield unverifiable(rule, reason, cells)
            continue
        total = sum((part.value for part in parts if part.value is not None), Decimal(0))
        words = _parts_words(whole, parts, whole.value - total)
        yield Residual(rule.id, cells, "eq", whole.value, total, rule.severity, rule.clause, words)


def _parts_words(whole: Fact, parts: tuple[Fact, ...], gap: Decimal) -> Mapping[str, str]:
    said = {"parts": "＋".join(f"{part.label} {part.written}" for part in parts)}
    said |= {"left": whole.written, "found": whole.written}
    return said | words_of_gap(gap, whole.unit, [fact.qualifier for fact in (whole, *parts)])


def words_of_gap(gap: Decimal, unit: str, qualifiers: Iterable[str]) -> dict[str, str]:
    """Return what is said of parts that lack something of their whole, or are more, and of round figures among them."""
    marks = "、".join(dict.fromkeys(filter(None, qualifiers)))
    return {
        "gap": f"有 {gap:f}{unit}没有说明去向" if gap > 0 else f"分项多出 {-gap:f}{unit}",
        "approximate": f"；其中含约数（{marks}）" if marks else "",
    }


PROCEDURES: Mapping[str, Callable[[Report, Rule], Iterator[Residual]]] = {
    function.__name__: function
    for function in (
        as_the_page_said,
        every_cell_filled,
        admissible_figures,
        form_of_the_year,
        dated_in_time,
        no_jump,
        parts_make_the_whole,
        units_without_errors,
        unlike_peers,
        unlike_units,
    )
}
