"""Reads the sentences of a PDF back: every bound figure where its section has it.

A section's text is looked for as a whole, letters and digits only, so that line ends,
quotes and bullets do not matter and nothing else may stand between. Only where that
fails the two texts are laid side by side to say which figure differs.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from report_helpers.outputs.comparing import LACKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from report_helpers.outputs.comparing import Comparison, Difference

CONTEXT = 8
_OPENING = 20  # letters


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run's letters within its section: from where to where, and its fact or ""."""

    start: int
    end: int
    fact: str


@lru_cache(maxsize=4096)  # the labels of a form, again for every report
def letters(text: str) -> str:
    """Return what two writings of one text share: letters, digits, and signs of a number."""
    return "".join(char for char in normalize("NFKC", text) if char.isalnum() or char in ".-%/")


def text_differences(comparison: Comparison, text: str) -> Iterator[Difference]:
    """Yield the figures of the text that the letters printed outside tables do not have where the section has them.

    A passage without a figure that reads differently is named by its section.
    """
    items, start, title = comparison.publication.texts, 0, ""
    for number, item in enumerate(items):
        title = item.get("heading", title)
        expected, pieces = _section_letters(item)
        place = text.find(expected, start)
        if place >= 0:
            start = place + len(expected)
            continue
        following = _opening(items[number + 1]) if number + 1 < len(items) else ""
        heading = max(text.find(_opening(item), start), start)
        end = text.find(following, heading) if following else len(text)
        window = text[start : end if end >= 0 else len(text)]
        start += len(window)
        for fact, wanted, found in _compare(expected, pieces, window):
            yield comparison.say(fact, wanted, found, title)


def _opening(item: Mapping[str, Any]) -> str:
    """Return the letters that a section or a passage of an own cell begins with."""
    return letters(item["heading"]) if "heading" in item else _section_letters(item)[0][:_OPENING]


def _section_letters(section: Mapping[str, Any]) -> tuple[str, list[_Piece]]:
    """Return the letters of a section, heading first, or of a passage, and where its bound runs stand in them."""
    text = letters(section.get("heading", ""))
    pieces = []
    for words, fact in _words(section["blocks"]):
        start, text = len(text), text + letters(words)
        if fact:
            pieces.append(_Piece(start, len(text), fact))
    return text, pieces


def _words(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the words of blocks as they are printed, numbers of lists included, each with its fact."""
    for block in blocks:
        yield from ((run["text"], run["fact"]) for run in block["runs"])
        for number, item in enumerate(block["items"], block.get("start", 1)):
            yield (f"{number}." if block["ordered"] else "", "")
            yield from _words(item)


def _compare(expected: str, pieces: Sequence[_Piece], found: str) -> Iterator[tuple[str, str, str]]:
    """Yield fact, expected and found text of every passage that differs.

    What stands before and after the whole section in *found* is no difference.
    """
    codes = SequenceMatcher(None, expected, found, autojunk=False).get_opcodes()
    reported: set[_Piece] = set()
    for tag, i1, i2, j1, j2 in codes:
        is_outside = tag == "insert" and i1 in {0, len(expected)}
        if tag == "equal" or is_outside:
            continue
        touched = [piece for piece in pieces if piece.start <= i2 and i1 <= piece.end]
        for piece in touched:
            if piece not in reported:
                reported.add(piece)
                there = found[_counterpart(codes, piece.start, 0) : _counterpart(codes, piece.end, 1)]
                yield piece.fact, expected[piece.start : piece.end], there or LACKING
        if not touched:
            around = slice(max(i1 - CONTEXT, 0), i2 + CONTEXT)
            yield "", expected[around], found[max(j1 - CONTEXT, 0) : j2 + CONTEXT] or LACKING


def _counterpart(codes: Sequence[tuple[str, int, int, int, int]], place: int, side: int) -> int:
    """Return the place in the found text that answers to *place*; *side* 1 takes insertions in."""
    places = [
        j1 + (place - i1) if tag == "equal" else (j2 if side else j1)
        for tag, i1, i2, j1, j2 in codes
        if i1 <= place <= i2
    ]
    return max(places) if side else min(places)
