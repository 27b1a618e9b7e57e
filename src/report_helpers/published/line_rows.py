"""Lines of text aligned to the form: label, figures, label, figures ….

Every run of figures belongs to a row whose label stands before it, or wraps around it.
The runs are in the form's order; a run is taken only where that leaves one row for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.forms import form_cells
from report_helpers.published.figures import is_value, read_row, refused_run
from report_helpers.published.labels import FormRow, comparable, form_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.forms import Form
    from report_helpers.published.model import Reading, Row

# Words of table 四's header that stay whole however its cells are wrapped.
DISPUTES_EVIDENCE = ("维持", "纠正", "审结", "总计")


@dataclass(slots=True)
class Run:
    """Figures in a row, with the letters before and behind them."""

    values: list[str]
    place: str
    before: str
    after: str = ""


def runs_of(rows: Sequence[Row]) -> tuple[list[Run], str]:
    """Return the runs of figures in lines of text, and the letters behind the last one."""
    runs: list[Run] = []
    letters: list[str] = []
    is_open = False
    for row in rows:
        for token in _tokens(row.text):
            if is_value(token):
                if not is_open:
                    before = comparable("".join(letters))
                    if runs:
                        runs[-1].after = before
                    runs.append(Run([], row.place, before))
                    letters, is_open = [], True
                runs[-1].values.append(token)
            else:
                letters.append(token)
                is_open = False
    tail = comparable("".join(letters))
    if runs:
        runs[-1].after = tail
    return runs, tail


def _tokens(line: str) -> list[str]:
    """Return a line's words; a figure alone on its line keeps the remark in brackets behind it."""
    return [line] if is_value(line) and any(bracket in line for bracket in "（(") else line.split()


def read_lines(form: Form, rows: Sequence[Row], table: str, file: str) -> dict[str, Reading]:
    """Return the readings of one labelled table from the lines of its section."""
    wanted = [row for row in form_rows(form) if row.table == table]
    runs, _ = runs_of(rows)
    allowed = [_fitting(run, wanted) for run in runs]
    known = [(run, fits) for run, fits in zip(runs, allowed, strict=True) if fits]
    first, last = _leftmost([fits for _, fits in known]), _rightmost([fits for _, fits in known], len(wanted))
    readings: dict[str, Reading] = {}
    if first is None or last is None:
        return readings
    for (run, _), one, other in zip(known, first, last, strict=True):
        row = wanted[one]
        if one != other:
            continue
        origin = (file, run.place)
        if len(run.values) == len(row.cells):
            readings |= read_row(form, row.cells, run.values, origin)
        else:
            readings |= refused_run(form, row.cells, " ".join(run.values), origin)
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


def _leftmost(allowed: Sequence[Sequence[int]]) -> list[int] | None:
    """Return the first strictly rising choice; None where there is none."""
    chosen: list[int] = []
    for fits in allowed:
        above = chosen[-1] if chosen else -1
        best = min((n for n in fits if n > above), default=None)
        if best is None:
            return None
        chosen.append(best)
    return chosen


def _rightmost(allowed: Sequence[Sequence[int]], count: int) -> list[int] | None:
    """Return the last strictly rising choice; None where there is none."""
    chosen: list[int] = []
    for fits in reversed(allowed):
        below = chosen[-1] if chosen else count
        best = max((n for n in fits if n < below), default=None)
        if best is None:
            return None
        chosen.append(best)
    return chosen[::-1]


def read_disputes_lines(form: Form, rows: Sequence[Row], file: str) -> dict[str, Reading]:
    """Return the readings of table 四 from the lines of its section: all its figures, or none."""
    cells = [cell.id for cell in form_cells(form).values() if cell.table == "disputes"]
    runs, _ = runs_of(rows)
    runs = [run for run in runs if run.values]
    if not runs or not all(word in runs[0].before for word in DISPUTES_EVIDENCE):
        return {}
    exact = [run for run in runs if len(run.values) == len(cells)]
    if len(exact) == 1:
        return read_row(form, cells, exact[0].values, (file, exact[0].place))
    values = [value for run in runs for value in run.values]
    return refused_run(form, cells, " ".join(values), (file, runs[0].place))
