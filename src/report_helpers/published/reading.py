"""Rows of the form read from a page's rows: aligned, placed, cut apart, and proved where the label does not say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from report_helpers.facts.fact import Status
from report_helpers.published.aligning import align
from report_helpers.published.choosing import PLAIN, UNKNOWN
from report_helpers.published.figures import adds_up, read_row, read_run, read_way, refused
from report_helpers.published.heading_order import WHY
from report_helpers.published.placing import Places
from report_helpers.published.run_together import decided, ways_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from report_helpers.published.aligning import Found
    from report_helpers.published.heading_words import Renamed
    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import CellReading, Row
    from report_helpers.published.run_together import Equation

LACKING = "数字的个数与格数不符"
MANY = 4  # one row of so many
UNPROVED = "标签与格式不符，勾稽关系不能证明是这一行，没有采用"


@dataclass(frozen=True, slots=True)
class Tables:
    """The readings of cells by id, and the rows with figures that belong nowhere."""

    readings: Mapping[str, CellReading]
    strays: tuple[Row, ...] = ()


def read_rows(rows: Sequence[FormRow], lines: Sequence[Row], equations: Sequence[Equation] = ()) -> Tables:
    """Return what *lines* say of the rows with labels, the form's *equations* used to choose and to prove."""
    alignment = align([row for row in rows if row.labels], lines)
    places, glued = Places(alignment.found), _run_together(alignment.found)
    readings: dict[str, CellReading] = {}
    for match in alignment.found:
        for cell, new in _read(match, places, is_glued=match.form_row.table in glued).items():
            readings[cell] = _once(readings.get(cell), new)
    readings |= _decided(alignment.found, readings, equations)
    gaps = _before_gaps(rows, alignment.found)
    for match in _unproved(alignment.found, readings, equations, gaps):
        readings |= refused(match.form_row.cells, match.strip.row.place, match.strip.text, UNPROVED)
    for match in alignment.found:
        readings |= below_other_headings(match.form_row, match.renamed, readings)
    return Tables(readings, tuple(strip.row for strip in alignment.strays))


def below_other_headings(
    row: FormRow, renamed: Renamed | None, readings: Mapping[str, CellReading]
) -> dict[str, CellReading]:
    """Return the cells of a row whose heading is another one, refused."""
    if renamed is None:
        return {}
    own = [row.cells[n] for n in renamed.columns(row)]
    shown = [(cell, readings[cell.id]) for cell in own if cell.id in readings and not readings[cell.id].is_refused]
    return {key: new for cell, was in shown for key, new in refused([cell], was.place, was.text, renamed.why).items()}


def _read(match: Found, places: Places, *, is_glued: bool) -> dict[str, CellReading]:
    row, strip = match.form_row, match.strip
    whole = " ".join(text for _, text in match.region if text.strip())
    if match.has_other_order:
        return refused(row.cells, strip.row.place, whole, WHY)
    texts = places.place(match)
    has_blanks = not strip.is_line and len(match.region) > len(strip.values)
    if texts is None and (strip.is_column or has_blanks) and (len(strip.values) > 1 or not row.blocks):
        return refused(row.cells, strip.row.place, whole, LACKING)  # a figure to a line or cell: none is cut apart
    if texts is None:
        return read_run(row, whole, strip.row.place, is_glued=is_glued and strip.is_glued)
    return read_row(row, texts, strip.row.place)


def _run_together(found: Iterable[Found]) -> set[str]:
    """Return the tables whose figures are glued to the labels with a digit for every cell, so that none is blank."""
    lengths: dict[str, list[tuple[int, int]]] = {}
    for match in found:
        if match.strip.is_glued:
            digits = sum(map(len, match.strip.values))
            lengths.setdefault(match.form_row.table, []).append((digits, len(match.form_row.cells)))
    return {
        table
        for table, own in lengths.items()
        if all(digits >= cells for digits, cells in own) and sum(cells > 1 for _, cells in own) > 1
    }


def _once(before: CellReading | None, now: CellReading) -> CellReading:
    """Return a cell's reading; refused where it comes twice, with other figures."""
    if before is None or before.printed == now.printed:
        return now
    both = f"{before.text}；{now.text}"
    why = f"出现两次，前后不一（另见{before.place}）"
    return replace(now, status=Status.BLANK, value=None, note="", text=both, why=why, candidates=())


def _decided(
    found: Iterable[Found], readings: Mapping[str, CellReading], equations: Sequence[Equation]
) -> dict[str, CellReading]:
    """Return the readings of rows run together of which the equations leave one way."""
    texts = {
        m.form_row: m
        for m in found
        if all(readings[c.id].is_refused and readings[c.id].candidates for c in m.form_row.cells)
    }
    shown = {row: readings[row.cells[0].id] for row in texts}
    ways = {row: ways_of(row, shown[row].text) for row in texts}
    values = _values(readings)
    chosen = decided(ways, values, equations)
    return {
        cell: reading
        for row, way in chosen.items()
        for cell, reading in read_way(row, way, shown[row].text, shown[row].place).items()
    }


def _values(readings: Mapping[str, CellReading]) -> dict[str, Decimal]:
    """Return the figures read, "/" counting nothing."""
    return {
        cell: reading.value or Decimal(0)
        for cell, reading in readings.items()
        if reading.value is not None or reading.printed.startswith("/")
    }


def _unproved(
    found: Sequence[Found],
    readings: Mapping[str, CellReading],
    equations: Sequence[Equation],
    gaps: Collection[FormRow],
) -> list[Found]:
    """Return the matches without a whole label, or before a gap, that the identities contradict, or do not prove."""
    values = _values(readings)
    unsound = _not_adding_up(found, readings)
    lacking = {m.form_row.table for m in found if m.strip.is_column and not m.is_full and len(m.strip.values) > 1}
    return [
        match
        for match in found
        if (match.strip.is_column and match.form_row.table in lacking and not _adds_up(match, values))
        or not _is_proved(
            match, values, equations, is_unsound=match.form_row.table in unsound, is_gap=match.form_row in gaps
        )
    ]


def _adds_up(match: Found, values: Mapping[str, Decimal]) -> bool:
    """Tell whether a row keeps its sums: of figures a line each that others of the table lack, some are of others."""
    own = [values.get(cell.id) for cell in match.form_row.cells]
    return not match.form_row.blocks or (None not in own and adds_up(match.form_row, own))


def _before_gaps(rows: Sequence[FormRow], found: Sequence[Found]) -> set[FormRow]:
    """Return the rows with figures below their label of which the next is nowhere: they may be the next one's."""
    met = {match.form_row for match in found}
    apart = {match.form_row for match in found if match.strip.is_line and not match.strip.pieces}
    return {
        row
        for row, after in pairwise(rows)
        if row in apart and row.table == after.table and after.labels and after not in met
    }


def _not_adding_up(found: Sequence[Found], readings: Mapping[str, CellReading]) -> set[str]:
    """Return the tables run together of which many rows fall apart in no way that adds up: a way may be chance."""
    cut: dict[str, list[bool]] = {}
    for match in found:
        first = readings[match.form_row.cells[0].id]
        if match.form_row.blocks and len(match.strip.values) < len(match.form_row.cells):
            cut.setdefault(match.form_row.table, []).append(first.is_refused and not first.candidates)
    return {table for table, own in cut.items() if MANY * sum(own) > len(own)}


def _is_proved(
    match: Found, values: Mapping[str, Decimal], equations: Sequence[Equation], *, is_unsound: bool, is_gap: bool
) -> bool:
    """Tell whether a row is believed: by the identities where its label is not whole or its figures were cut."""
    row, count = match.form_row, len(match.strip.values)
    own = [values.get(cell.id) for cell in row.cells]
    is_cut = count < len(row.cells) and None not in own and (is_unsound or count > 1)
    if match.basis == PLAIN and not is_cut and not is_gap:
        return True
    if any(value is None for value in own) or not adds_up(row, own):
        return False
    cells = {cell.id for cell in row.cells}
    beyond = [eq for eq in equations if cells & {*eq[0], *eq[1]} and not cells >= {*eq[0], *eq[1]}]
    known = [eq for eq in beyond if all(cell in values for side in eq for cell in side)]
    if not all(sum(values[c] for c in left) == sum(values[c] for c in right) for left, right in known):
        return False
    is_whole = bool(beyond) and len(known) == len(beyond)
    return is_whole or (match.basis != UNKNOWN and not is_gap and not (is_cut and is_unsound))
