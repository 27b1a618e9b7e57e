"""The statutory tables of the pages: every figure in its cell, every cell with its heads."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
from lxml import html as lxml_html

from report_helpers.tables.html import table_html
from tests.outputs.built_pages import DRAFT, PAGES, page, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lxml.html import HtmlElement

    Built = Callable[[str], Path]


def grid(table: HtmlElement) -> dict[tuple[int, int], HtmlElement]:
    """Return the cell over each grid place, by the HTML standard's algorithm; an overlap fails."""
    places: dict[tuple[int, int], HtmlElement] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.xpath("th|td"):
            while (row, column) in places:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    assert (row + down, column + right) not in places
                    places[row + down, column + right] = cell
    return places


@pytest.mark.parametrize("name", PAGES)
def test_each_statutory_cell_prints_the_notebooks_figure(folder: Path, name: str) -> None:
    """Every cell's text equals the notebook's table, fact by fact, none left out, none added."""
    tree = page(folder, name)
    for view in tables(folder):
        expected = {c["fact"]: (c["text"], c["status"]) for row in view["rows"] for c in row if c["role"] == "data"}
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        printed = {
            figure.get("data-fact"): (figure.text_content(), figure.getparent().get("data-status"))
            for figure in table.xpath(".//td/*[@data-fact]")
        }
        assert printed == expected
        assert len(table.xpath(".//td")) == len(expected)
        assert all(cell.get("id") == cell[0].get("data-fact") for cell in table.iter("td"))


def test_spans_fill_the_grid_exactly(folder: Path) -> None:
    """In every table the spans cover width times height places, with no overlap and no hole."""
    tree = page(folder)
    for view in tables(folder):
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        wanted = {(row, column) for row in range(view["height"]) for column in range(view["width"])}
        assert set(grid(table)) == wanted
        groups = table.xpath("colgroup")
        assert sum(len(group) or int(group.get("span", 1)) for group in groups) == view["width"]


def test_headers_name_the_cells_above_and_beside(folder: Path) -> None:
    """A figure's `headers` are all th over its column, in thead or its own tbody, and beside its row; no others."""
    for table in page(folder).xpath("//table[starts-with(@id, 't-')]"):
        covered: dict[HtmlElement, set[tuple[int, int]]] = {}
        for place, cell in grid(table).items():
            covered.setdefault(cell, set()).add(place)
        for figure in table.iter("td"):
            rows, columns = ({place[axis] for place in covered[figure]} for axis in (0, 1))
            near = figure.xpath("ancestor::table/thead//th | ancestor::tbody//th")
            over = [head for head in near if any(r < min(rows) and c in columns for r, c in covered[head])]
            beside = [head for head in near if any(r in rows and c < min(columns) for r, c in covered[head])]
            assert sorted(figure.get("headers").split()) == sorted(head.get("id") for head in [*over, *beside])
            assert over


def test_tables_have_caption_scopes_and_row_groups(folder: Path) -> None:
    """Each table is captioned, every th has a scope, header rows stand in thead, each band in its own tbody."""
    tree = page(folder)
    for view in tables(folder):
        (table,) = tree.xpath(f"//table[@id='t-{view['id']}']")
        assert table.findtext("caption") == view["caption"]
        assert len(table.xpath("thead/tr")) == view["header_rows"]
        assert len(table.xpath("tbody/tr")) == view["height"] - view["header_rows"]
        assert {head.get("scope") for head in table.iter("th")} <= {"col", "colgroup", "row", "rowgroup"}
        bands = sum(cell["role"] == "band" for row in view["rows"] for cell in row)
        if bands:
            assert len(table.xpath("tbody")) == bands
            assert len(table.xpath("tbody/tr[1]/th[@scope='rowgroup']")) == bands
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert tree.get_element_by_id(region.get("aria-labelledby")).tag == "caption"


def test_a_noted_cell_keeps_its_figure_apart_from_its_note(built: Built) -> None:
    """A remark is marked beside the figure and printed below the table, each linked to the other."""
    view = copy.deepcopy(tables(built("suqian@2024"))[0])
    cell = next(c for row in view["rows"] for c in row if c["role"] == "data")
    cell |= {"status": "noted", "note": "（其中修订16件）"}
    fragment = lxml_html.fragment_fromstring(table_html(view), create_parent="div")
    (figure,) = fragment.xpath(f".//*[@data-fact='{cell['fact']}']")
    assert figure.text_content() == cell["text"]
    (mark,) = figure.getparent().xpath(".//a")
    note = fragment.get_element_by_id(mark.get("href")[1:])
    assert mark.text == "注1"
    assert f"{cell['text']}（其中修订16件）" in note.text_content()
    assert note.find("a").get("href") == f"#{cell['fact']}"


def test_a_blank_cell_is_empty_and_says_so_to_a_screen_reader(built: Built) -> None:
    """Blank is neither 0 nor a stroke: the cell is empty, with a spoken hint."""
    blanks = page(built(DRAFT)).xpath("//td[@data-status='blank']")
    assert blanks
    for cell in blanks:
        assert cell.text_content() == ""
        assert "空白" in cell.get("aria-label")
