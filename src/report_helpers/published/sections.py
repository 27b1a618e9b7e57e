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
LEAST_LISTED = 3  # headings one below the other
CHROME = re.compile(
    r"^(?:上一篇|下一篇|上一条|下一条|相关(?:链接|文件|阅读|新闻)|扫一扫|分享到?|打印|关闭|【|版权所有|主办[：:单]|承办[：:单]"
    r"|网站标识码|网站地图|.{0,8}ICP备|.{0,6}公网安备|您是第|责任编辑|信息来源|来源[：:]|浏览次数|附件[：:\d]?|字体[：:])"
)
_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}\s*[、.．]|第[一二三四五六七八九十]{1,2}部分|附[表件]?[一二三四五六0-9]{0,2}\s*[:：、.])\s*"
)
ENDS_SENTENCE = re.compile(r"[。；！]")
_ENDED = re.compile(r"[。；！？：…;!?:][”’」』）)】]*\s*$")
_PAUSED = re.compile(r"[，、,]\s*$")
_ITEM = re.compile(
    rf"\s*(?:{_NUMBER.pattern}|[（(][一二三四五六七八九十0-9]{{1,2}}[）)]|[0-9]{{1,2}}(?:[、．)）]|[.](?![0-9]))|[①-⑳●■◆▪•·—-]\s*\w)"
)
_INNER = re.compile("[，（《“]")
_COUNTED = re.compile(r"\s*[一二三四五六七八九十]{1,2}是")
_DATE = re.compile(r"\s*[0-9〇○一二三四五六七八九十]{4}\s*年\s*\w{1,2}\s*月\s*\w{1,3}\s*日\s*")
# A line above a paragraph that says what it is about.
_TOPIC = re.compile(r"\s*\w{0,18}(?:情况|工作|建设|保障|管理|公开|问题|措施|方面|申请|回应|解读|计划|打算)\s*")


def section_starts(form: Form, rows: Sequence[Row], others: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, int]:
    """Return the number of the row that is each section's heading, where there is one.

    *others* are the words, by section, that a numbered heading in other words has in this order. The last line
    that reads as the heading counts, one in a table of contents only where there is no other.
    """
    found: list[tuple[int, str]] = []
    for number, row in enumerate(rows):
        if row.is_line:
            words = ((section.id, section, others.get(section.id, ())) for section in form.sections)
            found += [(number, key) for key, section, other in words if _is_heading(row.text, section, other)]
    listed = _listed([number for number, _ in found])
    return {key: number for in_list in (True, False) for number, key in found if (number in listed) == in_list}


def _listed(numbers: Sequence[int]) -> set[int]:
    """Return the rows of tables of contents: headings with nothing between them, before the report or behind it."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number - runs[-1][-1] <= 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return {number for run in runs if run[-1] - run[0] + 1 >= LEAST_LISTED for number in run}


def _is_heading(text: str, section: Section, others: Sequence[Sequence[str]]) -> bool:
    if len(text) > LONGEST_HEADING or ENDS_SENTENCE.search(text):
        return False
    number = _NUMBER.match(text.strip())
    words, title = comparable(text.strip()[number.end() if number else 0 :]), comparable(section.title)
    if words == title or comparable(text) == comparable(section.heading) or (number and words.endswith(title)):
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
    end = next((number for number, row in enumerate(rows) if CHROME.match(row.text)), len(rows))
    while end and not ENDS_SENTENCE.search(rows[end - 1].text):
        end -= 1
    return rows[:end]


def narrative_of(form: Form, starts: Mapping[str, int], rows: Sequence[Row]) -> dict[str, str]:
    """Return the text of each section; tables, the form's lines below them and what the site prints are left out."""
    narrative = {}
    for section in form.sections:
        own = section_rows(starts, rows, section.id) if section.id in starts else ()
        shown = without_site(own) if section is form.sections[-1] else own
        texts = paragraphs(["" if row.table else row.text for row in shown], beside_table=bool(section.table))
        printed = "".join(comparable(line) for line in form.table(section.table).below) if section.table else ""
        narrative[section.id] = "\n\n".join(as_written(text) for text in texts if comparable(text) not in printed)
    return narrative


def paragraphs(lines: Sequence[str], *, beside_table: bool) -> list[str]:
    """Return *lines* with those that one sentence runs over put together.

    "" stands for what is no text. Beside a table that is every line without a sentence, too.
    """
    paragraphs: list[str] = []
    before = ""
    for line in lines:
        text = line if not beside_table or ENDS_SENTENCE.search(line) else ""
        if before and text and _goes_on(before, text):
            paragraphs[-1] = paragraphs[-1].rstrip() + text.lstrip()
        elif text:
            paragraphs.append(text)
        before = text
    return paragraphs


def _goes_on(line: str, following: str) -> bool:
    """Tell whether a sentence that *line* does not end goes on in the *following* one."""
    if _ENDED.search(line) or _ITEM.match(following) or _DATE.fullmatch(following):
        return False
    if _PAUSED.search(line):
        return True
    return not (_stands_alone(line) or _COUNTED.match(following))


def _stands_alone(line: str) -> bool:
    """Tell whether a line without an end is a heading, a topic or a date."""
    if _DATE.fullmatch(line) or _TOPIC.fullmatch(line):
        return True
    item = _ITEM.match(line)
    return item is not None and len(line) <= LONGEST_HEADING and not _INNER.search(line, item.end())
