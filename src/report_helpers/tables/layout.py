"""Lays out the grid that is printed, from a form's trees and a report's facts."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.facts.fact import with_minus
from report_helpers.forms.cells import band_cells
from report_helpers.tables.model import TableCell, TableView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.report import Report
    from report_helpers.forms.model import Band, Column, Form, Row, Section, Table


ORGAN = "{agency}"  # stands for the organ's name


def lay_out(report: Report, table_id: str) -> TableView:
    """Return the statutory table of *report*; KeyError when the form has no such table."""
    table = report.form.table(table_id)
    section = next(section for section in report.form.sections if section.table == table_id)
    rows = tuple(tuple(_filled_in(cell, report) for cell in row) for row in _grid(report.form, table_id))
    single = len(table.bands) == 1
    return TableView(
        id=table.id,
        caption=section.title,
        width=table.width,
        height=len(rows),
        label_columns=table.label_columns,
        header_rows=table.bands[0].header_depth if single else 0,
        rows=rows,
        above=tuple(_line(line, section, report) for line in table.above),
        below=tuple(_line(line, section, report) for line in table.below),
    )


def _line(line: str, section: Section, report: Report) -> str:
    """Fill in the number of the table's section, the year and the organ's name; any other brace stays as it is."""
    numbered = line.replace("{number}", section.number).replace("{year}", str(report.year))
    return numbered.replace(ORGAN, report.agency.name)


def _filled_in(cell: TableCell, report: Report) -> TableCell:
    if not cell.fact:
        return replace(cell, text=report.agency.name) if cell.text == ORGAN else cell
    fact = report.facts[cell.fact]
    return replace(cell, text=with_minus(fact.printed), status=fact.status.value, note=fact.note)


@lru_cache(maxsize=32)
def _grid(form: Form, table_id: str) -> tuple[tuple[TableCell, ...], ...]:
    """Return the rows of a table as every report of the form has them: heads, labels and empty figures."""
    table = form.table(table_id)
    cells: list[TableCell] = []
    top = 0
    for band in table.bands:
        cells += _band(table, band, top)
        top += bool(band.title) + band.header_depth + sum(row.height for row in band.rows)
    return tuple(tuple(sorted((c for c in cells if c.row == row), key=lambda c: c.column)) for row in range(top))


def _band(table: Table, band: Band, top: int) -> list[TableCell]:
    """Place one band: its title, its header, its row labels and its figures."""
    headers: list[TableCell] = []
    if band.title:
        headers.append(TableCell("band", band.title, top, 0, colspan=table.width))
        top += 1
    depth = band.header_depth
    if table.label_columns:
        headers.append(TableCell("corner", band.corner, top, 0, depth, table.label_columns))
    headers += _columns(band.columns, top, table.label_columns, depth)
    body = top + depth
    labels = list(_rows(band.rows, body, 0, table.label_columns)) if table.label_columns else []
    return [*headers, *labels, *_figures(table, band, body, [*headers, *labels])]


def _columns(columns: Sequence[Column], row: int, left: int, depth: int) -> Iterator[TableCell]:
    """Place a column tree; a leaf reaches down to the header's last row."""
    for column in columns:
        rowspan = depth if not column.children else 1
        yield TableCell("column", column.label, row, left, rowspan, column.width)
        yield from _columns(column.children, row + 1, left, depth - 1)
        left += column.width


def _rows(rows: Sequence[Row], top: int, column: int, width: int) -> Iterator[TableCell]:
    """Place a row tree; a leaf reaches right to the label columns' last."""
    for row in rows:
        colspan = width if not row.children else 1
        yield TableCell("row", ORGAN if row.organ else row.label, top, column, row.height, colspan)
        yield from _rows(row.children, top, column + 1, width - 1)
        top += row.height


def _figures(table: Table, band: Band, top: int, heads: Sequence[TableCell]) -> Iterator[TableCell]:
    """Place the figures row by row, each with the header cells above it and beside it."""
    columns = [leaf for column in band.columns for leaf in column.leaves()]
    cells = band_cells(table, band)
    for row in range(top, top + sum(row.height for row in band.rows)):
        left = table.label_columns
        for column in columns:
            figure = TableCell("data", "", row, left, 1, column.span, next(cells).id)
            governing = (head.place for head in heads if head.role != "corner" and governs(head, figure))
            yield replace(figure, headers=" ".join(governing))
            left += column.span


def governs(head: TableCell, figure: TableCell) -> bool:
    """Tell whether a header cell stands over or beside a figure."""
    if head.role == "row":
        return head.row <= figure.row < head.row + head.rowspan
    return head.column <= figure.column < head.column + head.colspan
