"""Counting a caseload into its statutory table: by receipt date, result and applicant type.

A case that cannot be placed with certainty (an unknown result, a missing date) is not counted
by guess: every cell it may belong to has no count.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.facts.ledger import Ledger
from report_helpers.forms.cells import form_cells
from report_helpers.ledger.words import BLANK, results

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Caseload, CaseRows
    from report_helpers.forms.model import Form

NEW, CARRIED_IN, OUTSIDE, NOT_KNOWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Position:
    """In which rows, or in which columns, of a table a case is counted: surely, and perhaps."""

    sure: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """The cases of a load by row and column; `row` and `column` point into `rows` and `columns`."""

    table: str
    rows: tuple[Position, ...]
    row: NDArray[np.int64]
    columns: tuple[Position, ...]
    column: NDArray[np.int64]

    def count(self, cells: Sequence[str]) -> dict[str, int | None]:
        """Return the count of every cell, None where a case may or may not belong to it."""
        counted: dict[str, int | None] = dict.fromkeys(cells, 0)
        width = len(self.columns)
        times = np.bincount(self.row * width + self.column, minlength=len(self.rows) * width)
        doubtful: set[str] = set()
        for combined in np.flatnonzero(times):
            row, column = self.rows[combined // width], self.columns[combined % width]
            for row_id in row.sure | row.maybe:
                for column_id in column.sure | column.maybe:
                    cell = f"{self.table}.{row_id}.{column_id}"
                    if row_id in row.sure and column_id in column.sure:
                        counted[cell] = (counted[cell] or 0) + int(times[combined])
                    else:
                        doubtful.add(cell)
        return counted | dict.fromkeys(doubtful)

    def behind(self, cell: str) -> Sequence[int]:
        """Return the positions of the cases counted in a cell, or in the cells below a group of rows."""
        table, _, rest = cell.partition(".")
        row_id, _, column_id = rest.rpartition(".")
        if table != self.table:
            return ()
        in_row = np.array([any(_is_in(name, row_id) for name in place.sure) for place in self.rows])
        in_column = np.array([column_id in place.sure for place in self.columns])
        return tuple(np.flatnonzero(in_row[self.row] & in_column[self.column]).tolist())


def _is_in(row: str, wanted: str) -> bool:
    return row == wanted or row.startswith(f"{wanted}.")


def count(load: Caseload, form: Form, period: tuple[date, date]) -> Ledger:
    """Return the ledger counted into its table."""
    table, rows = load.vocabulary.table, load.vocabulary.rows
    tally = _outcomes(load, form, period) if rows is None else _flow(load, rows, form, period)
    cells = [cell.id for cell in form_cells(form).values() if cell.table == table]
    return Ledger(table, load, tally.count(cells), tally.behind)


def _flow(load: Caseload, names: CaseRows, form: Form, period: tuple[date, date]) -> Tally:
    """Count cases that come in, have a result or are carried out.

    New is what was received within the *period*, carried in what was received before it,
    a result what was answered within it; what has no answer by its last day is carried
    out, whatever its time limit (条例第四十九、五十条；表三).
    """
    words, leaves = load.vocabulary, results(load.vocabulary, form)
    entry, leaving = entries(load, period), exits(load, len(leaves), period)
    exit_positions = (
        *(Position(frozenset({leaf, names.total})) for leaf in leaves),
        Position(frozenset({names.carried_out})),
        Position(frozenset({names.total}), frozenset(leaves)),
        Position(maybe=frozenset({*leaves, names.total, names.carried_out})),
        Position(),
    )
    entry_positions = (
        Position(frozenset({names.new})),
        Position(frozenset({names.carried_in})),
        Position(),
        Position(maybe=frozenset({names.new, names.carried_in})),
    )
    rows = tuple(Position(a.sure | b.sure, a.maybe | b.maybe) for a in entry_positions for b in exit_positions)
    columns = _with_total(words.groups, words.total)
    return Tally(words.table, rows, entry * len(exit_positions) + leaving, columns, _known(load.group, words.groups))


def _outcomes(load: Caseload, form: Form, period: tuple[date, date]) -> Tally:
    """Count cases by their outcome.

    Where the file has dates, one after the *period* leaves the case pending, one before it
    is another year's, and a result without a date has no position.
    """
    words, names = load.vocabulary, results(load.vocabulary, form)
    first, last = (np.datetime64(day, "D") for day in period)
    pending = names.index(words.pending)
    outcome = _known(load.outcome, names)
    if "decided" in load.dates:
        decided = load.dates["decided"]
        is_closed = outcome != pending
        outcome = np.where(is_closed & np.isnat(decided), len(names) + 1, outcome)
        outcome = np.where(is_closed & (decided < first), len(names) + 2, outcome)
        outcome = np.where(is_closed & (decided > last), pending, outcome)
    groups = (*(Position(frozenset({name})) for name in words.groups), Position(maybe=frozenset(words.groups)))
    return Tally(words.table, groups, _known(load.group, words.groups), _with_total(names, words.total), outcome)


def _with_total(names: Collection[str], total: str) -> tuple[Position, ...]:
    """Return the positions of *names*, each counted in the total as well; of one not known; of one without any."""
    named = (Position(frozenset({name, total})) for name in names)
    unnamed = (Position(frozenset({total}), frozenset(names)), Position(maybe=frozenset({*names, total})), Position())
    return (*named, *unnamed)


def _known(codes: NDArray[np.int8], names: Collection[str]) -> NDArray[np.int64]:
    """Return the codes with those below 0 behind the last of *names*."""
    return np.where(codes >= 0, codes, len(names)).astype(np.int64)


def entries(load: Caseload, period: tuple[date, date]) -> NDArray[np.int64]:
    """Return how each application came into the year: NEW, CARRIED_IN, OUTSIDE the year, or NOT_KNOWN."""
    first, last = (np.datetime64(day, "D") for day in period)
    received, answered = load.dates["received"], load.dates["answered"]
    found = np.full(len(load.rows), NEW, dtype=np.int64)
    found[received < first] = CARRIED_IN
    found[(received > last) | ((received < first) & (answered < first))] = OUTSIDE
    found[np.isnat(received) | (is_twice(load) & (found != OUTSIDE))] = NOT_KNOWN
    return found


def exits(load: Caseload, leaves: int, period: tuple[date, date]) -> NDArray[np.int64]:
    """Return the outcome of each application: its result, then carried out, unnamed, not known, outside the year."""
    first, last = (np.datetime64(day, "D") for day in period)
    received, answered = load.dates["received"], load.dates["answered"]
    carried, unnamed, not_known, outside = range(leaves, leaves + 4)
    found = np.where(load.outcome >= 0, load.outcome, unnamed).astype(np.int64)
    found[answered > last] = carried
    is_open = np.isnat(answered)
    found[is_open & (load.outcome == BLANK)] = carried
    found[is_open & (load.outcome != BLANK)] = not_known
    found[load.unreadable["answered"] | np.isnat(received) | (answered < first)] = not_known
    entry = entries(load, period)
    found[entry == NOT_KNOWN] = not_known
    found[entry == OUTSIDE] = outside
    return found


def is_twice(load: Caseload) -> NDArray[np.bool_]:
    """Tell which rows bear a case number that another row bears too."""
    seen = Counter(load.keys)
    if len(seen) == len(load.keys):
        return np.zeros(len(load.keys), dtype=bool)
    return np.fromiter((bool(key) and seen[key] > 1 for key in load.keys), dtype=bool, count=len(load.keys))
