"""Check a report: every rule gives residuals, one judgement, findings in words."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.checks.catalogue import Rule, rules_for
from report_helpers.checks.comparisons import compare
from report_helpers.checks.finding import Finding, Outcome, RuleResult
from report_helpers.checks.judgement import judge
from report_helpers.checks.procedures import PROCEDURES
from report_helpers.checks.residual import Residual, residual_frame
from report_helpers.forms import form_cells

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from report_helpers.facts import Report

_ORDER = {"error": 0, "warning": 1, "note": 2}


def confront(report: Report) -> tuple[Residual, ...]:
    """Return the residuals of every rule that applies to the report's form."""
    return tuple(residual for rule in rules_for(report.form).values() for residual in apply_rule(report, rule))


def apply_rule(report: Report, rule: Rule) -> Iterator[Residual]:
    """Yield the residuals of one rule."""
    return compare(report, rule) if rule.comparison is not None else PROCEDURES[rule.id](report, rule)


def check(report: Report) -> Outcome:
    """Check a report by every rule of its form, through Great Expectations.

    Raises RunError when Great Expectations itself fails.
    """
    rules = rules_for(report.form)
    residuals = confront(report)
    judgement = judge(residual_frame(residuals))
    failed = [row for row in residuals if not row.unverifiable and (row.rule, row.key) in judgement.failed]
    findings = [_finding(report, rules[row.rule], row) for row in failed]
    findings += _notes(report, rules, residuals)
    findings.sort(key=lambda finding: _ORDER[finding.severity])
    results = {rule_id: _result(rule_id, failed, residuals) for rule_id in rules}
    return Outcome(str(report.id), results, tuple(findings), judgement.raw)


def _result(rule_id: str, failed: Sequence[Residual], residuals: Sequence[Residual]) -> RuleResult:
    """A rule fails on one failing row; it passes only when every row could be compared."""
    if any(row.rule == rule_id for row in failed):
        return "fail"
    unverifiable = any(row.unverifiable for row in residuals if row.rule == rule_id)
    return "not_verifiable" if unverifiable else "pass"


def _finding(report: Report, rule: Rule, row: Residual) -> Finding:
    """Put a failing residual into words."""
    words = _words(report, row)
    where = tuple(cell for cell in row.cells if report.get(cell) is not None)
    return Finding(
        rule=rule.id,
        tag=rule.tag,
        clause=row.clause,
        severity=row.severity,
        where=where,
        labels=tuple(_label(report, cell) for cell in where),
        expected=words["expected"],
        found=words["found"],
        message=f"{rule.id} 〔{rule.tag}〕{rule.message.format_map(words)}",
        fix=rule.fix.format_map(words),
    )


def _words(report: Report, row: Residual) -> dict[str, str]:
    """Return the message fields of a residual, the procedure's own last."""
    cell = form_cells(report.form).get(row.key)
    difference = row.left - row.right if row.left is not None and row.right is not None else None
    words = {
        "cell": _label(report, row.key),
        "row": cell.row_label if cell else "",
        "column": cell.column_label if cell else "",
        "group": cell.group_label if cell else "",
        "left": signed(row.left),
        "right": signed(row.right),
        "sum": signed(row.right),
        "difference": signed(difference),
        "year": str(report.year),
        "last_year": str(report.year - 1),
        "expected": signed(row.right),
        "found": signed(row.left),
    }
    return words | dict(row.words)


def _label(report: Report, fact_id: str) -> str:
    fact = report.get(fact_id)
    return fact_id if fact is None else fact.label


def signed(value: Decimal | None) -> str:
    """Write a figure with a true minus sign; nothing for none."""
    return "" if value is None else f"{value:f}".replace("-", "−")


def _notes(report: Report, rules: dict[str, Rule], residuals: Sequence[Residual]) -> Iterator[Finding]:
    """Yield one note for every rule and reason that kept rows from being compared."""
    unverifiable = sorted(
        ((row.rule, row.unverifiable, row.cells) for row in residuals if row.unverifiable),
        key=lambda item: (list(rules).index(item[0]), item[1]),
    )
    for (rule_id, reason), rows in groupby(unverifiable, key=lambda item: item[:2]):
        rule = rules[rule_id]
        where = tuple(dict.fromkeys(cells[0] for _, _, cells in rows if cells))
        yield Finding(
            rule=rule_id,
            tag=rule.tag,
            clause=rule.clause,
            severity="note",
            where=where,
            labels=tuple(_label(report, cell) for cell in where),
            expected="可核验",
            found="无法核验",
            message=f"{rule_id} 〔{rule.tag}〕无法核验“{rule.title}”（{len(where)} 格）：{reason}",
            fix="补齐数据后会自动核验；不补的，请人工核对",
        )
