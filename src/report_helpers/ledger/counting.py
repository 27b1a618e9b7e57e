"""Counting a caseload into its statutory table: by receipt date, result and applicant type.

A case whose place is not certain (a result nobody knows, a date that is missing) is not
put anywhere by guess: every cell it may belong to has no count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.facts.ledger import Ledger
from report_helpers.forms import form_cells
from report_helpers.ledger.vocabulary import BLANK, DISPUTES, GROUPS, OUTCOMES, PENDING, results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Caseload
    from report_helpers.forms import Form

APPLICATIONS, DISPUTE_TABLE = "applications", "disputes"
TOTAL = "total"
NEW, CARRIED_IN, OUTSIDE, NOT_KNOWN = 0, 1, 2, 3
_ENTRIES = (("new",), ("carried_in",), (), ())


@dataclass(frozen=True, slots=True)
class Place:
    """Where cases of one kind stand on one axis of a table: surely, and perhaps."""

    sure: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False, slots=True)
class Tally:
    """The cases of a load by their place on both axes; `row` and `column` are positions in the places."""

    table: str
    rows: tuple[Place, ...]
    row: NDArray[np.int64]
    columns: tuple[Place, ...]
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


def count_applications(load: Caseload, form: Form, period: tuple[date, date]) -> Ledger:
    """Return the ledger of applications counted into table 三.

    New is what was received within the *period*, carried in what was received before it,
    a result what was answered within it; what has no answer by its last day is carried
    out, whatever its term (条例第四十九、五十条；表三).
    """
    leaves = results(form)
    entry, leaving = entries(load, period), exits(load, len(leaves), period)
    every_exit = frozenset({*leaves, TOTAL, "carried_out"})
    exit_places = (
        *(Place(frozenset({leaf, TOTAL})) for leaf in leaves),
        Place(frozenset({"carried_out"})),
        Place(frozenset({TOTAL}), frozenset(leaves)),
        Place(maybe=every_exit),
        Place(),
    )
    entry_places = tuple(Place(frozenset(names)) for names in _ENTRIES[:NOT_KNOWN])
    entry_places = (*entry_places, Place(maybe=frozenset({"new", "carried_in"})))
    rows = tuple(Place(a.sure | b.sure, a.maybe | b.maybe) for a in entry_places for b in exit_places)
    tally = Tally(APPLICATIONS, rows, entry * len(exit_places) + leaving, _with_total(GROUPS), _group(load, GROUPS))
    return Ledger(APPLICATIONS, load, tally.count(_cells(form, APPLICATIONS)), tally.behind)


def count_disputes(load: Caseload, form: Form, period: tuple[date, date]) -> Ledger:
    """Return the ledger of disputes counted into table 四.

    Where the file has dates, one after the *period* leaves the case pending, one before it
    is another year's, and a result without a date has no place.
    """
    first, last = (np.datetime64(day, "D") for day in period)
    outcome = np.where(load.outcome >= 0, load.outcome, len(OUTCOMES)).astype(np.int64)
    if "decided" in load.dates:
        decided = load.dates["decided"]
        is_closed = outcome != PENDING
        outcome = np.where(is_closed & np.isnat(decided), len(OUTCOMES) + 1, outcome)
        outcome = np.where(is_closed & (decided < first), len(OUTCOMES) + 2, outcome)
        outcome = np.where(is_closed & (decided > last), PENDING, outcome)
    places = (
        *(Place(frozenset({name, TOTAL})) for name in OUTCOMES),
        Place(frozenset({TOTAL}), frozenset(OUTCOMES)),
        Place(maybe=frozenset({*OUTCOMES, TOTAL})),
        Place(),
    )
    blocks = (*(Place(frozenset({name})) for name in DISPUTES), Place(maybe=frozenset(DISPUTES)))
    tally = Tally(DISPUTE_TABLE, blocks, _group(load, DISPUTES), places, outcome)
    return Ledger(DISPUTE_TABLE, load, tally.count(_cells(form, DISPUTE_TABLE)), tally.behind)


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
    """Return what became of each application: its result, then carried out, unnamed, not known, outside the year."""
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
    seen: dict[str, int] = {}
    for key in load.keys:
        seen[key] = seen.get(key, 0) + 1
    if len(seen) == len(load.keys):
        return np.zeros(len(load.keys), dtype=bool)
    return np.fromiter((bool(key) and seen[key] > 1 for key in load.keys), dtype=bool, count=len(load.keys))


def _group(load: Caseload, names: Sequence[str]) -> NDArray[np.int64]:
    return np.where(load.group >= 0, load.group, len(names)).astype(np.int64)


def _with_total(names: Sequence[str]) -> tuple[Place, ...]:
    named = (Place(frozenset({name, TOTAL})) for name in names)
    return (*named, Place(frozenset({TOTAL}), frozenset(names)))


def _cells(form: Form, table: str) -> list[str]:
    return [cell.id for cell in form_cells(form).values() if cell.table == table]
