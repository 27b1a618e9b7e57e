"""Whether the headings over a table's figures come in the form's order: figures are read by their places.

A page may lay its headings out in one row or in several, leave cells of them empty or repeat them; what is
known to be a heading of the form must then come as the form has it, or the figures below are refused.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import Row

WHY = "列标题的顺序与格式不同，不能按位置读"
LEAST = 2  # headings that have an order
_OWN = 3  # letters of a heading that hardly stands anywhere else


class Headings:
    """The heading rows of one table of a page."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Take the *rows* of the table that hold no figures."""
        self._rows = [tuple(comparable(cell or "") for cell in row.cells) for row in rows]
        self._wrong: dict[tuple[tuple[str, ...], ...], bool | None] = {}

    def are_wrong_for(self, row: FormRow) -> bool | None:
        """Tell whether the headings are those of *row* in another order; None where they are not its headings."""
        if len(row.heads) < LEAST:
            return None
        if row.columns not in self._wrong:
            known = frozenset(label for path in row.columns for label in path)
            own = [cells for cells in self._rows if sum(cell in known for cell in cells) >= LEAST]
            is_odd = any(not _is_in_order(cells, row.columns, known) for cells in own)
            self._wrong[row.columns] = is_odd or _are_swapped(own, row) if own else None
        return self._wrong[row.columns]


@lru_cache(maxsize=256)
def _orders(columns: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the orders headings may be met in: a level of them, all levels, the lowest alone, group by group."""
    deepest = max(map(len, columns))
    levels: list[tuple[str, ...]] = []
    for level in range(deepest):
        paths = dict.fromkeys(path[: level + 1] for path in columns if len(path) > level)
        levels.append(tuple(path[-1] for path in paths))
    leaves = tuple(path[-1] for path in columns)
    nested = dict.fromkeys(path[: level + 1] for path in columns for level in range(len(path)))
    return (*levels, leaves, tuple(path[-1] for path in nested), tuple(label for row in levels for label in row))


def _is_in_order(cells: Sequence[str], columns: tuple[tuple[str, ...], ...], known: frozenset[str]) -> bool:
    """Tell whether the known headings among *cells* come as the form has them; where it repeats some, without a gap."""
    found = [cell for cell in cells if cell in known]
    leaves = [path[-1] for path in columns]
    if len(set(leaves)) == len(leaves):
        return any(_is_subsequence(found, order) for order in _orders(columns))
    places = [place for place, cell in enumerate(cells) if cell in known]
    between = [cell if cell in known else None for cell in cells[places[0] : places[-1] + 1] if cell]
    return any(_is_slice(between, order) for order in _orders(columns))


def _is_subsequence(found: Sequence[str], order: Sequence[str]) -> bool:
    rest = iter(order)
    return all(label in rest for label in found)


def _is_slice(found: Sequence[str | None], order: Sequence[str]) -> bool:
    """Tell whether *found* is a part of *order* without a gap; None stands for any label."""
    starts = range(len(order) - len(found) + 1)
    return any(all(one in {None, order[start + n]} for n, one in enumerate(found)) for start in starts)


def _are_swapped(rows: Sequence[Sequence[str]], row: FormRow) -> bool:
    """Tell whether the lowest headings fill the form's columns, one each, in another order."""
    leaves = dict.fromkeys(row.heads, 0)
    places: dict[int, str] = {}
    for cells in rows:
        places |= {place: cell for place, cell in enumerate(cells) if cell in leaves}
    by_place = [places[place] for place in sorted(places)]
    first = min(places, default=0)
    fills = [place - first for place in sorted(places)] == list(row.offsets)
    return fills and sorted(by_place) == sorted(row.heads) and tuple(by_place) != row.heads


def are_wrong_in_text(letters: str, row: FormRow) -> bool:
    """Tell whether the *letters* before the first figures hold the headings of *row* in another order."""
    if len(set(row.heads)) == len(row.heads):
        own = [head for head in row.heads if len(head) >= _OWN and head in letters]
        met = sorted(own, key=letters.rfind)
        return len(own) >= LEAST and not any(_is_subsequence(met, order) for order in _orders(row.columns))
    longest = sorted(set(row.heads), key=len, reverse=True)
    found = re.findall("|".join(map(re.escape, longest)), letters)[-len(row.heads) :]
    return len(found) == len(row.heads) and sorted(found) == sorted(row.heads) and tuple(found) != row.heads
