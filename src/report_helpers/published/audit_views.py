"""The audit for a person: as lines, as one page that fetches nothing, and as a CSV for a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from report_helpers.checks.finding import SEVERITIES, SEVERITY_WORDS
from report_helpers.errors import Line, visible
from report_helpers.files.csv_text import spreadsheet_csv
from report_helpers.outputs.pages.closed_page import render_page
from report_helpers.published.auditing import SHOWN_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.checks.finding import Finding
    from report_helpers.forms.model import Severity
    from report_helpers.published.auditing import Audit, Audited

UNREAD = "无法读取"
HEADERS = ("轻重", "规则", "机关", "年度", "数据项", "问题", "怎么办", "依据", "文件", "出处")


SHOWN_RULES = 4  # so many rules are named in a file's line
OPEN_UP_TO = 5  # with so many findings of a rule these need not be unfolded


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What one rule found in a file; `fix` is what all of `told` ask for, "" where they differ.

    Each told is message, fix where it is the finding's own, sentence of the text, place in the file.
    """

    rule: str
    title: str
    severity: Severity
    clause: str
    fix: str
    told: tuple[tuple[str, str, str, str], ...]


def audit_lines(audit: Audit) -> Iterator[Line]:
    """Yield the files with how much was found in each, and the findings, errors first."""
    for file in audit.files:
        yield Line(f"{file.name}　{_counts(file)}", "heading")
        yield from (Line(f"　　{remark}") for remark in file.remarks)
    for file, finding in audit.findings():
        name = f"{file.name}　" if len(audit.files) > 1 else ""
        place = f"（{finding.place}）" if finding.place else ""
        words = f"{name}{finding.message}{place}。{finding.fix}。"
        yield Line(f"{SEVERITY_WORDS[finding.severity]}　{words}", finding.severity)


def _counts(file: Audited) -> str:
    if file.problems:
        return UNREAD
    return f"{file.file}　" + "、".join(f"{SEVERITY_WORDS[s]} {file.count(s)}" for s in SEVERITIES)


def audit_csv(audit: Audit) -> bytes:
    """Return the findings as CSV for a spreadsheet, errors first; unread files come before all."""
    rows: list[tuple[str, ...]] = [HEADERS]
    for file in audit.unread:
        rows += ((UNREAD, "", "", "", "", sentence, "", "", file.file, "") for sentence in file.problems)
    for file, finding in audit.findings():
        whose = (file.transcript.agency, str(file.transcript.year)) if file.transcript else ("", "")
        head = (SEVERITY_WORDS[finding.severity], finding.rule, *whose, "；".join(finding.labels[:SHOWN_CELLS]))
        message = finding.message.removeprefix(f"{finding.rule} ")
        rows.append((*head, message, finding.fix, finding.clause, file.file, finding.place))
    return spreadsheet_csv(map(visible, row) for row in rows)


def audit_html(audit: Audit) -> str:
    """Return the page, the worst files first; the same audit gives the same bytes."""
    files = sorted(audit.files, key=_urgency)
    return render_page(
        "audit",
        audit=audit,
        files=files,
        severities=SEVERITIES,
        words=SEVERITY_WORDS,
        clean=sum(file.is_clean for file in files),
        groups_of=lambda file: by_rule(file.findings, audit.titles),
        shown_rules=SHOWN_RULES,
        open_up_to=OPEN_UP_TO,
    )


def by_rule(findings: Sequence[Finding], titles: Mapping[str, str]) -> list[RuleFindings]:
    """Return the findings of a file by rule, errors first and rules in the order they were found in."""
    ids = list(dict.fromkeys(finding.rule for finding in findings))
    ordered = sorted(findings, key=lambda one: (SEVERITIES.index(one.severity), ids.index(one.rule)))
    groups = groupby(ordered, key=lambda one: (one.severity, one.rule))
    return [_group(severity, rule, titles.get(rule, ""), tuple(found)) for (severity, rule), found in groups]


def _group(severity: Severity, rule: str, title: str, findings: tuple[Finding, ...]) -> RuleFindings:
    fixes = {finding.fix for finding in findings}
    messages = [finding.message.removeprefix(f"{rule} ").removeprefix(f"〔{finding.tag}〕") for finding in findings]
    told = tuple(
        (message, "" if len(fixes) == 1 else finding.fix, finding.sentence, finding.place)
        for message, finding in zip(messages, findings, strict=True)
    )
    return RuleFindings(rule, title, severity, findings[0].clause, fixes.pop() if len(fixes) == 1 else "", told)


def _urgency(file: Audited) -> tuple[int, ...]:
    """Return what files are ordered by: unread, then by how many errors, warnings and notes they have."""
    return not file.problems, *(-file.count(severity) for severity in SEVERITIES)
