"""A shown DataFrame or Styler is read as a table with heads; what is no whole plain table is refused."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.own import OwnPart
from report_helpers.outputs.own.frames import parse_frame
from report_helpers.signoff.parts import parts_of
from report_helpers.tables.html import table_html
from report_helpers.tables.own import frame_view, own_records
from report_helpers.tables.own_widths import TYPE_WIDTH_TWIPS, column_widths
from tests.conftest import SHIPPED
from tests.own.notebooks import own_frame

PLACE = "notebook 第 3 格"
MULTI = pd.DataFrame(
    {("上半年", "场次"): [1, 2], ("下半年", "场次"): [3, 4], ("合计", ""): [4, 6]},
    index=pd.MultiIndex.from_tuples([("市", "甲"), ("市", "乙")], names=["级", "单位"]),
)


def grid(frame):
    """Return the cells of a table as role, text and spans, row by row."""
    return [[(cell.role, cell.text, cell.rowspan, cell.colspan) for cell in row] for row in frame.rows]


@pytest.mark.parametrize("shown", [MULTI, MULTI.style])
def test_heads_of_several_levels_stand_over_what_they_govern(shown):
    """Names of the index are in the corner, a head reaches over blanks below it, labels over their rows."""
    frame, caption = parse_frame(shown._repr_html_(), PLACE)
    assert caption == ""
    assert (frame.width, frame.height, frame.label_columns, frame.header_rows) == (5, 4, 2, 2)
    assert grid(frame) == [
        [
            *(("corner", name, 2, 1) for name in ("级", "单位")),
            ("column", "上半年", 1, 1),
            ("column", "下半年", 1, 1),
            ("column", "合计", 2, 1),
        ],
        [("column", "场次", 1, 1), ("column", "场次", 1, 1)],
        [("row", "市", 2, 1), ("row", "甲", 1, 1), *(("data", text, 1, 1) for text in "134")],
        [("row", "乙", 1, 1), *(("data", text, 1, 1) for text in "246")],
    ]


def test_a_styler_says_its_caption_and_hides_what_it_hides():
    """What is published is what is shown: formats, caption, no index."""
    styler = pd.DataFrame({"人次": [1234, 5]}).style.format("{:,}").hide(axis="index").set_caption("培训 人次")
    frame, caption = parse_frame(styler._repr_html_(), PLACE)
    assert caption == "培训 人次"
    assert grid(frame) == [[("column", "人次", 1, 1)], [("data", "1,234", 1, 1)], [("data", "5", 1, 1)]]


def test_a_label_over_many_rows_is_repeated_in_each():
    """A page may end anywhere in a long group."""
    index = pd.MultiIndex.from_product([["市"], [f"第{n}科" for n in range(12)]])
    frame, _ = parse_frame(pd.DataFrame({"数": range(12)}, index=index)._repr_html_(), PLACE)
    assert [row[0].text for row in frame.rows[1:]] == ["市"] * 12


def test_html_names_the_heads_of_every_figure():
    """Header cells have scopes, figures name theirs, and text is escaped."""
    html = table_html(frame_view(own_frame([["类别", "<数>"], ["甲", "7"]]), "own-3-1", "").to_json())
    assert '<th id="t-own-3-1-0-1" class="words" scope="col">&lt;数&gt;</th>' in html
    assert '<th id="t-own-3-1-1-0" scope="row">甲</th>' in html
    assert '<td headers="t-own-3-1-0-1 t-own-3-1-1-0">7</td>' in html


TABLE = "<table><tr><th>甲</th></tr><tr><td>1</td></tr></table>"
REFUSED = [
    (f"<script>alert(1)</script>{TABLE}", "表里有不能公开的 HTML 元素 <script>"),
    (f"<iframe src='x'></iframe>{TABLE}", "<iframe>"),
    (TABLE.replace("1", "<a href='x'>1</a>"), "<a>"),
    (TABLE.replace("<td>", "<td onclick='x()'>"), "HTML 属性 onclick"),
    (TABLE.replace("1", "<img src='x'>"), "<img>"),
    (TABLE + "旁边", "表外还有文字"),
    ("<b>粗</b>", "表外还有文字"),
    ("<div></div>", "显示的 HTML 不是表，不能公开"),
    (TABLE * 2, "一次显示了 2 张表"),
    (TABLE.replace("1", TABLE), "一次显示了 2 张表"),
    (pd.DataFrame({"数": range(61)})._repr_html_(), "表没有显示完整"),
    (pd.DataFrame({"名": ["长" * 60]})._repr_html_(), "表没有显示完整，表的第 2 行第 2 列是“...”"),
    (pd.DataFrame({"数": [1.5, None]})._repr_html_(), "表的第 3 行第 2 列没有数值。请用 fillna 填上"),
    (pd.DataFrame()._repr_html_(), "表里没有数据行"),
    (pd.DataFrame(index=["甲"])._repr_html_(), "表里只有标题，没有数据"),
    ("<table><tr><td>1</td></tr></table>", "表既没有列标题，也没有行标题"),
    ("<table><tr><th>甲</th><th>乙</th></tr><tr><td>1</td></tr></table>", "各行格数不一样"),
    ("<table><tr><th>甲<th>乙</tr><tr><td colspan=2>1</tr></table>", "表里有合并的数据格"),
    ("<table><tr><th rowspan=99999>甲</tr><tr><td>1</tr></table>", "各行格数不一样"),
    ("<table><tr><th>甲</tr><tr><td>1\u202e2</tr></table>", "看不见的字符（U+202E）"),
    (f"<table><tr><th>甲</tr>{'<tr><td>1</tr>' * 400}</table>", "表有 401 行，太长。请汇总或拆分"),
    (f"<table><tr>{'<th>甲' * 40}</tr><tr>{'<td>1' * 40}</tr></table>", "表有 40 列，太宽"),
    ("<table>" + " " * 2_000_001, "表有 2 MB，太大"),
    ("", "显示的 HTML 不是表"),
]


@pytest.mark.parametrize(("source", "sentence"), REFUSED)
def test_what_is_no_whole_plain_table_is_refused_with_a_remedy(source, sentence):
    """One sentence names the cell, what is wrong, and what to do."""
    with pytest.raises(InputError) as caught:
        parse_frame(source, PLACE)
    (said,) = caught.value.sentences()
    assert said.startswith(PLACE)
    assert sentence in said
    assert said.count("。") >= 2


def test_columns_fill_the_page_and_break_no_figure():
    """The type area is filled, a long number gets its room; what cannot be printed legibly is refused."""
    size, widths = column_widths(
        own_frame([["类别", "数", "说明"], ["甲", "1,234,567,890", "由各科室分别组织，共同参加" * 3]])
    )
    assert size == 21
    assert sum(widths) == TYPE_WIDTH_TWIPS
    assert widths[1] >= 13 * 0.5 * 21 * 10
    assert column_widths(own_frame([["类别"] * 25, ["123456789"] * 25])) == (0, ())


def test_a_table_too_wide_for_the_page_is_refused(suqian_2024):
    """With the way to make it narrower."""
    wide = OwnPart("applications", 9, frame=own_frame([["类别"] * 25, ["123456789"] * 25]))
    with pytest.raises(InputError, match="notebook 第 9 格：表有 25 列，排不进版心。请去掉几列"):
        own_records(replace(suqian_2024, own=(wide,)))


def with_table(report, cell, caption=""):
    """Return a report with an own table of one figure."""
    part = OwnPart("applications", 9, frame=own_frame([["类别", "数"], ["甲", cell]]), caption=caption)
    return replace(report, own=(part,))


@pytest.mark.parametrize(
    ("report", "rule", "place"),
    [
        (("13812345678", ""), "P-1", "notebook 第 9 格 表的第 2 行第 2 列"),
        (("待填", ""), "P-6", "notebook 第 9 格 表的第 2 行第 2 列"),
        (("7", "培训7场"), "N-1", "notebook 第 9 格的标题"),
    ],
)
def test_cells_and_captions_pass_the_rules_of_words(suqian_2024, report, rule, place):
    """Personal data and unfinished marks are found in cells, a number without a source in the caption."""
    known = {finding.message for finding in check(suqian_2024).findings}
    (finding,) = [one for one in check(with_table(suqian_2024, *report)).findings if one.message not in known]
    assert finding.rule == rule
    assert place in finding.place
    assert "13812345678" not in finding.message


def test_a_plain_number_in_a_table_is_the_reviewers(suqian_2024):
    """A row that names no fact is compared with nothing."""
    assert check(with_table(suqian_2024, "7")).rules["N-2"] == "not_applicable"


def test_every_cell_of_a_table_is_signed(suqian_2024):
    """Another figure is another hash of the section."""
    hashes = {parts_of(with_table(suqian_2024, text), SHIPPED.root)["section:applications"].hash for text in ("7", "8")}
    assert len(hashes) == 2
