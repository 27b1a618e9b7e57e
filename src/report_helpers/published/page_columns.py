"""Tables with a column added (序号, 单位, 备注) or their total first: put as the form has them.

Such columns are known by their headings, whole. A table in which a row does not fit them stays as it is; the
headings are then not the form's, and the figures below them are refused.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from report_helpers.published.labels import comparable, form_rows, heading_aliases
from report_helpers.published.strips import is_figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from report_helpers.forms.kind import Kind
    from report_helpers.published.model import Row

    Cells = tuple[str | None, ...]
    Grid = list[Cells]
    Order = tuple[tuple[str, ...], tuple[int, ...]]  # headings, and where each stands behind the first of them

NUMBERING, REMARKS = ("序号", "行次", "编号"), "备注"
UNIT_HEADS = ("单位", "计量单位")
_NUMBER = re.compile(r"[0-9]{1,4}")
_UNIT = re.compile(r"件|条|个|项|宗|起|份|次|篇|元|万元|")


def as_in_form(kind: Kind, rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return *rows* with the tables' columns where the kind's forms have them."""
    orders = _total_first(kind)
    heads = frozenset(head for form in kind.forms.values() for row in form_rows(kind, form) for head in row.heads)
    named = tuple(_named(rows, heading_aliases(kind)))
    bare = _changed(named, _is_as_wide, lambda grid: _without_remarks(_without_units(_without_numbering(grid))))
    return _changed(bare, lambda _, part: not _prints(heads, part), lambda grid: _reordered(grid, orders))


def _named(rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[Row]:
    """Yield *rows*, headings with other words in the form's: *names* has them by the letters of the page's."""
    for row in rows:
        own = tuple(names.get(letters, cell) for letters, cell in zip(_headings(row.cells), row.cells, strict=True))
        yield row if own == row.cells or any(map(is_figure, row.cells)) else replace(row, cells=own)


def _changed(
    rows: Sequence[Row], goes_on: Callable[[Grid, Grid], bool], change: Callable[[Grid], Grid]
) -> tuple[Row, ...]:
    """Return *rows* with each table changed, those that go on with the one before in one piece with it."""
    tables: list[list[Row]] = []
    for number, own in groupby(rows, attrgetter("table")):
        part = list(own)
        if number and tables and goes_on([row.cells for row in tables[-1]], [row.cells for row in part]):
            tables[-1] += part
        elif number:
            tables.append(part)
    new: dict[int, Row] = {}
    for table in tables:
        grid = change([row.cells for row in table])
        new |= {id(row): replace(row, cells=cells) for row, cells in zip(table, grid, strict=True)}
    return tuple(new.get(id(row), row) for row in rows)


def _is_as_wide(table: Grid, part: Grid) -> bool:
    return len(table[0]) == len(part[0])


def _prints(heads: frozenset[str], part: Grid) -> bool:
    """Tell whether a table has headings of its own."""
    return any(len(heads.intersection(_headings(cells))) > 1 for cells in part if not any(map(is_figure, cells)))


def _headings(cells: Cells) -> tuple[str, ...]:
    return tuple(comparable(cell or "") for cell in cells)


def _without_numbering(grid: Grid) -> Grid:
    """Return *grid* without a column, first or behind the labels, of numbers each one more than that above.

    What begins in it and runs on to the next column stays.
    """
    places = {n for cells in grid for n, text in enumerate(_headings(cells)) if text in NUMBERING}
    if len(places) != 1:
        return grid
    place = min(places)
    kept: Grid = []
    number: int | None = None
    for cells in grid:
        before, first, others = cells[:place], cells[place] if place < len(cells) else "", cells[place + 1 :]
        letters = comparable(first or "")
        if letters in {"", *NUMBERING}:
            kept.append((*before, *others))
        elif _NUMBER.fullmatch(letters) and number in {None, int(letters) - 1}:
            number = int(letters)
            kept.append((*before, *others))
        elif others[:1] == (None,) and not is_figure(first):
            kept.append((*before, first, *others[1:]))
        else:
            return grid
        number = None if letters in NUMBERING else number
    return kept


def _without_units(grid: Grid) -> Grid:
    """Return *grid* without a column that holds nothing but its heading and units."""
    places = {n for cells in grid for n, text in enumerate(_headings(cells)) if text in UNIT_HEADS}
    own = [text for cells in grid for n, text in enumerate(_headings(cells)) if n in places]
    if len(places) != 1 or not all(text in UNIT_HEADS or _UNIT.fullmatch(text) for text in own):
        return grid
    return [tuple(cell for n, cell in enumerate(cells) if n not in places) for cells in grid]


def _without_remarks(grid: Grid) -> Grid:
    """Return *grid* without a last column of remarks; with it where a figure stands there, or a row ends before it."""
    last = max(map(len, grid), default=0) - 1
    below = [cells[last] for cells in grid if len(cells) > last]
    is_short = any(len(cells) <= last and any(map(is_figure, cells)) for cells in grid)
    if is_short or not any(_headings((cell,)) == (REMARKS,) for cell in below) or any(map(is_figure, below)):
        return grid
    return [cells[:last] for cells in grid]


@lru_cache(maxsize=8)
def _total_first(kind: Kind) -> tuple[Order, ...]:
    """Return the forms' headings in the order that has the total of each sum first."""
    orders: dict[Order, None] = {}
    for row in (row for form in kind.forms.values() for row in form_rows(kind, form) if row.blocks):
        ends = [sum(row.blocks[: n + 1]) for n in range(len(row.blocks))]
        places = [n for end, size in zip(ends, row.blocks, strict=True) for n in (end - 1, *range(end - size, end - 1))]
        orders[tuple(row.heads[n] for n in places), tuple(places)] = None
    return tuple(order for order in orders if len(order[0]) > 2)  # noqa: PLR2004  a sum of two parts at least


def _reordered(grid: Grid, orders: Sequence[Order]) -> Grid:
    """Return *grid* in the form's order where its headings stand in another and all figures below them."""
    lowest: dict[int, str] = {}
    for cells in grid:
        if any(map(is_figure, cells)):
            break
        lowest |= {column: text for column, text in enumerate(_headings(cells)) if text}
    for heads, places in orders:
        starts = [start for start in lowest if all(lowest.get(start + n) == head for n, head in enumerate(heads))]
        if len(starts) == 1 and all(_is_below(cells, starts[0], len(heads)) for cells in grid):
            return [_moved(cells, starts[0], places) for cells in grid]
    return grid


def _is_below(cells: Cells, start: int, count: int) -> bool:
    """Tell whether a row has no figure, or all of them in the columns from *start* on, none of which is merged."""
    own = cells[start : start + count]
    outside = (*cells[:start], *cells[start + count :])
    return not any(map(is_figure, cells)) or (
        len(own) == count and None not in own and not any(map(is_figure, outside))
    )


def _moved(cells: Cells, start: int, places: tuple[int, ...]) -> Cells:
    """Return a row with its cells from *start* on in the form's places."""
    own = dict(zip(places, cells[start : start + len(places)], strict=False))
    if len(own) < len(places):
        return cells
    return (*cells[:start], *(own[n] for n in range(len(places))), *cells[start + len(places) :])
