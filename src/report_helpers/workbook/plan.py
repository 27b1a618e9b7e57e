"""The plan of a fill-in workbook: which cell is where. Its writer draws it and its reader compares with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from report_helpers.facts.identifiers import ReportId

CellRef = tuple[int, int]
ALL_DIGITS = 15  # what a spreadsheet keeps of a number
Role = Literal[
    "title",  # label: the report and the section
    "banner",  # formula: how many cells are filled, how many checks fail
    "hint",  # label: how to fill the sheet in
    "band",
    "corner",
    "column",
    "row",  # labels: the table's own
    "head",  # label: over or beside a check or a figure of last year
    "input",  # a figure is typed here
    "sum",  # formula: the sum the form defines
    "counted",  # a figure a ledger counts: not to be typed
    "reference",  # last year's figure, for a check
    "check",  # formula: whether a relation holds
    "text",  # words are typed here
]
LABELS = frozenset({"title", "hint", "band", "corner", "column", "row", "head"})
FORMULAS = frozenset({"banner", "sum", "check"})
FIGURES = frozenset({"input", "sum", "counted"})


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell (0-based place and spans) and its part: label text, formula, fact id or rule."""

    role: Role
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    text: str = ""
    fact: str = ""
    formula: str = ""
    severity: str = ""

    @property
    def place(self) -> CellRef:
        """Row and column, 0-based."""
        return self.row, self.column

    @property
    def address(self) -> str:
        """The place as a spreadsheet shows it: C12."""
        return address(self.place)


@dataclass(frozen=True)
class SheetPlan:
    """One sheet: its name, its cells, the rows repeated on every printed page, the last table column."""

    id: str
    name: str
    cells: tuple[PlannedCell, ...]
    header_rows: int
    width: int

    @cached_property
    def by_place(self) -> dict[CellRef, PlannedCell]:
        """The cells by place."""
        return {cell.place: cell for cell in self.cells}

    @cached_property
    def by_fact(self) -> dict[str, PlannedCell]:
        """The cells that hold a figure of this year, by fact id."""
        return {cell.fact: cell for cell in self.cells if cell.role in FIGURES}

    @cached_property
    def merges(self) -> dict[str, PlannedCell]:
        """The merged cells by their range: A4:C6."""
        spanning = (cell for cell in self.cells if cell.rowspan > 1 or cell.colspan > 1)
        return {
            area(cell.place, (cell.row + cell.rowspan - 1, cell.column + cell.colspan - 1)): cell for cell in spanning
        }


@dataclass(frozen=True)
class WorkbookPlan:
    """All sheets that are filled in, for one report."""

    report: ReportId
    form: str
    tables: tuple[SheetPlan, ...]
    figures: SheetPlan
    remarks: SheetPlan

    @property
    def sheets(self) -> tuple[SheetPlan, ...]:
        """The sheets in order."""
        return (*self.tables, self.figures, self.remarks)

    @cached_property
    def fingerprint(self) -> str:
        """A hash over every label, place, merge and formula."""
        content = [(sheet.name, [asdict(cell) for cell in sheet.cells]) for sheet in self.sheets]
        text = json.dumps([str(self.report), self.form, content], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:20]


def address(place: CellRef) -> str:
    """Return a place as a spreadsheet names it."""
    return str(xl_rowcol_to_cell(*place))


def area(first: CellRef, last: CellRef) -> str:
    """Return the range from one place to another; a single place is no range."""
    return str(xl_range(*first, *last))


def areas(places: Iterable[CellRef]) -> tuple[str, ...]:
    """Return *places* as few ranges: runs along a row, of which equal ones below each other are one."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted(set(places)):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    blocks: list[tuple[int, int, int, int]] = []
    for left, right, row in sorted((left, right, row) for row, left, right in runs):
        if blocks and blocks[-1][:2] == (left, right) and blocks[-1][3] == row - 1:
            blocks[-1] = (left, right, blocks[-1][2], row)
        else:
            blocks.append((left, right, row, row))
    return tuple(area((top, left), (bottom, right)) for left, right, top, bottom in blocks)
