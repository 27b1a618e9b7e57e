"""Tables without row labels: one row of figures below headings, in one piece or in a piece for each of its sums.

A table folded in bands has such a row in each of them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.published.figures import adds_up, has_its_sums, is_value, read_row, read_run, refused
from report_helpers.published.heading_order import WHY, Headings, are_wrong_in_text
from report_helpers.published.heading_words import HeadingWords
from report_helpers.published.labels import comparable
from report_helpers.published.reading import LACKING, below_other_headings
from report_helpers.published.run_together import ways_of
from report_helpers.published.strips import strips_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import CellReading, Row
    from report_helpers.published.strips import Strip

    Readings = dict[str, CellReading]

# A figure with more behind it than a unit of its column: 304册, 0①. It leaves the other cells of its row as they are.
_WITH_MORE = re.compile(r"[0-9][0-9,.]*[^0-9\s]{1,3}")
MOST_APART = 2  # a row of which no more than half the figures are apart has run together
LEAST_HEAD = 2  # letters of a heading that stay together however it is wrapped


def read_unlabelled(rows: Sequence[FormRow], lines: Sequence[Row]) -> Readings:
    """Return the readings of a table without row labels, a row for each of its bands, from the rows of its section.

    Empty where none of them shows the table; refused where several do, or the headings are others or come in
    another order.
    """
    return {cell: reading for row, own in _in_bands(rows, lines) for cell, reading in _read_band(row, own).items()}


def _in_bands(rows: Sequence[FormRow], lines: Sequence[Row]) -> Iterator[tuple[FormRow, Sequence[Row]]]:
    """Yield each row with the lines from its first heading on to that of the next."""
    starts = [0]
    for row in rows[1:]:
        begins = (
            number
            for number, line in enumerate(lines)
            if number > starts[-1] and any(comparable(cell or "").startswith(row.heads[0]) for cell in line.cells)
        )
        starts.append(next(begins, len(lines)))
    for row, start, end in zip(rows, starts, [*starts[1:], len(lines)], strict=True):
        yield row, lines[start:end]


def _read_band(row: FormRow, lines: Sequence[Row]) -> Readings:
    lines = [line for line in lines if not (row.blocks and any(one.numbers_columns for one in strips_of([line])))]
    strips = [_behind_labels(strip, row) for strip in strips_of(lines, row.heads)]
    own, readings = _read(row, strips, lines)
    if not own:
        return readings
    places = {id(line): number for number, line in enumerate(lines)}
    before = [strip.row for strip in strips[: strips.index(own[0])] if strip.values]
    start = places[id(before[-1])] + 1 if before else 0
    renamed = HeadingWords([row]).renamed(row, lines[start : places[id(own[-1].row)]], is_whole=True)
    return readings | below_other_headings(row, renamed, readings)


def _read(row: FormRow, strips: Sequence[Strip], lines: Sequence[Row]) -> tuple[Sequence[Strip], Readings]:
    """Return the strips that show the table, and their readings whatever words the headings have."""
    whole = [strip for strip in strips if _is_whole(strip, row)]
    if not whole:
        own, readings = _in_pieces(row, strips)
        return (own, readings) if readings else _run_together(row, strips)
    strip = whole[0]
    if any(other.values != strip.values for other in whole[1:]):
        return whole, refused(row.cells, strip.row.place, strip.text, "有不止一行数字")
    if _is_other_order(row, strip, lines):
        return whole, refused(row.cells, strip.row.place, " ".join(strip.values), WHY)
    texts = [text for _, text in strip.cells]
    if not (all(texts) or has_its_sums(row, texts) or _is_as_wide_as_heads(strip, lines)):
        return whole, refused(row.cells, strip.row.place, " ".join(strip.values), LACKING)
    found = read_row(row, texts, strip.row.place)
    return ([strip], found) if _has_heads(row, _above(strips, strip)) or _is_sum(row, found) else ([], {})


def _is_as_wide_as_heads(strip: Strip, lines: Sequence[Row]) -> bool:
    """Tell whether a row has as many columns as the headings above it: neither a cell too few nor too many."""
    above = lines[: next(n for n, line in enumerate(lines) if line is strip.row)]
    return len(strip.row.cells) == max((len(line.cells) for line in above if line.table == strip.row.table), default=0)


def _behind_labels(strip: Strip, row: FormRow) -> Strip:
    """Return a strip without blank cells before or behind the row's: of label columns, or columns added."""
    filled = [n for n, (_, text) in enumerate(strip.cells) if text.strip()]
    before, cells = strip.cells[: row.label_columns], strip.cells[row.label_columns :]
    if filled and len(strip.cells) > len(row.cells) == filled[-1] + 1 - filled[0]:
        inner = replace(strip, cells=strip.cells[filled[0] : filled[-1] + 1])
        return inner if len(filled) == len(row.cells) or has_its_sums(row, [text for _, text in inner.cells]) else strip
    is_blank = not any(text.strip() for _, text in before)
    return replace(strip, cells=cells) if is_blank and len(cells) == len(row.cells) else strip


def _is_whole(strip: Strip, row: FormRow) -> bool:
    if len(strip.cells) != len(row.cells) or not any(map(is_value, strip.values)):
        return False
    return all(is_value(text) or (not strip.is_line and _WITH_MORE.fullmatch(text.strip())) for text in strip.values)


def _is_sum(row: FormRow, found: Readings) -> bool:
    """Tell whether the figures keep the row's own sums, so that they can be no others."""
    values = [Decimal(0) if one.printed.startswith("/") else one.value for one in found.values()]
    return bool(row.blocks) and None not in values and adds_up(row, values)


def _above(strips: Sequence[Strip], strip: Strip) -> str:
    """Return the letters of the rows above a strip, and of its own before the figures."""
    return "".join("".join((*one.above, one.label)) for one in strips[: strips.index(strip) + 1])


def _has_heads(row: FormRow, letters: str) -> bool:
    """Tell whether every heading stands above, its last letters together."""
    return all(head[-LEAST_HEAD:] in letters for head in row.heads)


def _is_other_order(row: FormRow, strip: Strip, lines: Sequence[Row]) -> bool:
    if strip.is_line:
        return are_wrong_in_text("".join((*strip.above, strip.label)), row)
    above = lines[: next(n for n, line in enumerate(lines) if line is strip.row)]
    return bool(Headings(other for other in above if other.table == strip.row.table).are_wrong_for(row))


def _in_pieces(row: FormRow, strips: Sequence[Strip]) -> tuple[Sequence[Strip], Readings]:
    """Return strips and readings where each sum of the row stands in a table of its own, below its group's heading."""
    pieces = [strip for strip in strips if len(strip.cells) in row.blocks and all(map(is_value, strip.values))]
    if len(pieces) != len(row.blocks) or len(row.blocks) < LEAST_HEAD:
        return (), {}
    start = 0
    for strip, size in zip(pieces, row.blocks, strict=True):
        letters, paths = "".join((*strip.above, strip.label)), row.columns[start : start + size]
        places = [letters.rfind(path[-1]) for path in paths if path[-1] in letters]
        if len(strip.cells) != size or paths[0][-2:][0] not in letters or places != sorted(places):
            return (), {}
        start += size
    texts = [text for strip in pieces for _, text in strip.cells]
    return pieces, read_row(row, texts, pieces[0].row.place)


def _run_together(row: FormRow, strips: Sequence[Strip]) -> tuple[Sequence[Strip], Readings]:
    """Return strips and readings of figures that do not come one to a cell, below or behind the table's headings."""
    fitting = [strip for strip in strips if strip.values and _has_heads(row, _above(strips, strip))]
    if not fitting:
        return (), {}
    text = " ".join(value for strip in fitting for value in strip.values)
    first = fitting[0]
    if are_wrong_in_text(_above(strips, first), row):
        return fitting, refused(row.cells, first.row.place, text, WHY)
    if not _may_be_cut(row, text.split()) or (len(fitting) > 1 and not ways_of(row, text)):
        return fitting, refused(row.cells, first.row.place, text, "数字的个数与格数不符，无法切分")
    return fitting, read_run(row, text, first.row.place, is_glued=first.is_glued)


def _may_be_cut(row: FormRow, tokens: Sequence[str]) -> bool:
    """Tell whether figures have run together for certain: with nearly all of them apart, one may be missing instead."""
    is_glued = any(len(token) > 1 and token.startswith("0") for token in tokens)
    return is_glued or len(tokens) == len(row.cells) or MOST_APART * len(tokens) <= len(row.cells)
