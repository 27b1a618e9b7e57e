"""What is known of one figure: its value and origin, last year's, the rules that judge it and what they found."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from report_helpers.checks.checking import apply_rule, check, residuals_of
from report_helpers.checks.finding import RESULT_WORDS, finding_line, result_of
from report_helpers.checks.finding_texts import finding_of
from report_helpers.checks.rule_catalogue import catalogue, rules_for
from report_helpers.errors import InputError, Line, Problem
from report_helpers.facts.record import cases_behind
from report_helpers.forms.cells import form_groups
from report_helpers.narrative.text import Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report

SHOWN_CASES = 50


def explain(report: Report, fact_id: str) -> Iterator[Line]:
    """Yield what is known of a figure; InputError when the report has none of that id."""
    found = report.get(fact_id)
    if found is None:
        raise InputError(Problem("没有这个数据项", value=fact_id, fix=f"编号如 {next(iter(report.facts))}"))
    yield Line(f"{found.label}（{fact_id}）", "heading")
    yield Line(f"数值　{found.written or '空白'}{f'，说明：{found.note}' if found.note else ''}")
    yield Line(f"来源　{_origin(report, found)}")
    yield from _cases(report, fact_id)
    before = report.previous.get(fact_id) if report.previous else None
    imported = report.previous.imported if report.previous else None
    origin = f"，出自{imported.words}" if imported and before else ""
    yield Line(f"上年　{(before.written or '空白') if before else '没有上年数据'}{origin}")
    if found.part_of:
        yield Line(f"属于　{found.part_of}")
    findings, known = check(report).to_json()["findings"], catalogue(report.kind)
    for rule in dict.fromkeys(row.rule for row in residuals_of(report) if fact_id in row.cells):
        yield Line(f"规则　{rule} {known[rule].title}：{RESULT_WORDS[result_of(findings, rule, fact_id)]}")
    for finding in findings:
        if fact_id in finding["where"] and finding["severity"] != "note":
            yield Line(f"发现　{finding['message']}")


def rule_lines(report: Report, procedures: Collection[str]) -> Iterator[Line]:
    """Yield what the rules with some *procedures* find and what they cannot compare, in the order of the catalogue."""
    text = Text(())
    for rule in rules_for(report.kind, report.form).values():
        for row in apply_rule(report, rule, text) if rule.procedure in procedures else ():
            if row.unverifiable:
                yield Line(f"说明　{rule.id} {rule.title}，无法核验：{row.unverifiable}。", "note")
            elif row.excess:
                yield finding_line(asdict(finding_of(report, rule, row)))


def _cases(report: Report, fact_id: str) -> Iterator[Line]:
    """Yield the ledger's rows counted in a figure."""
    found = cases_behind(report, fact_id, SHOWN_CASES)
    if found is None:
        return
    yield Line(f"台账　{found.file}，{found.count} 件")
    for case in found.cases:
        yield Line(f"　　{case.sentence}")
    if found.count > len(found.cases):
        yield Line(f"　　另有 {found.count - len(found.cases)} 件未列出")


def _origin(report: Report, fact: Fact) -> str:
    parts = form_groups(report.form).get(fact.id)
    if parts:
        return f"{'、'.join(parts)} 之和"
    if fact.origin is None:
        return "不详"
    if fact.origin.row is None:
        return f"{fact.origin.file}，由台账逐件计数"
    where = f"{fact.origin.file} 第 {fact.origin.row} 行"
    return f"{where}“{fact.origin.column}”列" + (f"，出处：{fact.source}" if fact.source else "")
