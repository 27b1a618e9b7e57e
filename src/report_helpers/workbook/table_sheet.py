"""Writing the sheet of a statutory table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.facts import Status
from report_helpers.workbook.contents import last_value
from report_helpers.workbook.drawing import colour, content_of, draw, validate_inputs
from report_helpers.workbook.formulas import DIFFERS, EXCEEDS, banner_text
from report_helpers.workbook.styles import height_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from report_helpers.facts import Report
    from report_helpers.workbook.contents import Contents
    from report_helpers.workbook.drawing import Content
    from report_helpers.workbook.plan import PlannedCell, SheetPlan
    from report_helpers.workbook.styles import Styles

_HIGH = {"title": 28.0, "banner": 22.0}
# Widths in characters by the number of label columns: the labels, then each figure.
_WIDTHS: dict[int, tuple[tuple[float, ...], float]] = {
    0: ((), 9.5),
    1: ((34.0,), 22.0),
    3: ((8.0, 16.0, 46.0), 9.5),
}
_BESIDE, _GAP, _INDENT = 11.0, 2.0, 1.0
_LABELS = frozenset({"hint", "band", "corner", "column", "row", "head"})


def write_table_sheet(sheet: Worksheet, plan: SheetPlan, report: Report, contents: Contents, styles: Styles) -> None:
    """Write one table: its cells, widths and heights, validation, colours and page."""
    widths = _set_widths(sheet, plan)
    for cell in plan.cells:
        content, style, number_format = _content(cell, plan, report, contents)
        draw(sheet, cell, styles.get(style, number_format), content)
    for row, height in _heights(plan, widths).items():
        sheet.set_row(row, height)
    validate_inputs(sheet, plan, report, contents.carried)
    colour(sheet, plan, report, styles)
    sheet.freeze_panes(plan.header_rows, _label_columns(plan))
    sheet.fit_to_pages(1, 1)


def _content(cell: PlannedCell, plan: SheetPlan, report: Report, contents: Contents) -> tuple[Content | None, str, str]:
    """Return what a cell holds, its style and its number format."""
    if cell.role in {"input", "total"}:
        content, number_format = content_of(contents.figures[cell.fact])
        style = "carried" if cell.role == "input" and cell.fact in contents.carried else cell.role
        return content, style, number_format
    if cell.role == "reference":
        value = last_value(report, cell.fact)
        return (None if value is None else float(value)), cell.role, ""
    if cell.role == "check":
        return contents.results[cell.fact], cell.role, ""
    if cell.role == "banner":
        return _banner(plan, contents), cell.role, ""
    return cell.text, _label_style(cell), ""


def _label_style(cell: PlannedCell) -> str:
    if cell.role == "row" and cell.rowspan > 1:
        return "group"
    return "head_row" if cell.role == "head" and cell.colspan > 1 else cell.role


def _banner(plan: SheetPlan, contents: Contents) -> str:
    filled = sum(contents.figures[cell].status is not Status.BLANK for cell in plan.by_fact)
    failing = [
        cell.severity
        for cell in plan.cells
        if cell.role == "check" and contents.results[cell.fact].startswith((DIFFERS, EXCEEDS))
    ]
    errors = failing.count("error")
    return banner_text(len(plan.by_fact), filled, errors, len(failing) - errors)


def _label_columns(plan: SheetPlan) -> int:
    return min(cell.column for cell in plan.by_fact.values())


def _set_widths(sheet: Worksheet, plan: SheetPlan) -> list[float]:
    """Set and return the width of every column the plan uses."""
    labels, figure = _WIDTHS[_label_columns(plan)]
    last = max(cell.column + cell.colspan for cell in plan.cells)
    widths = [*labels, *[figure] * (plan.width - len(labels)), _GAP, *[_BESIDE] * (last - plan.width)][:last]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return widths


def _heights(plan: SheetPlan, widths: list[float]) -> Mapping[int, float]:
    """Return row heights that show every wrapped label; a label over many rows stretches the last."""
    heights: dict[int, float] = {}
    for cell in sorted(plan.cells, key=lambda cell: cell.rowspan):
        rows = range(cell.row, cell.row + cell.rowspan)
        need = _HIGH.get(cell.role, height_of("", 1))
        if cell.role in _LABELS:
            need = height_of(cell.text, sum(widths[cell.column : cell.column + cell.colspan]) - _INDENT)
        have = sum(heights.get(row, 0) for row in rows)
        if need > have:
            heights[rows[-1]] = heights.get(rows[-1], 0) + need - have
    return heights
