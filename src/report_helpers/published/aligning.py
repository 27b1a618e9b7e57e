"""Strips aligned to the form's rows: by whole labels, then by what the rows around leave.

A whole label names its row wherever it stands. Between two such rows, strips whose words may be of
several rows take those that a strictly ordered reading leaves. A strip without a label, or with one the
form does not know, may be the row missing there; it has to be proved by the form's identities (`reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.published.choosing import PLAIN, Choice
from report_helpers.published.column_strips import row_by_row
from report_helpers.published.heading_order import Headings, are_wrong_in_text
from report_helpers.published.heading_words import HeadingWords
from report_helpers.published.label_match import Labels
from report_helpers.published.labels import comparable
from report_helpers.published.page_columns import NUMBERING
from report_helpers.published.strips import strips_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.published.heading_words import Renamed
    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import Row
    from report_helpers.published.strips import Strip


@dataclass(frozen=True, slots=True)
class Found:
    """A strip that is a row of the form.

    `label_column` is where its label ends, `pieces` how many of its words are the label, `first_column`
    where the page's headings begin, in the row of headings `head_row`. `basis` says how sure the row is: its
    label is whole (plain), it has no label or a misspelt one (doubtful), or one the form does not know (unknown).
    `renamed` are the headings that the page has other words for.
    """

    form_row: FormRow
    strip: Strip
    label_column: int
    pieces: int
    first_column: int | None
    head_row: tuple[str, ...]
    has_other_order: bool = False
    basis: str = PLAIN
    renamed: Renamed | None = None

    @property
    def is_full(self) -> bool:
        """Whether there is a figure for every cell."""
        return len(self.strip.values) == len(self.form_row.cells)

    @property
    def last_column(self) -> int:
        """The column of the last of the label's words."""
        return self.strip.pieces[self.pieces - 1][0] if self.pieces else -1

    @property
    def region(self) -> list[tuple[int, str]]:
        """What stands behind the label, each with its column."""
        return [*self.strip.pieces[self.pieces :], *self.strip.cells]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The strips that are rows of the form, and those that are none, in page order."""

    found: tuple[Found, ...]
    strays: tuple[Strip, ...]


class _Heads:
    """What the page's tables print over their columns, row by row."""

    def __init__(self, rows: Sequence[FormRow], lines: Sequence[Row]) -> None:
        firsts = sorted({row.heads[0] for row in rows if row.labels and row.heads[0]}, key=len, reverse=True)
        self._seen: dict[int, list[Row]] = {}
        self._before: dict[str, int] = {}
        self._first: dict[str, dict[str, tuple[int, tuple[str, ...]]]] = {}
        self._headings: dict[tuple[int, int], tuple[Headings, bool]] = {}
        self._wrong: dict[tuple[tuple[str, ...], ...], bool] = {}
        columns: dict[str, tuple[int, tuple[str, ...]]] = {}
        for line in lines:
            if not line.table:
                continue
            seen = self._seen.setdefault(line.table, [])
            self._before[line.place] = len(seen)
            self._first[line.place] = columns
            if any(strip.values for strip in strips_of([line])):
                continue
            seen.append(line)
            texts = tuple(comparable(cell or "") for cell in line.cells)
            met = ((first, n) for n, text in enumerate(texts) for first in firsts if text.startswith(first))
            first, column = next(met, ("", 0))
            if first:
                columns = {**columns, first: (column, texts)}

    def first_column(self, row: Row, form_row: FormRow) -> tuple[int | None, tuple[str, ...]]:
        """Return the column of a row's first heading above it, and the row of that, also of a table before."""
        return self._first.get(row.place, {}).get(form_row.heads[0], (None, ()))

    def are_wrong(self, row: Row, form_row: FormRow) -> bool:
        """Tell whether a row stands below headings in another order, or of a column of numbers that is still there.

        They are its table's, or those it goes on below.
        """
        if not row.table:
            return False
        key = row.table, self._before.get(row.place, 0)
        if key not in self._headings:
            above = self._seen.get(row.table, [])[: key[1]]
            is_numbered = any(comparable(cell or "") in NUMBERING for line in above for cell in line.cells)
            self._headings[key] = Headings(above), is_numbered
        headings, is_numbered = self._headings[key]
        own = is_numbered or headings.are_wrong_for(form_row)
        if own is not None:
            self._wrong[form_row.columns] = own
        return self._wrong.get(form_row.columns, False)


def align(rows: Sequence[FormRow], lines: Sequence[Row]) -> Alignment:
    """Return which strips of *lines* are which of *rows*, those of tables with labels."""
    labels = Labels(rows)
    strips = row_by_row(strips_of(lines, tuple(label for row in rows for label in row.labels)), labels)
    choice = Choice(labels, strips)
    heads = _Heads(rows, lines)
    wrong = _wrong_in_text(rows, strips, choice.rows)
    renamed = _renamed(rows, lines, strips, choice.rows)
    found = []
    for n in sorted(choice.rows):
        row, strip, name, basis = rows[choice.rows[n]], strips[n], choice.named[n], choice.basis[n]
        pieces = name.pieces if basis == PLAIN else len(strip.pieces)
        is_other = heads.are_wrong(strip.row, row) or (strip.is_line and row.table in wrong)
        first, other = heads.first_column(strip.row, row), renamed.get(row.columns)
        found.append(Found(row, strip, name.label_column, pieces, *first, is_other, basis, other))
    return Alignment(tuple(found), tuple(choice.strays()))


def _renamed(
    rows: Sequence[FormRow], lines: Sequence[Row], strips: Sequence[Strip], chosen: dict[int, int]
) -> dict[tuple[tuple[str, ...], ...], Renamed | None]:
    """Return the headings that have other words, by the columns they stand over.

    They stand above the columns' first figures, or all of a table's above its first row.
    """
    words = HeadingWords(rows)
    places = {id(line): number for number, line in enumerate(lines)}
    found: dict[tuple[tuple[str, ...], ...], Renamed | None] = {}
    first: dict[str, Sequence[Row]] = {}
    start = 0
    for n, number in sorted(chosen.items()):
        row, place = rows[number], places[id(strips[n].row)]
        if row.columns not in found and strips[n].values:
            own = lines[start:place]
            above = first.setdefault(row.table, own)
            found[row.columns] = words.renamed(row, own if words.are_in(own, row) else [*above, *own])
        start = place + 1
    return found


def _wrong_in_text(rows: Sequence[FormRow], strips: Sequence[Strip], chosen: dict[int, int]) -> set[str]:
    """Return the tables whose headings in lines of text come in another order."""
    wrong: set[str] = set()
    met: set[str] = set()
    letters = ""
    for n, strip in enumerate(strips):
        letters += "".join(strip.above) + strip.label
        if n not in chosen:
            continue
        row = rows[chosen[n]]
        if row.table not in met and are_wrong_in_text(letters, row):
            wrong.add(row.table)
        met.add(row.table)
        letters = ""
    return wrong
