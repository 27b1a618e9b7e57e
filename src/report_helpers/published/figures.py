"""From the texts in a row to readings: each cell by the number reader, the row as a whole checked for sense."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.published.model import CellReading
from report_helpers.sources.figures import FigureError, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.forms.cells import Cell
    from report_helpers.published.labels import FormRow

    Readings = dict[str, CellReading]

_VALUE = re.compile(
    r"""[+\-−－＋]?[0-9０-９][0-9０-９,，.．]*\s*[件条個个项項宗起份次篇元万萬千百亿]{0,3}\s*(?:[（(][^（）()]*[）)])?
    |[/／—–\-－]+""",
    re.VERBOSE,
)
_DIGITS = re.compile(r"[0-9]+")
MAX_SHOWN = 12
MAX_DIGITS = 60


def is_value(text: str) -> bool:
    """Tell whether *text* looks like what a figure's cell holds: a number, a stroke."""
    return _VALUE.fullmatch(text.strip()) is not None


def blank_reading(cell: Cell, place: str = "") -> CellReading:
    """Return a cell with nothing in it."""
    return CellReading(cell.id, cell.label, Status.BLANK, unit=cell.unit, place=place)


def refused(cells: Iterable[Cell], place: str, text: str, why: str, fitting: Sequence[str] = ()) -> Readings:
    """Return *cells* as blanks with the *text* that stands there, why it is none of theirs, and which readings fit."""
    candidates = tuple(fitting[:MAX_SHOWN])
    return {cell.id: replace(blank_reading(cell, place), text=text, why=why, candidates=candidates) for cell in cells}


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
    why = ""
    if any(reading.is_refused for reading in readings.values()):
        why = "这一行的格数不齐，又有无法识别的数字"
    elif _may_be_run_together(row, [reading.value for reading in readings.values()], whole):
        why = "这一行的数字可能连写在一起"
    return refused(row.cells, place, whole, why, _candidates(row, whole)) if why else readings


def refused_run(row: FormRow, text: str, place: str) -> Readings:
    """Return the refusal of a row whose figures do not come one to a cell."""
    candidates = _candidates(row, text)
    ways = ("数字的个数与格数不符，无法切分", "数字连写在一起，按总计推只有一种读法，要由人核对")
    why = "数字连写在一起，有不止一种读法" if len(candidates) > 1 else ways[len(candidates)]
    return refused(row.cells, place, text, why, candidates)


def _candidates(row: FormRow, text: str) -> tuple[str, ...]:
    """Return the readings under which the row's total is right, where it has one."""
    found = row_readings(text, len(row.cells), MAX_SHOWN) if row.has_total else ()
    return tuple("、".join(map(str, numbers)) for numbers in found)


def _may_be_run_together(row: FormRow, values: Sequence[Decimal | None], whole: str) -> bool:
    """Tell whether digits enough for all cells stand in a few of them.

    Packed to the left they always may; elsewhere only where the row adds up that way and not as it stands.
    """
    if sum(map(len, _DIGITS.findall(whole))) < len(values):
        return False
    if values[0] is not None and values[-1] is None:
        return True
    adds_up = sum((value or Decimal(0) for value in values[:-1]), Decimal(0)) == values[-1]
    return row.has_total and not adds_up and bool(row_readings(whole, len(values), 1))


def _read_cell(row: FormRow, cell: Cell, text: str, place: str) -> CellReading:
    base = replace(blank_reading(cell, place), text=text.strip())
    try:
        figure = read_figure(" ".join(text.split()), cell.kind, cell.unit, row.rules.of(cell.kind))
    except FigureError as error:
        return replace(base, why=error.what + (f"〔{error.rule}〕" if error.rule else ""))
    return replace(base, status=figure.status, value=figure.value, note=figure.note)


def row_readings(text: str, count: int, most: int) -> tuple[tuple[int, ...], ...]:
    """Return the ways *text* falls into *count* numbers of which the last is the sum of the others.

    「330000033」 is 33、0、0、0、0、0、33 and also 3、30、0、0、0、0、33. Nobody can tell which,
    so the kit lists the ways and takes none. Spaces are boundaries. At most *most* are
    returned; none where a token is no digits.
    """
    tokens = text.split()
    if not tokens or len(tokens) > count or sum(map(len, tokens)) > MAX_DIGITS:
        return ()
    if any(_DIGITS.fullmatch(token) is None for token in tokens):
        return ()
    return tuple(islice(_with_total(tokens, count), most))


def _with_total(tokens: list[str], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways, the longest total first tried last: its digits bound all the others."""
    last = tokens[-1]
    for start in range(len(last) - 1, -1, -1):
        digits = last[start:]
        if digits != "0" and digits.startswith("0"):
            continue
        before = [*tokens[:-1], *([last[:start]] if start else [])]
        for parts in _parts(before, count - 1, int(digits)):
            yield (*parts, int(digits))


def _parts(tokens: list[str], count: int, total: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways *tokens* fall into *count* numbers without leading zeros that add up to *total*."""
    if not tokens or not len(tokens) <= count <= sum(map(len, tokens)):
        if not tokens and count == 0 and total == 0:
            yield ()
        return
    first, rest = tokens[0], tokens[1:]
    for end in range(1, 2 if first.startswith("0") else len(first) + 1):
        number = int(first[:end])
        if number > total:
            break
        tail = [first[end:], *rest] if first[end:] else rest
        for numbers in _parts(tail, count - 1, total - number):
            yield (number, *numbers)
