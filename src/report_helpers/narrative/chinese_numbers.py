"""Reads whole numbers written out in Chinese: 三百零五, 一万二, 二亿六千一百二十七, 叁仟伍佰.

A number is read section by section, at 亿 and at 万; a section is a number below ten
thousand. cn2an, which the tests ask for every such number, takes a fifth of a second to
import and reads 二亿六千一百二十七 as 1 (docs/decisions/0014).
"""

from __future__ import annotations

import re

CHINESE_DIGITS = str.maketrans("零〇○一二三四五六七八九两壹贰叁肆伍陆柒捌玖貳參兩", "0001234567892123456789232")
_IN_FIGURES = CHINESE_DIGITS | str.maketrans("拾佰仟萬億", "十百千万亿")
_LONGEST = 40  # sixteen digits written out have 31 characters; a longer run is no number
# 零 stands for what is skipped before tens or ones; 千 and 百 may begin a number without 一, 十 anywhere.
_SECTION = re.compile(
    r"(?:(?P<thousands>\A[1-9]?|[1-9])千)?(?:(?P<hundreds>\A[1-9]?|[1-9])百)?"
    r"(?P<skipped>(?<=.)0)?(?:(?P<tens>[1-9]?)十)?(?P<ones>[1-9])?"
)


def read_whole(run: str) -> str | None:
    """Return a whole number in Chinese characters in digits; 三五 is “three to five” and has no value."""
    digits = run.translate(CHINESE_DIGITS)
    if re.fullmatch("[0-9]+", digits):
        return None if re.fullmatch("[1-9]{2}", digits) else digits
    value = _sections(run.translate(_IN_FIGURES)) if 0 < len(run) <= _LONGEST else None
    return None if value is None else str(value)


def _sections(run: str) -> int | None:
    """Add up a number at 亿 and 万, None when it is none; a digit behind them is of the next lower rank (一万二)."""
    for mark, factor in (("亿", 10**8), ("万", 10**4)):
        head, found, rest = run.rpartition(mark)
        if found:
            high = _sections(head) if head else 1
            low = int(rest) * factor // 10 if re.fullmatch("[1-9]", rest) else _sections(rest.lstrip("0"))
            return None if high is None or low is None or mark in head else high * factor + low
    return _section(run) if run else 0


def _section(run: str) -> int | None:
    """Return a number below ten thousand, None when it is none: 三百五 is 350, 三百零五 is 305."""
    match = _SECTION.fullmatch(run)
    if match is None:
        return None
    thousands, hundreds, skipped, tens, ones = match.groups()
    if skipped and hundreds is not None and tens is not None:
        return None  # 一百零二十: nothing is skipped
    lowest = 1
    if ones and not skipped and tens is None:
        lowest = 10 if hundreds is not None else 100 if thousands is not None else 1
    ranks = ((thousands, 1000), (hundreds, 100), (tens, 10), (ones, lowest))
    return sum(int(digit or 1) * rank for digit, rank in ranks if digit is not None)
