"""Rows of tables aligned to the form: by their labels, their neighbours and their columns.

A row is known by the label in it, whatever cells the label is split over. Its figures
are known by the header's columns where its label stands in its own column; a row that
has slipped, or a table without a header, is read only where a single placing fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.forms import form_cells
from report_helpers.published.figures import is_value, read_row, refused, refused_run
from report_helpers.published.labels import FormRow, comparable, form_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.forms import Form
    from report_helpers.published.model import Reading, Row

_FIRST_COLUMNS = frozenset(
    ("自然人", "本年制发件数", "本年新制作数量", "本年处理决定数量", "上一年项目数量", "采购项目数量")
)
_FEES = "本年收费金额"


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a table that is a row of the form: its label ends in the column before `start`."""

    form_row: FormRow
    row: Row
    start: int
    label_column: int
    first_column: int | None


def match_rows(form: Form, rows: Iterable[Row]) -> list[Found | Row]:
    """Return the tables' rows that are rows of the form, and between them rows of figures without a label."""
    labels = {label: row for row in reversed(form_rows(form)) for label in row.labels}
    found: list[Found | Row] = []
    first_column: int | None = None
    table = 0
    for row in rows:
        if row.table != table:
            table, first_column = row.table, None
        match = _match(row, labels)
        if match is not None:
            form_row, label_column, start = match
            found.append(Found(form_row, row, start, label_column, first_column))
            continue
        head = _first_column(row)
        if head is not None:
            first_column = head
        elif any(cell and is_value(cell) for cell in row.cells):
            found.append(row)
    return found


def _match(row: Row, labels: dict[str, FormRow]) -> tuple[FormRow, int, int] | None:
    """Return the form's row, the column its label stands in and the column behind it."""
    pieces: list[tuple[int, str]] = []
    best = None
    for column, cell in enumerate(row.cells):
        text = comparable(cell or "")
        if not text:
            continue
        if cell and is_value(cell):
            break
        pieces.append((column, text))
        for first in range(len(pieces)):
            form_row = labels.get("".join(piece for _, piece in pieces[first:]))
            if form_row is not None and _are_groups("".join(piece for _, piece in pieces[:first]), form_row):
                best = (form_row, pieces[first][0], column + 1)
                break
        else:
            match = _behind_its_group("".join(piece for _, piece in pieces), labels)
            best = (match, -1, column + 1) if match else best
    return best


def _behind_its_group(text: str, labels: dict[str, FormRow]) -> FormRow | None:
    """Return the row whose label stands in one cell with its group's."""
    for label, row in labels.items():
        if text.endswith(label) and len(text) > len(label) and _are_groups(text.removesuffix(label), row):
            return row
    return None


def _are_groups(text: str, row: FormRow) -> bool:
    """Tell whether *text* is nothing but labels of the groups a row stands in."""
    for group in sorted(row.groups, key=len, reverse=True):
        text = text.replace(group, "", 1)
    return not text


def _first_column(row: Row) -> int | None:
    """Return the column of a header's first figures."""
    for column, cell in enumerate(row.cells):
        text = comparable(cell or "")
        if text in _FIRST_COLUMNS or text.startswith(_FEES):
            return column
    return None


def read_found(form: Form, found: Sequence[Found | Row], file: str) -> dict[str, Reading]:
    """Return the readings of the cells in matched rows; a row that comes twice with other figures is refused."""
    readings: dict[str, Reading] = {}
    slipped = _slipped_tables(found)
    for match in _with_neighbours(form, found):
        row, origin = match.form_row, (file, match.row.place)
        texts = _place(match, is_slipped=match.row.table in slipped)
        if texts is None:
            whole = " ".join(text for _, text in _region(match) if text.strip())
            new = refused_run(form, row.cells, whole, origin)
        else:
            new = read_row(form, row.cells, texts, origin)
        for cell, reading in new.items():
            before = readings.get(cell)
            if before is not None and before.printed != reading.printed:
                both = f"{before.text}；{reading.text}"
                new |= refused(form, [cell], (*origin, both), f"出现两次，前后不一（另见{before.place}）")
        readings |= new
    return readings


def _with_neighbours(form: Form, found: Sequence[Found | Row]) -> Iterator[Found]:
    """Yield the matches; rows without a label are those missing between two known rows, if as many are."""
    order = {row.id: number for number, row in enumerate(form_rows(form))}
    rows = form_rows(form)
    pending: list[Row] = []
    before: Found | None = None
    for item in [*found, None]:
        if item is not None and not isinstance(item, Found):
            pending.append(item)
            continue
        if pending and before is not None:
            first = order[before.form_row.id] + 1
            last = order[item.form_row.id] if item is not None else _end_of_table(rows, first)
            missing = rows[first:last]
            if len(missing) == len(pending) and len({row.table for row in (*missing, before.form_row)}) == 1:
                for form_row, row in zip(missing, pending, strict=True):
                    yield Found(form_row, row, 0, -1, None)
        pending = []
        if item is not None:
            yield item
            before = item


def _end_of_table(rows: Sequence[FormRow], first: int) -> int:
    table = rows[first - 1].table
    return next((n for n in range(first, len(rows)) if rows[n].table != table), len(rows))


def _region(match: Found) -> list[tuple[int, str]]:
    """Return the cells behind a row's label, each with its column."""
    return [(column, cell) for column, cell in enumerate(match.row.cells) if column >= match.start and cell is not None]


def _slipped_tables(found: Iterable[Found | Row]) -> set[int]:
    """Return the tables whose full rows do not begin where the header says: there it says nothing."""
    slipped = set()
    for match in found:
        if isinstance(match, Found) and match.label_column == match.form_row.level:
            filled = [column for column, text in _region(match) if text.strip()]
            if len(filled) == len(match.form_row.cells) and filled[0] != match.first_column:
                slipped.add(match.row.table)
    return slipped


def _place(match: Found, *, is_slipped: bool) -> list[str] | None:
    """Return the texts in the places of the row's cells; None where no single placing fits."""
    row, region = match.form_row, _region(match)
    filled = [(column, text) for column, text in region if text.strip()]
    if not filled:
        return [""] * len(row.cells)
    if len(filled) == len(row.cells):
        return [text for _, text in filled]
    if match.first_column is not None and match.label_column == row.level and not is_slipped:
        texts = _by_columns(row, filled, match.first_column)
        if texts is not None:
            return texts
    return _only_window([text for _, text in region], len(row.cells))


def _by_columns(row: FormRow, filled: Sequence[tuple[int, str]], first: int) -> list[str] | None:
    """Return the texts by the header's columns; None where one stands in no column of the form."""
    places = {first + offset: index for index, offset in enumerate(row.offsets)}
    texts = [""] * len(row.cells)
    for column, text in filled:
        if column not in places:
            return None
        texts[places[column]] = text
    return texts


def _only_window(texts: Sequence[str], count: int) -> list[str] | None:
    """Return the one run of *count* neighbouring cells that holds everything that is filled."""
    filled = [index for index, text in enumerate(texts) if text.strip()]
    starts = [s for s in range(len(texts) - count + 1) if s <= filled[0] and filled[-1] < s + count]
    return list(texts[starts[0] : starts[0] + count]) if len(starts) == 1 else None


def disputes_row(form: Form, rows: Sequence[Row], file: str) -> dict[str, Reading] | None:
    """Return the readings of table 四: the row of as many figures as it has columns below its header.

    None where there is no such table; refused where several rows would do.
    """
    table = next(table for table in form.tables if not table.label_columns)
    cells = [cell.id for cell in form_cells(form).values() if cell.table == table.id]
    heads = [row.table for row in rows if "尚未审结" in comparable(row.text)]
    if not heads or not any(row.table for row in rows):
        return None
    start = next(n for n, row in enumerate(rows) if "尚未审结" in comparable(row.text))
    below = [row for row in rows[start + 1 :] if any(is_value(cell or "") for cell in row.cells)]
    below = [row for row in below if all(is_value(cell) for cell in row.cells if cell and cell.strip())]
    fitting = [row for row in below if row.table and (not heads[-1] or row.table - heads[-1] in {0, 1})]
    if len(fitting) != 1:
        return {} if not fitting else refused(form, cells, (file, fitting[0].place, fitting[0].text), "有不止一行数字")
    row = fitting[0]
    texts = [cell for cell in row.cells if cell is not None]
    filled = [text for text in texts if text.strip()]
    origin = (file, row.place)
    placed = filled if len(filled) == len(cells) else texts if len(texts) == len(cells) else None
    if placed is None:
        return refused(form, cells, (*origin, " ".join(filled)), "数字的个数与格数不符，断不开")
    return read_row(form, cells, placed, origin)
