"""Reads CSV text strictly, and writes CSV text in which no spreadsheet finds a formula."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Excel in Chinese takes a CSV file for UTF-8 only by its byte order mark.
ENCODING = "utf-8-sig"
# Excel in Chinese takes the full-width signs as well; what stands before one may be blank or a mark put there here.
_FORMULA = tuple("=+-@＝＋－＠")
_CONTROL = "\t\r\n"
_BEFORE = "' \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff"
_FIRST = frozenset((*_FORMULA, *_BEFORE))
_NUMBER = re.compile(r"[+-][0-9]+(?:\.[0-9]+)?")
_OTHER_SEPARATORS = "\t;；"


def strict_rows(text: str, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the number of its last line; InputError, naming *shown*, for what is no CSV."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    has_marks = "'" in text
    try:
        for cells in reader:
            yield reader.line_num, list(map(csv_plain, cells)) if has_marks else cells
    except csv.Error:
        reason = "不是有效的 CSV（引号没有成对，或一格过长）"
        raise InputError(Problem(reason, shown, reader.line_num, fix="请检查引号是否成对")) from None


def refuse_other_separators(first: Sequence[str], shown: str, row: int) -> None:
    """Raise InputError when the *first* row is one cell that holds what separates cells elsewhere."""
    if len(first) == 1 and any(mark in first[0] for mark in _OTHER_SEPARATORS):
        raise InputError(Problem("不是用英文逗号分隔的", shown, row, fix="请另存为“CSV UTF-8（逗号分隔）”"))


def csv_text(rows: Iterable[Iterable[object]], line_end: str = "\n") -> str:
    """Return *rows* as the text of a CSV file; every text in it is one no spreadsheet takes for a formula."""
    out = io.StringIO()
    safe = ([csv_safe(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    csv.writer(out, lineterminator=line_end).writerows(safe)
    return out.getvalue()


def spreadsheet_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Return *rows* as a CSV file that Excel opens with a double click."""
    return csv_text(rows, "\r\n").encode(ENCODING)


def csv_safe(text: str) -> str:
    """Return *text* so that no spreadsheet takes it for a formula, behind an apostrophe; a plain number stays one."""
    return f"'{text}" if _needs_mark(text) else text


def csv_plain(cell: str) -> str:
    """Return the text that `csv_safe` made this cell of."""
    return cell[1:] if cell.startswith("'") and _needs_mark(cell[1:]) else cell


def _needs_mark(text: str) -> bool:
    """Tell whether *text* begins as a formula does, or as a marked formula would."""
    if text[:1] not in _FIRST:
        return False
    bare = text.lstrip(_BEFORE)
    if not bare.startswith(_FORMULA):
        return any(c in _CONTROL for c in text.removesuffix(bare))
    return bare != text or _NUMBER.fullmatch(text) is None
