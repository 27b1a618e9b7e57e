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
_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}\s*[、.．]|第[一二三四五六七八九十]{1,2}部分|附[表件]?[一二三四五六0-9]{0,2}\s*[:：、.])\s*"
)
_SENTENCE = re.compile(r"[。；！]")


def section_starts(form: Form, rows: Sequence[Row], others: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, int]:
    """Return the number of the row that is each section's heading, where there is one.

    *others* are the words, by section, that a numbered heading in other words has in this order. A table of
    contents comes first, so the last line that reads as the heading counts.
    """
    starts: dict[str, int] = {}
    for number, row in enumerate(rows):
        if row.is_line:
            for section in form.sections:
                if _is_heading(row.text, section, others.get(section.id, ())):
                    starts[section.id] = number
    return starts


def _is_heading(text: str, section: Section, others: Sequence[Sequence[str]]) -> bool:
    if len(text) > LONGEST_HEADING or _SENTENCE.search(text):
        return False
    number = _NUMBER.match(text.strip())
    words, title = comparable(text.strip()[number.end() if number else 0 :]), comparable(section.title)
    if words == title or (number and words.endswith(title)):
        return True
    return number is not None and any(_have_in_order(words, other) for other in others)


def _have_in_order(text: str, words: Sequence[str]) -> bool:
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


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
