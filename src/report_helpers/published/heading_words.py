"""Whether the headings over a table's figures are the form's: what stands below another heading is not read.

Headings may be missing, shortened, torn over lines, run together, or say nothing (列1). Only where one of the
form's is missing and words that are none of its stand among the headings, the figures below it are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.published.label_match import without_notes
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.model import Row

LEAST_SHORT = 2  # letters of a shortened heading
_SENTENCE = re.compile(r"[。！？；]")
_NUMBERED = re.compile(r"\s*[（(]?[一二三四五六七八九十]{1,3}[）)、．.]")
_CODE = "[0-9a-zA-Z]+"


@dataclass(frozen=True, slots=True)
class Renamed:
    """Headings of the form that are missing, and the words that stand among the page's instead."""

    missing: frozenset[str]
    words: tuple[str, ...]

    @property
    def why(self) -> str:
        """The sentence that says so."""
        return f"列标题“{'、'.join(self.words)}”与格式不符，不能按位置读"

    def columns(self, row: FormRow) -> list[int]:
        """Return the numbers of the columns below a missing heading."""
        return [n for n, path in enumerate(row.columns) if not self.missing.isdisjoint(path)]


class HeadingWords:
    """The words that a form prints."""

    def __init__(self, rows: Sequence[FormRow]) -> None:
        """Take the headings, titles and labels of all *rows*."""
        words = {word for row in rows for word in (*row.titles, *row.groups, *row.labels)}
        words |= {label for row in rows for path in row.columns for label in path}
        self._known = frozenset(word for word in words if len(word) >= LEAST_SHORT)
        self._all = "\n".join(sorted(self._known))
        empty = {word for row in rows for word in row.empty_words}
        self._empty = re.compile("|".join((_CODE, *map(re.escape, sorted(empty, key=len, reverse=True)))))
        self._parts = re.compile("|".join(map(re.escape, sorted(self._known, key=len, reverse=True))) or "(?!)")

    def are_in(self, above: Iterable[Row], row: FormRow) -> bool:
        """Tell whether the rows *above* print a title or heading of *row*."""
        return any(title in comparable(line.text) for line in above for title in row.titles if title)

    def renamed(self, row: FormRow, above: Iterable[Row], *, is_whole: bool = False) -> Renamed | None:
        """Return the headings of *row* that the rows *above* its first figures have other words for.

        Lines of text count from the first word of the form on, or all of them if *is_whole*. A group's heading
        may be missing, but not where the headings below it stand below others as well.
        """
        own = frozenset(label for path in row.columns for label in path)
        letters = frozenset("".join((*own, *row.titles[:2])))
        printed: list[str] = []
        torn: list[str] = []
        other: list[str] = []
        for line in above:
            is_whole = is_whole or bool(line.table)
            for text in self._texts(line):
                known = self._parts.findall(text)
                is_whole = is_whole or bool(known)
                if text in self._known or any(len(text) >= LEAST_SHORT and text in label for label in own):
                    printed.append(text)
                elif "".join(known) == text or any(text in title for title in row.titles[:2]):
                    printed += known
                elif line.is_line and (text in self._all or _NUMBERED.match(line.text)):
                    continue
                elif line.is_line and (len(known) > 1 or set(text) <= letters):
                    printed += known
                    parts = self._parts.split(text)
                    torn += [part for part in parts if set(part) <= letters]
                    other += [part for part in parts if not set(self._bare(part)) <= letters]
                elif is_whole:
                    other.append(text)
        needed = own if len(set(row.heads)) < len(row.heads) else row.heads
        missing = {label for label in needed if not _is_printed(label, printed, "".join(torn))}
        return Renamed(frozenset(missing), tuple(dict.fromkeys(other))) if missing and other else None

    def _bare(self, text: str) -> str:
        """Return *text* without the words that do not say what is counted."""
        return self._empty.sub("", text)

    def _texts(self, line: Row) -> list[str]:
        """Return the letters of a row's cells, of a line's words, that say something; none of a sentence."""
        if _SENTENCE.search(line.text):
            return []
        parts = line.text.split() if line.is_line else [cell for cell in line.cells if cell]
        texts = (comparable(without_notes(part)) or comparable(part) for part in parts)
        return [text for text in texts if self._bare(text)]


def _is_printed(label: str, printed: Iterable[str], torn: str) -> bool:
    return set(label) <= set(torn) or any(
        label in text or (len(text) >= LEAST_SHORT and text in label) for text in printed
    )
