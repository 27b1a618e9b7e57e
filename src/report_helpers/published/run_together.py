"""Figures run together: every way a row of digits falls apart into cells of which the last is the total.

「330000033」 is 33、0、0、0、0、0、33 and also 3、30、0、0、0、0、33. Nobody can tell which,
so the kit lists the ways and takes none.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"[0-9]+")
MAX_DIGITS = 60


def row_readings(text: str, count: int, most: int) -> tuple[tuple[int, ...], ...]:
    """Return the ways *text* falls into *count* numbers of which the last is the sum of the others.

    Spaces are boundaries. At most *most* are returned; none where a token is no digits.
    """
    tokens = text.split()
    if not tokens or len(tokens) > count or sum(map(len, tokens)) > MAX_DIGITS:
        return ()
    if any(_TOKEN.fullmatch(token) is None for token in tokens):
        return ()
    return tuple(islice(_with_total(tokens, count), most))


def _with_total(tokens: list[str], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways, the longest total first tried last: its digits bound all the others."""
    last = tokens[-1]
    for start in range(len(last) - 1, -1, -1):
        digits = last[start:]
        if digits != "0" and digits.startswith("0"):
            continue
        before = [*tokens[:-1], *([last[:start]] if start else [])]
        for parts in _parts(before, count - 1, int(digits)):
            yield (*parts, int(digits))


def _parts(tokens: list[str], count: int, total: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways *tokens* fall into *count* numbers without leading zeros that add up to *total*."""
    if not tokens or not len(tokens) <= count <= sum(map(len, tokens)):
        if not tokens and count == 0 and total == 0:
            yield ()
        return
    first, rest = tokens[0], tokens[1:]
    for end in range(1, 2 if first.startswith("0") else len(first) + 1):
        number = int(first[:end])
        if number > total:
            break
        tail = [first[end:], *rest] if first[end:] else rest
        for numbers in _parts(tail, count - 1, total - number):
            yield (number, *numbers)
