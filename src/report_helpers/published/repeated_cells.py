"""Tables in which a merged cell's text stands in every cell it covers, as exports of spreadsheets have it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from report_helpers.published.figures import is_value
from report_helpers.published.strips import is_figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.published.model import Row

LEAST_ROWS = 3  # rows with a label beside itself that make a page one of these
LEAST_LETTERS = 2


def merged_again(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return *rows* with such repeats as covered places; a page without as it is."""
    if sum(any(_beside(row)) for row in rows if row.table) < LEAST_ROWS:
        return tuple(rows)
    return tuple(_merged_again(rows))


def _merged_again(rows: Sequence[Row]) -> Iterator[Row]:
    above: tuple[str | None, ...] = ()
    heads: list[bool] = []
    table = 0
    for row in rows:
        if not row.table:
            yield row
            continue
        if row.table != table:
            table, above = row.table, ()
        beside = _beside(row)
        if not any(cell and is_value(cell) for cell in row.cells):
            # A figure below a merged heading is merged, too, also in a table that continues the one before.
            heads = beside
        yield replace(row, cells=tuple(_kept(row, above, beside, heads)))
        above = row.cells


def _kept(row: Row, above: Sequence[str | None], beside: Sequence[bool], heads: Sequence[bool]) -> Iterator[str | None]:
    lacks_a_copy = any(is_merged and _lacks(row.cells, n) for n, is_merged in enumerate(heads))
    for n, cell in enumerate(row.cells):
        is_below = n < len(above) and _is_label(cell) and cell == above[n]
        is_figure = is_value(cell or "")
        is_merged_figure = n < len(heads) and heads[n] and cell == row.cells[n - 1] and is_figure
        is_hidden = is_below or beside[n] or is_merged_figure
        yield None if is_hidden else f"{cell}？" if lacks_a_copy and is_figure else cell


def _lacks(cells: Sequence[str | None], place: int) -> bool:
    """Tell whether a merged figure has no copy at *place*: then any two figures of the row may have run together."""
    return place >= len(cells) or (is_value(cells[place] or "") and cells[place] != cells[place - 1])


def _beside(row: Row) -> list[bool]:
    """Tell of each cell whether it is the label that stands left of it."""
    return [False, *(_is_label(cell) and cell == left for left, cell in pairwise(row.cells))]


def _is_label(cell: str | None) -> bool:
    return cell is not None and len(cell.strip()) >= LEAST_LETTERS and not is_figure(cell)
