"""The finding: one row of the same shape for every rule, and the result of a check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003  the fields of a record are its schema
from dataclasses import asdict, dataclass, field
from json import loads
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.errors import Line, Problem
from report_helpers.facts.identifiers import ReportName  # noqa: TC001
from report_helpers.facts.residual import Verdict  # noqa: TC001
from report_helpers.files.records import parse_record
from report_helpers.forms.model import Severity  # noqa: TC001
from report_helpers.signatures.reviews import StageRecord  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from report_helpers.facts.residual import Residual

# not_verifiable: it should apply, but what it needs is missing; not_applicable: nothing of its kind is in the report.
RuleResult = Literal["pass", "fail", "waived", "not_verifiable", "not_applicable"]
CHECKS = "checks.json"
DRAFT_FINDINGS = "校验发现的问题"  # the heading of a draft's own list in Word and PDF
FINDINGS_MIME = "application/vnd.report-helpers.findings"
VERDICT_WORDS = {"pass": "通过", "warn": "有提示", "fail": "未通过", "nothing": "无可核验内容"}
SEVERITY_WORDS: dict[Severity, str] = {"error": "错误", "warning": "提示", "note": "说明"}
SEVERITIES = tuple(SEVERITY_WORDS)
RESULT_WORDS: dict[RuleResult, str] = {
    "pass": "通过",
    "fail": "不通过",
    "waived": "已豁免",
    "not_verifiable": "无法核验",
    "not_applicable": "不适用",
}
_WORST_FIRST: tuple[RuleResult, ...] = ("fail", "waived", "not_verifiable")
WAIVER_WORDS = {"in_force": "有效", "void": "作废", "expired": "到期", "refused": "不予采用"}

WaiverState = Literal["in_force", "void", "expired", "refused"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found: where (fact ids and printed labels, or a place in the text), both sides, in words.

    `figures` are the printed values of the facts concerned, `fingerprint` covers them;
    `cases` are the ledger's case numbers, for the reviewer and never published;
    `waiver` is the reason for which a person lets it stand, `result` the result of the rule here.
    """

    rule: str
    tag: str
    clause: str
    severity: Severity
    where: tuple[str, ...]
    labels: tuple[str, ...]
    expected: str
    found: str
    message: str
    fix: str
    place: str = ""
    sentence: str = ""
    figures: Mapping[str, str] | None = None
    fingerprint: str = ""
    waiver: str = ""
    cases: tuple[str, ...] = ()
    result: RuleResult = "fail"


@dataclass(frozen=True, slots=True)
class AppliedWaiver:
    """The state of a waiver: in force, void since a figure moved, expired, or refused; and why."""

    rule: str
    reason: str
    explanation: str
    by: str
    until: str
    state: WaiverState
    why: str
    where: tuple[str, ...] = ()
    sentence: str = ""
    can_be_renewed: bool = False


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All findings of one report, its verdict, the result of each rule, its waivers, and what was judged and how.

    `residuals` are all comparisons, `waived` the numbers of those that a waiver covers.

    `last_year` says where last year's figures come from when they were published elsewhere.

    The verdict is Great Expectations': `fail` when an error stands, `warn` when only warnings do,
    `nothing` when there was nothing to compare, else `pass`.
    """

    report: str
    verdict: Verdict
    rules: Mapping[str, RuleResult]
    findings: tuple[Finding, ...]
    great_expectations: Mapping[str, Any]
    waivers: tuple[AppliedWaiver, ...]
    residuals: tuple[Residual, ...] = field(compare=False, repr=False)
    waived: frozenset[int] = field(compare=False, repr=False)
    last_year: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the content of checks.json."""
        return {
            "report": self.report,
            "last_year": self.last_year,
            "verdict": self.verdict,
            "rules": dict(self.rules),
            "findings": [asdict(finding) for finding in self.findings],
            "waivers": [asdict(waiver) for waiver in self.waivers],
            "great_expectations": dict(self.great_expectations),
        }


@dataclass(frozen=True, slots=True)
class Checks:
    """What a checks.json holds: a result of checks, and where the three reviews stood."""

    report: ReportName
    last_year: str
    verdict: Verdict
    rules: Mapping[str, RuleResult]
    findings: Sequence[Finding]
    waivers: Sequence[AppliedWaiver]
    great_expectations: Mapping[str, Any]
    signatures: Sequence[StageRecord] = ()


def read_checks(data: bytes, shown: str) -> dict[str, Any]:
    """Return the content of a checks.json, which the messages call *shown*; InputError when it is none."""
    parse_record(data, Checks, shown, "不是一份完整的校验结果", "请重新生成这份报告")
    content: dict[str, Any] = loads(data.decode("utf-8-sig"))
    return content


def result_of(findings: Iterable[Mapping[str, Any]], rule: str, fact: str = "") -> RuleResult:
    """Return the worst result of a rule in *findings*, given as their fields, of one figure or of all; else pass."""
    found = {each["result"] for each in findings if each["rule"] == rule and (not fact or fact in each["where"])}
    return next((result for result in _WORST_FIRST if result in found), "pass")


def open_problems(checks: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield each error and each unwaived warning of *checks*: a report with one is neither signed nor published."""
    for finding in checks["findings"]:
        if finding["severity"] == "error":
            yield Problem(f"错误没有改正：{finding['message']}", fix=finding["fix"])
        elif finding["severity"] == "warning":
            options = f"--rule {finding['rule']} --reason 理由代码 --explanation 说明 --by 姓名 --until 日期"
            fix = f"{finding['fix']}；不必改正的，由负责人写明理由豁免：report waive {checks['report']} {options}"
            yield Problem(f"提示没有处理：{finding['message']}", fix=fix)


def finding_line(finding: Mapping[str, Any]) -> Line:
    """Return a finding, given as its fields, as one line."""
    waiver = f"〔已豁免：{finding['waiver']}〕" if finding["waiver"] else ""
    cases = f"（登记编号 {'、'.join(finding['cases'])}）" if finding["cases"] else ""
    words = f"{SEVERITY_WORDS[finding['severity']]}　{finding['message']}{cases}。{waiver}{finding['fix']}。"
    return Line(words, finding["severity"])


def result_lines(checks: Mapping[str, Any]) -> Iterator[Line]:
    """Yield the content of checks.json as lines: the verdict, then the findings."""
    yield Line(f"校验结论：{VERDICT_WORDS[checks['verdict']]}", "heading")
    if checks["last_year"]:
        yield Line(f"说明　{checks['last_year']}。", "note")
    yield from map(finding_line, checks["findings"])
