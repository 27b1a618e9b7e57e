"""Numbers written out in Chinese: read as cn2an writes and reads them, and nothing read that is no number."""

from __future__ import annotations

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.narrative.chinese_numbers import read_whole


@pytest.mark.parametrize("style", ["low", "up"])
def test_every_number_below_ten_thousand_is_read_as_it_is_written(style):
    """What cn2an writes for 1 to 9999, in common characters and in capitals, is read as that number."""
    written = {number: cn2an.an2cn(number, style) for number in range(1, 10_000)}
    assert {number: read_whole(text) for number, text in written.items()} == {n: str(n) for n in written}


@given(st.text("零一二两三九十百千", min_size=1, max_size=8).filter(lambda text: set(text) & set("十百千")))
def test_what_is_read_is_what_cn2an_reads(text):
    """Whatever has a value here has the same for cn2an: 百 and 千 in front are 一百 and 一千."""
    value = read_whole(text)
    if value is not None:
        assert value == str(cn2an.cn2an("一" * (text[0] in "百千") + text, "normal"))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("三百五", 350),
        ("三百零五", 305),
        ("三千五", 3500),
        ("一千零一十", 1010),
        ("一千十", 1010),
        ("百二", 120),
        ("一百零", 100),
        ("两万", 20_000),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("万", 10_000),
        ("二亿六千一百二十七", 200_006_127),
        ("叁仟伍佰", 3500),
        ("二〇二四", 2024),
        ("○", 0),
    ],
)
def test_numbers_as_people_write_them(text, number):
    """Spoken forms, capitals, skipped ranks and single digits have the value everybody reads."""
    assert read_whole(text) == str(number)


@pytest.mark.parametrize(
    "text", ["三五", "一一百一", "一百二百", "一百零二十", "零三百", "百千", "十百", "", "一" * 30 + "百"]
)
def test_what_is_no_number_has_no_value(text):
    """Runs of numerals that nobody can read as one number are given no value rather than a guess."""
    assert read_whole(text) is None
