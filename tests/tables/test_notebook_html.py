"""Tables and charts as the notebook shows them, where only the styles inside the elements are kept."""

from __future__ import annotations

import re

import pytest
from lxml import html

from report_helpers.facts.identifiers import ReportId
from report_helpers.tables.charts import draw_chart
from report_helpers.tables.head_words import head_words
from report_helpers.tables.html import table_html
from report_helpers.tables.layout import lay_out
from report_helpers.tables.notebook_html import notebook_chart, notebook_table
from tests.conftest import SHIPPED

REPORTS = ["pingtan@2023", "suqian@2024", "enforcement/qingyuan@2024"]


def loaded(name: str):
    """Return a shipped report."""
    return SHIPPED.load(ReportId.parse(name))


def tables(name: str) -> list[tuple[str, html.HtmlElement]]:
    """Return the JSON and the notebook's HTML of each table of a shipped report."""
    report = loaded(name)
    views = [lay_out(report, section.table).to_json() for section in report.form.sections if section.table]
    return [(view, html.fragment_fromstring(notebook_table(view), create_parent="div")) for view in views]


@pytest.mark.parametrize("name", REPORTS)
def test_every_cell_carries_its_rule_and_alignment(name: str) -> None:
    """Each cell has a border and an alignment of its own: row labels left, all others in the middle."""
    for _, page in tables(name):
        assert page.find(".//style") is None
        for cell in page.xpath(".//th | .//td"):
            style = cell.get("style")
            assert "border:1px solid" in style
            assert ("text-align:left" in style) == (cell.get("scope") == "row")
            assert ("text-align:center" in style) == (cell.get("scope") != "row")


@pytest.mark.parametrize("name", REPORTS)
def test_the_notebook_says_what_the_page_says(name: str) -> None:
    """But for the styles the notebook's table is the page's, element for element."""
    for view, page in tables(name):
        other = html.fragment_fromstring(table_html(view), create_parent="div")
        for element in page.iter():
            element.attrib.pop("style", None)
        assert html.tostring(page) == html.tostring(other)


@pytest.mark.parametrize("name", ["pingtan@2023", "enforcement/qingyuan@2024"])
def test_a_chart_has_every_label_and_figure_as_a_table(name: str) -> None:
    """The chart's table has a row for each bar, with label, figure and a bar as long as its share of the longest."""
    report = loaded(name)
    chart_id = "results" if name.startswith("pingtan") else "penalties"
    chart = draw_chart(report, chart_id)
    assert chart is not None
    page = html.fragment_fromstring(notebook_chart(chart))
    assert page.findtext("caption") == chart.caption
    rows = [(row.findtext("th"), row.xpath("string(td[2])")) for row in page.iter("tr")]
    facts = [report.get(fact) for fact in chart.facts]
    assert rows == [(group.label, fact.written) for group, fact in zip(chart.groups, facts, strict=True)]
    widths = [float(re.search(r"width:([\d.]+)%", bar.get("style"))[1]) for bar in page.iter("div")]
    longest = max(fact.value for fact in facts)
    assert widths == pytest.approx([float(fact.value / longest * 100) for fact in facts], abs=0.06)


def test_a_heads_words_are_not_broken() -> None:
    """A head may break between its words only: 社会/公益/组织."""
    view, page = tables("pingtan@2023")[1]
    heads = {cell["text"] for row in view["rows"] for cell in row if cell["role"] == "column"}
    assert {"社会公益组织", "自然人", "总计"} <= heads
    for head in page.xpath(".//th[@class='words']"):
        text = head.text_content()
        assert text in heads
        assert html.tostring(head, encoding="unicode").count("<wbr>") == len(head_words(text)) - 1
        assert "word-break:keep-all" in head.get("style")


def test_a_caption_that_a_line_over_the_table_says_is_not_seen_twice() -> None:
    """Where the form's own line over the table ends with the caption, the caption is for screen readers alone."""
    hidden = {page.find(".//caption").get("class") for _, page in tables("enforcement/qingyuan@2024")}
    shown = {page.find(".//caption").get("class") for _, page in tables("pingtan@2023")}
    assert (hidden, shown) == ({"unseen"}, {None})
