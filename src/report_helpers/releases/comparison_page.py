"""A comparison of two reports as one web page: nothing fetched, no script, style named by its hash."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from report_helpers.checks import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.outputs.pages.closed_page import closed_page_environment
from report_helpers.releases.comparison_text import (
    ABSENT,
    FINDING_WORDS,
    NOTHING,
    counts,
    sentence_kind,
    unit_words,
    visible,
)

if TYPE_CHECKING:
    from jinja2 import Environment

    from report_helpers.releases.comparison import Comparison

TEMPLATES = Path(__file__).parent / "templates"


def comparison_html(comparison: Comparison) -> str:
    """Return the page; the same comparison gives the same bytes."""
    return _environment().get_template("comparison.html.j2").render(comparison=comparison)


@cache
def _environment() -> Environment:
    """Return the environment; the template is compiled once a process."""
    environment = closed_page_environment(TEMPLATES, [TEMPLATES / "comparison.css"], finalize=_finished)
    environment.filters |= {"kind": sentence_kind, "counts": counts, "unit": unit_words}
    environment.globals |= {
        "severity_words": SEVERITY_WORDS,
        "verdict_words": VERDICT_WORDS,
        "finding_words": FINDING_WORDS,
        "absent": ABSENT,
        "nothing": NOTHING,
    }
    return environment


def _finished(value: object) -> object:
    """Spell out control characters in every value of a report."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
