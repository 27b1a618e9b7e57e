"""The audit for a person: as lines, as one page that fetches nothing, and as a CSV for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.checks.finding import SEVERITIES, SEVERITY_WORDS
from report_helpers.errors import Line, visible
from report_helpers.files.csv_text import spreadsheet_csv
from report_helpers.outputs.pages.closed_page import render_page
from report_helpers.published.auditing import SHOWN_CELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.published.auditing import Audit, Audited

UNREAD = "无法读取"
HEADERS = ("轻重", "规则", "机关", "年度", "数据项", "问题", "怎么办", "依据", "文件", "出处")


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
    """Return the page; the same audit gives the same bytes."""
    return render_page("audit", audit=audit, severities=SEVERITIES, words=SEVERITY_WORDS)
