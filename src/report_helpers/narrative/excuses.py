"""Numerals an editor vouches for by hand: `{# 免核：三条战线；理由：固定说法 #}` in the narrative.

The template engine drops the comment, so nobody but editor and reviewer sees it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from report_helpers.errors import InputError, Problem

_COMMENT = re.compile(r"\{#-?\s*免核(?P<rest>.*?)-?#\}", re.DOTALL)
_PARTS = re.compile(r"\s*[:：]\s*(?P<text>[^；;]+?)\s*[；;]\s*理由\s*[:：]\s*(?P<reason>\S.*?)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A stretch of text whose numerals need no fact, and why."""

    text: str
    reason: str


def read_excuses(source: str, shown: str) -> tuple[Excuse, ...]:
    """Return the excuses in a section's source; InputError for one without its text or reason."""
    excuses = []
    for comment in _COMMENT.finditer(source):
        parts = _PARTS.fullmatch(comment["rest"])
        if parts is None:
            line = source.count("\n", 0, comment.start()) + 1
            fix = "请写成 {# 免核：正文里的原话；理由：为什么不必核对 #}"
            raise InputError(Problem("免核说明没有写完整", shown, line, value=comment[0], fix=fix))
        excuses.append(Excuse(parts["text"], parts["reason"]))
    return tuple(excuses)
