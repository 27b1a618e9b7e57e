"""Reads what stands on the pages of a PDF: ruled grids with the text in their cells, and the rest.

The one room of pypdfium2. Grids are found by the lines drawn and text by where its
characters stand, so nothing of our own making - Typst source, tag tree - is believed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pypdfium2 import PdfPage

# Millimetres of a page's head and foot that hold the draft mark and the page number.
HEAD, FOOT = 37, 35
POINTS_PER_MM = 72 / 25.4
# Points within which two coordinates are one line; rows and columns are over ten wide.
NEAR = 2.0
# What PDFium gives for a hyphen at the end of a line.
_LINE_END = "\2"


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A ruled cell: first row and column (0-based), how many rows it covers, and its text.

    `row` counts the rows of one grid on one page; `left` and `right` are in points from
    the grid's left edge. White space is left out of `text`.
    """

    row: int
    rowspan: int
    left: float
    right: float
    text: str


@dataclass(frozen=True, slots=True)
class PrintedGrid:
    """The ruled grid of a table, or the part of it on one page; cells in reading order."""

    height: int
    cells: tuple[PrintedCell, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A drawn line: where it stands on one axis, and from where to where on the other."""

    at: float
    start: float
    end: float


class _Character(NamedTuple):
    char: str
    x: float
    y: float


def read_pages(content: bytes) -> tuple[list[PrintedGrid], str]:
    """Return all grids in reading order, and the text outside them without white space, found by positions.

    Raises pypdfium2.PdfiumError when *content* is no PDF.
    """
    from pypdfium2 import PdfDocument  # noqa: PLC0415  the native module loads when a PDF is read

    grids: list[PrintedGrid] = []
    text: list[str] = []
    with PdfDocument(content) as document:
        for page in document:
            rest = list(_characters(page))
            for horizontal, vertical in _clusters(*_lines(page)):
                grid, rest = _grid(horizontal, vertical, rest)
                grids.append(grid)
            text += [character.char for character in rest]
    return grids, "".join(text)


def _lines(page: PdfPage) -> tuple[list[_Line], list[_Line]]:
    """Return the straight horizontal and vertical lines drawn on a page."""
    from pypdfium2 import raw  # noqa: PLC0415

    horizontal, vertical = [], []
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        if raw.FPDFPath_CountSegments(drawn) != 2:  # noqa: PLR2004  a move and a line
            continue
        left, bottom, right, top = drawn.get_bounds()
        if top - bottom < NEAR < right - left:
            horizontal.append(_Line((bottom + top) / 2, left, right))
        elif right - left < NEAR < top - bottom:
            vertical.append(_Line((left + right) / 2, bottom, top))
    return horizontal, vertical


def _characters(page: PdfPage) -> Iterator[_Character]:
    """Yield the visible characters of the type area with their middles, in drawn order."""
    from pypdfium2 import raw  # noqa: PLC0415

    low, high = FOOT * POINTS_PER_MM, page.get_height() - HEAD * POINTS_PER_MM
    text = page.get_textpage()
    for index in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, index))
        if char.isspace() or char == "\0":
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if low <= (bottom + top) / 2 <= high:
            yield _Character("-" if char == _LINE_END else char, (left + right) / 2, (bottom + top) / 2)


def _clusters(horizontal: Sequence[_Line], vertical: Sequence[_Line]) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Yield the lines of each table, top table first.

    Tables stand one above the other, so two lines whose heights overlap are of one.
    """
    spans = sorted((line.start, line.end) for line in vertical)
    merged: list[tuple[float, float]] = []
    for low, high in spans:
        if merged and low <= merged[-1][1] + NEAR:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    for low, high in reversed(merged):
        across = [line for line in horizontal if low - NEAR <= line.at <= high + NEAR]
        upright = [line for line in vertical if low <= line.start and line.end <= high]
        if len(distinct(line.at for line in across)) > 1 and len(distinct(line.at for line in upright)) > 1:
            yield across, upright


def _grid(
    horizontal: Sequence[_Line], vertical: Sequence[_Line], characters: Iterable[_Character]
) -> tuple[PrintedGrid, list[_Character]]:
    """Return the grid these lines draw with its text, and the characters outside it."""
    edges = distinct(line.at for line in vertical)
    levels = [-level for level in distinct(-line.at for line in horizontal)]
    owners, cells = _merge(horizontal, vertical, edges, levels)
    texts = [""] * len(cells)
    downward = [-level for level in levels]
    rest = []
    for character in characters:
        row, column = bisect_right(downward, -character.y) - 1, bisect_right(edges, character.x) - 1
        if (row, column) in owners:
            texts[owners[row, column]] += character.char
        else:
            rest.append(character)
    printed = (
        PrintedCell(row, rowspan, edges[left] - edges[0], edges[right] - edges[0], text)
        for (row, rowspan, left, right), text in zip(cells, texts, strict=True)
    )
    return PrintedGrid(len(levels) - 1, tuple(printed)), rest


def _merge(
    horizontal: Sequence[_Line], vertical: Sequence[_Line], edges: Sequence[float], levels: Sequence[float]
) -> tuple[dict[tuple[int, int], int], list[tuple[int, int, int, int]]]:
    """Join grid places with no line between them.

    Returns the number of the cell at each (row, column), and each cell's row, rowspan and
    the columns it reaches from and to, in reading order.
    """
    owners: dict[tuple[int, int], int] = {}
    cells: list[tuple[int, int, int, int]] = []
    height, width = len(levels) - 1, len(edges) - 1
    for row in range(height):
        for column in range(width):
            if (row, column) in owners:
                continue
            right, below = column + 1, row + 1
            while right < width and not _is_drawn(vertical, edges[right], (levels[row] + levels[row + 1]) / 2):
                right += 1
            while below < height and not _is_drawn(horizontal, levels[below], (edges[column] + edges[column + 1]) / 2):
                below += 1
            owners |= {(r, c): len(cells) for r in range(row, below) for c in range(column, right)}
            cells.append((row, below - row, column, right))
    return owners, cells


def _is_drawn(lines: Iterable[_Line], at: float, crossing: float) -> bool:
    """Tell whether one of the lines stands at *at* and passes *crossing* on its own axis."""
    return any(abs(line.at - at) < NEAR and line.start <= crossing <= line.end for line in lines)


def distinct(values: Iterable[float]) -> list[float]:
    """Return the values in order, those within `NEAR` of the one before left out."""
    distinct: list[float] = []
    for value in sorted(values):
        if not distinct or value - distinct[-1] > NEAR:
            distinct.append(value)
    return distinct
