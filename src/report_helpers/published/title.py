"""Whose report it is and which year's, as its title or its text says; two reports in one file."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.narrative.chinese_numbers import CHINESE_DIGITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.forms.kind import Kind
    from report_helpers.published.aligning import Found
    from report_helpers.published.model import Page

_YEAR = r"(?P<year>(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})年度?"
_NAME = r"(?P<name>[\u3400-\u9fffA-Za-z0-9（）()·]{2,50}?)"
_PERIOD = re.compile(rf"(?:统计期限|时限|期限)[^。]{{0,20}}?{_YEAR}")
_NEIGHBOUR = re.compile(r"^(?:上一篇|下一篇|上一条|下一条|相关|附件)")
_LOOSE = re.compile(r"\s+")
# What may stand before a title on its line: a word for it, a path, a page's number; and behind it.
_BEFORE = re.compile(
    r"^(?:#{1,6}|.*[:：>＞/\\_|｜»《〈【]|第\d{1,3}页|[—\-]?\d{1,3}[—\-])?(?:关于(?:印发|发布|公布)?)?[《〈【“\d]*"
)
_BEHIND = re.compile(r"[》〉】”]?(?:$|[（(\-—_|｜]|的(?:通知|公告|函)?)")
_NO_NAME = re.compile(
    r"报告|年报|信息公开|公布|(?<!机构)编制|条例|规定|根据|按照|依据|^(?:首页|当前|本页|您)|^[A-Za-z0-9（）()·]+$"
)
# How the names of agencies end, where one stands on a line above the year.
_AGENCY = re.compile(
    r"(?:政府|办公[室厅]|办事处|[局厅委部署院馆处站所队办社会镇乡县市区省州盟旗]|街道|中心|银行|公司|大学|学校|集团)(?:[（(][^（）()]{1,8}[）)])?$"
)
MAX_TITLE_LINES = 3
MAX_LETTERS = 120  # of a line that is a title


@lru_cache(maxsize=8)
def names_of(kind: Kind) -> tuple[str, ...]:
    """Return what a report of a kind is called: the kind's name, and what its forms print behind agency and year."""
    ends = (re.split(r"\{(?:agency|year)\}(?:年度?)?", form.title)[-1].strip() for form in kind.forms.values())
    return tuple(dict.fromkeys(name for name in (kind.name, *ends) if name))


def agency_and_year(page: Page, first_heading: int, names: tuple[str, ...]) -> tuple[str, int]:
    """Return the agency's name and the year; empty and 0 where the page does not say.

    *names* are what a report of the kind is called. The title is the last line, or run of lines,
    above the first section's heading that reads as one, the document's own title where they agree;
    else that title; else any line. A sentence is no title, whatever it names.
    """
    lines = [row.text for row in page.rows if not row.table]
    above = [row.text for row in page.rows[:first_heading] if not row.table]
    own = _title_in(page.title, names)
    found = _titles(above, names) or [title for title in (own,) if title and title[0]] or _titles(lines, names)
    if found:
        return own if own in found else found[0]
    period = _PERIOD.search(_LOOSE.sub("", "".join(lines)))
    years = [title[1] for title in (own, *(_title_in(line, names) for line in reversed(lines))) if title]
    return "", _year(period["year"]) if period else next(iter(years), 0)


def _titles(lines: Sequence[str], names: tuple[str, ...]) -> list[tuple[str, int]]:
    """Return how the last line that ends a title reads: alone, and with one or two lines above it."""
    for end in range(len(lines) - 1, -1, -1):
        alone = _title_in(lines[end], names)
        runs = [lines[start : end + 1] for start in range(end, max(end - MAX_TITLE_LINES, -1), -1)]
        found = [title for run in runs if (title := _title_in("".join(run), names)) is not None and title[0]]
        if alone is None or not alone[0]:  # the name would stand on a line above
            found = [title for title in found if _AGENCY.search(title[0])]
        if found:
            return found
    return []


@lru_cache(maxsize=8)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how titles of a kind of report read; 工作 and 年度 come and go in its names."""
    end = f"(?:{'|'.join(re.sub('(?:工作|年度)+', '(?:工作|年度)*', re.escape(name)) for name in names)})"
    return re.compile(f"{_NAME}{_YEAR}{end}"), re.compile(f"{_YEAR}(?:{_NAME})??{end}")


def is_title(text: str, names: tuple[str, ...]) -> bool:
    """Tell whether a line is a title, or ends one."""
    return _title_in(text, names) is not None


def _title_in(text: str, names: tuple[str, ...]) -> tuple[str, int] | None:
    """Return the name, perhaps empty, and the year of a line that is a title."""
    tight = _LOOSE.sub("", text)
    if _NEIGHBOUR.match(tight) or len(tight) > MAX_LETTERS:
        return None
    before = _BEFORE.match(tight)
    for pattern in _patterns(names):
        for start in (before.end() if before else 0, 0):
            found = pattern.match(tight, start)
            name = (found["name"] or "") if found else ""
            if found and _BEHIND.match(tight, found.end()) and not (name and _NO_NAME.search(name)):
                return name, _year(found["year"])
    return None


def _year(text: str) -> int:
    return int(text.replace("O", "0").translate(CHINESE_DIGITS))


def refuse_two(page: Page, found: Sequence[Found], names: tuple[str, ...]) -> None:
    """Refuse a file that holds two reports, naming both: a row of the form's largest table stands in it twice.

    Where all its rows stand there again with the same figures, not all of them 0, and nothing names another year or
    organ, the table is shown twice, for the screen and for print.
    """
    largest = Counter(match.form_row.table for match in found).most_common(1)
    full = [match for match in found if match.form_row.table in dict(largest) and match.is_full]
    twice = Counter(match.form_row.id for match in full)
    if 2 * sum(count > 1 for count in twice.values()) < len(twice) or not twice:
        return
    figures = {(match.form_row.id, *match.strip.values) for match in full}
    is_telling = any(set(match.strip.values) - {"0"} for match in full)
    if len(figures) == len(twice) and is_telling and _is_one(page, names):
        return
    first = max(twice, key=lambda row: twice[row])
    rows = [match.strip.row for match in full if match.form_row.id == first]
    starts = [number for number, row in enumerate(page.rows) if any(row is other for other in rows)]
    reports = []
    for start, after in zip(starts, [0, *(start + 1 for start in starts)], strict=False):
        titles = _titles([row.text for row in page.rows[after:start] if not row.table], names)
        place = page.rows[start].place
        reports.append(f"“{titles[0][0]} {titles[0][1]} 年”（{place}）" if titles else f"{place}的一份")
    what = f"含有 {len(starts)} 份报告：{'、'.join(reports)}"
    raise InputError(Problem(what, page.file, fix="请拆成各自的文件，再逐份读入"))


def _is_one(page: Page, names: tuple[str, ...]) -> bool:
    """Tell whether all titles and reporting periods of a page are one organ's and one year's, and there are some."""
    lines = [_LOOSE.sub("", row.text) for row in page.rows if not row.table]
    titles = [title for line in lines if (title := _title_in(line, names)) is not None]
    years = {year for _, year in titles} | {_year(found["year"]) for found in _PERIOD.finditer("\n".join(lines))}
    return len(years) == 1 and len({name for name, _ in titles if name}) <= 1
