"""What a person asks the `report` object for at the notebook: frames, ids, one line of text, a coloured verdict."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from report_helpers import check, load
from report_helpers.errors import InputError
from report_helpers.facts.fact import Status
from report_helpers.notebook.annual_report import AnnualReport
from tests.conftest import SHIPPED


@pytest.fixture(scope="module")
def report():
    """A real report with the year before."""
    return load("suqian", 2024, str(SHIPPED.root))


def test_facts_are_a_frame_with_label_unit_status_and_last_year(report):
    """A row a fact by its id, exact numbers, last year's beside them; changing the frame changes no fact."""
    frame = report.facts
    assert list(frame.index) == list(report.report.facts)
    for key, fact in report.report.facts.items():
        row = frame.loc[key]
        before = report.report.previous.facts.get(key)
        assert (row["名称"], row["数值"], row["单位"]) == (fact.label, fact.value, fact.unit)
        assert row["上年"] == (before.value if before else None)
    frame.loc["applications.new.total", "数值"] = Decimal(0)
    assert report.facts.loc["applications.new.total", "数值"] == report["applications.new.total"].value != 0


def test_a_blank_is_none_in_the_frame_and_never_0(report):
    """Blank and "/" have no number, and their status says which."""
    cell, other = "applications.new.total", "applications.new.natural"
    facts = dict(report.report.facts)
    facts[cell] = replace(facts[cell], status=Status.BLANK, value=None)
    facts[other] = replace(facts[other], status=Status.NOT_APPLICABLE, value=None)
    frame = AnnualReport(replace(report.report, facts=facts), report.root).facts
    assert frame.loc[[cell, other], "数值"].tolist() == [None, None]
    assert frame.loc[[cell, other], "状态"].tolist() == ["空白", "不适用"]


def test_findings_are_a_frame_and_the_verdict_has_links_to_cells():
    """Each finding is a row; the shown verdict names it, in colour, and leads to the cells of its tables."""
    shown = check(load("pingtan", 2020, str(SHIPPED.root)))
    frame = shown.findings
    assert len(frame) == len(shown.outcome.findings)
    assert set(frame["级别"]) >= {"错误"}
    assert "T3-2" in set(frame["规则"])
    html = shown.bundle["text/html"]
    assert "background-color:#b3261e" in html
    cell = next(one for one in shown.outcome.findings if one.rule == "T3-2").where[0]
    assert f'<a href="#{cell}">' in html
    assert "<script" not in html


def test_a_finding_is_escaped(report):
    """Markup in the text is shown as it is written, never run."""
    narrative = dict(report.report.narrative)
    section = next(iter(narrative))
    narrative[section] += "\n\n<img src=x onerror=alert(1)>待填\n"
    shown = check(AnnualReport(replace(report.report, narrative=narrative), report.root))
    assert "<img" not in shown.bundle["text/html"]


def test_the_report_is_one_line_and_tab_completes_its_ids(report):
    """Repr has title and id and no thousand facts; `report["` offers every id, and an unknown one is a sentence."""
    assert repr(report).startswith("<宿迁市人民政府2024年政府信息公开工作年度报告（suqian@2024）")
    assert len(repr(report)) < 100
    assert "applications.new.total" in report._ipython_key_completions_()
    with pytest.raises(InputError, match="没有这个数据项"):
        report["applications.newest"]


def test_a_chart_with_nothing_to_draw_says_so(report):
    """Every figure blank: a sentence at the notebook, and nothing that would be published."""
    facts = {key: replace(fact, status=Status.BLANK, value=None) for key, fact in report.report.facts.items()}
    shown = AnnualReport(replace(report.report, facts=facts), report.root).chart("results")
    assert "没有可画的数字" in repr(shown)
    assert set(shown.bundle) == {"text/plain"}


@pytest.mark.parametrize(
    ("agency", "year", "start"), [("nobody", 2024, "机关代号“nobody”："), ("suqian", "20x", "年份“20x”：")]
)
def test_what_somebody_typed_is_called_what_it_is(agency, year, start):
    """An agency and a year are parameters, no columns of a file."""
    with pytest.raises(InputError) as caught:
        load(agency, year, str(SHIPPED.root))
    assert str(caught.value).startswith(start)
