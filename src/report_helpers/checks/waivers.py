"""Waivers applied: a soft finding becomes a note, as long as no figure it covers has moved; O-2 on those that fail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.checks.finding import WAIVER_WORDS, AppliedWaiver, Finding
from report_helpers.checks.rule_catalogue import own_rules
from report_helpers.facts.residual import Residual, Spot, compared
from report_helpers.sources.waivers_yaml import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

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
        number = next((n for n, finding in enumerate(kept) if _is_open(finding) and covers(waiver, finding)), None)
        finding = None if number is None else kept[number]
        state, why = _state(report, rules, waiver, finding)
        applied.append(_applied(rules, waiver, state, why, finding))
        if number is not None and finding is not None and state == "in_force":
            kept[number] = replace(finding, severity="note", result="waived", waiver=applied[-1].why)
    return kept, tuple(applied)


def waivers_hold(report: Report, applied: Sequence[AppliedWaiver]) -> Iterator[Residual]:
    """O-2: every waiver on file is in force; one that is not is to be renewed or dropped."""
    (rule,) = own_rules().values()
    for number, waiver in enumerate(applied, 1):
        spot = Spot(f"{NAME}#{number}", f"{report.id.data_path}/{NAME} 第 {number} 条", "")
        command = f"report waive {report.id}"
        renew = f"{command} --renew {number} --until 日期 --by 姓名" if waiver.can_be_renewed else ""
        drop = f"{command} --drop {number}"
        words = {
            "state": f"{waiver.rule} 的豁免{WAIVER_WORDS[waiver.state]}",
            "why": waiver.why,
            "command": f"仍然属实的重新办理：{renew}；不再需要的删去：{drop}" if renew else f"请删去：{drop}",
            "expected": WAIVER_WORDS["in_force"],
            "found": WAIVER_WORDS[waiver.state],
        }
        yield compared(rule, spot, (int(waiver.state != "in_force"), 0), words=words)


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver was given for a finding, whatever its figures are now."""
    is_place = set(waiver.cells) == set(finding.where) and waiver.sentence == finding.sentence
    return waiver.rule == finding.rule and is_place


def _is_open(finding: Finding) -> bool:
    return finding.severity != "note"


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
    moved = moved_figures(report, waiver)
    if moved:
        return "void", f"所涉数字已变：{moved}"
    if finding is None:
        return "void", "这个问题已不存在，请删去这条豁免"
    return _state_beside(report, rule, waiver, finding)


def _state_beside(report: Report, rule: Rule, waiver: Waiver, finding: Finding) -> tuple[WaiverState, str]:
    """Return what becomes of a waiver whose finding stands and whose figures have not moved."""
    if finding.severity == "error":
        return "refused", "这是错误，不能豁免，必须改正"
    if waiver.sealed(finding.fingerprint, report.whole_id) != waiver.fingerprint:
        return "void", "指纹不符：这条豁免被改过，是别的报告的，或对照的上年数、另一份年报的数已变"
    if waiver.is_too_long or waiver.granted > report.on:
        return "void", f"批准日 {waiver.granted} 或有效期至 {waiver.until} 不对：有效期最长一年，从批准之日算起"
    if waiver.until < report.on:
        return "expired", f"已于 {waiver.until} 到期"
    text = rule.reasons.get(waiver.reason, "其他")
    return "in_force", f"{text}：{waiver.explanation}（{waiver.by}，有效期至 {waiver.until.isoformat()}）"


def moved_figures(report: Report, waiver: Waiver) -> str:
    """Say which figures are no longer those the waiver was given for."""
    changes = []
    for fact_id, old in waiver.figures.items():
        fact = report.get(fact_id)
        new = "（没有这一项）" if fact is None else fact.printed
        if new != old:
            changes.append(f"{fact.label if fact else fact_id} {old or '空白'} → {new or '空白'}")
    return "，".join(changes)


def _applied(
    rules: Mapping[str, Rule], waiver: Waiver, state: WaiverState, why: str, finding: Finding | None
) -> AppliedWaiver:
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
        can_be_renewed=finding is not None and state != "refused",
    )
