"""Draws a result of checks for the notebook: the verdict in its colour, every finding with links to its cells."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from report_helpers.checks.finding import SEVERITY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.finding import CheckResult, Finding

# Ground and text, readable on light and dark themes alike; each verdict is said in words as well.
_COLOURS = {
    "fail": ("#b3261e", "#fff"),
    "warn": ("#8a5a00", "#fff"),
    "pass": ("#1b6e3c", "#fff"),
    "nothing": ("#555", "#fff"),
    "error": ("#b3261e", "#fff"),
    "warning": ("#8a5a00", "#fff"),
    "note": ("#555", "#fff"),
}
_SHOWN = 4  # cells linked for a finding


def outcome_html(outcome: CheckResult, head: str, tail: Sequence[str]) -> str:
    """Return *head* in the colour of the verdict, the findings as a list, and the lines of *tail*."""
    items = "".join(f"<li>{_finding(finding)}</li>" for finding in outcome.findings)
    lines = "".join(f"<p>{escape(line)}</p>" for line in tail)
    return f"<p><strong>{_mark(head, outcome.verdict)}</strong></p><ul>{items}</ul>{lines}"


def _mark(text: str, tone: str) -> str:
    ground, letters = _COLOURS[tone]
    style = f"background-color:{ground};color:{letters};padding:2px 8px;border-radius:3px"
    return f'<span style="{style}">{escape(text)}</span>'


def _finding(finding: Finding) -> str:
    links = "、".join(_links(finding))
    where = f"（见 {links}）" if links else ""
    waiver = f"〔已豁免：{escape(finding.waiver)}〕" if finding.waiver else ""
    words = f"{escape(finding.message)}。{waiver}{escape(finding.fix)}。{where}"
    return f"{_mark(SEVERITY_WORDS[finding.severity], finding.severity)} {words}"


def _links(finding: Finding) -> Iterator[str]:
    """Yield links to the cells of the tables above; a figure of the text has none of its own."""
    cells = [fact for fact in finding.where if not fact.startswith("text.")]
    for fact in cells[:_SHOWN]:
        yield f'<a href="#{escape(fact)}">{escape(fact)}</a>'
    if len(cells) > _SHOWN:
        yield f"等 {len(cells)} 格"
