"""Text bound to facts: what placeholders print, and that nothing else can run in them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.narrative.model import block_runs
from report_helpers.narrative.render import render_all, render_section
from tests.conftest import SHIPPED

REPORTS = [ReportId(agency, year) for year in range(2019, 2026) for agency in SHIPPED.agencies(year)]


def rendered(report, text, **facts):
    """Return section 一 of *report* with *text* for its narrative."""
    extra = {f"text.{name}": replace(fact, id=f"text.{name}") for name, fact in facts.items()}
    report = replace(report, narrative={**report.narrative, "overview": text}, facts={**report.facts, **extra})
    return render_section(report, "overview")


def text_of(section):
    """Return a section's plain text."""
    return "\n".join(block.text() for block in section.blocks)


def figure(value, unit="条", qualifier=""):
    """Return a figure of the text."""
    return Fact("text.x", "某数", Status.NUMBER, Decimal(value), unit, qualifier=qualifier)


@pytest.mark.parametrize(
    ("placeholder", "printed"),
    [
        ("{{ applications.new.total }}", "3525件"),
        ("{{ applications.new.total | number }}", "3525"),
        ("{{ applications.refused.total }}", "92件"),
        ("{{ applications.refused.3.natural }}", "4件"),
        ("{{ proactive.fees.amount }}", "72701.2578万元"),
        ("{{ applications.new.total | change }}", "比上年增加14件"),
        ("{{ applications.new.total | yoy }}", "同比增长0.4%"),
        ("{{ disputes.review.total | yoy }}", "同比下降61.4%"),
        ("{{ proactive.regulations.issued | change }}", "与上年持平"),
        ("{{ applications.new.total | last_year }}", "3511件"),
        ("{{ applications.granted.total | share(applications.total.total) }}", "40.6%"),
        ("{{ agency.name }}", "宿迁市人民政府"),
        ("{{ period }}", "2024年1月1日至2024年12月31日"),
        ("{{ year }}年、{{ next_year }}年", "2024年、2025年"),
        ("{% if applications.new.total == 0 %}无{% else %}有{% endif %}", "有"),
        ("{% if applications.new.total > 3000 and disputes.review.total < 200 %}多{% endif %}", "多"),
    ],
)
def test_placeholders_print_as_offices_write(suqian_2024, placeholder, printed):
    """Figures print with their units; comparisons with last year in an office's words."""
    assert text_of(rendered(suqian_2024, placeholder)) == printed


@pytest.mark.parametrize(
    ("qualifier", "printed"), [("余", "300余条"), ("约", "约300条"), ("近", "近300条"), ("", "300条")]
)
def test_qualifiers_stand_where_chinese_puts_them(suqian_2024, qualifier, printed):
    """余 stands between figure and unit, 约 and 近 before the figure."""
    section = rendered(suqian_2024, "{{ text.posts }}", posts=figure(300, qualifier=qualifier))
    assert text_of(section) == printed


def test_a_bound_figure_is_a_run_that_names_its_fact(suqian_2024):
    """Every bound figure can be traced to its fact; the words around it belong to none."""
    section = rendered(suqian_2024, "收到{{ applications.new.total }}，{{ applications.new.total | yoy }}。")
    assert [(run.text, run.fact, run.derived) for run in section.runs()] == [
        ("收到", "", ""),
        ("3525件", "applications.new.total", ""),
        ("，", "", ""),
        ("同比增长0.4%", "applications.new.total", "yoy"),
        ("。", "", ""),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n\n{{ text.nothing }}", "narrative.md 第 3 行（值“text.nothing”）：占位符没有对应的数据项。"),
        ("{{ applications.new.totl }}", "（值“applications.new.totl”）：占位符没有对应的数据项。"),
        ("{{ applications.new }}", "占位符没有写完整"),
        ("{{ applications.new.total | yoyo }}", "（值“yoyo”）：没有这个过滤器。可用的有：number、last_year"),
        ("{{ applications.new.total", "占位符写法有误"),
        ("{% for x in y %}{% endfor %}", "用了不允许的写法（For）"),
        ("{{ applications.new.total * 10 }}", "用了不允许的写法（Mul）"),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "用了不允许的写法（Call）"),
        ("{{ agency.name.__class__ }}", "占位符没有对应的数据项"),
        ("{{ applications.__init__.__globals__ }}", "占位符没有对应的数据项"),
        ("{{ applications._report }}", "占位符没有对应的数据项"),
        ("{{ applications.new.total.fact }}", "占位符"),
        ("{{ agency.items }}", "占位符"),
        ("{% include 'x' %}", "用了不允许的写法（Include）"),
        ("{{ applications.refused.8.research | yoy }}", "2023 年为 0，无法计算同比"),
        ("{{ applications.new.total | share(proactive.coercion.nothing) }}", "占位符没有对应的数据项"),
        ("{{ applications.new.total | share(7) }}", "无法计算占比"),
        ("{% if applications.new.total == 'x' %}{% endif %}", "只能与数字比较"),
        ("收到{{ applications.new.total }}件", "（值“3525件件”）：单位重复。"),
        ("{{ agency.name | yoy }}", "这个过滤器只能用在数据项上"),
        ("{{ applications.new.total > 1 }}", "（值“True”）：占位符没有可输出的内容。"),
        ("{{ none }}", "占位符里写的不是编号"),
        ("{{ " + "(" * 3000 + "year" + ")" * 3000 + " }}", "占位符无法计算"),
        ("{% if applications.new.total > " + "9" * 5000 + " %}多{% endif %}", "占位符无法计算"),
        ("&#xE000;applications.new.total&#xE001;&#xE001;999件&#xE002;", "内部标记字符"),
        ('{{ "\\ue000applications.new.total\\ue001\\ue001999件\\ue002" }}', "占位符里写的不是编号"),
        ("{% if applications.new.total %}有{% endif %}", "{% if %} 里只有数据项、没有比较"),
        ("{% if not applications.new.total %}有{% endif %}", "{% if %} 里只有数据项、没有比较"),
        ("{% if applications.new %}有{% endif %}", "占位符没有写完整"),
        ("{% if applications.new == 3 %}有{% endif %}", "占位符没有写完整"),
        ("{% if applications.new.total == true %}有{% endif %}", "只能与数字比较"),
        ("{% if applications.new.total > 1e999 %}有{% endif %}", "（值“inf”）：只能与数字比较"),
        ("{% if 1 in year %}有{% endif %}", "narrative.md 第 1 行：占位符无法计算"),
        ("\n{{ applications.new.total | share(*agency) }}", "第 2 行：用了不允许的写法（*）"),
        ("{% if year == 1 %}{{ applications.new.totl }}{% endif %}", "（值“applications.new.totl”）：占位符没有对应"),
        (
            "第一行\n\n{{ applications.new.total | last_year | number }}",
            "第 3 行（值“applications.new.total”）：过滤器不能连用",
        ),
        ("{{ 1e999 }}", "占位符里写的不是编号"),
        ("{{ self }}", "占位符没有对应的数据项"),
        ("{% if " + "not " * 3000 + "year %}有{% endif %}", "占位符无法计算"),
        ("- # 大标题", "列表里不能有小标题"),
        ("*a **b " * 3000, "等标记符号超过 3000 个"),
        ("x" * 100_000, "不断开的西文"),
        ("# 大标题", "小标题的级别不对"),
        ("#### 跳级", "小标题的级别不对"),
        ("![图](x.png)", "正文里不能放图片"),
    ],
)
def test_what_is_no_plain_placeholder_is_refused(suqian_2024, text, sentence):
    """A slip, or an attempt to reach Python, gives a sentence naming file and line."""
    with pytest.raises(InputError) as caught:
        rendered(suqian_2024, text)
    assert sentence in str(caught.value)
    assert "data/suqian/2024/narrative.md" in str(caught.value) or "标记字符" in sentence


def test_a_comparison_needs_the_year_before():
    """Without last year on file a year-on-year filter is refused, not guessed."""
    with pytest.raises(InputError, match="没有 2022 年的"):
        rendered(SHIPPED.load(ReportId("shanzhou-sifaju", 2023)), "{{ applications.new.total | yoy }}")


def test_a_blank_figure_says_so(suqian_2024):
    """A blank is printed as unfilled, never as 0 or as nothing."""
    blank = replace(suqian_2024.facts["proactive.fees.amount"], status=Status.BLANK, value=None)
    report = replace(suqian_2024, facts={**suqian_2024.facts, "proactive.fees.amount": blank})
    assert text_of(rendered(report, "收费{{ proactive.fees.amount }}。")) == "收费〔未填报〕。"


@pytest.mark.parametrize(
    "source",
    [
        "{{ proactive.fees.amount | yoy }}",
        "{{ proactive.fees.amount | change }}",
        "{{ proactive.fees.amount | last_year }}",
        "{{ proactive.fees.amount | number }}",
        "{{ proactive.fees.amount | share(applications.new.total) }}",
        "{{ applications.new.total | share(proactive.fees.amount) }}",
        "{% if proactive.fees.amount > 0 %}有{% else %}〔未填报〕{% endif %}",
        "{% if proactive.fees.amount <= 0 %}无{% else %}〔未填报〕{% endif %}",
        "{% if proactive.fees.amount != 0 %}有{% else %}〔未填报〕{% endif %}",
    ],
)
def test_a_blank_figure_stops_no_text(suqian_2024, source):
    """Whatever a sentence does with a figure that nobody filled in, it prints that; the cell is F-1's to name."""
    blank = replace(suqian_2024.facts["proactive.fees.amount"], status=Status.BLANK, value=None)
    narrative = {**suqian_2024.narrative, "proactive": source}
    report = replace(suqian_2024, facts={**suqian_2024.facts, blank.id: blank}, narrative=narrative)
    assert render_section(report, "proactive").markdown == "〔未填报〕"


@pytest.mark.parametrize("comparison", ["== 0", "> 0", "!= 1"])
def test_with_a_cell_that_is_not_applicable_no_comparison_holds(suqian_2024, comparison):
    """A text that branches on a cell with "/" is written on, as on a blank one; F-1 asks for the reason."""
    none = replace(suqian_2024.facts["proactive.fees.amount"], status=Status.NOT_APPLICABLE, value=None)
    source = f"{{% if {none.id} {comparison} %}}有{{% else %}}不适用{{% endif %}}"
    report = replace(
        suqian_2024,
        facts={**suqian_2024.facts, none.id: none},
        narrative={**suqian_2024.narrative, "proactive": source},
    )
    assert render_section(report, "proactive").markdown == "不适用"


def test_html_in_the_text_stays_text(suqian_2024):
    """Tags typed into the narrative, or into a unit, come out as characters."""
    section = rendered(suqian_2024, "<b>粗</b> &lt;i> {{ text.x }}", x=figure(1, unit="<i>*条*"))
    assert text_of(section) == "<b>粗</b> <i> 1<i>*条*"
    assert "1\\<i\\>\\*条\\*" in section.markdown


@pytest.mark.parametrize("report_id", REPORTS, ids=str)
def test_every_figure_of_the_shipped_texts_is_bound(report_id):
    """No digit of a shipped narrative is typed: each is a fact, a year, a date or a document number."""
    report = SHIPPED.load(report_id)
    sections = render_all(report)
    assert len(sections) == 6
    assert sum(bool(run.fact) for section in sections for run in section.runs()) >= 5
    years = {str(report.year + offset) for offset in (-1, 0, 1)}
    for section in sections:
        for block in section.blocks:
            for run in block_runs(block):
                if not run.fact:
                    unbound = without_dates_and_documents(run.text, years)
                    assert not any(character.isdigit() for character in unbound), run.text


def without_dates_and_documents(text: str, years: set[str]) -> str:
    """Drop dates of the period, year words and document numbers like 〔2021〕30号."""
    import re

    text = re.sub(r"〔[0-9]{4}〕[0-9]+号", "", text)
    return re.sub(rf"({'|'.join(years)})年([0-9]+月[0-9]+日)?", "", text)


@settings(max_examples=200, deadline=None)
@given(text=st.text(st.sampled_from("{}%|.()[] '\"#*_`<>&\\!-1a件applications.new.total\n"), max_size=60))
def test_any_text_is_a_section_or_a_sentence(text):
    """Whatever is typed, the narrative gives blocks or an InputError, never anything else."""
    report = SHIPPED.load(ReportId("suqian", 2024))
    try:
        section = rendered(report, text)
    except InputError as error:
        assert str(error)
    else:
        assert isinstance(text_of(section), str)
