"""The text of a published report, section by section."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import web
from benchmarks.published.tables import sample

from report_helpers.published.sections import paragraphs
from report_helpers.published.transcribe import transcribe


@pytest.mark.parametrize(
    "lines",
    [
        ["年内修订了《清江市防汛", "应急预案》，附图解公开。"],
        ["旧目录（含镇村移交的", "部分）已核对。"],
        ["推行“一窗受理、", "一次办结”的做法。"],
        ["印发《水网规划（2023—", "2027年）》。"],
        ["全年公开信息1", "2.5万条，均经审查。"],
        ["（一）加强审查，公开前由业务科室、", "法制机构会签。"],
        ["主要做法有，", "一是建账；二是销号。"],
        ["各单位按照年初确定的", "任务分工，", "逐项落实。"],
    ],
)
def test_a_sentence_over_line_ends_is_one_paragraph(lines):
    """A line that does not end its sentence goes on in the next."""
    assert paragraphs(lines, beside_table=False) == ["".join(lines)]


@pytest.mark.parametrize(
    "lines",
    [
        ["（一）主动公开", "公开信息较多。"],
        ["一、加强领导", "成立了领导小组。"],
        ["主动公开情况", "公开信息较多。"],
        ["依申请公开", "公开答复及时。"],
        ["清江市水利局", "2025年1月20日"],
        ["清江市水利局", "二〇二五年一月二十日"],
        ["存在以下不足", "1.解读较少。", "2.更新较慢。"],
        ["存在以下不足", "（一）解读较少。"],
        ["存在以下不足", "一是解读较少；"],
        ["更新较快。", "解读较多。"],
        ["他们说：“办得快。”", "群众满意。"],
        ["做法如下：", "先公开方案。"],
        ["依法公开；", "及时答复；"],
    ],
)
def test_headings_items_and_dates_stay_alone(lines):
    """What ends, a heading, a list item and a date are paragraphs of their own."""
    assert paragraphs(lines, beside_table=False) == lines


def test_nothing_goes_on_over_a_table():
    """A table, and beside it a line without a sentence, ends a paragraph."""
    assert paragraphs(["收到申请若干，", "", "均已答复。"], beside_table=False) == ["收到申请若干，", "均已答复。"]
    beside = ["本年新收。上年", "结转 3 4", "均已答复。其中", "网上较多。"]
    assert paragraphs(beside, beside_table=True) == ["本年新收。上年", "均已答复。其中网上较多。"]


def test_a_table_of_contents_is_no_section_wherever_it_stands(tmp_path):
    """Headings listed before the report, or behind it as pdftohtml lists a PDF's, begin no section."""
    made = sample(sources()[-1])
    listed = "".join(f"<li><a href='#1'>{section.heading}</a></li>" for section in made.report.form.sections)
    plain, number = web(made), "<p>— 2 —</p>"
    pages = {
        "plain": plain,
        "before": plain.replace("<body>", f"<body><ul>{listed}</ul>"),
        "behind": plain.replace("</body>", f"{number}<hr><h1>Document Outline</h1><ul>{listed}</ul></body>"),
    }
    read = {}
    for name, page in pages.items():
        (tmp_path / f"{name}.html").write_text(page, encoding="utf-8")
        read[name] = transcribe(tmp_path / f"{name}.html")
    for name in ("before", "behind"):
        assert read[name].readings == read["plain"].readings
        assert read[name].narrative == read["plain"].narrative
        assert read[name].remarks == read["plain"].remarks
        assert not read[name].strays
