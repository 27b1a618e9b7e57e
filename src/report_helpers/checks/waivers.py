"""Waivers applied: a soft finding becomes a note, as long as no figure it covers has moved."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.checks.finding import AppliedWaiver, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.checks.finding import WaiverState
    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.waiver import Waiver

OTHER_REASON = "other"


def apply_waivers(
    report: Report, rules: Mapping[str, Rule], findings: Sequence[Finding]
) -> tuple[list[Finding], tuple[AppliedWaiver, ...]]:
    """Return the findings with those waived as notes, and the state of each waiver."""
    kept, applied = list(findings), []
    for waiver in report.waivers:
        number = next((n for n, finding in enumerate(kept) if _covers(waiver, finding)), None)
        finding = None if number is None else kept[number]
        state, why = _state(report, rules, waiver, finding)
        applied.append(_applied(rules, waiver, state, why))
        if number is not None and finding is not None and state == "in_force":
            kept[number] = replace(finding, severity="note", result="waived", waiver=applied[-1].why)
    return kept, tuple(applied)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver was given for a finding, whatever its figures are now."""
    is_place = set(waiver.cells) == set(finding.where) and waiver.sentence == finding.sentence
    return waiver.rule == finding.rule and is_place and finding.severity != "note"


def _state(
    report: Report, rules: Mapping[str, Rule], waiver: Waiver, finding: Finding | None
) -> tuple[WaiverState, str]:
    rule = rules.get(waiver.rule)
    if rule is None:
        return "refused", f"没有 {waiver.rule} 这条规则"
    if waiver.reason not in {*rule.reasons, OTHER_REASON}:
        return (
            "refused",
            f"{waiver.rule} 没有“{waiver.reason}”这个理由，可用的有：{'、'.join((*rule.reasons, OTHER_REASON))}",
        )
    moved = _moved(report, waiver)
    if moved:
        return "void", f"所涉数字已变：{moved}"
    if finding is None:
        return "void", "这个问题已不存在，请删去这条豁免"
    return _state_beside(rule, waiver, finding)


def _state_beside(rule: Rule, waiver: Waiver, finding: Finding) -> tuple[WaiverState, str]:
    """Return what becomes of a waiver whose finding stands and whose figures have not moved."""
    if finding.severity == "error":
        return "refused", "这是错误，不能豁免，必须改正"
    if waiver.sealed(finding.fingerprint) != waiver.fingerprint:
        return "void", "指纹不符：这条豁免被改过，或对照的上年数已变"
    text = rule.reasons.get(waiver.reason, "其他")
    return "in_force", f"{text}：{waiver.explanation}（{waiver.by}，有效期至 {waiver.until.isoformat()}）"


def _moved(report: Report, waiver: Waiver) -> str:
    """Say which figures are no longer those the waiver was given for."""
    changes = []
    for fact_id, old in waiver.figures.items():
        fact = report.get(fact_id)
        new = "（没有这一项）" if fact is None else fact.printed
        if new != old:
            changes.append(f"{fact.label if fact else fact_id} {old or '空白'} → {new or '空白'}")
    return "，".join(changes)


def _applied(rules: Mapping[str, Rule], waiver: Waiver, state: WaiverState, why: str) -> AppliedWaiver:
    rule = rules.get(waiver.rule)
    reason = rule.reasons.get(waiver.reason, "其他" if waiver.reason == OTHER_REASON else waiver.reason) if rule else ""
    return AppliedWaiver(
        waiver.rule,
        reason,
        waiver.explanation,
        waiver.by,
        waiver.until.isoformat(),
        state,
        why,
        waiver.cells,
        waiver.sentence,
    )
