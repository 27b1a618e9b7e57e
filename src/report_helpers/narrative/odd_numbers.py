"""Reads numbers in unusual writings: sums, circled, Roman, quoted and bracketed ones, digits of other scripts."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from math import prod

from report_helpers.files.characters import HALF_WIDTH
from report_helpers.narrative.chinese_numbers import read_whole

_FRAME = '“”‘’「」『』"《》〈〉（）()[]【】〔〕［］ \u3000'
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def read_odd(text: str) -> Decimal | None:
    """Return the value of a number without its unit, brackets and quotation marks left out; None where it has none.

    3000+525 is 3525, ⑤ is 5, Ⅻ and XII are 12, ٣٥ is 35, 三十五 is 35, 两打 is 24; 3S25 is no number.
    """
    bare = text.strip(_FRAME).translate(HALF_WIDTH).replace(",", "").replace("打", "×12")
    if re.search("[+×✕]", bare):
        return _worked_out([read_odd(part) for part in re.split("[+×✕]", bare)], is_sum="+" in bare)
    digits = "".join(str(unicodedata.digit(character, character)) for character in bare)
    if re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return Decimal(digits)
    if bare and set(bare) <= _ROMAN.keys():
        return _roman(bare)
    sign = unicodedata.numeric(bare, None) if len(bare) == 1 else None
    whole = read_whole(bare) if sign is None else str(sign).removesuffix(".0")
    return None if whole is None else Decimal(whole)


def _worked_out(parts: list[Decimal | None], *, is_sum: bool) -> Decimal | None:
    known = [part for part in parts if part is not None]
    total = sum(known, Decimal(0)) if is_sum else Decimal(prod(known))
    return total if len(known) == len(parts) else None


def _roman(text: str) -> Decimal:
    """Return a Roman number: a letter before a larger one is taken away."""
    values = [_ROMAN[letter] for letter in text]
    signed = (-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
    return Decimal(sum(signed))
