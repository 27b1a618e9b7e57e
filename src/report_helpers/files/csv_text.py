"""Reads CSV text strictly, and writes CSV text in which no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Excel in Chinese takes a CSV file for UTF-8 only by its byte order mark.
ENCODING = "utf-8-sig"
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


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """Return *rows* as the text of a CSV file."""
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    return out.getvalue()


def spreadsheet_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Return *rows* as a CSV file that Excel opens with a double click."""
    return csv_text(rows, "\r\n").encode(ENCODING)


def csv_safe(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula; a plain number stays one."""
    if not text.startswith(_FORMULA):
        return text
    is_number = text.isascii() and text.lstrip("+-").replace(".", "", 1).isdecimal()
    return text if is_number else f"'{text}"
