"""Cuts the head of a column into its words: a narrow head breaks between them, 没收/违法/所得、, and nowhere else."""

from __future__ import annotations

import re
from functools import lru_cache

_RUNS = re.compile(r"([\u4e00-\u9fff]+)([、，；]?)|（[^（）]*）")
_SHORT = 3  # whatever its characters are
_UNCLEAR = 7  # an odd run of so many characters may be cut in several ways: 上一年项目数量


@lru_cache(maxsize=512)  # a form has the same heads in every report
def head_words(text: str) -> tuple[str, ...]:
    """Return the words of a head; none where they cannot be told, as in seven characters or beside figures.

    A word has two characters, the last of an odd run three; a mark stays with its word, brackets with what they hold.
    """
    if 0 < len(text) <= _SHORT:
        return (text,)
    words: list[str] = []
    end = 0
    while end < len(text):
        run = _RUNS.match(text, end)
        if run is None or (run[1] and len(run[1]) % 2 and len(run[1]) >= _UNCLEAR):
            return ()
        end = run.end()
        words += _pairs(run[0]) if run[1] else [run[0]]
    return tuple(words)


def _pairs(run: str) -> list[str]:
    """Return a run in twos; one character left over, or a mark, goes with the last two."""
    pairs = [run[at : at + 2] for at in range(0, len(run), 2)]
    return pairs if len(pairs[-1]) > 1 or len(pairs) == 1 else [*pairs[:-2], pairs[-2] + pairs[-1]]
