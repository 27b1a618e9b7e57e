"""The number reader: what offices write in a cell, read for certain or refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.facts.fact import Status
from report_helpers.sources.figures import LIMIT, FigureError, read_figure


@pytest.mark.parametrize(
    ("text", "status", "value", "note"),
    [
        ("81", Status.NUMBER, "81", ""),
        (" 81 ", Status.NUMBER, "81", ""),
        ("８１", Status.NUMBER, "81", ""),
        ("1,234,567", Status.NUMBER, "1234567", ""),
        ("１，２３４", Status.NUMBER, "1234", ""),
        ("3.00", Status.NUMBER, "3", ""),
        ("0", Status.NUMBER, "0", ""),
        ("81件", Status.NUMBER, "81", ""),
        ("81 宗", Status.NOTED, "81", "宗"),
        ("22（其中修订16件）", Status.NOTED, "22", "（其中修订16件）"),
        ("22(其中修订16件)", Status.NOTED, "22", "(其中修订16件)"),
        ("/", Status.NOT_APPLICABLE, None, ""),
        ("／", Status.NOT_APPLICABLE, None, ""),
        ("", Status.BLANK, None, ""),
        ("　", Status.BLANK, None, ""),
    ],
)
def test_a_count_is_read_as_offices_write_it(text, status, value, note):
    """Widths, separators, the unit and a bracketed remark are understood; blank is not 0."""
    figure = read_figure(text, "count", "件")
    assert (figure.status, figure.note) == (status, note)
    assert figure.value == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("-3", "负数"),
        ("2.5", "不是整数"),
        ("无", "不是数字"),
        ("十二", "不是数字"),
        ("1e12", "科学计数法"),
        ("1000000000000", "超出合理范围"),
        ("10²", "无法识别的文字"),
        ("1 234", "不是数字"),
        ("12,34", "不是数字"),
        ("000023", "以 0 开头"),
        ("230 000023", "不是数字"),
        ("3万", "无法识别的文字"),
        ("=1+1", "不是数字"),
        ("（无）", "不是数字"),
        ("NaN", "不是数字"),
        ("Infinity", "不是数字"),
        ("9" * 300, "过长"),
    ],
)
def test_what_has_no_certain_reading_is_refused(text, what):
    """A cell that is no figure is refused with what is wrong and what to do."""
    with pytest.raises(FigureError, match=what) as caught:
        read_figure(text, "count", "件", "T3-4")
    assert caught.value.rule == "T3-4"
    assert caught.value.fix


def test_money_keeps_its_decimals_and_refuses_another_unit():
    """A fee keeps the six decimals entered; 元 in a 万元 column is refused, not converted."""
    assert read_figure("5949.088667", "money", "万元").value == Decimal("5949.088667")
    assert format(read_figure("12.50", "money", "万元").value, "f") == "12.50"
    assert read_figure("5949.09万元", "money", "万元").status is Status.NUMBER
    with pytest.raises(FigureError, match="单位是“元”，本列的单位是“万元”"):
        read_figure("59490887元", "money", "万元")


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("59490886.67（元）", "money", "万元"),
        ("59490886.67(元)", "money", "万元"),
        ("59490886.67（ 人民币 元 ）", "money", "万元"),
        ("59490886.67（\u200b元）", "money", "万元"),
        ("59490886.67（单位：元）", "money", "万元"),
        ("59490886.67（以元计）", "money", "万元"),
        ("59490886.67（元，含滞纳金）", "money", "万元"),
        ("59490886.67（元）（含滞纳金）", "money", "万元"),
        ("59490886.67（CNY）", "money", "万元"),
        ("59（百万元）", "money", "万元"),
        ("59（亿）", "money", "万元"),
        ("59（万）", "money", "万元"),
        ("59（万美元）", "money", "万元"),
        ("5（万件）", "count", "件"),
        ("5（千）", "count", "件"),
        ("5（%）", "count", "件"),
        ("5（元）", "count", ""),
        ("-5（百项）", "signed", "项"),
        ("5（万元）", "amount", "元"),
        ("5（单位：元）", "amount", ""),
        ("5（件）", "amount", "条"),
        ("5.9（以“元”为单位）", "money", "万元"),
        ("5.9（此为元）", "money", "万元"),
        ("5.9（w）", "money", "万元"),
        ("12（×10）", "count", "件"),
        ("12(*10)", "count", "件"),
        ("12（10倍）", "count", "件"),
        ("12（已换算为元）", "money", "万元"),
        ("5.9（HK$）", "money", "万元"),
    ],
)
def test_a_remark_that_gives_another_unit_is_refused(text, kind, unit):
    """A unit in brackets changes a figure as one without brackets does."""
    with pytest.raises(FigureError, match="说明里的单位是"):
        read_figure(text, kind, unit)


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [
        ("5（万元）", "money", "万元"),
        ("5（单位：万元）", "money", "万元"),
        ("5（其中罚款3万元）", "money", "万元"),
        ("5（元旦期间）", "money", "万元"),
        ("5（件）", "count", "件"),
        ("5（含多元化解1件）", "count", "件"),
        ("5（合计万余字）", "count", "件"),
        ("5（同比增长2倍）", "count", "件"),
        ("5（以“件”为单位）", "count", "件"),
        ("5（其中百货公司2件）", "count", "件"),
    ],
)
def test_a_remark_with_the_same_unit_or_more_words_is_a_remark(text, kind, unit):
    """The column's own unit, and sentences in which a unit belongs to another number, are let through."""
    assert read_figure(text, kind, unit).value == 5


@pytest.mark.parametrize(
    "text",
    [
        "12（1/10）",
        "12（合计120）",
        "12（共 1,200件）",
        "12（应为13）",
        "12（实际为 13 件）",
        "12（13）",
        "0（3）",
        "12(+3)",
    ],
)
def test_a_remark_of_another_figure_alone_is_refused(text):
    """A cell with two figures and no words of what the second is says neither."""
    with pytest.raises(FigureError, match="另有一个数"):
        read_figure(text, "count", "件")


@pytest.mark.parametrize("kind", ["count", "signed", "money"])
@pytest.mark.parametrize(
    "text", ["12（负）", "12（ 为负数）", "12（\uff0d）", "12（净减少）", "12（红字）", "12（\u2014\u2014）"]
)
def test_a_remark_that_may_turn_the_sign_is_refused(text, kind):
    """A figure whose remark says no more than minus may be one below 0."""
    with pytest.raises(FigureError, match="可能把数字变成负数"):
        read_figure(text, kind)


def test_a_remark_on_what_became_less_is_kept():
    """What was reduced may be said in words."""
    assert read_figure("12（负责2件）").value == read_figure("12（减少的是重复件）").value == 12


@pytest.mark.parametrize(
    "text",
    ["12（12）", "12（合计12件）", "12（2023年）", "12（其中3）", "12（第3季度）", "12（上年13）", "12（不含5）"],
)
def test_a_remark_that_says_what_its_figure_is_is_kept(text):
    """The same figure again, a year, a part and last year's figure are remarks."""
    assert read_figure(text, "count", "件").value == 12


@pytest.mark.parametrize(
    "text",
    [
        "5.9（万元以下）",
        "5.9（不足万元）",
        "5.9（元以上）",
        "5.9（至多）",
        "5.9（大概）",
        "5.9（上下浮动）",
        "5.9（待定）",
    ],
)
def test_a_remark_that_a_figure_is_not_exact_is_refused(text):
    """How far off a figure may be is said in many words, with a unit or without."""
    with pytest.raises(FigureError, match="约数"):
        read_figure(text, "money", "万元")


@pytest.mark.parametrize(
    ("text", "kind", "unit"),
    [("1.000", "count", ""), ("12.000件", "count", "件"), ("１．０００", "count", ""), ("-1.000", "signed", ""),
     ("1.000（其中修订1件）", "count", "件"), ("1.500", "amount", "件")],
)  # fmt: skip
def test_a_count_that_may_be_thousands_is_refused(text, kind, unit):
    """1.000 is one here and a thousand elsewhere: nobody can tell."""
    with pytest.raises(FigureError, match="千位分隔"):
        read_figure(text, kind, unit)


@pytest.mark.parametrize(
    ("text", "kind"), [("1.0", "count"), ("0.000", "count"), ("1234.000", "count"), ("1.000", "money")]
)
def test_decimals_that_are_no_thousands_are_read(text, kind):
    """Other numbers of decimals, and money, have one reading."""
    assert read_figure(text, kind, "万元" if kind == "money" else "").value == Decimal(text)
    assert kind == "money" or "." not in str(read_figure(text, kind).value)


def test_a_signed_count_may_be_negative():
    """增/减 of the 2019 form is signed; a true minus sign and a hyphen are one."""
    assert read_figure("-15", "signed", "项").value == read_figure("−15", "signed", "项").value == Decimal(-15)


@given(st.text(max_size=300), st.sampled_from(["count", "signed", "money", "amount"]))
def test_any_text_is_a_figure_or_a_reason(text, kind):
    """Whatever stands in a cell, the reader gives a figure within bounds or says why not."""
    try:
        figure = read_figure(text, kind, "件")
    except FigureError as error:
        assert error.what
        return
    assert (figure.value is None) == (figure.status in {Status.BLANK, Status.NOT_APPLICABLE})
    if figure.value is not None:
        assert abs(figure.value) <= LIMIT
        assert figure.value.is_finite()
        assert kind == "signed" or figure.value >= 0


@given(st.integers(0, 10**9), st.booleans(), st.booleans())
def test_a_written_count_reads_back(number, separated, full_width):
    """A count printed with separators or in full-width digits is read back exactly."""
    text = f"{number:,}" if separated else str(number)
    if full_width:
        text = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    assert read_figure(text).value == number


def test_a_remark_of_goods_is_kept():
    """What a figure of another thing counts is said by its unit: 竹山's 304 volumes confiscated in no case."""
    assert (read_figure("0（304册）").value, read_figure("0（304册）").note) == (0, "（304册）")
