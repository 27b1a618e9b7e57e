"""From the texts in a row to readings: each cell by the number reader, the row as a whole held for sense."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.facts import Status
from report_helpers.forms import form_cells
from report_helpers.published.model import Reading
from report_helpers.published.run_together import row_readings
from report_helpers.sources.figures import FigureError, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.forms import Cell, Form

_VALUE = re.compile(
    r"""[+\-−－＋]?[0-9０-９][0-9０-９,，.．]*\s*[件条個个项項宗起份次篇元万萬千百亿]{0,3}\s*(?:[（(][^（）()]*[）)])?
    |[/／—–\-－]+""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"[0-9]+")
MAX_SHOWN = 12


def is_value(text: str) -> bool:
    """Tell whether *text* looks like what a figure's cell holds: a number, a stroke."""
    return _VALUE.fullmatch(text.strip()) is not None


def blank_reading(cell: Cell, file: str = "", place: str = "") -> Reading:
    """Return a cell with nothing in it."""
    return Reading(cell.id, cell.label, Status.BLANK, unit=cell.unit, file=file, place=place)


def refused(
    form: Form, cells: Iterable[str], found: tuple[str, str, str], why: str, candidates: Sequence[str] = ()
) -> dict[str, Reading]:
    """Return *cells* as blanks that say why, and which readings fit; *found* is file, place and text."""
    known = form_cells(form)
    *origin, text = found
    return {
        cell: replace(blank_reading(known[cell], *origin), text=text, why=why, candidates=tuple(candidates[:MAX_SHOWN]))
        for cell in cells
    }


def read_row(form: Form, cells: Sequence[str], texts: Sequence[str], origin: tuple[str, str]) -> dict[str, Reading]:
    """Return the readings of a row whose *texts* stand in the places of *cells*, blanks included.

    A text that is no figure is refused. With blanks beside it, the whole row is: its
    figures may stand run together in one cell, or in the wrong ones.
    """
    known = form_cells(form)
    readings = {cell: _read_cell(known[cell], text, origin) for cell, text in zip(cells, texts, strict=True)}
    filled = [text for text in texts if text.strip()]
    if not filled or len(filled) == len(texts):
        return readings
    whole = " ".join(text.strip() for text in filled)
    if any(reading.is_refused for reading in readings.values()):
        return refused(form, cells, (*origin, whole), "这一行的格数不齐，又有无法识别的数字", _candidates(cells, whole))
    if _may_be_run_together(readings, cells, whole):
        return refused(form, cells, (*origin, whole), "这一行的数字可能连写在一起", _candidates(cells, whole))
    return readings


def refused_run(form: Form, cells: Sequence[str], text: str, origin: tuple[str, str]) -> dict[str, Reading]:
    """Return the refusal of a row whose figures do not come one to a cell."""
    candidates = _candidates(cells, text)
    ways = ("数字的个数与格数不符，无法切分", "数字连写在一起，按总计推只有一种读法，要由人核对")
    why = "数字连写在一起，有不止一种读法" if len(candidates) > 1 else ways[len(candidates)]
    return refused(form, cells, (*origin, text), why, candidates)


def _candidates(cells: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the readings under which the row's 总计 is right, where it has one (T3-3)."""
    if not cells[-1].startswith("applications."):
        return ()
    found = row_readings(text, len(cells), MAX_SHOWN)
    return tuple("、".join(map(str, numbers)) for numbers in found)


def _may_be_run_together(readings: dict[str, Reading], cells: Sequence[str], whole: str) -> bool:
    """Tell whether digits enough for all cells stand in a few of them.

    Packed to the left they always may; elsewhere only where the row adds up that way and not as it stands.
    """
    values = [readings[cell].value for cell in cells]
    if sum(map(len, _DIGITS.findall(whole))) < len(cells):
        return False
    if values[0] is not None and values[-1] is None:
        return True
    adds_up = sum((value or Decimal(0) for value in values[:-1]), Decimal(0)) == values[-1]
    return cells[-1].startswith("applications.") and not adds_up and bool(row_readings(whole, len(cells), 1))


def _read_cell(cell: Cell, text: str, origin: tuple[str, str]) -> Reading:
    base = replace(blank_reading(cell, *origin), text=text.strip())
    try:
        figure = read_figure(" ".join(text.split()), cell.kind, cell.unit)
    except FigureError as error:
        return replace(base, why=f"{error.what}〔{error.rule}〕")
    return replace(base, status=figure.status, value=figure.value, note=figure.note)
