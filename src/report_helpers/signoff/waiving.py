"""Waiving a warning: which finding a person means, whether reason and term are admitted; renewing and dropping."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from report_helpers.checks.checking import check
from report_helpers.checks.finding import WAIVER_WORDS
from report_helpers.checks.rule_catalogue import catalogue, own_rules, rules_for
from report_helpers.checks.waivers import OTHER_REASON, covers, moved_figures
from report_helpers.errors import InputError, Line, Problem
from report_helpers.facts.waiver import LONGEST, Waiver
from report_helpers.files.plain_files import write_whole
from report_helpers.sources.waivers_yaml import NAME as WAIVERS
from report_helpers.sources.waivers_yaml import waivers_text, with_waiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.finding import Finding
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WaiverRequest:
    """What a person writes: the finding meant (rule, cells, words of the text), and why it may stand."""

    rule: str
    cells: tuple[str, ...]
    text: str
    reason: str
    explanation: str
    by: str
    until: str


def waive(place: Workspace, report: Report, request: WaiverRequest) -> Line:
    """Write the waiver into the report's waivers.yaml; InputError where it is not admitted."""
    finding = _waivable(report, request)
    _refuse_reason(report, request.rule, request.reason)
    waiver = _granted(
        report,
        finding,
        Waiver(
            rule=finding.rule,
            cells=finding.where,
            sentence=finding.sentence,
            reason=request.reason,
            explanation=_word(request.explanation, "--explanation"),
            by=_word(request.by, "--by"),
            granted=report.on,
            until=_until(request.until, report.on),
            figures={},
            fingerprint="",
        ),
    )
    path = place.root / report.id.data_path / WAIVERS
    _write(place, report, with_waiver(path.read_text(encoding="utf-8") if path.exists() else "", waiver))
    return Line(f"已写入 {report.id.data_path}/{WAIVERS}：{finding.message}")


def list_waivers(report: Report) -> Iterator[Line]:
    """Yield the report's waivers with their numbers and states."""
    applied = check(report).waivers
    for number, (waiver, state) in enumerate(zip(report.waivers, applied, strict=True), 1):
        what = f"{number}　{waiver.rule}　{WAIVER_WORDS[state.state]}　{'、'.join(waiver.cells) or waiver.sentence}"
        term = f"{waiver.by} {waiver.granted} 批准，有效期至 {waiver.until}"
        why = "" if state.state == "in_force" else f"　{state.why}"
        yield Line(
            f"{what}　{state.reason}：{waiver.explanation}　{term}{why}", "" if state.state == "in_force" else "warning"
        )
    if not applied:
        yield Line("没有豁免")


def renew(place: Workspace, report: Report, number: int, term: WaiverRequest) -> Line:
    """Grant a waiver again, for the figures as they now are; InputError where its finding is gone or not admitted.

    The reason, and the explanation where none is given, stay as they were.
    """
    old = _numbered(report, number)
    found = [finding for finding in check(report).findings if covers(old, finding) and finding.result != "pass"]
    if not found:
        fix = f"请删去：report waive {report.id} --drop {number}"
        raise InputError(Problem("这条豁免的问题已不存在，不需要延续", value=f"{number}（{old.rule}）", fix=fix))
    if found[0].severity == "error":
        raise InputError(Problem("这是错误，不能豁免，必须改正", value=f"{number}（{old.rule}）"))
    _refuse_reason(report, old.rule, old.reason)
    explanation = _word(term.explanation, "--explanation") if term.explanation else old.explanation
    by, until = _word(term.by, "--by"), _until(term.until, report.on)
    new = replace(old, explanation=explanation, by=by, granted=report.on, until=until)
    waivers = [*report.waivers]
    waivers[number - 1] = _granted(report, found[0], new)
    _rewrite(place, report, waivers)
    moved = moved_figures(report, old)
    return Line(f"已延续第 {number} 条豁免至 {until}：{found[0].message}" + (f"；{moved}" if moved else ""))


def drop(place: Workspace, report: Report, number: int) -> Line:
    """Take a waiver out of waivers.yaml."""
    old = _numbered(report, number)
    _rewrite(place, report, [waiver for place_, waiver in enumerate(report.waivers, 1) if place_ != number])
    return Line(f"已删去第 {number} 条豁免：{old.rule}　{old.explanation}")


def _granted(report: Report, finding: Finding, waiver: Waiver) -> Waiver:
    """Return a waiver bound to this report and to the figures of the finding."""
    bound = replace(waiver, figures=finding.figures or {})
    return replace(bound, fingerprint=bound.sealed(finding.fingerprint, report.whole_id))


def _numbered(report: Report, number: int) -> Waiver:
    if not 1 <= number <= len(report.waivers):
        fix = f"现有 {len(report.waivers)} 条，编号见 report waive {report.id} --list"
        raise InputError(Problem("没有这条豁免", value=str(number), fix=fix))
    return report.waivers[number - 1]


def _rewrite(place: Workspace, report: Report, waivers: list[Waiver]) -> None:
    path = place.root / report.id.data_path / WAIVERS
    _write(place, report, waivers_text(path.read_text(encoding="utf-8"), waivers))


def _write(place: Workspace, report: Report, text: str) -> None:
    write_whole(place.root / report.id.data_path / WAIVERS, text.encode(), "写豁免")


def _word(text: str, option: str) -> str:
    """Return a name or an explanation; InputError where there is none."""
    text = text.strip()
    if len(text) < 2:  # noqa: PLR2004  a name has two characters
        raise InputError(Problem("要写明，至少两个字", column=option, value=text))
    return text


def _until(text: str, today: date) -> date:
    """Return the day a waiver holds until; InputError for none, one that has passed, or one too far off."""
    try:
        until = date.fromisoformat(text)
    except ValueError:
        raise InputError(Problem("不是日期", column="--until", value=text, fix=f"如 {today + LONGEST}")) from None
    if not today <= until <= today + LONGEST:
        what = "已经过去" if until < today else "太远，豁免最长一年"
        fix = f"请写 {today} 至 {today + LONGEST} 之间的日期"
        raise InputError(Problem(what, column="--until", value=text, fix=fix))
    return until


def _refuse_reason(report: Report, rule: str, reason: str) -> None:
    reasons = rules_for(report.kind, report.form)[rule].reasons
    if reason not in {*reasons, OTHER_REASON}:
        known = "、".join(f"{code}（{text}）" for code, text in reasons.items())
        fix = f"可用的有：{known}；{OTHER_REASON}"
        what = "没有这个理由" if reason else "没有写明理由"
        raise InputError(Problem(what, column="--reason", value=reason or None, fix=fix))


def _waivable(report: Report, request: WaiverRequest) -> Finding:
    """Return the one warning that is meant."""
    rule, cells, text = request.rule, request.cells, request.text
    if rule not in catalogue(report.kind):
        raise InputError(Problem("没有这条规则", column="--rule", value=rule, fix="规则编号见 report rules"))
    if rule in own_rules():
        fix = f"请延续或删去所指的豁免：report waive {report.id} --list"
        raise InputError(Problem("这条规则不能豁免", column="--rule", value=rule, fix=fix))
    own = [finding for finding in check(report).findings if finding.rule == rule and finding.severity != "note"]
    meant = [f for f in own if set(cells) <= set(f.where) and text in f.sentence]
    if any(finding.severity == "error" for finding in meant):
        raise InputError(Problem("这是错误，不能豁免，必须改正", column="--rule", value=rule))
    if len(meant) != 1:
        listed = "；".join(f"{f.message}（--cell {' --cell '.join(f.where)}）" if f.where else f.message for f in own)
        what = "没有这样的提示" if not meant else f"有 {len(meant)} 个提示，不知道豁免哪一个"
        raise InputError(Problem(what, column="--rule", value=rule, fix=f"现有：{listed or '无'}"))
    return meant[0]
