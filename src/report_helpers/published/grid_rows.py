"""Rows of tables aligned to the form: by their labels, their neighbours and their columns.

A row is known by the label in it, whatever cells the label is split over. Its figures
are known by the header's columns where its label stands in its own column; a row that
has slipped, or a table without a header, is read only where a single placing fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.published.figures import is_value, read_row, refused, refused_run
from report_helpers.published.heading_order import WHY, Headings
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import CellReading, Row

LONGEST_COMMON_HEAD = 2  # letters of a head that many tables have: 总计


@dataclass(frozen=True, slots=True)
class Found:
    """A row of a table that is a row of the form: its label ends in the column before `start`."""

    form_row: FormRow
    row: Row
    start: int
    label_column: int
    first_column: int | None
    has_other_order: bool = False


class _Labels:
    """The rows of a form by their labels; of several with one label, the one that the lines read so far point to."""

    def __init__(self, rows: Sequence[FormRow]) -> None:
        self.heads: dict[str, set[str]] = {}
        self.rows: dict[str, list[FormRow]] = {}
        for row in rows:
            if row.labels and row.heads[0]:
                self.heads.setdefault(row.heads[0], set()).add(row.table)
            for label in row.labels:
                self.rows.setdefault(label, []).append(row)
        self._following = dict(zip((row.id for row in rows), rows[1:], strict=False))
        self._tables: set[str] = set()
        self._next: FormRow | None = None

    def find(self, label: str, groups: str) -> FormRow | None:
        """Return the row with that label in those groups: the only one, the table's, or the next one."""
        fitting = [row for row in self.rows.get(label, ()) if _are_groups(groups, row)]
        if len(fitting) > 1:
            fitting = [row for row in fitting if row.table in self._tables]
        if len(fitting) > 1:
            fitting = [row for row in fitting if row is self._next]
        return fitting[0] if fitting else None

    def enter(self, head: str) -> None:
        """Take the rows below to be of the tables whose columns begin with that head."""
        self._tables = set().union(*(tables for own, tables in self.heads.items() if head.startswith(own)))

    def pass_by(self, row: FormRow) -> None:
        """Take the rows below to follow that one."""
        self._tables, self._next = {row.table}, self._following.get(row.id)


def match_rows(rows: Sequence[FormRow], lines: Iterable[Row]) -> list[Found | Row]:
    """Return the tables' *lines* that are rows of the form, and between them rows of figures without a label."""
    labels = _Labels(rows)
    heads = tuple(labels.heads)
    found: list[Found | Row] = []
    first_column: int | None = None
    table, headings = 0, Headings()
    for line in lines:
        if line.table != table:
            table, first_column = line.table, None
            headings = Headings()
        match = _match(line, labels)
        texts = [comparable(cell or "") for cell in line.cells]
        head = next((column for column, text in enumerate(texts) if text.startswith(heads)), None)
        has_figures = any(cell and is_value(cell) for cell in line.cells)
        if match is not None and (has_figures or head is None):
            form_row, label_column, start = match
            labels.pass_by(form_row)
            is_other = headings.are_wrong_for(form_row)
            found.append(Found(form_row, line, start, label_column, first_column, is_other))
            continue
        if not has_figures:
            headings.see(line)
        if head is not None:
            first_column = head
            labels.enter(texts[head])
        elif has_figures:
            found.append(line)
    return found


def _match(row: Row, labels: _Labels) -> tuple[FormRow, int, int] | None:
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
        words = [piece for _, piece in pieces]
        for first, (label_column, _) in enumerate(pieces):
            form_row = labels.find("".join(words[first:]), "".join(words[:first]))
            if form_row is not None:
                best = (form_row, label_column, column + 1)
                break
        else:
            match = _behind_its_group("".join(words), labels)
            best = (match, -1, column + 1) if match else best
    return best


def _behind_its_group(text: str, labels: _Labels) -> FormRow | None:
    """Return the row whose label stands in one cell with its group's."""
    ends = (label for label in labels.rows if text.endswith(label) and len(text) > len(label))
    return next((row for label in ends if (row := labels.find(label, text.removesuffix(label)))), None)


def _are_groups(text: str, row: FormRow) -> bool:
    """Tell whether *text* is nothing but labels of the groups a row stands in."""
    for group in sorted(row.groups, key=len, reverse=True):
        text = text.replace(group, "", 1)
    return not text


def read_found(rows: Sequence[FormRow], found: Sequence[Found | Row]) -> dict[str, CellReading]:
    """Return the readings of the cells in matched rows; a row that comes twice with other figures is refused."""
    readings: dict[str, CellReading] = {}
    slipped = _slipped_tables(found)
    for match in _with_neighbours(rows, found):
        row, place = match.form_row, match.row.place
        texts = _place(match, is_slipped=match.row.table in slipped)
        if match.has_other_order:
            new = refused(row.cells, place, " ".join(text for _, text in _region(match) if text.strip()), WHY)
        elif texts is None:
            new = refused_run(row, " ".join(text for _, text in _region(match) if text.strip()), place)
        else:
            new = read_row(row, texts, place)
        for cell in row.cells:
            before, now = readings.get(cell.id), new[cell.id]
            if before is not None and before.printed != now.printed:
                both = f"{before.text}；{now.text}"
                new |= refused([cell], place, both, f"出现两次，前后不一（另见{before.place}）")
        readings |= new
    return readings


def _with_neighbours(rows: Sequence[FormRow], found: Sequence[Found | Row]) -> Iterator[Found]:
    """Yield the matches; rows without a label are those missing between two known rows, if as many are."""
    order = {row.id: number for number, row in enumerate(rows)}
    pending: list[Row] = []
    before: Found | None = None
    for item in [*found, None]:
        if item is not None and not isinstance(item, Found):
            pending.append(item)
            continue
        if pending and before is not None:
            missing = rows[order[before.form_row.id] + 1 : order[item.form_row.id] if item else len(rows)]
            own = [row for row in missing if row.table == before.form_row.table]
            if len(own) == len(pending) and (item is None or own == list(missing)):
                other = before.has_other_order
                yield from (Found(row, line, 0, -1, None, other) for row, line in zip(own, pending, strict=True))
        pending = []
        if item is not None:
            yield item
            before = item


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


def read_unlabelled(row: FormRow, lines: Sequence[Row]) -> dict[str, CellReading]:
    """Return the readings of a table without label columns: the row below its heads that is all figures.

    Empty where there is no such row; refused where several would do.
    """
    heads = [head for head in row.heads if len(head) > LONGEST_COMMON_HEAD] or row.heads
    starts = [n for n, line in enumerate(lines) if any(head in comparable(line.text) for head in heads)]
    if not starts:
        return {}
    table = lines[starts[-1]].table
    below = [line for line in lines[starts[0] + 1 :] if line.table and (not table or line.table - table in {0, 1})]
    filled = [(line, [cell for cell in line.cells if cell and cell.strip()]) for line in below]
    fitting = [(line, texts) for line, texts in filled if texts and all(map(is_value, texts))]
    if not fitting:
        return {}
    line, texts = fitting[0]
    if len(fitting) > 1:
        return refused(row.cells, line.place, line.text, "有不止一行数字")
    above = lines[: lines.index(line)]
    if Headings(other for other in above if other.table == line.table).are_wrong_for(row):
        return refused(row.cells, line.place, " ".join(texts), WHY)
    with_blanks = [cell for cell in line.cells if cell is not None]
    for placed in (texts, with_blanks):
        if len(placed) == len(row.cells):
            return read_row(row, placed, line.place)
    return refused(row.cells, line.place, " ".join(texts), "数字的个数与格数不符，无法切分")
