"""Which row each strip is: by whole labels first, then by what the rows around it leave."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from report_helpers.published.label_match import name_strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.published.label_match import Labels
    from report_helpers.published.labels import FormRow
    from report_helpers.published.strips import Strip

PLAIN, DOUBTFUL, UNKNOWN = "plain", "doubtful", "unknown"


@dataclass(frozen=True, slots=True)
class Gap:
    """Strips between two known ones, and the rows of the form that are missing between those, by number."""

    strips: tuple[int, ...]
    rows: tuple[int, ...]


class Choice:
    """The strips of a page and the rows chosen for them: `rows` by number of the strip, `basis` how sure each is.

    Plain is a whole label, doubtful none or a misspelt one, unknown one that the form does not know, or that stands
    over the figures of two rows.
    """

    def __init__(self, labels: Labels, strips: Sequence[Strip]) -> None:
        """Choose a row for every strip that has one."""
        self.labels = labels
        self.strips = strips
        self.named = [name_strip(strip, labels) for strip in strips]
        self.rows = self._whole()
        self.basis = dict.fromkeys(self.rows, PLAIN)
        for gap in list(self._gaps()):
            self._choose_possible(gap)
        for gap in list(self._gaps()):
            self._choose_by_place(gap)
        for n in [n for n in self.rows if self._is_followed_by_another(n)]:
            self.basis[n] = UNKNOWN
        for n in [n for n in self.rows if self.basis[n] == PLAIN and (self._may_go_on(n) or strips[n].is_shared)]:
            self.basis[n] = DOUBTFUL

    def _may_go_on(self, n: int) -> bool:
        """Tell whether a bare figure stands on the line below: the number of a page, or the rest of the last figure."""
        strip, after = self.strips[n], self.strips[n + 1] if n + 1 < len(self.strips) else None
        is_bare = after is not None and after.is_column and len(after.values) == 1 and not after.above
        return is_bare and strip.is_line and len(strip.values) > 1 and n + 1 not in self.rows

    def _is_followed_by_another(self, n: int) -> bool:
        """Tell whether below a label alone on its line two rows of figures stand: which is its own cannot be seen."""
        if self.strips[n].pieces or n + 1 in self.rows or n + 1 >= len(self.strips):
            return False
        after = self.strips[n + 1]
        has_words = after.above or after.pieces
        return after.is_line and not has_words and bool(after.values) and _fits(after, self.labels.rows[self.rows[n]])

    def _whole(self) -> dict[int, int]:
        """Return the rows of strips whose label is whole; of a row's several strips, those with as many figures.

        A label that rows of several tables have is that of the table whose headings stand above, or of the row before.
        """
        chosen: dict[int, int] = {}
        rows, table = self.labels.rows, ""
        for n, (strip, name) in enumerate(zip(self.strips, self.named, strict=True)):
            fits = [name.certain] if name.certain is not None else []
            if len(name.possible) > 1 and name.is_whole:
                letters = "".join(strip.above)
                entered = {row.table for row in rows if row.heads[0] and row.heads[0] in letters} or {table}
                fits = [row for row in name.possible if rows[row].table in entered]
            if len(fits) == 1:
                chosen[n], table = fits[0], rows[fits[0]].table
        fitting = {row for n, row in chosen.items() if _has_room(self.strips[n], rows[row])}
        return {n: row for n, row in chosen.items() if row not in fitting or _has_room(self.strips[n], rows[row])}

    def _gaps(self) -> Iterator[Gap]:
        known = [(-1, -1), *sorted(self.rows.items()), (len(self.strips), len(self.labels.rows))]
        taken = set(self.rows.values())
        for (strip, row), (next_strip, next_row) in pairwise(known):
            missing = tuple(n for n in range(row + 1, next_row) if n not in taken)
            pending = tuple(range(strip + 1, next_strip))
            if missing and pending:
                yield Gap(pending, missing)

    def _choose_possible(self, gap: Gap) -> None:
        """Give the strips of a gap the rows they may be, where only one ordered choice is left."""
        allowed = [(n, fits) for n in gap.strips if (fits := self._possible(n, gap))]
        first = _leftmost([fits for _, fits in allowed])
        last = _leftmost([[-row for row in fits] for _, fits in reversed(allowed)])
        for (n, _), one, other in zip(allowed, first, reversed(last), strict=False):  # both empty where nothing fits
            if one == -other:
                self.rows[n] = one
                self.basis[n] = DOUBTFUL if one in self.named[n].misspelt else PLAIN

    def _possible(self, strip: int, gap: Gap) -> list[int]:
        rows = self.labels.rows
        return [row for row in self.named[strip].possible if row in gap.rows and _fits(self.strips[strip], rows[row])]

    def _choose_by_place(self, gap: Gap) -> None:
        """Give the strips of a gap the rows missing there, if as many are missing and no number says otherwise."""
        rows, strips = self.labels.rows, self.strips
        full = [n for n in gap.strips if len(strips[n].cells) >= len(rows[gap.rows[0]].cells)]
        if len(full) != len(gap.rows):
            return
        words = {n: self.labels.own_words(strips[n], rows[row]) for n, row in zip(full, gap.rows, strict=True)}
        is_alike = len({tuple(strips[n].values) for n in full}) == 1
        for n, row in zip(full, gap.rows, strict=True):
            number = _number(rows[row])
            is_numbered = bool(number) and words[n].startswith(number)
            if not rows[row].blocks or not (is_alike or is_numbered) or (words[n][:1].isdigit() and not is_numbered):
                return
        for n, row in zip(full, gap.rows, strict=True):
            self.rows[n] = row
            self.basis[n] = UNKNOWN if words[n] else DOUBTFUL

    def strays(self) -> Iterator[Strip]:
        """Yield the strips among the form's rows that are none of them.

        A bare figure is the number of a page, 1, 2, 3 … those of columns, and a known label with a figure too few
        a note on the table.
        """
        first, last = min(self.rows, default=0), max(self.rows, default=-1)
        tables = {self.strips[n].row.table for n in self.rows} - {0}
        for n, strip in enumerate(self.strips):
            if not (first < n < last or strip.row.table in tables):
                continue
            is_row = strip.values and (strip.label or len(strip.values) > 1)
            if n not in self.rows and self.named[n].certain is None and is_row and not strip.numbers_columns:
                yield strip


def _fits(strip: Strip, row: FormRow) -> bool:
    """Tell whether a strip may hold a row's figures: as many, or run together."""
    values = strip.values
    return len(values) == len(row.cells) or not strip.is_line or sum(map(len, values)) >= len(row.cells)


def _has_room(strip: Strip, row: FormRow) -> bool:
    """Tell whether a strip has a place for each of a row's figures: a chart's table has fewer columns."""
    is_narrow = len(strip.cells) < len(row.cells) and sum(map(len, strip.values)) < len(row.cells)
    return _fits(strip, row) and (strip.is_line or not is_narrow)


def _leftmost(allowed: Sequence[Sequence[int]]) -> list[int]:
    """Return the first strictly rising choice; empty where there is none."""
    chosen: list[int] = []
    for fits in allowed:
        best = min((n for n in fits if not chosen or n > chosen[-1]), default=None)
        if best is None:
            return []
        chosen.append(best)
    return chosen


def _number(row: FormRow) -> str:
    """Return the number before a row's label, as letters."""
    rest = max((label for label in row.labels[1:] if row.labels[0].endswith(label)), key=len, default="")
    return row.labels[0].removesuffix(rest) if rest else ""
