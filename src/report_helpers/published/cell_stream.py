"""Text in which bars part cells that stand on lines of their own: put together again into rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.published.figures import is_value
from report_helpers.published.model import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def rows_of_cells(lines: Iterable[tuple[int, str]]) -> Iterator[Row]:
    """Yield the rows of numbered *lines*: a label with the figures and blanks behind it, every other word alone.

    A bar ends a cell wherever it stands, on the cell's line or below it.
    """
    label: tuple[int, str] | None = None
    figures: list[str] = []
    for number, text, is_cell in _cells(lines):
        if is_cell and label is not None and (not text or is_value(text)):
            figures.append(text)
            continue
        if label is not None:
            yield _row(label, figures)
        label, figures = None, []
        if is_cell and text:
            label = number, text
        elif text:
            yield Row((text,), f"第 {number} 行")
    if label is not None:
        yield _row(label, figures)


def _row(label: tuple[int, str], figures: list[str]) -> Row:
    number, text = label
    is_row = any(figures)
    return Row((text, *figures) if is_row else (text,), f"第 {number} 行", int(is_row))


def _cells(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, bool]]:
    """Yield each cell with the number of its line, and lines that no bar ends."""
    waiting: list[tuple[int, str]] = []
    for number, line in lines:
        first, *others = line.split("|")
        if first.strip():
            waiting.append((number, first.strip()))
        for n, text in enumerate(others):
            yield from ((*before, False) for before in waiting[:-1])
            yield (*waiting[-1], True) if waiting else (number, "", True)
            is_last = n + 1 == len(others)
            waiting = [(number, text.strip())] if text.strip() or not is_last else []
            waiting = [part for part in waiting if part[1]]
    yield from ((*before, False) for before in waiting)
