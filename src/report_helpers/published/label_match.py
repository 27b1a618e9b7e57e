"""Which row of the form a strip's words name: whole, torn over lines, cut short or misspelt.

Only a whole label names a row wherever it stands. What is torn, cut or misspelt names rows it may be,
and is believed where the rows around leave one of them (`aligning`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.published.labels import FormRow
    from report_helpers.published.strips import Strip

MOST_LINES = 8  # lines one label may be torn over
SLACK = 24  # letters of group labels that may stand between the parts of a torn label
LEAST_FUZZY = 6  # letters of a label that may be misspelt
LETTERS_AN_EDIT = 7
LEAST_CUT = 6  # letters that remain of a label cut short
LEAST_PART = 2  # letters of a torn label before its figures
_NOTE = re.compile(r"[（(][^（）()]*[）)]|[\[［〔【][^\[\]［］〔〕【】]*[\]］〕】]|(?<=\w)[①-⑳⁰¹²³⁴-⁹]+\s*$")
_NUMERAL = re.compile(r"[（(][一二三四五六七八九十]+[）)]")


@dataclass(frozen=True, slots=True)
class Named:
    """The rows a strip's words name, by number: one it is for certain, or some it may be.

    `misspelt` are those of the latter whose label is cut short or misspelt, `is_whole` says that it is
    whole; `label_column` is the column the label ends in, `pieces` how many of the strip's words it takes.
    """

    certain: int | None = None
    possible: tuple[int, ...] = ()
    misspelt: frozenset[int] = frozenset()
    is_whole: bool = False
    label_column: int = -1
    pieces: int = 0


class Labels:
    """The rows of a form by their labels."""

    def __init__(self, rows: Sequence[FormRow]) -> None:
        """Index *rows*; those of tables without label columns have none."""
        self.rows = rows
        self.by_label: dict[str, list[int]] = {}
        self.letters: dict[str, set[str]] = {}
        self.heads: dict[str, set[str]] = {}
        for number, row in enumerate(rows):
            for label in row.labels:
                self.by_label.setdefault(label, []).append(number)
            self.letters.setdefault(row.table, set()).update("".join(row.groups))
            self.heads.setdefault(row.table, set()).update(row.heads)
        self.headings = set(
            "".join(word for row in rows for word in (*row.titles, *(w for path in row.columns for w in path)))
        )
        self.groups = {group for row in rows for group in row.groups}
        self.bare_groups = frozenset(self.groups - {"", *self.by_label})

    def spelled(self, text: str, before: str) -> list[int]:
        """Return the rows of which *text* is the label and *before* nothing but labels of groups, torn ones too."""
        found = self.by_label.get(text, [])
        inside = [number for number in found if _are_groups(before, self.rows[number])]
        torn = [number for number in found if set(before) <= self.letters[self.rows[number].table]]
        return inside or torn

    def own_words(self, strip: Strip, row: FormRow) -> str:
        """Return a strip's words, or those of the line above it, without letters of torn group labels before them."""
        words = strip.label or ("".join(strip.above[-1:]) if strip.is_line else "")
        at = next((n for n, letter in enumerate(words) if letter not in self.letters[row.table]), len(words))
        return words[at:]

    def is_common(self, text: str, number: int) -> bool:
        """Tell whether a label without its number is also the heading of a column."""
        return text in self.heads[self.rows[number].table] and text != self.rows[number].labels[0]


def _are_groups(text: str, row: FormRow) -> bool:
    """Tell whether *text* is nothing but labels of the groups a row stands in."""
    for group in sorted(row.groups, key=len, reverse=True):
        text = text.replace(group, "", 1)
    return not text


def without_notes(text: str) -> str:
    """Return *text* without notes in brackets and marks of notes behind it; （一） is a number."""
    return _NOTE.sub(lambda found: found[0] if _NUMERAL.fullmatch(found[0]) else "", text)


def name_strip(strip: Strip, labels: Labels) -> Named:
    """Return the rows that a strip's words name."""
    whole = _in_own_row(strip, labels) or _above(strip, labels)
    if whole is not None:
        return whole
    torn = set(_torn(strip, labels))
    misspelt = frozenset(_misspelt(strip, labels)) - torn
    if misspelt and not strip.pieces and _has_another(strip.above[:-1], misspelt, labels):
        misspelt = frozenset()
    return Named(
        possible=tuple(sorted(torn | misspelt)),
        misspelt=misspelt,
        pieces=len(strip.pieces),
        label_column=_last_column(strip),
    )


def _last_column(strip: Strip) -> int:
    return strip.pieces[-1][0] if strip.pieces else -1


def _in_own_row(strip: Strip, labels: Labels) -> Named | None:
    """Return the row whose whole label stands before the figures in their own row."""
    for end in range(len(strip.pieces), 0, -1):
        for texts in _variants(strip.pieces[:end]):
            for first in range(end):
                found = labels.spelled("".join(texts[first:]), "".join(texts[:first]))
                if found:
                    return _named(found, "".join(texts[first:]), strip.pieces[first][0], end, labels)
            found, label = _behind_its_group("".join(texts), labels)
            if found:
                return _named(found, label, -1, end, labels)
    return None


def _variants(pieces: Sequence[tuple[int, str]]) -> Iterator[list[str]]:
    """Yield the letters of the pieces, as they stand and without notes in brackets."""
    plain = [comparable(text) for _, text in pieces]
    yield plain
    bare = [comparable(without_notes(text)) for _, text in pieces]
    if bare != plain:
        yield bare


def _named(found: Sequence[int], label: str, column: int, end: int, labels: Labels) -> Named:
    if len(found) == 1 and not labels.is_common(label, found[0]):
        return Named(found[0], label_column=column, pieces=end)
    return Named(possible=tuple(found), is_whole=True, label_column=column, pieces=end)


def _behind_its_group(text: str, labels: Labels) -> tuple[list[int], str]:
    """Return the rows whose label ends *text*, with labels of groups, or parts of them, before it."""
    for start in range(1, len(text)):
        label = text[start:]
        if label in labels.by_label:
            found = labels.spelled(label, text[:start])
            if found:
                return found, label
    return [], ""


def _above(strip: Strip, labels: Labels) -> Named | None:
    """Return the row whose whole label takes up the lines above the figures.

    Where other words than labels of its groups stand between it and the headings, figures are missing and
    nobody can tell whose these are.
    """
    lines = [*strip.above, strip.label] if strip.pieces else list(strip.above)
    for count in range(1, min(len(lines), MOST_LINES) + 1):
        texts = lines[-count:]
        joined = "".join(texts)
        found, label = (labels.by_label.get(joined, []), joined)
        if not found:
            found, label = _behind_its_group(joined, labels)
        if found:
            if strip.pieces == () and _has_another(lines[:-count], found, labels):
                return Named()
            return _named(found, label, _last_column(strip), len(strip.pieces), labels)
    return None


def _has_another(lines: Sequence[str], found: Iterable[int], labels: Labels) -> bool:
    """Tell whether the lines above a label say anything but labels of groups, up to the headings of the table.

    A group has no figures of its own. A heading of a column that is a later row's label, too, is the heading.
    """
    numbers = tuple(found)
    for line in reversed(lines):
        is_later = all(number > max(numbers) for number in labels.by_label.get(line, ()))
        if set(line) <= labels.headings and line not in labels.groups and is_later:
            return False
        rows = [labels.rows[number] for number in numbers]
        is_torn = any(set(line) <= labels.letters[row.table] for row in rows)
        is_group = (is_torn and line not in labels.groups) or line in labels.bare_groups
        if not is_group and not any(line in (*row.groups, *row.labels) for row in rows):
            return True
    return False


def _torn(strip: Strip, labels: Labels) -> Iterator[int]:
    """Yield the rows whose label may wrap around the figures: its first part above or before them, the rest below."""
    before = "".join(strip.above[-MOST_LINES:]) + strip.label
    for number, row in enumerate(labels.rows):
        for label in row.labels[:2]:
            if len(label) >= LEAST_CUT and _wraps(label, before, strip.below, labels.letters[row.table]):
                if not _enters_another_group(strip, row, label, labels):
                    yield number
                break


def _enters_another_group(strip: Strip, row: FormRow, label: str, labels: Labels) -> bool:
    """Tell whether below a label's beginning another group's label stands, whose figures these would be."""
    lines = [*strip.above, strip.label]
    start = max((n for n, line in enumerate(lines) if label[:LEAST_PART] in line), default=len(lines))
    return any(line in labels.groups and line not in row.groups for line in lines[start + 1 :])


def _wraps(label: str, before: str, below: str, groups: set[str]) -> bool:
    """Tell whether *label* ends what stands *before* and begins what stands *below*, letters of groups in between."""
    window = before[-len(label) - SLACK :]
    start = window.rfind(label[:LEAST_PART])
    if start < 0 or (window[max(0, start - 1) : start].isdigit() and not label[:1].isdigit()):
        return False  # another row's number stands before it
    met = 0
    for place, letter in enumerate(window[start:] + below):
        if met == len(label) and place >= len(window) - start:
            return True
        if met < len(label) and letter == label[met]:
            met += 1
        elif letter not in groups:
            return False
    return met == len(label)


def _misspelt(strip: Strip, labels: Labels) -> Iterator[int]:
    """Yield the row that the words before the figures are the beginning of, or nearest to by far."""
    text = next(iter(_variants(strip.pieces[-1:])), [""])[-1] if strip.pieces else "".join(strip.above[-1:])
    if len(text) < LEAST_FUZZY:
        return
    cut = {n for n, row in enumerate(labels.rows) for label in row.labels if label.startswith(text)}
    distances = sorted(
        (min(Levenshtein.distance(text, label) for label in row.labels), n)
        for n, row in enumerate(labels.rows)
        if row.labels
    )
    best, number = distances[0] if distances else (len(text), 0)
    is_near = best <= len(text) // LETTERS_AN_EDIT and all(other > 2 * best + 1 for other, _ in distances[1:2])
    if len(cut) == 1 and 2 * len(text) >= len(labels.rows[min(cut)].labels[0]):
        yield min(cut)
    elif is_near:
        yield number
