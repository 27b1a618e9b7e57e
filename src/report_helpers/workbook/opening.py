"""Opening a filled-in workbook with openpyxl: what stands in its sheets, as plain values.

Results of formulas that are stored in the file are never looked at.
"""

from __future__ import annotations

import datetime as dt
import io
import warnings
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from report_helpers.errors import InputError, Problem
from report_helpers.files.office_zip import refuse_harmful_zip
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.sheet_extents import refuse_far_ranges, refuse_unfit_cells
from report_helpers.workbook.plan import ALL_DIGITS
from report_helpers.workbook.unseen_cells import disguised_ranges, why_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from report_helpers.workbook.plan import CellRef

MAX_BYTES = 10_000_000
MAX_ROWS, MAX_COLUMNS = 2000, 200
MOST_LOOKED_UP = 500_000  # cells times ranges in which they may be disguised
_FIX = "请从 report template 导出的工作簿重新填写，另存为 .xlsx"

Kind = Literal["number", "text", "formula", "bool", "date", "error"]


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell that is not empty: its kind, its content as text, its number format, why people do not see it as it is."""

    kind: Kind
    text: str
    number_format: str
    unseen: str = ""


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A sheet: the cells that are not empty by 0-based place, merged ranges, what is hidden."""

    cells: Mapping[CellRef, RawCell]
    merges: frozenset[str]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    is_hidden: bool


def open_workbook(path: Path) -> dict[str, RawSheet]:
    """Return the sheets of an .xlsx by name.

    Raises InputError for what is no harmless .xlsx, cannot be read, or is larger than
    MAX_ROWS rows and MAX_COLUMNS columns a sheet.
    """
    shown = path.name
    data = read_bytes(path, shown, MAX_BYTES, follow=True)
    if path.suffix.lower() != ".xlsx":
        raise InputError(Problem(f"是 {path.suffix or '没有扩展名的'} 文件，不是 .xlsx", shown, fix=_FIX))
    refuse_harmful_zip(data, shown)
    refuse_unfit_cells(data, shown)
    refuse_far_ranges(data, shown)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about decorations it does not keep
            workbook = load_workbook(io.BytesIO(data), data_only=False, keep_links=False, rich_text=True)
            return {sheet.title: _sheet(sheet, shown) for sheet in workbook.worksheets}
    except InputError:
        raise
    except Exception:  # noqa: BLE001  whatever a broken part makes the library raise
        raise InputError(Problem("工作簿无法读取，可能已损坏", shown, fix=_FIX)) from None


def _sheet(sheet: Worksheet, shown: str) -> RawSheet:
    place = f"{shown} 工作表「{sheet.title}」"
    if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
        raise InputError(Problem(f"超过了 {MAX_ROWS} 行或 {MAX_COLUMNS} 列，不像是填报用的表", place, fix=_FIX))
    disguised = tuple(disguised_ranges(sheet))
    if sum(len(ranges.ranges) for ranges in disguised) * sheet.max_row * sheet.max_column > MOST_LOOKED_UP:
        raise InputError(Problem("改变数字样子的条件格式过多", place, fix=_FIX))
    cells = {
        (cell.row - 1, cell.column - 1): replace(_cell(cell), unseen=why_unseen(cell, disguised))
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and cell.value is not None and cell.value != ""
    }
    rows = (number - 1 for number, row in sheet.row_dimensions.items() if row.hidden or row.height == 0)
    return RawSheet(
        cells,
        frozenset(str(merged) for merged in sheet.merged_cells.ranges),
        frozenset(rows),
        frozenset(_hidden_columns(sheet)),
        sheet.sheet_state != "visible",
    )


def _hidden_columns(sheet: Worksheet) -> Iterator[int]:
    for column in sheet.column_dimensions.values():
        if column.hidden or column.width == 0:
            yield from range(column.min - 1, min(column.max, MAX_COLUMNS))


def _cell(cell: Cell) -> RawCell:
    value, number_format = cell.value, str(cell.number_format)
    if cell.data_type == "f":
        return RawCell("formula", value if isinstance(value, str) else str(getattr(value, "text", "")), number_format)
    if cell.data_type == "e":
        return RawCell("error", str(value), number_format)
    if isinstance(value, bool):
        return RawCell("bool", "TRUE" if value else "FALSE", number_format)
    if isinstance(value, int | float):
        exact = Decimal(value) if isinstance(value, int) else Decimal(format(value, f".{ALL_DIGITS}g"))
        return RawCell("number", format(exact, "f"), number_format)
    if isinstance(value, dt.datetime | dt.date | dt.time | dt.timedelta):
        return RawCell("date", str(value), number_format)
    return RawCell("text", str(value), number_format)
