"""A page's rows as strips: figures that stand together, with the words before, above and below them.

Every format comes down to this: a row of a table is a strip with its cells, a line of text one with
its words. Numbers inside a sentence are no figures of a table and make no strip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.published.figures import is_value
from report_helpers.published.labels import comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from report_helpers.published.model import Row

MOST_ABOVE = 60  # lines kept above a strip: the headings of a table wrapped letter by letter
MOST_BELOW = 80  # letters kept below
LEAST_NUMBERED = 4  # columns with numbers and no word for them; three may be figures whose sum is right
_UNIT = re.compile(r"(?<=[0-9０-９])\s+(?=(?:件|条|个|项|宗|起|份|次|篇|元|万元)(?:\s|$))")
_NUMBERS = re.compile(r"[0-9]{1,9}(?:\s+[0-9]{1,9})+")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:\s[0-9]{3})+")
_NUMBERING = re.compile(r"^\s*[0-9]{1,2}\s*[.．、]\s*")
_LONGEST_GLUED = 400  # letters of a label and its figures; the pattern tries each letter as the label's last
_GLUED = re.compile(r"(?P<words>.*[^\W\d_][^0-9]*?)(?P<figures>[0-9][0-9.,\s\-－+]*(?:万?元)?)\s*")
_INSTEAD = re.compile(r"暂?无|没有|零|不适用|不详|未统计")
_NUMBERED = ("栏次", "栏目", "列次", "行次", "序号", "编号", "甲", "乙", "丙", "甲乙", "甲乙丙")
_SENTENCE = re.compile(r"[。！？]")


@dataclass(frozen=True, slots=True)
class Strip:
    """Figures that stand together.

    `pieces` are the words before them in their own row, as (column, text); `cells` what stands
    behind those, blanks included, as (column, text); `above` the letters of the rows between the strip
    before and this one, `below` those between this one and the next. `is_glued` says that words and
    figures stand in one word, `is_line` that the strip comes from lines of text, `is_column` that each figure has a
    line, `is_shared` that they stood with those of other rows or among the label's lines.
    """

    row: Row
    pieces: tuple[tuple[int, str], ...]
    cells: tuple[tuple[int, str], ...]
    above: tuple[str, ...] = ()
    below: str = ""
    is_line: bool = False
    is_glued: bool = False
    is_column: bool = False
    is_shared: bool = False

    @property
    def values(self) -> list[str]:
        """The texts that are there, without the blanks."""
        return [text for _, text in self.cells if text.strip()]

    @property
    def label(self) -> str:
        """The letters before the figures in their own row."""
        return comparable("".join(words for _, words in self.pieces))

    @property
    def numbers_columns(self) -> bool:
        """Whether this is no row of figures but the columns' numbers: 1, 2, 3 … behind nothing, 栏次 or 甲."""
        values = self.values
        is_enough = bool(self.pieces) or len(values) >= LEAST_NUMBERED
        is_named = all(comparable(words) in _NUMBERED for _, words in self.pieces)
        return is_enough and is_named and values == [str(n + 1) for n in range(len(values))]

    @property
    def text(self) -> str:
        """What the row shows, for a person."""
        return self.row.text if not self.is_column else " ".join(self.values)


def strips_of(rows: Iterable[Row], labels: Sequence[str] = ()) -> list[Strip]:
    """Return the strips of *rows* in their order; *labels* are the letters behind which glued figures may stand."""
    known = tuple(label for label in labels if label)
    strips: list[Strip] = []
    above: list[str] = []
    for row in rows:
        found = [_of_table(row)] if _is_grid(row) else _of_line(row, known)
        made = [strip for strip in found if strip.values or strip.cells]
        if made and strips and not above and _continues(strips[-1], made[0]):
            strips[-1] = replace(strips[-1], cells=(*strips[-1].cells, *made[0].cells))
            continue
        for strip in made:
            strips.append(replace(strip, above=tuple(above[-MOST_ABOVE:])))
            above = []
        if not made:
            above += _words(row)
        elif not found[-1].cells:
            above += [found[-1].label]
    return _with_below(strips, above)


def _is_grid(row: Row) -> bool:
    return bool(row.table) and not row.is_line


def _continues(before: Strip, strip: Strip) -> bool:
    """Tell whether a figure alone on its line goes on with those on the lines above it."""
    return before.is_column and strip.is_column


def _with_below(strips: list[Strip], rest: Sequence[str]) -> list[Strip]:
    # What stands before the next figures on their own line is their label, not the rest of this one.
    following = [*("".join(strip.above) for strip in strips[1:]), "".join(rest)]
    return [replace(strip, below=below[:MOST_BELOW]) for strip, below in zip(strips, following, strict=False)]


def _words(row: Row) -> list[str]:
    """Return the letters of a row that is no strip; none of a sentence.

    Numbers in it stay: what stands above such a line is no label of figures below it.
    """
    letters = comparable(row.text)
    return [letters] if letters and not _SENTENCE.search(row.text) else []


def _of_table(row: Row) -> Strip:
    """Return a table's row as a strip: the cells before its first figure are words."""
    cells = [(column, cell) for column, cell in enumerate(row.cells) if cell is not None]
    first = next((n for n, (_, cell) in enumerate(cells) if is_figure(cell)), None)
    words = cells if first is None else cells[:first]
    last = max((n for n, (_, cell) in enumerate(words) if cell.strip()), default=-1)
    pieces = tuple((column, cell) for column, cell in words if comparable(cell))
    behind = cells[last + 1 :]
    if first is None and (last < 0 or not behind):
        return Strip(row, pieces, ())
    return Strip(row, pieces, tuple(part for cell in behind for part in _apart(*cell)))


def is_figure(cell: str | None) -> bool:
    """Tell whether a table's cell stands where figures do: a figure, several, or a word instead of one."""
    return cell is not None and (
        is_value(cell) or any(pattern.fullmatch(cell.strip()) for pattern in (_NUMBERS, _INSTEAD))
    )


def _apart(column: int, cell: str) -> list[tuple[int, str]]:
    """Return a cell's figures: several that spaces part are several, unless the spaces may part thousands."""
    text = cell.strip()
    if _NUMBERS.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        return [(column, number) for number in text.split()]
    return [(column, cell)]


def _of_line(row: Row, labels: Sequence[str]) -> list[Strip]:
    """Return the strips of a line: each run of figures behind words; last the words behind the last figures."""
    text = _UNIT.sub("", row.text)
    if is_value(text):
        tokens = [text] if any(bracket in text for bracket in "（(") else text.split()
        cells = tuple((0, token) for token in tokens)
        return [Strip(row, (), cells, is_line=True, is_column=len(cells) == 1)]
    if _SENTENCE.search(text):
        return []
    groups = _groups(text)
    strips = []
    words = ""
    for spelling, figures, is_last in groups:
        words += spelling
        if figures and (is_last or len(figures) > 1):
            glued = _glued(row, words, labels)
            strips.append(_line_strip(row, words, figures) if not glued else _joined(glued[0], figures))
            words = ""
        else:
            words += "".join(figures)
    if words.strip() and not strips:
        return _glued(row, words, labels)
    if words.strip():
        strips += _glued(row, words, labels) or [Strip(row, ((0, words),), (), is_line=True)]
    return strips


def _line_strip(row: Row, words: str, figures: Sequence[str], *, is_glued: bool = False) -> Strip:
    pieces = ((0, words),) if comparable(words) else ()
    return Strip(row, pieces, tuple((0, figure) for figure in figures), is_line=True, is_glued=is_glued)


def _joined(strip: Strip, figures: Sequence[str]) -> Strip:
    return replace(strip, cells=(*strip.cells, *((0, figure) for figure in figures)))


def _groups(text: str) -> list[tuple[str, list[str], bool]]:
    """Return a line's words in turn with the figures behind them, and whether nothing follows those."""
    numbering = _NUMBERING.match(text)
    head = numbering[0] if numbering and not is_value(text) and not text[numbering.end() :][:1].isdigit() else ""
    groups: list[tuple[str, list[str], bool]] = [(head, [], False)]
    for token in text[len(head) :].split():
        if is_value(token):
            groups[-1][1].append(token)
        elif groups[-1][1]:
            groups.append((token, [], False))
        else:
            groups[-1] = (groups[-1][0] + token, [], False)
    words, figures, _ = groups[-1]
    return [*groups[:-1], (words, figures, True)]


def _glued(row: Row, text: str, labels: Sequence[str]) -> list[Strip]:
    """Return the strip of a line in which figures follow a known label without a space."""
    found = _GLUED.fullmatch(text) if len(text) <= _LONGEST_GLUED else None
    if found is None or not comparable(found["words"]).endswith(tuple(labels) or ("\0",)):
        return []
    return [_line_strip(row, found["words"], found["figures"].split(), is_glued=True)]
