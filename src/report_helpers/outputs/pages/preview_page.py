"""The page a preview opens with: the findings on top, the built page below, untouched, in a frame.

It is the only page with the script that follows the server; the built files have none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.outputs.pages.closed_page import render_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGES = {"review.html": "审核页", "report.html": "公布页"}
SHOWN_PLACES = 4


class Shown(Protocol):
    """What the page says of the present state; see `runs.preview.board.View`."""

    @property
    def edition(self) -> int:
        """Grows with every good build."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """The files of the last good build."""

    @property
    def checks(self) -> Mapping[str, Any] | None:
        """What its checks found."""

    @property
    def made(self) -> str:
        """When it was made."""

    @property
    def seconds(self) -> float:
        """How long it took."""

    @property
    def wrong(self) -> Sequence[str]:
        """Why the files as they are now give no report."""

    @property
    def is_building(self) -> bool:
        """Whether another build is under way."""


def preview_page(report: str, view: Shown) -> str:
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
