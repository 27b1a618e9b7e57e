"""Finds the columns of an own table on the page: as large as its words and figures allow, none of them broken."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report_helpers.facts.own import Frame

TYPE_WIDTH_TWIPS = 8844  # 156 mm
_SIZES = range(21, 12, -1)  # half-points: 五号, then smaller
_INSET = 100  # twips of a cell's two sides
_WRAP, _HEAD_LINES, _LEAST = 12.0, 3, 2.0  # characters from which words may be broken; lines of a head; the narrowest
_ASCII_LIMIT = 0x2000
_UNBROKEN = re.compile(r"[!-\u1fff]+")


def column_widths(frame: Frame) -> tuple[int, tuple[int, ...]]:
    """Return text size in half-points and column widths in twips, the type area in sum; (0, ()) where nothing fits."""
    least, natural = [_LEAST] * frame.width, [_LEAST] * frame.width
    for cell in (cell for row in frame.rows for cell in row if cell.colspan == 1):
        wide, unbroken = _characters(cell.text), max(map(_characters, _UNBROKEN.findall(cell.text)), default=0.0)
        is_head = cell.role in {"column", "corner"}
        needed = ceil(wide / _HEAD_LINES) if is_head else min(wide, _WRAP)
        least[cell.column] = max(least[cell.column], needed, unbroken)
        natural[cell.column] = max(natural[cell.column], min(wide, 2 * _WRAP))
    for size in _SIZES:
        widths = [ceil(count * size * 10) + _INSET for count in least]
        spare = TYPE_WIDTH_TWIPS - sum(widths)
        if spare >= 0:
            return size, _shared_out(widths, [n - m for n, m in zip(natural, least, strict=True)], spare)
    return 0, ()


def _shared_out(widths: list[int], wanted: list[float], spare: int) -> tuple[int, ...]:
    """Return the widths with spare width given to columns by what they want, and to all alike."""
    weights = [max(want, 0.0) + 1.0 for want in wanted]
    given = [int(spare * weight / sum(weights)) for weight in weights]
    given[-1] += spare - sum(given)
    return tuple(width + more for width, more in zip(widths, given, strict=True))


def _characters(text: str) -> float:
    """Return how many characters wide a text is: a digit is half of one."""
    return sum(0.55 if ord(char) < _ASCII_LIMIT else 1.0 for char in text)
