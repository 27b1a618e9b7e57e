"""Sentences of two reports, aligned: what was struck out, added, or written otherwise.

`difflib` aligns the equal sentences; between them the most similar are paired in their
order, and of a pair only the differing parts are marked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal

from rapidfuzz import fuzz

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Piece = tuple[Literal["same", "old", "new"], str]
Pair = tuple[str | None, str | None]

# Two sentences of at least this likeness (of 100), figures aside, are one sentence rewritten.
LIKENESS = 55
# Beyond this many comparisons of tokens, or of sentences, the whole is shown as rewritten.
MOST_TOKENS = 200_000
MOST_SENTENCES = 250_000

_SENTENCE = re.compile(r"[^。；！？]*[。；！？]+[”’）》」』]*|[^。；！？]+")
_FIGURE = re.compile(r"[0-9]+(?:[.,][0-9]+)*[%％]?")
_TOKEN = re.compile(rf"{_FIGURE.pattern}|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A sentence of one side or a pair; the pieces other than "new" give *old*, those other than "old" *new*."""

    section_heading: str
    old: str | None
    new: str | None
    pieces: tuple[Piece, ...]


def sentences(paragraphs: Sequence[str]) -> list[str]:
    """Split at 。；！？ and at the ends of lines and paragraphs; nothing empty is left."""
    lines = (line for paragraph in paragraphs for line in paragraph.splitlines())
    found = (sentence.strip() for line in lines for sentence in _SENTENCE.findall(line))
    return [sentence for sentence in found if sentence]


def sentence_changes(old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[SentenceChange]:
    """Compare the sections of two reports by id; a heading counts as a sentence."""
    before, after = ({section["id"]: section for section in sections} for sections in (old, new))
    for key in [*after, *(key for key in before if key not in after)]:
        heading = str((after.get(key) or before[key])["heading"])
        for left, right in _aligned(_texts(before.get(key)), _texts(after.get(key))):
            yield SentenceChange(heading, left, right, _pieces(left, right))


def _texts(section: Mapping[str, Any] | None) -> list[str]:
    return [] if section is None else sentences([section["heading"], *section["paragraphs"]])


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Yield what is not the same on both sides, in reading order."""
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from _paired(old[i:j], new[k:m])


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Pair similar sentences without crossing, so that the likeness is the greatest in all."""
    if not old or not new or len(old) * len(new) > MOST_SENTENCES:
        yield from ((sentence, None) for sentence in old)
        yield from ((None, sentence) for sentence in new)
        return
    likeness = [[_likeness(left, right) for right in new] for left in old]
    # best[i][j] is the greatest sum of likeness for old[i:] and new[j:].
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + likeness[i][j])
    i = j = 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            yield old[i], None
            i += 1
        elif best[i][j] == best[i][j + 1]:
            yield None, new[j]
            j += 1
        else:
            yield old[i], new[j]
            i, j = i + 1, j + 1
    yield from ((sentence, None) for sentence in old[i:])
    yield from ((None, sentence) for sentence in new[j:])


def _likeness(left: str, right: str) -> float:
    """Compare two sentences, any figure for any other; 0 when they have too little in common."""
    return fuzz.ratio(_FIGURE.sub("0", left), _FIGURE.sub("0", right), score_cutoff=LIKENESS)


def _pieces(old: str | None, new: str | None) -> tuple[Piece, ...]:
    """Mark what differs; a figure and a Latin word are never cut in two."""
    if old is None or new is None:
        return (("old", old),) if old is not None else (("new", new or ""),)
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) * len(after) > MOST_TOKENS:
        return (("old", old), ("new", new))
    pieces: list[Piece] = []
    gone = added = ""
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left, right = "".join(before[i:j]), "".join(after[k:m])
        inside = bool(gone or added) and (j < len(before) or m < len(after))
        if kind == "equal" and not (inside and j - i == 1 and left.isalnum()):
            pieces += [*_change(gone, added), ("same", left)]
            gone = added = ""
        else:  # one character the same by chance between two changes belongs to the change
            gone, added = gone + left, added + right
    return (*pieces, *_change(gone, added))


def _change(gone: str, added: str) -> Iterator[Piece]:
    if gone:
        yield "old", gone
    if added:
        yield "new", added
