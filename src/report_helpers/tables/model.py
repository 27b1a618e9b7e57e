"""Models a table: a form's grid with its facts, ready for any renderer.

`TableView.to_json` is what travels in a notebook output under `TABLE_MIME`; HTML,
Typst and Word are drawn from it, and no renderer parses another's output.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from report_helpers.files.json_text import field_values
from report_helpers.files.records import Columns, Count

TABLE_MIME = "application/vnd.report-helpers.table"
CHART_MIME = "application/vnd.report-helpers.chart"

NOTE_MARK = re.compile(r"(?:[①-⑳]|〔\d+〕)$")  # what `note_mark` returns, at the end of a cell's text

CellRole = Literal["corner", "column", "band", "row", "data"]


@dataclass(frozen=True, slots=True)
class TableCell:
    """One grid cell at its top left corner; `headers` names the header cells that govern it.

    `row` and `column` are 0-based grid places; `headers` are such places, "row-column", with blanks between them.
    """

    role: CellRole
    text: str
    row: Count
    column: Columns
    rowspan: Count = 1
    colspan: Columns = 1
    fact: str = ""
    status: str = ""
    note: str = ""
    headers: str = ""

    @property
    def place(self) -> str:
        """The cell's place as other cells' `headers` name it."""
        return f"{self.row}-{self.column}"


@dataclass(frozen=True, slots=True)
class TableView:
    """A statutory table: *height* x *width* grid cells, the first *header_rows* of which repeat.

    *above* and *below* are the lines that the form prints over and under it.
    """

    id: str
    caption: str
    width: Columns
    height: Count
    label_columns: Columns
    header_rows: Count
    rows: tuple[tuple[TableCell, ...], ...]
    above: tuple[str, ...]
    below: tuple[str, ...]

    def cells(self) -> tuple[TableCell, ...]:
        """Return all cells in reading order."""
        return tuple(cell for row in self.rows for cell in row)

    def to_json(self) -> dict[str, Any]:
        """Return the table as plain JSON values."""
        return field_values(self) | {"rows": [list(map(field_values, row)) for row in self.rows]}


def note_mark(number: int) -> str:
    """Return the mark of a table's remark, the first being 0: ① to ⑳, then 〔21〕."""
    return chr(ord("①") + number) if number <= ord("⑳") - ord("①") else f"〔{number + 1}〕"
