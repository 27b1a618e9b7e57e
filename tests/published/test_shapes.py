"""Tables among lines of text, merged cells repeated, and figures that a row does not have."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import docx
from benchmarks.published.documents import word
from benchmarks.published.figures import sources
from benchmarks.published.layouts import web
from benchmarks.published.tables import sample

from report_helpers.forms.kind import load_kind
from report_helpers.published.labels import form_rows
from report_helpers.published.mixed_page import is_mixed, read_mixed_page
from report_helpers.published.model import Row
from report_helpers.published.repeated_cells import merged_again
from report_helpers.published.run_together import ways_of
from report_helpers.published.text_page import read_text_page
from report_helpers.published.transcribe import transcribe
from report_helpers.tables.model import TableCell

if TYPE_CHECKING:
    from report_helpers.tables.model import TableView

MIXED = """# 标题

<table><tr><td>甲</td><td>1</td></tr></table>

正文。
| a | b |
|---|---|
<table><tr><td>乙</td><td>2</td></tr></table>"""


def test_lines_and_tables_keep_their_numbers():
    """In Markdown with tables as HTML a line has its number in the file, a table its own."""
    assert is_mixed(MIXED)
    assert not is_mixed(f"<html><body>{MIXED}</body></html>")
    page = read_mixed_page(MIXED, "a.md")
    assert [(row.place, row.text) for row in page.rows] == [
        ("第 1 行", "标题"),
        ("第 1 张表第 1 行", "甲 1"),
        ("第 5 行", "正文。"),
        ("第 6 行", "a b"),
        ("第 2 张表第 1 行", "乙 2"),
    ]
    assert len({row.table for row in page.rows}) == 4


def test_tables_wrapped_as_pages_of_their_own_are_those_of_the_markdown():
    """Some recognisers write each table as a whole page: the Markdown around it is read as Markdown."""
    wrapped = MIXED.replace("<table>", "<html><body>\n<table>").replace("</table>", "</table></body></html>")
    assert is_mixed(wrapped)
    assert [row.cells for row in read_mixed_page(wrapped, "a.md").rows] == [
        row.cells for row in read_mixed_page(MIXED, "a.md").rows
    ]
    assert not is_mixed("<html><body><table><tr><td>1</td></tr></table></body></html>")


def test_figures_set_as_formulas_are_figures():
    """A recognised $12$ or $ 1,234 $ is the figure; other words between the signs stay as they are."""
    rows = read_text_page("| 甲 | $12$ | $ 1,234 $ | $-3$ | $/$ | $１２$ | $x_1$ |", "a.md").rows
    assert rows[0].cells == ("甲", "12", "1,234", "-3", "/", "１２", "$x_1$")


def test_a_word_table_that_holds_tables_lays_out_the_page(tmp_path):
    """Text and tables beside a menu in a table are read as those of a document without it, whatever stands beside."""
    made = sample(sources()[-1])
    plain = docx.Document(io.BytesIO(word(made)))
    framed = docx.Document()
    menu, place = framed.add_table(1, 2).rows[0].cells
    menu.text = "索引号 123"
    for element in list(plain.element.body)[:-1]:
        place._tc.append(element)
    framed.save(tmp_path / "framed.docx")
    plain_path = tmp_path / "plain.docx"
    plain_path.write_bytes(word(made))
    read, same = (transcribe(path).readings for path in (tmp_path / "framed.docx", plain_path))
    assert [reading.value for reading in read.values()] == [reading.value for reading in same.values()]


def test_a_stroke_counts_nothing_in_the_sums_of_a_row_without_labels(tmp_path):
    """Table 四 under headings torn to single letters is known by its sums, also with "/" in it."""
    lines = ["某市2024年政府信息公开工作年度报告", "四、政府信息公开行政复议、行政诉讼情况", "结结其尚总", "果果他未计"]
    path = tmp_path / "r.txt"
    path.write_text("\n".join([*lines, "0 0 33 16 49 / 0 / 15 15 0 0 0 0 0", "五、"]), encoding="utf-8")
    read = transcribe(path).readings
    own = ("upheld", "pending", "total")
    assert [read[f"disputes.litigation_direct.{name}"].printed for name in own] == ["/", "15", "15"]


def test_a_merged_cell_that_is_repeated_is_one():
    """Labels beside and below themselves, and figures below such a head, are one cell; other tables stay."""
    cells = [("甲项", "甲项", "数量", "数量"), ("乙组", "（一）", "7", "7"), ("乙组", "（二）", "7", "7")]
    rows = [
        Row(row, f"{number}", 1)
        for number, row in enumerate((*cells, ("丙组", "丙组", "7", "7"), ("丁组", "丁组", "", "")))
    ]
    assert [row.cells for row in merged_again(rows)] == [
        ("甲项", None, "数量", None),
        ("乙组", "（一）", "7", None),
        (None, "（二）", "7", None),
        ("丙组", None, "7", None),
        ("丁组", None, "", ""),
    ]
    assert merged_again(rows[:3]) == tuple(rows[:3])
    cut = [*rows[:4], Row(("戊组", "戊组", "77"), "5", 1)]
    assert merged_again(cut)[-1].cells == ("戊组", None, "77？")  # 7 and its copy may have run together
    head = (("丙项", "件", "数量", "数量"), ("甲组", "5", "7", "7"), ("乙组", "57", "7"), ("丙组", "5", "77", "7"))
    tables = [*rows, *(Row(row, f"{number}", 2) for number, row in enumerate(head))]
    shown = [("甲组", "5", "7", None), ("乙组", "57？", "7？"), ("丙组", "5？", "77？", "7？")]
    assert [row.cells for row in merged_again(tables)][-3:] == shown  # any two of the row may have
    parted = [replace(row, table=3) if row.cells[0] == "乙组" and row.table > 1 else row for row in tables]
    assert [row.cells for row in merged_again(parted)][-3:] == shown  # a heading that strayed between parts a table


def test_a_row_with_figures_for_some_of_its_blocks_falls_apart_in_no_way():
    """Where the figures end before the last block begins, there is no way, and no trace of an error."""
    rows = form_rows(load_kind("disclosure"), load_kind("disclosure").forms["2021"])
    row = next(row for row in rows if len(row.blocks) > 1)
    assert ways_of(row, "1 0 0 0 1") == ()


def test_a_charts_table_above_is_none_of_the_reports_rows(tmp_path):
    """A smaller table with a row's label and one figure neither fills nor refuses the row, nor gives the headings."""
    made = sample(sources()[-1])
    chart = "<table><tr><td>办理结果</td><td>件数</td></tr><tr><td>（一）予以公开</td><td>12</td></tr></table>"
    whole, page = tmp_path / "whole.html", tmp_path / "page.html"
    whole.write_text(web(made), encoding="utf-8")
    page.write_text(re.sub("<p>三、.*?</p>", lambda found: found[0] + chart, web(made)), encoding="utf-8")
    read, same = transcribe(page).readings, transcribe(whole).readings
    assert [reading.value for reading in read.values()] == [reading.value for reading in same.values()]


def test_a_figure_cut_at_the_end_of_a_line_is_not_read(tmp_path):
    """A bare figure below a row that does not add up may be the rest of it; below another it is a page's number."""
    lines = ["某市2024年政府信息公开工作年度报告", "三、收到和处理政府信息公开申请情况"]
    rows = ["一、本年新收政府信息公开申请数量 8 0 0 0 0 8 1", "6", "二、上年结转政府信息公开申请数量 2 0 0 0 0 0 2"]
    path = tmp_path / "r.txt"
    path.write_text("\n".join([*lines, *rows, "3", "四、结转下年度继续办理 0 0 0 0 0 0 0"]), encoding="utf-8")
    read = transcribe(path).readings
    assert read["applications.new.total"].is_refused
    assert read["applications.carried_in.total"].value == 2


def test_the_numbers_of_columns_are_no_figures(tmp_path):
    """A row 栏次 1 2 3 under the headings, or 1, 2, 3 … where no label stands, is neither read nor told of."""
    made = sample(sources()[-1])
    path = tmp_path / "r.html"
    path.write_text(web(replace(made, views=tuple(map(_with_numbers, made.views)))), encoding="utf-8")
    found = transcribe(path)
    assert {cell: reading.value for cell, reading in found.readings.items()} == {
        cell: Decimal(text) for cell, text in made.expected.items()
    }
    assert not found.strays


def test_the_numbers_of_columns_alone_are_no_figures(tmp_path):
    """Where the row of figures below them is missing, the numbers of the columns are not read for it."""
    made = sample(sources()[-1])
    bare = next(view for view in made.views if not view.label_columns)
    views = tuple(_with_numbers(view) if view is bare else view for view in made.views)
    last = "".join(f"<td>{cell.text}</td>" for cell in bare.rows[-1])
    path = tmp_path / "r.html"
    path.write_text(web(replace(made, views=views)).replace(f"<tr>{last}</tr>", ""), encoding="utf-8")
    found = transcribe(path).readings
    assert {found[cell.fact].value for cell in bare.rows[-1]} == {None}


def test_a_row_of_the_form_may_have_the_figures_1_2_3(tmp_path):
    """1, 2, 3 … behind another label than 栏次 are figures: a row that the form does not have is told of."""
    made = sample(sources()[-1])
    row = "<tr><td></td><td></td><td>6.其他不予处理情形</td>" + "".join(f"<td>{n}</td>" for n in range(1, 8)) + "</tr>"
    text = web(made, is_flat=True)
    at = text.index("<tr><td></td><td>（六）其他处理")
    path = tmp_path / "r.html"
    path.write_text(text[:at] + row + text[at:], encoding="utf-8")
    assert [stray.text for stray in transcribe(path).strays] == ["6.其他不予处理情形 1 2 3 4 5 6 7"]


def _with_numbers(view: TableView) -> TableView:
    """Return a table with the numbers of its columns above its first row of figures."""
    first = next(n for n, row in enumerate(view.rows) if any(cell.fact for cell in row))
    texts = ["栏次", *[""] * (view.label_columns - 1)][: view.label_columns]
    texts += [str(n + 1) for n in range(view.width - view.label_columns)]
    row = tuple(TableCell("column", text, first, n) for n, text in enumerate(texts))
    return replace(view, rows=(*view.rows[:first], row, *view.rows[first:]))
