"""Binds the text of a report to its facts: placeholders, numerals and the section model."""

from report_helpers.narrative.model import SECTION_MIME, SectionText, block_runs
from report_helpers.narrative.render import chinese_date, render_all, render_section
from report_helpers.narrative.template import escape_markdown
from report_helpers.narrative.text import Mention, Passage, Text, read_text_of

__all__ = [
    "SECTION_MIME",
    "Mention",
    "Passage",
    "SectionText",
    "Text",
    "block_runs",
    "chinese_date",
    "escape_markdown",
    "read_text_of",
    "render_all",
    "render_section",
]
