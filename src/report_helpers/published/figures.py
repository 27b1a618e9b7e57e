"""From the texts in a row to readings: each cell by the number reader, the row as a whole checked for sense."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.published.model import CellReading
from report_helpers.published.run_together import ways_of
from report_helpers.sources.figures import FigureError, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.forms.cells import Cell
    from report_helpers.published.labels import FormRow

    Readings = dict[str, CellReading]

_CHANGE = re.compile(r"(?:(?P<less>减少?|下降|負|负)|增加?|新增|上升)\s*(?P<figure>[0-9０-９]+\s*[件项]?)")
_VALUE = re.compile(
    r"""(?:[+\-−－＋]|减少?|增加?|新增|负)?[0-9０-９][0-9０-９,，.．]*\s*[件条個个项項宗起份次篇元万萬千百亿]{0,3}\s*(?:[（(][^（）()]*[）)])?
    |[/／—–\-－]+""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"[0-9]+")
_MARKED = re.compile(r"(?P<figure>.*[0-9])\s*(?P<mark>[①-⑳])")  # a note below the table has the same mark
MAX_SHOWN = 12
NOT_ADDING_UP = "有空格，总计又不等于各项之和，不能确定数字各属于哪一格"
RUN_TOGETHER = "数字连写在一起，有不止一种读法"


def is_value(text: str) -> bool:
    """Tell whether *text* looks like what a figure's cell holds: a number, a stroke."""
    return _VALUE.fullmatch(text.strip()) is not None


def blank_reading(cell: Cell, place: str = "") -> CellReading:
    """Return a cell with nothing in it."""
    return CellReading(cell.id, cell.label, Status.BLANK, unit=cell.unit, place=place)


def refused(cells: Iterable[Cell], place: str, text: str, why: str, fitting: Sequence[str] = ()) -> Readings:
    """Return *cells* as blanks with the *text* that stands there, why it is none of theirs, and which readings fit."""
    fits = tuple(fitting)
    return {cell.id: replace(blank_reading(cell, place), text=text, why=why, candidates=fits) for cell in cells}


def read_row(row: FormRow, texts: Sequence[str], place: str) -> Readings:
    """Return the readings of a row whose *texts* stand in the places of its cells, blanks included.

    A text that is no figure is refused. With blanks beside it, the whole row is: its
    figures may stand run together in one cell, or in the wrong ones.
    """
    readings = {cell.id: _read_cell(row, cell, text, place) for cell, text in zip(row.cells, texts, strict=True)}
    filled = [text for text in texts if text.strip()]
    if not filled or len(filled) == len(texts):
        return readings
    whole = " ".join(text.strip() for text in filled)
    if any(reading.is_refused for reading in readings.values()):
        return refused(row.cells, place, whole, "这一行的格数不齐，又有无法识别的数字", _shown(ways_of(row, whole)))
    if _may_be_run_together(row, [reading.value for reading in readings.values()], whole):
        if list(texts[: len(filled)]) == filled:
            return read_run(row, whole, place)
        return refused(row.cells, place, whole, NOT_ADDING_UP)
    return readings


def read_run(row: FormRow, text: str, place: str, *, is_glued: bool = False) -> Readings:
    """Return the readings of a row whose figures do not come one to a cell: read where there is one way."""
    ways = ways_of(row, text, is_glued=is_glued)
    if len(ways) == 1:
        return read_way(row, ways[0], text, place)
    why = RUN_TOGETHER if ways else "数字的个数与格数不符，无法切分"
    return refused(row.cells, place, text, why, _shown(ways))


def read_way(row: FormRow, way: Sequence[int], text: str, place: str) -> Readings:
    """Return the readings of a row by one way its figures fall apart."""
    pairs = zip(row.cells, way, strict=True)
    return {cell.id: replace(_read_cell(row, cell, str(number), place), text=text) for cell, number in pairs}


def _shown(ways: Sequence[Sequence[int]]) -> tuple[str, ...]:
    return tuple("、".join(map(str, numbers)) for numbers in ways[:MAX_SHOWN])


def _may_be_run_together(row: FormRow, values: Sequence[Decimal | None], whole: str) -> bool:
    """Tell whether digits enough for all cells stand in a few of them.

    Packed to the left they always may; elsewhere only where the row adds up that way and not as it stands.
    """
    if sum(map(len, _DIGITS.findall(whole))) < len(values):
        return False
    if values[0] is not None and values[-1] is None:
        return True
    return bool(row.blocks) and not adds_up(row, values) and bool(ways_of(row, whole))


def adds_up(row: FormRow, values: Sequence[Decimal | None]) -> bool:
    """Tell whether the row's own sums hold, blanks counting nothing; true where it has none."""
    start = 0
    for size in row.blocks:
        *parts, total = (value or Decimal(0) for value in values[start : start + size])
        if sum(parts, Decimal(0)) != total:
            return False
        start += size
    return True


def has_its_sums(row: FormRow, texts: Sequence[str]) -> bool:
    """Tell whether a row's totals are there and right: with a cell lost or added they would stand elsewhere."""
    values = [reading.value for reading in read_row(row, texts, "").values()]
    totals = [values[end - 1] for end in accumulate(row.blocks)]
    return bool(totals) and None not in totals and adds_up(row, values)


def _read_cell(row: FormRow, cell: Cell, text: str, place: str) -> CellReading:
    base = replace(blank_reading(cell, place), text=text.strip())
    remarked = _MARKED.sub(r"\g<figure>（\g<mark>）", " ".join(text.split()))
    try:
        figure = read_figure(_signed(remarked, cell), cell.kind, cell.unit, row.rules.of(cell.kind))
    except FigureError as error:
        return replace(base, why=error.what + (f"〔{error.rule}〕" if error.rule else ""))
    return replace(base, status=figure.status, value=figure.value, note=figure.note)


def _signed(text: str, cell: Cell) -> str:
    """Return what a word says of a change as a sign: 减6 is -6, 增加2 is 2."""
    found = _CHANGE.fullmatch(text) if cell.kind == "signed" else None
    return f"{'-' if found['less'] else ''}{found['figure']}" if found else text
