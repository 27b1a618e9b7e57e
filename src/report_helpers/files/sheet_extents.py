"""Tells from its XML that a sheet reaches further than any of ours, before a library makes room for all of it.

One cell in the last row and column of Excel's grid, or one merged range or link over all of it, stands for 17 thousand
million cells: readers of spreadsheets make room for each of them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter

from report_helpers.errors import InputError, Problem

_FIX = "请检查是否放错了文件，或另存为 Excel 工作簿（.xlsx）后再用"
_ATTRIBUTES = rb"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*?"""
# A cell that does not say in plain figures that it lies in columns A to GR (200) and rows 1 to 500,000.
_NEAR = rb"""(?:[A-Z]|[A-F][A-Z]|G[A-R])(?:[1-9][0-9]{0,4}|[1-4][0-9]{5}|500000)"""
_FAR_CELL = re.compile(
    rb"<(?:\w{1,20}:)?c(?=[\s/>])(?!" + _ATTRIBUTES + rb"""\s+r\s*=\s*["']""" + _NEAR + rb"""["'])"""
)
_PLACE = re.compile(rb"<(?:\w{1,20}:)?c(?=\s)" + _ATTRIBUTES + rb"""\s+r\s*=\s*["']([^"']*)["']""")
_PLAIN_PLACE = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
# As Excel and LibreOffice write it, a cell within 200 columns and 99,999 rows, which are 20 million cells. A sheet of
# nothing else needs no second look, which takes eight times as long.
_UNUSUAL = re.compile(rb"""<(?:\w{1,20}:c|c(?! r="(?:[A-Z]|[A-F][A-Z]|G[A-R])[1-9][0-9]{0,4}"))[\s/>]""")
# Rows and columns together must not be many: 40 columns by 500,000 rows, or 200 by 99,999.
_WIDE = re.compile(rb"""\sr\s*=\s*["'](?:[B-Z][A-Z]|A[O-Z])[0-9]""")
_LONG = re.compile(rb"""\sr\s*=\s*["'][A-Z]{1,2}[0-9]{6}""")
_SPREAD = re.compile(rb"<(?:\w{1,20}:)?(?:mergeCell|hyperlink)(?=[\s/>])[^<>]*")
_RANGE = re.compile(rb"""\sref\s*=\s*["']\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?["']""")
MOST_SPREAD = 400_000  # cells under all merged ranges and links of a sheet
_LETTERS = 26


def refuse_unfit_cells(data: bytes, shown: str) -> None:
    """Raise InputError where a sheet of an .xlsx, whose zip has been found harmless, reaches too far or repeats a cell.

    Too far is beyond 500,000 rows or 200 columns, beyond 20 million cells, and where a cell does not say its place. Of
    two cells at one place programs differ in which they show.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text, where = archive.read(name), f"{shown} {name}"
            is_plain = not _UNUSUAL.search(text)
            if not is_plain and (_FAR_CELL.search(text) or (_WIDE.search(text) and _LONG.search(text))):
                reason = "工作表里有超出 50 万行、200 列或 2000 万格的单元格，或没有写明位置的单元格"
                raise InputError(Problem(reason, where, fix=_FIX))
            places = (_PLAIN_PLACE if is_plain else _PLACE).findall(text)
            if len(set(places)) < len(places):
                twice = [place.decode() for place, times in Counter(places).items() if times > 1]
                raise InputError(Problem("工作表里同一格有两个值", where, value="、".join(twice[:5]), fix=_FIX))


def refuse_far_ranges(data: bytes, shown: str) -> None:
    """Raise InputError where merged ranges and links of a sheet hold more than MOST_SPREAD cells, or are no ranges."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if sum(map(_area, _SPREAD.findall(archive.read(name)))) > MOST_SPREAD:
                raise InputError(Problem("工作表里合并的单元格或链接的范围过大或过多", f"{shown} {name}", fix=_FIX))


def _area(spread: bytes) -> int:
    """Return how many cells a range holds; more than are allowed where it cannot be told."""
    found = _RANGE.search(spread)
    if found is None:
        return MOST_SPREAD + 1
    left, top, right, bottom = found.groups()
    if right is None:
        return 1
    return (1 + abs(_number(right) - _number(left))) * (1 + abs(int(bottom) - int(top)))


def _number(letters: bytes) -> int:
    """Return a column's number by its letters."""
    number = 0
    for letter in letters:
        number = number * _LETTERS + letter - ord("A") + 1
    return number
