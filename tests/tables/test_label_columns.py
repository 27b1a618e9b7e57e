"""A table works with any number of label columns, in every output that draws it."""

from __future__ import annotations

import io

import docx
import openpyxl
import pytest
from lxml import html

from report_helpers.facts.fact import with_minus
from report_helpers.forms.cells import form_cells
from report_helpers.outputs.word.styles import set_styles
from report_helpers.outputs.word.tables import TYPE_WIDTH_TWIPS, add_table, lay_out_columns
from report_helpers.published.labels import form_rows
from report_helpers.published.model import Row
from report_helpers.published.reading import read_rows
from report_helpers.published.unlabelled import read_unlabelled
from report_helpers.tables.html import table_html
from report_helpers.tables.layout import lay_out
from report_helpers.workbook.writing import workbook_bytes
from tests.tables.grid_places import grid_places, places_covered
from tests.tables.label_columns import report_with

COUNTS = pytest.mark.parametrize("labels", [0, 1, 2, 3, 4])


@COUNTS
def test_the_cells_tile_the_grid(labels, suqian_2024):
    """Every place of the grid is covered by exactly one cell, and every figure has its place."""
    report = report_with(labels, suqian_2024)
    view = lay_out(report, "works")
    assert sorted(places_covered(view)) == grid_places(view)
    assert {cell.fact for cell in view.cells() if cell.fact} == set(form_cells(report.form))


@COUNTS
def test_the_html_table_shows_every_figure_once(labels, suqian_2024):
    """Each figure stands in a cell named by its fact, as entered but for a true minus sign, as findings have it."""
    report = report_with(labels, suqian_2024)
    page = html.fromstring(table_html(lay_out(report, "works").to_json()))
    shown = {span.get("data-fact"): span.text for span in page.xpath("//span[@data-fact]")}
    assert shown == {fact.id: with_minus(fact.printed) for fact in report.cells()}


@COUNTS
def test_the_word_table_fills_the_type_area(labels, suqian_2024):
    """The columns take the width of the type area, and the table's texts are the view's."""
    view = lay_out(report_with(labels, suqian_2024), "works").to_json()
    _, widths = lay_out_columns(view)
    assert (len(widths), sum(widths)) == (view["width"], TYPE_WIDTH_TWIPS)
    document = docx.Document()
    set_styles(document, None)
    add_table(document, view)
    texts = {cell.text.replace("\n", "") for row in document.tables[0].rows for cell in row.cells}
    assert texts == {cell["text"] for row in view["rows"] for cell in row}


@COUNTS
def test_the_workbook_has_a_sheet_for_it(labels, suqian_2024):
    """Figures of every kind stand in the sheet, sums as formulas."""
    report = report_with(labels, suqian_2024)
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(report)))["表一"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {3, -1, 2.5, 10.5} <= {value for value in values if isinstance(value, int | float)}
    formulas = [value for value in values if isinstance(value, str) and value.startswith("=IF(COUNTBLANK")]
    assert len(formulas) >= (4 if labels else 0)


@COUNTS
def test_it_is_read_from_a_published_page(labels, suqian_2024):
    """The rows are found by the form's own labels; the figures are those printed."""
    report = report_with(labels, suqian_2024)
    view = lay_out(report, "works")
    grid = [[None] * view.width for _ in range(view.height)]
    for cell in view.cells():
        grid[cell.row][cell.column] = cell.text
    lines = [Row(tuple(cells), f"第 {number} 行", 1) for number, cells in enumerate(grid, 1)]
    rows = form_rows(report.kind, report.form)
    found = read_rows(rows, lines).readings if labels else read_unlabelled(rows, lines)
    assert {cell: reading.printed for cell, reading in found.items()} == {f.id: f.printed for f in report.cells()}
