"""The places of a table's grid, and those its cells cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report_helpers.tables.model import TableView

Places = list[tuple[int, int]]


def places_covered(view: TableView) -> Places:
    """Return every place that a cell covers, once for each cell that covers it."""
    return [
        (cell.row + down, cell.column + right)
        for cell in view.cells()
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    ]


def grid_places(view: TableView) -> Places:
    """Return every place of the grid, row by row."""
    return [(row, column) for row in range(view.height) for column in range(view.width)]
