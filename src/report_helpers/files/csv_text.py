"""CSV as text: strict rows out of it, and no formula into it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_OTHER_SEPARATORS = "\t;；"


def strict_rows(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the number of its last line; InputError, naming *shown*, for what is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        reason = "不是有效的 CSV（引号没有成对，或一格过长）"
        raise InputError(Problem(reason, shown, reader.line_num, fix="请检查引号是否成对")) from None


def refuse_other_separators(first: Sequence[str], shown: str, row: int) -> None:
    """Raise InputError when the *first* row is one cell that holds what separates cells elsewhere."""
    if len(first) == 1 and any(mark in first[0] for mark in _OTHER_SEPARATORS):
        raise InputError(Problem("不是用英文逗号分隔的", shown, row, fix="请另存为“CSV UTF-8（逗号分隔）”"))


def csv_safe(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula; a plain number stays one."""
    if not text.startswith(_FORMULA):
        return text
    is_number = text.isascii() and text.lstrip("+-").replace(".", "", 1).isdecimal()
    return text if is_number else f"'{text}"
