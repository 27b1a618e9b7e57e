"""Whose report it is and which year's, as its title or its text says; two reports in one file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.published.model import Page, Row

_YEAR = r"(?P<year>(?:19|20)\d\d|二[〇○零O0][一二三四五六七八九〇○零]{2})年度?"
_END = r"政府信息公开(?:工作)?(?:年度)?(?:工作)?报告"
_TITLES = (
    re.compile(rf"(?:关于)?(?P<name>[^，。；：？]{{3,50}}?){_YEAR}{_END}"),
    re.compile(rf"{_YEAR}(?P<name>[^，。；：？]{{3,50}}?){_END}"),
)
_PERIOD = re.compile(rf"(?:统计期限|时限|期限)[^。]{{0,20}}?{_YEAR}")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_NEIGHBOUR = re.compile(r"^(?:上一篇|下一篇|上一条|下一条|相关|附件|当前位置|您的位置|首页)")
_LOOSE = re.compile(r"\s+")
FIRST_ROW = "本年新收政府信息公开申请数量"
MAX_TITLE_LINES = 3


def agency_and_year(page: Page, first_heading: int) -> tuple[str, int]:
    """Return the agency's name and the year; empty and 0 where the page does not say.

    The title is the last line, or run of lines, above the first section's heading that
    reads as one, the document's own title where they agree; else that title; else any line.
    """
    lines = [row.text for row in page.rows if not row.table]
    above = [row.text for row in page.rows[:first_heading] if not row.table]
    own = _title_in(page.title)
    found = _titles(above) or [title for title in (own,) if title] or _titles(lines)
    if found:
        return own if own in found else found[0]
    period = _PERIOD.search(_LOOSE.sub("", "".join(lines)))
    return "", _year(period["year"]) if period else 0


def _titles(lines: Sequence[str]) -> list[tuple[str, int]]:
    """Return how the last line that ends a title reads: alone, and with one or two lines above it."""
    for end in range(len(lines) - 1, -1, -1):
        runs = ("".join(lines[start : end + 1]) for start in range(end, max(end - MAX_TITLE_LINES, -1), -1))
        found = [title for title in map(_title_in, runs) if title is not None]
        if found:
            return found
    return []


def _title_in(text: str) -> tuple[str, int] | None:
    tight = _LOOSE.sub("", text)
    if _NEIGHBOUR.match(tight) or len(tight) > 120:  # noqa: PLR2004  no title is as long
        return None
    for pattern in _TITLES:
        found = pattern.match(tight)
        if found is not None:
            return found["name"].strip("《〈【"), _year(found["year"])
    return None


def _year(text: str) -> int:
    return int(text.translate(_DIGITS))


def refuse_two(page: Page, shown: str) -> None:
    """Refuse a file that holds two reports, naming both."""
    starts = [number for number, row in enumerate(page.rows) if _is_first_row(row)]
    if len(starts) < 2:  # noqa: PLR2004
        return
    names = []
    for number, start in enumerate(starts):
        before = page.rows[starts[number - 1] + 1 if number else 0 : start]
        titles = _titles([row.text for row in before if not row.table])
        place = page.rows[start].place
        names.append(f"“{titles[0][0]} {titles[0][1]} 年”（{place}）" if titles else f"{place}的一份")
    what = f"含有 {len(starts)} 份报告：{'、'.join(names)}"
    raise InputError(Problem(what, shown, fix="请拆成各自的文件，再逐份读入"))


def _is_first_row(row: Row) -> bool:
    return any(comparable(cell).removeprefix("一") == FIRST_ROW for cell in row.cells if cell)
