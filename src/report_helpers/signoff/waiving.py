"""Waiving a warning: which finding a person means, whether the reason is admitted, the entry in waivers.yaml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from report_helpers.checks.checking import check
from report_helpers.checks.rule_catalogue import catalogue, rules_for
from report_helpers.checks.waivers import OTHER_REASON
from report_helpers.errors import InputError, Line, Problem
from report_helpers.facts.waiver import Waiver
from report_helpers.sources.waivers_yaml import NAME as WAIVERS
from report_helpers.sources.waivers_yaml import with_waiver

if TYPE_CHECKING:
    from report_helpers.checks.finding import Finding
    from report_helpers.facts.identifiers import ReportId
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


def waive(place: Workspace, report_id: ReportId, request: WaiverRequest) -> Line:
    """Write the waiver into the report's waivers.yaml; InputError where it is not admitted."""
    report = place.load(report_id)
    finding = _waivable(report, request)
    _refuse_reason(report, request)
    try:
        until = date.fromisoformat(request.until)
    except ValueError:
        raise InputError(Problem("不是日期", column="--until", value=request.until, fix="如 2024-12-31")) from None
    explanation, by = request.explanation.strip(), request.by.strip()
    if min(len(explanation), len(by)) < 2:  # noqa: PLR2004  a name has two characters
        raise InputError(Problem("说明和姓名都要写", column="--explanation、--by"))
    figures = finding.figures or {}
    waiver = Waiver(finding.rule, finding.where, finding.sentence, request.reason, explanation, by, until, figures, "")
    waiver = replace(waiver, fingerprint=waiver.sealed(finding.fingerprint))
    path = place.root / "data" / report_id.agency / str(report_id.year) / WAIVERS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(with_waiver(text, waiver), encoding="utf-8", newline="\n")
    return Line(f"已写入 {path.relative_to(place.root)}：{finding.message}")


def _refuse_reason(report: Report, request: WaiverRequest) -> None:
    reasons = rules_for(report.kind, report.form)[request.rule].reasons
    if request.reason not in {*reasons, OTHER_REASON}:
        known = "、".join(f"{code}（{text}）" for code, text in reasons.items())
        fix = f"可用的有：{known}；{OTHER_REASON}"
        raise InputError(Problem("没有这个理由", column="--reason", value=request.reason, fix=fix))


def _waivable(report: Report, request: WaiverRequest) -> Finding:
    """Return the one warning that is meant."""
    rule, cells, text = request.rule, request.cells, request.text
    if rule not in catalogue(report.kind):
        raise InputError(Problem("没有这条规则", column="--rule", value=rule, fix="规则编号见 report rules"))
    own = [finding for finding in check(report).findings if finding.rule == rule and finding.severity != "note"]
    meant = [f for f in own if set(cells) <= set(f.where) and text in f.sentence]
    if any(finding.severity == "error" for finding in meant):
        raise InputError(Problem("这是错误，不能豁免，必须改正", column="--rule", value=rule))
    if len(meant) != 1:
        listed = "；".join(f"{f.message}（--cell {' --cell '.join(f.where)}）" if f.where else f.message for f in own)
        what = "没有这样的提示" if not meant else f"有 {len(meant)} 个提示，不知道豁免哪一个"
        raise InputError(Problem(what, column="--rule", value=rule, fix=f"现有：{listed or '无'}"))
    return meant[0]
