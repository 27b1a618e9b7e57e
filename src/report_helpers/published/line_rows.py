"""Lines of text aligned to the form: label, figures, label, figures ….

Every run of figures belongs to a row whose label stands before it, or wraps around it.
The runs are in the form's order; a run is taken only where that leaves one row for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.published.figures import is_value, read_row, refused, refused_run
from report_helpers.published.heading_order import WHY, are_wrong_in_text
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import CellReading, Row


@dataclass(slots=True)
class Run:
    """Figures in a row, with the letters before and behind them."""

    values: list[str]
    place: str
    before: str
    after: str = ""


def runs_of(rows: Sequence[Row]) -> list[Run]:
    """Return the runs of figures in lines of text."""
    runs: list[Run] = []
    letters: list[str] = []
    is_open = False
    for place, token in ((row.place, token) for row in rows for token in _tokens(row.text)):
        if not is_value(token):
            letters.append(token)
            is_open = False
            continue
        if not is_open:
            runs.append(Run([], place, comparable("".join(letters))))
            letters, is_open = [], True
        runs[-1].values.append(token)
    for run, after in zip(runs, [*(run.before for run in runs[1:]), comparable("".join(letters))], strict=False):
        run.after = after
    return runs


def _tokens(line: str) -> list[str]:
    """Return a line's words; a figure alone on its line keeps the remark in brackets behind it."""
    return [line] if is_value(line) and any(bracket in line for bracket in "（(") else line.split()


def read_lines(rows: Sequence[FormRow], lines: Sequence[Row]) -> dict[str, CellReading]:
    """Return the readings of one labelled table from the lines of its section."""
    runs = runs_of(lines)
    known = [(run, fits) for run in runs if (fits := _fitting(run, rows))]
    allowed = [fits for _, fits in known]
    first = _leftmost(allowed)
    last = _leftmost([[-n for n in fits] for fits in reversed(allowed)])
    readings: dict[str, CellReading] = {}
    for (run, _), one, other in zip(known, first, reversed(last), strict=False):  # both are empty where nothing fits
        if one == -other:
            row = rows[one]
            if are_wrong_in_text(runs[0].before, row):
                readings |= refused(row.cells, run.place, " ".join(run.values), WHY)
                continue
            is_whole = len(run.values) == len(row.cells)
            readings |= (
                read_row(row, run.values, run.place) if is_whole else refused_run(row, " ".join(run.values), run.place)
            )
    return readings


def _fitting(run: Run, rows: Sequence[FormRow]) -> list[int]:
    """Return the rows whose whole label stands before the run, or else all whose label may wrap around it."""
    whole = [n for n, row in enumerate(rows) if run.before.endswith(row.labels[0])]
    if whole:
        longest = max(len(rows[n].labels[0]) for n in whole)
        return [n for n in whole if len(rows[n].labels[0]) == longest]
    around = run.before + run.after
    before = {n for n, row in enumerate(rows) if any(run.before.endswith(label) for label in row.labels)}
    wrapped = {n for n, row in enumerate(rows) if any(_is_within(label, around) for label in row.labels[:2])}
    return sorted(before | wrapped)


def _is_within(label: str, text: str) -> bool:
    """Tell whether the letters of *label* stand in *text* in their order."""
    letters = iter(text)
    return all(letter in letters for letter in label)


def _leftmost(allowed: Sequence[Sequence[int]]) -> list[int]:
    """Return the first strictly rising choice; empty where there is none."""
    chosen: list[int] = []
    for fits in allowed:
        best = min((n for n in fits if not chosen or n > chosen[-1]), default=None)
        if best is None:
            return []
        chosen.append(best)
    return chosen


def read_unlabelled_lines(row: FormRow, lines: Sequence[Row]) -> dict[str, CellReading]:
    """Return the readings of a table without label columns from the lines of its section: all its figures, or none.

    However the heads of its columns are wrapped, their last two letters stay together.
    """
    runs = runs_of(lines)
    if not runs or not all(head[-2:] in runs[0].before for head in row.heads):
        return {}
    if are_wrong_in_text(runs[0].before, row):
        return refused(row.cells, runs[0].place, " ".join(runs[0].values), WHY)
    exact = [run for run in runs if len(run.values) == len(row.cells)]
    if len(exact) == 1:
        return read_row(row, exact[0].values, exact[0].place)
    return refused_run(row, " ".join(value for run in runs for value in run.values), runs[0].place)
