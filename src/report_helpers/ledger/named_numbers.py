"""Masks applicants' names in case numbers, however they are typed and whichever row of the ledger they belong to."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MASK = "＊"
_LONGEST, _LEAST, _LEAST_LATIN = 40, 2, 4  # letters of a name that is looked for in the numbers of other rows
# Letters, with what may be typed between those of a name.
_LETTERS = re.compile(r"[^\W\d_](?:[\s.·•‧・．。｡_,，、*＊\-\u00ad\u200b-\u200f\u2060\ufeff]*[^\W\d_])+")
_SEVERAL = re.compile(r"[、，,；;/／()（）\n]")


def masker(people: Iterable[str]) -> Callable[[str], str]:
    """Return what replaces in a case number every name of *people*, the applicants of all rows, by MASK."""
    names = {_folded(name) for person in set(people) for name in (person, *_SEVERAL.split(person))}
    known = {name for name in names if (_LEAST_LATIN if name.isascii() else _LEAST) <= len(name) <= _LONGEST}
    done: dict[str, str] = {}  # the letters of most numbers of a ledger are the same

    def masked(found: re.Match[str]) -> str:
        if found[0] not in done:
            done[found[0]] = _without(found[0], known)
        return done[found[0]]

    return lambda number: _LETTERS.sub(masked, number) if known else number


def _folded(text: str) -> str:
    """Return the letters of *text*, without difference of width and case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalpha())


def _without(text: str, names: set[str]) -> str:
    """Return *text* with the longest of *names* that begins at each letter masked."""
    letters = [(folded, at) for at, c in enumerate(text) if (folded := _folded(c))]
    pieces, number, kept = list[str](), 0, 0
    while number < len(letters):
        length = _length([folded for folded, _ in letters[number : number + _LONGEST]], names)
        if length:
            pieces += [text[kept : letters[number][1]], MASK]
            kept = letters[number + length - 1][1] + 1
        number += length or 1
    return "".join([*pieces, text[kept:]])


def _length(letters: list[str], names: set[str]) -> int:
    """Return how many *letters* at the beginning are a name, 0 for none."""
    return next((size for size in range(len(letters), 1, -1) if "".join(letters[:size]) in names), 0)
