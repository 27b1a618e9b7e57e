"""How the workbook looks to who fills it in: words, contrast, and rows as high as their text."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from report_helpers.facts.identifiers import ReportId
from report_helpers.workbook.contents import carried_cells
from report_helpers.workbook.styles import STYLES, height_of
from tests.conftest import SHIPPED
from tests.workbook.filling import PINGTAN, hand_out


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The workbook of a year with last year's figures on file."""
    return load_workbook(hand_out(SHIPPED, tmp_path_factory.mktemp("looks"), PINGTAN))


def visible(book):
    """Return the sheets a person sees."""
    return [sheet for sheet in book if sheet.sheet_state == "visible"]


def test_nobody_is_sent_to_a_file_or_a_command(book):
    """No word on any sheet names a file of the workspace, a command or a key: who fills it in has none of them."""
    texts = [str(cell.value) for sheet in visible(book) for row in sheet.iter_rows() for cell in row if cell.value]
    found = [text for text in texts if re.search(r"\.(yaml|csv|md)\b|\breport [a-z]|notes|make ", text)]
    assert found == []
    assert any("编制人员" in text for text in texts)


def luminance(colour):
    """Return the relative luminance of RRGGBB, as WCAG 2 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast of two colours: 1 for the same, 21 for black on white."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", STYLES)
def test_text_stands_out_from_its_ground(name):
    """Every style has a contrast of at least 4.5 between text and ground, those in black and grey of at least 10."""
    style = STYLES[name]
    text, ground = (
        style.get(key, other).removeprefix("#") for key, other in (("font_color", "000000"), ("bg_color", "FFFFFF"))
    )
    is_grey = len({text[0:2], text[2:4], text[4:6]}) == 1
    assert contrast(text, ground) >= (10 if is_grey else 4.5)


@pytest.mark.parametrize("name", ["row", "group", "column", "band", "corner", "sum", "guide_key"])
def test_what_is_not_filled_in_looks_different(name):
    """The ground of labels and totals is told from the white of the cells to be filled in, in a grey print too."""
    assert contrast(STYLES[name]["bg_color"].removeprefix("#"), "FFFFFF") >= 1.25


def test_rows_are_as_high_as_their_text(book):
    """No row of the guide or of a table is lower than its text in the width it has, nor is any much higher."""
    guide = book["填写说明"]
    width = guide.column_dimensions["B"].width
    for row in range(2, guide.max_row + 1):
        text = str(guide.cell(row, 2).value)
        assert guide.row_dimensions[row].height == pytest.approx(height_of(text, width), abs=4)
    for sheet in visible(book):
        heights = [found.height for found in sheet.row_dimensions.values() if found.height]
        assert min(heights) >= 20, sheet.title
    head = book["表二"]
    assert max(found.height for row, found in head.row_dimensions.items() if row > 3) <= 40


def test_the_guide_shows_each_colour(book):
    """The colours are explained in cells of that colour."""
    guide = book["填写说明"]
    grounds = {str(row[0].value): row[0].fill.fgColor.rgb[-6:] for row in guide.iter_rows(min_row=2)}
    assert grounds["黄格"] == STYLES["carried"]["bg_color"].removeprefix("#")
    assert grounds["灰格"] == STYLES["sum"]["bg_color"].removeprefix("#")
    assert grounds["红色"] == STYLES["error"]["bg_color"].removeprefix("#")
    assert grounds["橙色"] == STYLES["warning"]["bg_color"].removeprefix("#")
    assert guide.cell(1, 1).value.endswith("填写说明")


def test_last_years_closing_figures_are_yellow_and_no_others(book):
    """Also those that stand in the table already, as a new year has them; a cell that differs is white."""
    sheet, yellow = book["表三"], STYLES["carried"]["bg_color"].removeprefix("#")
    found = {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb[-6:] == yellow}
    assert found == {f"{column}8" for column in "DEFGHI"}


def test_a_figure_that_differs_from_last_years_is_none_of_them():
    """Somebody has corrected it: it is no longer last year's."""
    report = SHIPPED.load(ReportId("pingtan", 2023))
    cell = "applications.carried_in.natural"
    assert cell in carried_cells(report)
    other = replace(report.facts[cell], value=Decimal(7))
    assert cell not in carried_cells(replace(report, facts=report.facts | {cell: other}))
