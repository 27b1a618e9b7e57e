"""The page a preview opens with: the findings on top, the built page below, untouched, in a frame.

It is the only page with the script that follows the server; the built files have none of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.outputs.pages.closed_page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGES = {"review.html": "审核页", "report.html": "公布页"}
SHOWN_PLACES = 4


@dataclass(frozen=True, slots=True)
class View:
    """The last good build of a report, and why its files as they are now give none.

    `number` grows with every view, `edition` with every good build. `files` are those a build writes, by their
    names in the report's folder; `checks` is what its checks found; `made` is when, `seconds` how long it took.
    `wrong` are sentences, none where the pages show the files as they are.
    """

    number: int = 0
    edition: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    checks: Mapping[str, Any] | None = None
    made: str = ""
    seconds: float = 0.0
    wrong: tuple[str, ...] = ()
    is_building: bool = True


def preview_page(report: str, view: View) -> str:
    """Return the page for a report called *report*."""
    findings = view.checks["findings"] if view.checks else []
    return render_page(
        "preview",
        report=report,
        view=view,
        pages={name: word for name, word in PAGES.items() if name in view.files},
        verdict=view.checks["verdict"] if view.checks else "",
        verdict_words=VERDICT_WORDS,
        severity_words=SEVERITY_WORDS,
        counts={word: sum(each["severity"] == name for each in findings) for name, word in SEVERITY_WORDS.items()},
        findings=[each for severity in SEVERITY_WORDS for each in findings if each["severity"] == severity],
        places=lambda each: list(zip(each["where"], each["labels"], strict=False))[:SHOWN_PLACES],
    )
