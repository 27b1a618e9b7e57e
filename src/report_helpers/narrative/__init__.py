"""Text bound to facts: placeholders, numerals and the section model."""

from report_helpers.narrative.model import SECTION_MIME, Block, Run, SectionText, block_runs
from report_helpers.narrative.render import chinese_date, render_all, render_section
from report_helpers.narrative.template import escape_markdown

__all__ = [
    "SECTION_MIME",
    "Block",
    "Run",
    "SectionText",
    "block_runs",
    "chinese_date",
    "escape_markdown",
    "render_all",
    "render_section",
]
