"""The audit as a file: one static page that fetches nothing, and a CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.checks import SEVERITIES, SEVERITY_WORDS
from report_helpers.errors import visible
from report_helpers.outputs.pages.closed_page import closed_page_environment
from report_helpers.published.writing import harmless

if TYPE_CHECKING:
    from jinja2 import Environment

    from report_helpers.published.auditing import Audit

TEMPLATES = Path(__file__).parent / "templates"
HEADERS = ("轻重", "规则", "机关", "年度", "数据项", "问题", "怎么办", "依据", "文件", "出处")


def audit_csv(audit: Audit) -> bytes:
    """Return the findings as CSV for a spreadsheet, errors first; unread files come before all."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for file in audit.unread:
        for sentence in file.problems:
            writer.writerow(map(harmless, ("读不出", "", "", "", "", sentence, "", "", file.file, "")))
    for file, finding in audit.findings():
        whose = (file.transcript.agency, str(file.transcript.year)) if file.transcript else ("", "")
        head = (SEVERITY_WORDS[finding.severity], finding.rule, *whose, finding.labels)
        row = (*head, finding.message, finding.fix, finding.clause, file.file, finding.origin)
        writer.writerow([harmless(visible(text)) for text in row])
    return out.getvalue().encode("utf-8-sig")


def audit_html(audit: Audit) -> str:
    """Return the page; the same audit gives the same bytes."""
    return _environment().get_template("audit.html.j2").render(audit=audit)


@cache
def _environment() -> Environment:
    environment = closed_page_environment(TEMPLATES, [TEMPLATES / "audit.css"])
    environment.filters["visible"] = visible
    environment.globals |= {"severities": SEVERITIES, "words": SEVERITY_WORDS}
    return environment
