"""Figures run together: every way a row of digits falls apart into cells (T3-3).

「330000033」 is 33、0、0、0、0、0、33 and also 3、30、0、0、0、0、33. Nobody can tell which,
so the kit lists the ways and takes none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r"[0-9]+")
MAX_DIGITS = 60
MAX_WAYS = 20000


def row_readings(text: str, count: int, most: int) -> tuple[tuple[int, ...], ...]:
    """Return the ways *text* falls into *count* numbers of which the last is the sum of the others.

    Spaces are boundaries. At most *most* are returned; none where a token is no digits.
    """
    tokens = text.split()
    if not tokens or any(_TOKEN.fullmatch(token) is None or not token.isascii() for token in tokens):
        return ()
    if sum(map(len, tokens)) > MAX_DIGITS or len(tokens) > count:
        return ()
    found = []
    for tried, numbers in enumerate(_splits(tokens, count)):
        if numbers[-1] == sum(numbers[:-1]):
            found.append(numbers)
        if len(found) == most or tried >= MAX_WAYS:
            break
    return tuple(found)


def _splits(tokens: list[str], count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways *tokens* fall into *count* numbers without leading zeros."""
    first, rest = tokens[0], tokens[1:]
    for pieces in range(1, count - len(rest) + 1):
        for head in _pieces(first, pieces):
            if not rest:
                if pieces == count:
                    yield head
                continue
            for tail in _splits(rest, count - pieces):
                yield (*head, *tail)


def _pieces(digits: str, count: int) -> Iterator[tuple[int, ...]]:
    """Yield the ways one token falls into *count* numbers."""
    if count == 1:
        if digits == "0" or not digits.startswith("0"):
            yield (int(digits),)
        return
    longest = 1 if digits.startswith("0") else len(digits) - count + 1
    for end in range(1, longest + 1):
        if len(digits) - end < count - 1:
            break
        for tail in _pieces(digits[end:], count - 1):
            yield (int(digits[:end]), *tail)
