"""The sections of a page: where each begins, and the text in them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.published.labels import comparable
from report_helpers.sources.narrative_md import as_written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.forms.model import Form, Section
    from report_helpers.published.model import Row

LONGEST_HEADING = 40
_CHROME = re.compile(
    r"^(?:上一篇|下一篇|上一条|下一条|相关(?:链接|文件|阅读|新闻)|扫一扫|分享到?|打印|关闭|【|版权所有|主办[：:单]|承办[：:单]"
    r"|网站标识码|网站地图|.{0,8}ICP备|.{0,6}公网安备|您是第|责任编辑|信息来源|来源[：:]|浏览次数|附件[：:\d]?|字体[：:])"
)
_SENTENCE = re.compile(r"[。；！]")


def section_starts(form: Form, rows: Sequence[Row]) -> dict[str, int]:
    """Return the number of the row that is each section's heading, where there is one.

    A table of contents comes first, so the last line that reads as the heading counts.
    """
    starts: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.is_line:
            for section in form.sections:
                if _is_heading(row.text, section):
                    starts[section.id] = number
    return starts


def _is_heading(text: str, section: Section) -> bool:
    if len(text) > LONGEST_HEADING:
        return False
    words, title = comparable(text), comparable(section.title)
    return words in {title, section.number + title} or (words.startswith(section.number) and words.endswith(title))


def section_rows(starts: Mapping[str, int], rows: Sequence[Row], section_id: str) -> Sequence[Row]:
    """Return the rows under a section's heading; all rows where the page has no such heading."""
    if section_id not in starts:
        return rows
    start = starts[section_id]
    end = min((other for other in starts.values() if other > start), default=len(rows))
    return rows[start + 1 : end]


def without_site(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the last section without what the site prints below it: no sentences, or known to be its own."""
    end = next((number for number, row in enumerate(rows) if _CHROME.match(row.text)), len(rows))
    while end and not _SENTENCE.search(rows[end - 1].text):
        end -= 1
    return rows[:end]


def narrative_of(form: Form, starts: Mapping[str, int], rows: Sequence[Row]) -> dict[str, str]:
    """Return the text of each section, tables and what the site prints below it left out."""
    narrative = {}
    for section in form.sections:
        own = section_rows(starts, rows, section.id) if section.id in starts else ()
        shown = without_site(own) if section is form.sections[-1] else own
        texts = [row.text for row in shown if not row.table]
        lines = [as_written(text) for text in texts if not section.table or _SENTENCE.search(text)]
        narrative[section.id] = "\n\n".join(lines)
    return narrative
