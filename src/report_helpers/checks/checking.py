"""Check a report: every rule gives residuals, one judgement, findings in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from report_helpers.checks.between import compare_reports
from report_helpers.checks.comparisons import compare
from report_helpers.checks.finding import SEVERITIES, CheckResult, RuleResult, result_of
from report_helpers.checks.finding_texts import finding_of, notes_on_agreeing, notes_on_lacking
from report_helpers.checks.judgement import judge
from report_helpers.checks.rule_catalogue import Rule, catalogue, own_rules, rules_for
from report_helpers.checks.text_procedures import find_procedure
from report_helpers.checks.waivers import apply_waivers, waivers_hold
from report_helpers.facts.residual import Residual, unverifiable
from report_helpers.narrative.text import Text, read_text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.report import Report


def residuals_of(report: Report) -> tuple[Residual, ...]:
    """Return the residuals of every rule that applies to the report's form; without any narrative none of its text.

    Raises InputError when the text cannot be filled in.
    """
    text = read_text_of(report) if report.narrative else Text(())
    return tuple(
        residual for rule in rules_for(report.kind, report.form).values() for residual in apply_rule(report, rule, text)
    )


def apply_rule(report: Report, rule: Rule, text: Text) -> Iterator[Residual]:
    """Yield the residuals of one rule; about a text that is not there none can be compared.

    A rule about the outcome of the others has none before these are judged.
    """
    if rule.id in own_rules():
        return
    if rule.comparison is not None:
        yield from compare(report, rule)
        return
    if rule.between:
        yield from compare_reports(report, rule)
        return
    procedure, is_about_text = find_procedure(report.kind, rule)
    if is_about_text and not text.passages:
        yield unverifiable(rule, "没有正文")
    yield from procedure(report, text, rule) if is_about_text else procedure(report, rule)


def check(report: Report) -> CheckResult:
    """Check a report by every rule of its form, through Great Expectations.

    Raises RunError when Great Expectations itself fails.
    """
    return conclude(report, residuals_of(report))


def conclude(report: Report, residuals: Sequence[Residual]) -> CheckResult:
    """Have the residuals of a report judged, and put into words which failed.

    A waiver covers a failing row by its words. Where there is one, the rows are judged again: without those
    it covers, and with a row for each waiver.
    """
    rules = rules_for(report.kind, report.form)
    waived: frozenset[int] = frozenset()
    judgement = judge(residuals)
    failed = judgement.failed
    found = [finding_of(report, rules[residuals[number].rule], residuals[number]) for number in failed]
    found, waivers = apply_waivers(report, rules, found)
    if waivers:
        waived = frozenset(number for number, finding in zip(failed, found, strict=True) if finding.waiver)
        residuals = (*residuals, *waivers_hold(report, waivers))
        judgement = judge(residuals, waived)
        new = (number for number in judgement.failed if residuals[number].rule in own_rules())
        found += [finding_of(report, rules[residuals[number].rule], residuals[number]) for number in new]
        failed = (*failed, *judgement.failed)
    is_failed = frozenset(failed)
    held = [row for number, row in enumerate(residuals) if number not in is_failed]
    notes = [*notes_on_agreeing(report, rules, held), *notes_on_lacking(report, rules, residuals)]
    findings = sorted([*found, *notes], key=lambda finding: SEVERITIES.index(finding.severity))
    judged, fields = {row.rule for row in residuals}, [asdict(finding) for finding in findings]
    results: dict[str, RuleResult] = {
        rule: result_of(fields, rule) if rule in judged else "not_applicable" for rule in catalogue(report.kind)
    }
    outcome = (judgement.verdict, results, tuple(findings), judgement.raw, waivers, tuple(residuals), waived)
    return CheckResult(str(report.id), *outcome, last_year=_last_year(report))


def _last_year(report: Report) -> str:
    imported = report.previous.imported if report.previous else None
    return f"{report.year - 1} 年的数据出自{imported.words}" if imported else ""
