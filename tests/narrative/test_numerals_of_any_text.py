"""Numerals of any text: in their places, exact, and found in a time in proportion to its length."""

from __future__ import annotations

import time
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.narrative.numerals import find_numerals

DIGITS = "0123456789０１２３４５６７８９"
# Text in which numerals are likely and likely to be broken.
MARKS = "0123456789０１９一二三十百千万亿零〇两点余多约近超达第条款项号年月日时分件个元成%％‰"
MORE_MARKS = ",，.．、：:；。-—~至到（）()〔〕[]《》“”\n aA@/"
WORDS = ["百分之", "分之", "以上", "万元", "工作日", "一是", "http://", "2023", "上百", "数十", "邮编：", "电话"]
PIECES = st.sampled_from([*MARKS, *MORE_MARKS, *WORDS])
WRITTEN = st.text("零〇○一二三四五六七八九两十百千万亿点壹拾佰仟", min_size=1, max_size=9)
TEXTS = st.one_of(st.text(), WRITTEN.map("{}件".format), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
def test_numerals_of_any_text_stand_where_they_say(text):
    """In any text the numerals are in order, do not overlap, and are the stretches they name."""
    end = 0
    for numeral in find_numerals(text):
        assert end <= numeral.start < numeral.end
        assert text[numeral.start : numeral.end] == numeral.text
        end = numeral.end


@given(TEXTS)
def test_every_digit_belongs_to_exactly_one_numeral(text):
    """No Arabic digit of any text goes unnoticed."""
    covered = [place for numeral in find_numerals(text) for place in range(numeral.start, numeral.end)]
    assert len(covered) == len(set(covered))
    assert {place for place, character in enumerate(text) if character in DIGITS} <= set(covered)


@given(st.integers(0, 10**16 - 1))
def test_a_number_written_out_is_read_back(number):
    """What a number is written out as in Chinese is read as the same number."""
    (numeral,) = find_numerals(f"{cn2an.an2cn(number)}件")
    assert (numeral.value, numeral.kind, numeral.unit) == (number, "figure", "件")


@given(st.integers(0), st.sampled_from([",", "，"]))
def test_a_number_with_separators_is_read_back(number, separator):
    """A number with separators of thousands is read as the same number."""
    text = f"{number:,}件".replace(",", separator)
    (numeral,) = find_numerals(text)
    assert (numeral.text, numeral.value, numeral.unit) == (text, number, "件")


@given(st.decimals(0, 10**9, places=4))
def test_an_amount_is_read_exactly(amount):
    """No digit of an amount is lost."""
    (numeral,) = find_numerals(f"{amount:f}万元")
    assert (str(numeral.value), numeral.unit) == (f"{amount:f}", "万元")


# fmt: off
HARD = [
    "1", "1.", "1-", "1%", "1，111", "111,", "1:", "一点", "一至", "第一", "第1", "《", "“", "a", "a1", "-1",
    "2021、", "2021-", "百分之", "一分之", "一、", "（一", "约", "上百", "数", "1月", "www.", "〔2021〕", "1+", "万",
    "@", "1万", "一和", "不超过", "\n", "1 ", "约 ", "一 ", "第 ", "( ",
]
# fmt: on


@pytest.mark.long
@pytest.mark.parametrize("piece", ["1,", "一", "（", " ", "1"])
def test_a_hundred_thousand_characters_take_seconds(piece):
    """A text may be long: a hundred thousand characters of one thing are read in seconds."""
    assert seconds(piece, 100_000) < 5


@pytest.mark.parametrize("piece", HARD)
def test_the_time_is_linear(piece):
    """What patterns may stumble over is read in a time in proportion to its length."""
    assert seconds(piece, 20_000) < 1.5


def seconds(piece, length):
    """Return the CPU seconds it takes to read *length* characters of *piece*."""
    text = (piece * length)[:length]
    began = time.process_time()
    find_numerals(text)
    return time.process_time() - began


def test_a_huge_number_is_exact():
    """A number of any length keeps every digit."""
    (numeral,) = find_numerals("9" * 5000 + "万件")
    assert numeral.value == Decimal("9" * 5000 + "0000")
