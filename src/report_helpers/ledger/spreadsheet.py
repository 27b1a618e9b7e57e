"""The rows of a ledger file, CSV or xlsx: bounded, numbered as a spreadsheet numbers them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem
from report_helpers.files.csv_text import refuse_other_separators, strict_rows
from report_helpers.files.office_zip import refuse_harmful_zip
from report_helpers.files.sheet_extents import refuse_unfit_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_UNPACKED = 400_000_000
MAX_ROWS, MAX_COLUMNS = 500_000, 200

NumberedRows = list[tuple[int, "Sequence[object]"]]


def csv_rows(text: str, shown: str) -> NumberedRows:
    """Return the rows of CSV text that are not empty; InputError for what is no CSV or too large."""
    rows: NumberedRows = []
    for number, (_, cells) in enumerate(strict_rows(text, shown), 1):
        if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
            raise InputError(_too_large(shown))
        if any(cells):
            if not rows:
                refuse_other_separators(cells, shown, 1)
            rows.append((number, cells))
    return rows


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, "" in a CSV file, its rows, whether it is hidden."""

    name: str
    rows: NumberedRows
    is_hidden: bool = False


def xlsx_sheets(data: bytes, shown: str) -> tuple[Sheet, ...]:
    """Return every sheet, hidden ones too.

    Raises InputError for an encrypted, truncated, harmful or oversized file.
    """
    refuse_harmful_zip(data, shown, limit=MAX_UNPACKED)
    refuse_unfit_cells(data, shown)
    # Any error or panic of calamine means a file that cannot be read.
    import python_calamine  # noqa: PLC0415

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [sheet for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
        return tuple(
            Sheet(sheet.name, _sheet_rows(book.get_sheet_by_name(sheet.name), shown), not _is_visible(sheet))
            for sheet in sheets
        )
    except InputError:
        raise
    except BaseException as error:  # a panic of Rust is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        raise InputError(Problem("文件不完整或已损坏", shown, fix="请另存为 Excel 工作簿（.xlsx）后再用")) from None


def _is_visible(sheet: Any) -> bool:  # noqa: ANN401  calamine's metadata
    return str(sheet.visible).endswith(".Visible")


def _sheet_rows(sheet: Any, shown: str) -> NumberedRows:  # noqa: ANN401  calamine's sheet
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        raise InputError(_too_large(shown))
    cells = sheet.to_python(skip_empty_area=False)
    return [(number, row) for number, row in enumerate(cells, 1) if any(cell != "" for cell in row)]


def _too_large(shown: str) -> Problem:
    reason = f"超过了 {MAX_ROWS} 行或 {MAX_COLUMNS} 列，不像是台账"
    return Problem(reason, shown, fix="请检查是否放错了文件，或整列设了格式")
