"""The PDF read back: every statutory cell and every bound figure against the facts.

Cells are found by what a reader sees: the labels printed beside them and the heads
printed above. Where a figure ought to stand comes from the form, not from the table
that was laid out; what it ought to be comes from the facts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from report_helpers.forms import column_lines, row_lines
from report_helpers.outputs.difference import Difference
from report_helpers.outputs.pdf.page_reader import NEAR, read_pages
from report_helpers.outputs.pdf.reading_back_text import letters, note_differences, text_differences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.forms import Column, Form, Table
    from report_helpers.outputs.pdf.page_reader import PrintedCell, PrintedGrid
    from report_helpers.outputs.publication import Publication

FILE = "report.pdf"
NOT_FOUND, NO_SUCH_CELL = "（没有找到）", "（没有这一格）"
_MARK = re.compile(r"(?:[①-⑳]|〔\d+〕)$")

# The row labels beside a figure, left to right, and the heads above it, top to bottom.
Place = tuple[tuple[str, ...], tuple[str, ...]]
# The words of a table's heads, and of its row labels.
Words = tuple[frozenset[str], frozenset[str]]


@dataclass(slots=True)
class _Label:
    """A row label; its text grows when a page's end has cut it in two."""

    text: str
    left: float


def read_figures(content: bytes, publication: Publication) -> dict[str, str]:
    """Return the figure printed in every statutory cell found in the PDF, by fact id.

    Remarks' marks are left out. Raises pypdfium2.PdfiumError when *content* is no PDF.
    """
    grids, form = read_pages(content).grids, publication.form
    figures: dict[str, str] = {}
    for table, parts in _by_table(publication, grids):
        printed = dict(reversed(list(_read_table(table, _words(form)[table.id], parts))))
        figures |= {fact: printed[place] for fact, place in _expected(form)[table.id].items() if place in printed}
    return figures


def differences(content: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Compare the PDF with the facts of *publication*; empty when every figure is right.

    A cell is wrong when its figure, its place or its number of occurrences is; a figure
    of the text when the sentence it stands in does not read as written. Raises
    pypdfium2.PdfiumError when *content* is no PDF.
    """
    pages = read_pages(content)
    wrong = [
        difference
        for table, parts in _by_table(publication, pages.grids)
        for difference in _table_differences(publication, table, parts)
    ]
    wrong += note_differences(FILE, pages.text, publication)
    wrong += text_differences(FILE, pages.text, publication)
    return tuple(wrong)


def _table_differences(publication: Publication, table: Table, parts: Sequence[PrintedGrid]) -> Iterator[Difference]:
    """Yield what is wrong in one statutory table."""
    facts = {fact["id"]: fact for fact in publication.facts if fact["table"] == table.id}
    expected, words = _expected(publication.form)[table.id], _words(publication.form)[table.id]
    printed: dict[Place, list[str]] = defaultdict(list)
    for place, text in _read_table(table, words, parts):
        printed[place].append(text)
    known_places = set(expected.values())
    yield from _order_differences(expected, [place for place in printed if place in known_places])
    for fact, place in expected.items():
        known = facts.pop(fact, {"label": fact, "value": NO_SUCH_CELL})
        found = "、".join(printed.pop(place, [NOT_FOUND]))
        if found != known["value"]:
            yield Difference(FILE, fact, known["label"], known["value"], found)
    for place, texts in printed.items():
        yield Difference(FILE, "", _spoken(place), NO_SUCH_CELL, "、".join(texts))
    for fact, known in facts.items():
        yield Difference(FILE, fact, known["label"], known["value"], NO_SUCH_CELL)


def _order_differences(expected: Mapping[str, Place], printed: Sequence[Place]) -> Iterator[Difference]:
    """Yield the first cell that stands where the form has another."""
    found_places = set(printed)
    present = [(fact, place) for fact, place in expected.items() if place in found_places]
    for (fact, should), found in zip(present, printed, strict=True):
        if should != found:
            yield Difference(FILE, fact, "印出的顺序", _spoken(should), _spoken(found))
            return


@cache
def _expected(form: Form) -> Mapping[str, Mapping[str, Place]]:
    """Return by table the id of each cell the form has there, and where it must be printed."""
    return {table.id: dict(_places(table)) for table in form.tables}


def _places(table: Table) -> Iterator[tuple[str, Place]]:
    for band in table.bands:
        title = (letters(band.title),) if band.title else ()
        for line, row in row_lines(band.rows):
            labels = tuple(map(letters, (*line.path, row.label))) if table.label_columns else ()
            for column_line, column in column_lines(band):
                heads = tuple(map(letters, (*column_line.path, column.label)))
                fact = ".".join(part for part in (table.id, line.id, column_line.id) if part)
                yield fact, (labels, (*title, *heads))


def _by_table(publication: Publication, grids: Iterable[PrintedGrid]) -> Iterator[tuple[Table, list[PrintedGrid]]]:
    """Yield each table of the form with the grids that print it, told by their words."""
    tables = publication.form.tables
    words = {table: heads | labels for table, (heads, labels) in _words(publication.form).items()}
    parts: dict[str, list[PrintedGrid]] = defaultdict(list)
    for grid in grids:
        texts = {letters(cell.text) for cell in grid.cells}
        best = max(words, key=lambda table: len(words[table] & texts))
        if words[best] & texts:
            parts[best].append(grid)
    yield from ((table, parts[table.id]) for table in tables)


def _read_table(table: Table, words: Words, parts: Sequence[PrintedGrid]) -> Iterator[tuple[Place, str]]:
    """Yield the place and text of every figure cell of a table, from page to page.

    Heads stay in force until others are printed. Marks of remarks are left out.
    """
    known_heads, known_labels = words
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
            if cells and all(letters(cell.text) in known_heads for cell in cells):
                heads = [*heads, *cells] if was_head else cells
                was_head = True
                continue
            labels = _labels_beside(before_edge, row, labels, known_labels if is_top else frozenset())
            is_top = was_head = False
            printed = [cell for cell in cells if cell.left >= edge]
            figures += [(labels, _heads_above(heads, cell), _MARK.sub("", cell.text)) for cell in printed]
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
    lefts: list[float] = []
    for left in sorted(cell.left for grid in parts for cell in grid.cells):
        if not lefts or left - lefts[-1] > NEAR:
            lefts.append(left)
    return lefts[label_columns] - NEAR if label_columns < len(lefts) else float("inf")


@cache
def _words(form: Form) -> Mapping[str, Words]:
    """Return by table the words of its heads and of its row labels."""
    return {table.id: (_heads(table), _labels(table)) for table in form.tables}


def _heads(table: Table) -> frozenset[str]:
    """Return the words of all heads of a table: band titles, corners, columns."""

    def walk(columns: Iterable[Column]) -> Iterator[str]:
        for column in columns:
            yield column.label
            yield from walk(column.children)

    words = {word for band in table.bands for word in (band.title, band.corner, *walk(band.columns)) if word}
    return frozenset(map(letters, words))


def _labels(table: Table) -> frozenset[str]:
    """Return the words of all row labels of a table."""
    lines = (row for band in table.bands for row in row_lines(band.rows))
    return frozenset(letters(word) for line, row in lines for word in (*line.path, row.label) if word)


def _spoken(place: Place) -> str:
    """Return the labels and heads of a place in one line."""
    return " ".join((*place[0], *place[1]))
