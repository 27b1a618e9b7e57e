"""Reads words and patterns kept as data: YAML files beside the modules that search with them.

In `parts` and `patterns`, `<NAME>` stands for the part, the pattern or the list of words of that name, given
earlier. A list stands for any of its words, longer ones first. Line breaks in a pattern are layout. A part is
never searched with alone.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TypeVar

from report_helpers.files.documents import Document, Field, read_document

_NAME = re.compile("<([A-Z][A-Z_0-9]*)>")


class Patterns(Document):
    """The content of such a file."""

    words: dict[str, str] = Field(default={})
    parts: dict[str, str] = Field(default={})
    patterns: dict[str, str] = Field(default={})

    def listed(self, name: str) -> tuple[str, ...]:
        """Return the words of a list, those of the lists it names included."""
        return tuple(_NAME.sub(lambda found: " ".join(self.listed(found[1])), self.words[name]).split())

    def filled(self, **more: str) -> dict[str, str]:
        """Return every list of words, part and pattern as an expression; *more* are parts that stand before all."""
        known = {name: any_of(self.listed(name)) for name in self.words} | more
        for name, text in (self.parts | self.patterns).items():
            known[name] = fill(text, known)
        return known

    def compiled(self) -> dict[str, re.Pattern[str]]:
        """Return the patterns by name, ready to search with."""
        filled = self.filled()
        return {name: re.compile(filled[name]) for name in self.patterns}


P = TypeVar("P", bound=Patterns)


def fill(text: str, known: dict[str, str]) -> str:
    """Return the pattern *text* with the *known* ones in the places of their names."""
    return _NAME.sub(lambda found: known[found[1]], text.replace("\n", ""))


def any_of(words: tuple[str, ...]) -> str:
    """Return a pattern for any of *words*, longer ones first; a word's `(?!…)` says what must not follow it.

    What must not follow stands once before all words: as literals it compiles four times as fast as behind each.
    """
    parts = [word.partition("(?!") for word in words]
    unfit = [f"{word}{rest}" for word, _, tail in parts if tail for rest in tail[:-1].split("|")]
    any_word = "|".join(sorted((word for word, _, _ in parts), key=len, reverse=True))
    return f"(?!{'|'.join(unfit)})(?:{any_word})" if unfit else any_word


def read_patterns(name: str, model: type[P]) -> P:
    """Return the content of a file in this room."""
    return read_document(Path(__file__).with_name(name), model, name)
