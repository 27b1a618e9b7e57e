"""The charts of a report: what they compare, and the text and the table that stand for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from report_helpers.sources.workspace import Workspace
from report_helpers.tables.charts import NO_FIGURE, Chart, draw_chart

if TYPE_CHECKING:
    from report_helpers.facts.report import Report

WORKSPACE = Workspace(Path(__file__).parents[2])
NEW = "applications.new.total"


def loaded(year: int) -> Report:
    """Return a year's report of the sample agency with seven years on file."""
    return WORKSPACE.load(WORKSPACE.report("pingtan", year))


def drawn(report: Report, chart_id: str) -> Chart:
    """Return a chart that there is."""
    chart = draw_chart(report, chart_id)
    assert chart is not None
    return chart


def test_every_year_on_file_is_drawn_with_its_own_figures() -> None:
    """The chart of the years has a group a year, with the figures of that year's own report."""
    chart = drawn(loaded(2025), "years")
    assert [group.label for group in chart.groups] == [f"{year}年" for year in range(2019, 2026)]
    for group in chart.groups:
        assert group.written[0] == loaded(int(group.label[:4])).facts[NEW].written
    assert chart.caption.startswith("2019年至2025年")


def test_a_year_that_is_not_on_file_is_drawn_without_figures() -> None:
    """A gap between the years is shown as one, in picture, text and table; nothing is guessed."""
    report = loaded(2025)
    earlier = {year: found for year, found in report.earlier.items() if year != 2021}
    chart = drawn(replace(report, earlier=earlier), "years")
    (gap,) = (group for group in chart.groups if group.label == "2021年")
    assert list(gap.written) == [NO_FIGURE, NO_FIGURE]
    assert list(gap.values) == [None, None]
    assert f"2021年 新收申请 {NO_FIGURE}，办理结果总计 {NO_FIGURE}；" in chart.alt


def test_two_years_are_no_series() -> None:
    """Two years stand side by side in the other charts, so the chart of the years begins with three."""
    assert draw_chart(loaded(2020), "years") is None
    assert [group.label for group in drawn(loaded(2021), "years").groups] == ["2019年", "2020年", "2021年"]


@pytest.mark.parametrize("chart_id", ["key_figures", "decisions", "results_and_last_year", "disputes"])
def test_last_years_figures_stand_beside_this_years(chart_id: str) -> None:
    """Each group has this year's figure and last year's, group sums included, and names the facts of this year."""
    report, before = loaded(2025), loaded(2024)
    chart = drawn(report, chart_id)
    assert list(chart.series) == ["2025年", "2024年"]
    for fact, group in zip(chart.facts, chart.groups, strict=True):
        assert list(group.written) == [report.get(fact).written, before.get(fact).written]


def test_without_last_year_nothing_is_compared() -> None:
    """The first year on file has no chart that compares it."""
    report = loaded(2019)
    names = ("key_figures", "decisions", "results_and_last_year", "years", "disputes")
    assert [draw_chart(report, name) for name in names] == [None] * len(names)


def test_the_picture_says_what_the_text_says() -> None:
    """Every label and figure of the groups stands in the SVG and in the alternative text, each series in its colour."""
    chart = drawn(loaded(2025), "key_figures")
    svg = etree.fromstring(chart.svg.encode())
    words = [text.text for text in svg.iter("{*}text")]
    for group in chart.groups:
        assert {group.label, *group.written} <= set(words)
        assert f"{group.label} 2025年 {group.written[0]}，2024年 {group.written[1]}" in chart.alt
    bars = [float(bar.get("width")) for bar in svg.iter("{*}rect") if bar.get("fill") == "#2f5d8a"][1:]
    assert bars.index(max(bars)) == max(range(len(bars)), key=lambda place: chart.groups[place].values[0])


def test_the_appendix_is_printed_where_the_office_wants_it() -> None:
    """A chart of the appendix is for the page; in print it stands where the parameters say so."""
    report = loaded(2025)
    assert not drawn(report, "years").printed
    assert drawn(replace(report, prints_pictures=True), "years").printed
    assert drawn(report, "results").printed
