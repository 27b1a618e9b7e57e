"""Reads the PDF back: every statutory cell and every bound figure against the facts.

Cells are found by what a reader sees: the labels printed beside them and the heads
printed above. Where a figure ought to stand comes from the form, not from the table
that was laid out; what it ought to be comes from the facts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.facts.fact import with_minus
from report_helpers.forms.cells import column_lines, row_lines
from report_helpers.outputs.comparing import LACKING, SURPLUS, Comparison
from report_helpers.outputs.pdf.page_reader import NEAR, distinct, read_pages
from report_helpers.outputs.pdf.reading_back_own import own_differences
from report_helpers.outputs.pdf.reading_back_text import letters, text_differences
from report_helpers.outputs.publication import bound_runs
from report_helpers.tables.model import NOTE_MARK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.forms.model import Table
    from report_helpers.outputs.comparing import Difference
    from report_helpers.outputs.pdf.page_reader import PrintedCell, PrintedGrid
    from report_helpers.outputs.publication import Publication

FILE = "report.pdf"

# The row labels beside a figure, left to right, and the heads above it, top to bottom.
CellLabels = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each cell of a table must be printed, by fact id, and the words of its heads and of its row labels."""

    places: dict[str, CellLabels]
    heads: frozenset[str]
    labels: frozenset[str]


@dataclass(slots=True)
class _Label:
    """A row label; its text grows when a page's end has cut it in two."""

    text: str
    left: float


def differences(content: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Compare the PDF with the facts of *publication*; empty when every figure is right.

    A cell is wrong when its figure, its place or its number of occurrences is; a figure
    of the text when the sentence it stands in does not read as written. Raises
    pypdfium2.PdfiumError when *content* is no PDF.
    """
    grids, text = read_pages(content)
    comparison, printed = Comparison(FILE, publication), letters(text)
    own = own_differences(comparison, content, grids)
    organ = publication.front["agency"]
    layouts = {table.id: _layout(table, organ) for table in publication.form.tables}
    parts = _by_table(layouts, grids)
    return (
        *own,
        *(
            wrong
            for table in publication.form.tables
            for wrong in _table_differences(comparison, table, layouts[table.id], parts[table.id])
        ),
        *comparison.remark_differences(lambda remark: letters(remark) in printed),
        *comparison.line_differences(lambda line: letters(line) in printed),
        *comparison.run_differences(bound_runs(publication)),
        *text_differences(comparison, printed),
    )


def _table_differences(
    comparison: Comparison, table: Table, layout: _Layout, parts: Sequence[PrintedGrid]
) -> Iterator[Difference]:
    """Yield what is wrong in one statutory table."""
    expected = layout.places
    values = {
        fact["id"]: with_minus(fact["value"]) for fact in comparison.publication.facts if fact["table"] == table.id
    }
    printed: dict[CellLabels, list[str]] = defaultdict(list)
    for place, text in _read_table(table, layout, parts):
        printed[place].append(text)
    present = [(fact, place) for fact, place in expected.items() if place in printed]
    order = [place for place in printed if place in set(expected.values())]
    moved = [(fact, should, found) for (fact, should), found in zip(present, order, strict=True) if should != found]
    for fact, should, found in moved[:1]:
        yield comparison.say(fact, _spoken(should), _spoken(found))
    for fact in expected | values:
        texts = printed.pop(expected[fact], [LACKING]) if fact in expected else [SURPLUS]
        value = values.get(fact, SURPLUS)
        if "、".join(texts) != value:
            yield comparison.say(fact, value, "、".join(texts))
    for place, texts in printed.items():
        yield comparison.say("", SURPLUS, "、".join(texts), _spoken(place))


@lru_cache(maxsize=64)
def _layout(table: Table, organ: str) -> _Layout:
    """Return how the form has a table of an *organ*, not how it was laid out."""
    places = dict(_places(table, organ))
    heads = {word for _, above in places.values() for word in above} | {letters(band.corner) for band in table.bands}
    labels = {word for beside, _ in places.values() for word in beside}
    return _Layout(places, frozenset(heads - {""}), frozenset(labels - {""}))


def _places(table: Table, organ: str) -> Iterator[tuple[str, CellLabels]]:
    for band in table.bands:
        title = (letters(band.title),) if band.title else ()
        for line, row in row_lines(band.rows):
            beside = (*line.path, organ if row.organ else row.label)
            labels = tuple(map(letters, beside)) if table.label_columns else ()
            for column_line, column in column_lines(band):
                heads = tuple(map(letters, (*column_line.path, column.label)))
                fact = ".".join(part for part in (table.id, line.id, column_line.id) if part)
                yield fact, (labels, (*title, *heads))


def _by_table(layouts: Mapping[str, _Layout], grids: Iterable[PrintedGrid]) -> Mapping[str, list[PrintedGrid]]:
    """Return the grids that print each table of the form, recognised by their words."""
    words = {table: layout.heads | layout.labels for table, layout in layouts.items()}
    parts: dict[str, list[PrintedGrid]] = defaultdict(list)
    for grid in grids:
        texts = {letters(cell.text) for cell in grid.cells}
        best = max(words, key=lambda table: len(words[table] & texts))
        if words[best] & texts:
            parts[best].append(grid)
    return parts


def _read_table(table: Table, layout: _Layout, parts: Sequence[PrintedGrid]) -> Iterator[tuple[CellLabels, str]]:
    """Yield the place and text of every figure cell of a table, from page to page.

    Heads stay in force until others are printed; the corner beside them may be empty. Marks of remarks are left out.
    """
    edge = _label_edge(parts, table.label_columns)
    heads: list[PrintedCell] = []
    labels: list[_Label] = []
    figures: list[tuple[list[_Label], tuple[str, ...], str]] = []
    for grid in parts:
        is_top, was_head = True, False
        rows: dict[int, list[PrintedCell]] = defaultdict(list)
        for cell in grid.cells:
            rows[cell.row].append(cell)
        before_edge = sorted((cell for cell in grid.cells if cell.left < edge), key=lambda cell: cell.left)
        for row in range(grid.height):
            cells = rows[row]
            words = {letters(cell.text) for cell in cells if cell.text or cell.left >= edge}
            if words and words <= layout.heads:
                heads = [*heads, *cells] if was_head else cells
                was_head = True
                continue
            labels = _labels_beside(before_edge, row, labels, layout.labels if is_top else frozenset())
            is_top = was_head = False
            printed = [cell for cell in cells if cell.left >= edge]
            figures += [(labels, _heads_above(heads, cell), NOTE_MARK.sub("", cell.text)) for cell in printed]
    for beside, above, text in figures:
        yield (tuple(letters(label.text) for label in beside), above), text


def _labels_beside(
    cells: Sequence[PrintedCell], row: int, before: Sequence[_Label], known: frozenset[str]
) -> list[_Label]:
    """Return the labels beside a row, left to right, as a grid's label *cells* are; *before* are the row above's.

    In the first row of a page *known* are the form's labels: a cell there with none of
    them is the rest of the label the page's end has cut, and one below an empty cell is
    the label that had no room there.
    """
    labels = []
    for cell in cells:
        if not cell.row <= row < cell.row + cell.rowspan:
            continue
        above = next((label for label in before if abs(label.left - cell.left) < NEAR), None)
        is_rest = bool(known) and not (above and above.text and letters(cell.text) in known)
        if above is None or (cell.row == row and not is_rest):
            above = _Label(cell.text, cell.left)
        elif is_rest:
            above.text += cell.text
        labels.append(above)
    return labels


def _heads_above(heads: Iterable[PrintedCell], cell: PrintedCell) -> tuple[str, ...]:
    """Return the words of the heads that stand over a cell, top to bottom."""
    middle = (cell.left + cell.right) / 2
    return tuple(letters(head.text) for head in heads if head.left < middle < head.right)


def _label_edge(parts: Iterable[PrintedGrid], label_columns: int) -> float:
    """Return how far the label columns reach, in points from the table's left edge."""
    lefts = distinct(cell.left for grid in parts for cell in grid.cells)
    return lefts[label_columns] - NEAR if label_columns < len(lefts) else float("inf")


def _spoken(place: CellLabels) -> str:
    """Return the labels and heads of a place in one line."""
    return " ".join((*place[0], *place[1]))
