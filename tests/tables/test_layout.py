"""The printed grids: sizes, merges and the headers that govern each figure."""

from __future__ import annotations

import pytest

from report_helpers.facts.identifiers import ReportId
from report_helpers.tables.layout import lay_out
from tests.conftest import SHIPPED
from tests.tables.grid_places import grid_places, places_covered

SIZES = {
    "suqian@2024": {"proactive": (14, 4), "applications": (28, 10), "disputes": (4, 15)},
    "pingtan@2020": {"proactive": (18, 4), "applications": (26, 10), "disputes": (4, 15)},
}


@pytest.mark.parametrize(("report", "table"), [(report, table) for report in SIZES for table in SIZES[report]])
def test_the_cells_tile_the_grid(report, table):
    """Every place of the printed grid is covered by exactly one cell."""
    view = lay_out(SHIPPED.load(ReportId.parse(report)), table)
    assert (view.height, view.width) == SIZES[report][table]
    assert sorted(places_covered(view)) == grid_places(view)


def test_table_three_is_merged_as_the_notice_prints_it(suqian_2024):
    """The corner covers 3 × 3, 申请人情况 7 columns, 三 22 rows, （三） 8 of them."""
    spans = {cell.text: (cell.rowspan, cell.colspan) for cell in lay_out(suqian_2024, "applications").cells()}
    assert spans["（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"] == (3, 3)
    assert spans["申请人情况"] == (1, 7)
    assert spans["自然人"] == (2, 1)
    assert spans["法人或其他组织"] == (1, 5)
    assert spans["一、本年新收政府信息公开申请数量"] == (1, 3)
    assert spans["三、本年度办理结果"] == (22, 1)
    assert spans["（三）不予公开"] == (8, 1)
    assert spans["（六）其他处理"] == (3, 1)
    assert spans["（七）总计"] == (1, 2)


def test_a_figure_names_the_headers_that_govern_it(suqian_2024):
    """A cell of table 三 is governed by its column's headers and its row's labels."""
    view = lay_out(suqian_2024, "applications")
    by_place = {cell.place: cell.text for cell in view.cells()}
    cell = next(cell for cell in view.cells() if cell.fact == "applications.refused.4.commercial")
    assert [by_place[place] for place in cell.headers.split()] == [
        "申请人情况",
        "法人或其他组织",
        "商业企业",
        "三、本年度办理结果",
        "（三）不予公开",
        "4.保护第三方合法权益",
    ]


def test_every_figure_of_the_report_is_in_its_table(suqian_2024):
    """The tables show every statutory cell once, printed as entered."""
    shown = {
        cell.fact: cell.text
        for table in ("proactive", "applications", "disputes")
        for cell in lay_out(suqian_2024, table).cells()
        if cell.fact
    }
    assert shown == {fact.id: fact.printed for fact in suqian_2024.cells()}
    assert len(shown) == 200
    assert shown["proactive.fees.amount"] == "72701.2578"
