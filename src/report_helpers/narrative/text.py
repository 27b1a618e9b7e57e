"""Reads the text as an auditor does: passages, sentences, and every number mentioned in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from report_helpers.facts.residual import Spot
from report_helpers.narrative.numerals import Numeral, find_numerals
from report_helpers.narrative.own_text import render_own
from report_helpers.narrative.render import render_all, render_opening

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.facts.report import Report
    from report_helpers.narrative.model import Block, Excuse, SectionText
    from report_helpers.narrative.own_text import OwnText

# Sentences and passages have an end, so that what is looked for around every number costs no more in a long text.
_SENTENCE = re.compile(r"[^。；！？;!?\n]{0,1000}[。；！？;!?\n]?")
_LONGEST = 3000  # characters of a passage
_CLAUSE_END = "，。；：！？、,;:!?（）()\n"
_ASIDE = re.compile("（[^（）]{1,3}）")  # 各县（区）
_MASK = "\u25a0"
_DIGIT = re.compile("[0-9.]")
# What changes a number that it stands right before; —— is a dash.
_SIGN = re.compile("(?<![-—–])[-－−–—]$|[+＋±¥￥$€<>＜＞≥≤≈.．]$")


@dataclass(frozen=True, slots=True)
class BoundSpan:
    """Where a passage prints a fact, and how it was derived from it."""

    start: int
    end: int
    fact: str
    derived: str


@dataclass(frozen=True)
class Passage:
    """A heading, a paragraph or a list item; `number` counts the passages of its section from 1.

    `source` is where it stands when that is not the narrative.
    """

    section: str
    heading: str
    number: int
    text: str
    is_heading: bool
    bound: tuple[BoundSpan, ...]
    source: str = ""

    @property
    def place(self) -> str:
        """Where the passage stands, for a person; one of a notebook's own cell is named by it."""
        return f"{self.heading} {self.source or f'第 {self.number} 段'}"

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The sentences as spans; they cover the passage."""
        return tuple(found.span() for found in _SENTENCE.finditer(self.text) if found[0])

    def sentence_span(self, position: int) -> tuple[int, int]:
        """Return the span of the sentence *position* lies in."""
        number = bisect_right(self.sentences, position, key=itemgetter(0))
        return self.sentences[number - 1] if number and position < len(self.text) else (0, len(self.text))

    def sentence_at(self, position: int) -> str:
        """Return the sentence *position* lies in."""
        start, end = self.sentence_span(position)
        return self.text[start:end].strip()

    def part(self, start: int, end: int) -> Passage:
        """Return what stands between two places as a passage of its own."""
        bound = (
            replace(span, start=span.start - start, end=min(span.end, end) - start)
            for span in self.bound
            if start <= span.start < end
        )
        return replace(self, text=self.text[start:end], bound=tuple(bound))

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Every numeral in reading order, as a reader sees it: a bound one is the fact's number and nothing more."""
        numerals = list(find_numerals(self.text))
        found = []
        for span in self.bound:
            numeral, is_whole = _printed(self.text, span, numerals)
            if numeral is not None:
                numerals[_touched(numerals, numeral.start, numeral.end)] = []
                found.append(Mention(self, numeral, span.fact, span.derived) if is_whole else Mention(self, numeral))
        found += (Mention(self, numeral) for numeral in numerals)
        return tuple(sorted(found, key=lambda mention: mention.start))

    @cached_property
    def number_starts(self) -> list[int]:
        """Where the numbers begin that bound a clause, in order: an idiom (三类内部事务信息) is words."""
        return [mention.start for mention in self.mentions if mention.numeral.kind != "idiom"]

    @cached_property
    def number_ends(self) -> list[int]:
        """Where these numbers end, in order."""
        return sorted(mention.numeral.end for mention in self.mentions if mention.numeral.kind != "idiom")


def _printed(text: str, span: BoundSpan, numerals: Sequence[Numeral]) -> tuple[Numeral | None, bool]:
    """Return the numeral that a reader sees at a bound figure, and whether it is the number of the fact.

    It is not where digits, a sign or a scale touch it (1{{ fact }}, -{{ fact }}, {{ fact }}万件). A bracket or a
    quotation mark around it makes it no ordinal and no name.
    """
    alone = next(iter(find_numerals(f"：{text[span.start : span.end]}")), None)  # behind a colon - is a sign
    if alone is None:
        return None, False
    alone = replace(alone, start=span.start + alone.start - 1, end=span.start + alone.end - 1)
    seen = [_with_sign(numeral, alone) for numeral in numerals[_touched(numerals, alone.start, alone.end)]]
    start, end = min(n.start for n in (*seen, alone)), max(n.end for n in (*seen, alone))
    first, last = _reach(text, start, end, numerals)
    if len(seen) == 1 and _digits(seen[0]) == _digits(alone) and (first, last) == (start, end):
        is_figure = seen[0].kind in {"figure", "percentage"}
        if is_figure or seen[0].kind != "name" or seen[0].text == _digits(alone):
            is_same = not is_figure or _says(seen[0], alone)
            return (seen[0] if is_figure else replace(alone, start=start, end=end)), is_same
    is_other = len(seen) == 1 and seen[0].kind == "figure" and seen[0].value != alone.value
    value = seen[0].value if is_other else None
    return replace(alone, start=first, end=last, text=text[first:last], value=value, upper=None), False


def _with_sign(seen: Numeral, alone: Numeral) -> Numeral:
    """Return a numeral with the minus that the fact prints before it: 增减{{ fact }} printed as 增减-9吨 is no dash."""
    if alone.value is None or seen.value is None or seen.value != -alone.value or seen.start != alone.start + 1:
        return seen
    return replace(seen, start=alone.start, text=f"-{seen.text}", value=alone.value)


def _touched(numerals: Sequence[Numeral], start: int, end: int) -> slice:
    """Return which of the *numerals*, in order and apart, have a character between *start* and *end*."""
    first = bisect_right(numerals, start, key=attrgetter("end"))
    return slice(first, max(first, bisect_left(numerals, end, key=attrgetter("start"))))


def _says(seen: Numeral, alone: Numeral) -> bool:
    """Tell whether a numeral with the digits of a fact has its value, kind and unit too."""
    unit_fits = alone.unit in {"", seen.unit}
    return (seen.value, seen.kind) == (alone.value, alone.kind) and unit_fits


def _digits(numeral: Numeral) -> str:
    return "".join(_DIGIT.findall(numeral.text))


def _reach(text: str, start: int, end: int, numerals: Sequence[Numeral]) -> tuple[int, int]:
    """Return how far a number goes with a sign, or a numeral of any script, that stands right at its digits."""
    nearby = numerals[_touched(numerals, start - 1, end + 1)]
    is_word = any(numeral.kind == "idiom" and (numeral.end == start or numeral.start == end) for numeral in nearby)
    before, after = text[max(0, start - 2) : start], text[end : end + 1]
    signed = _SIGN.search(before) or (not is_word and _is_numeral(before[-1:]))
    first = start - 1 if text[start].isdecimal() and signed else start
    return first, end + 1 if text[end - 1].isdecimal() and not is_word and _is_numeral(after) else end


def _is_numeral(character: str) -> bool:
    return character.isnumeric() or character == "两"


def spot_in(passage: Passage, position: int = 0, kind: str = "") -> Spot:
    """Return the spot of a position in a passage; *kind* tells two findings there apart."""
    key = f"{passage.section}#{passage.number}@{position}{kind}"
    return Spot(key, passage.place, passage.sentence_at(position))


@dataclass(frozen=True)
class Mention:
    """A number in its passage; `fact` names the fact it prints, "" when it was typed."""

    passage: Passage
    numeral: Numeral
    fact: str = ""
    derived: str = ""

    @property
    def start(self) -> int:
        """Where it begins in its passage."""
        return self.numeral.start

    @property
    def is_figure(self) -> bool:
        """Whether it is a number to account for: no date, ordinal, clause or name."""
        return self.numeral.kind in {"figure", "percentage"}

    @property
    def is_exact(self) -> bool:
        """Whether it claims an exact number: no 余, 约, 近, no range."""
        return not self.numeral.qualifier and self.numeral.upper is None

    @cached_property
    def sentence(self) -> str:
        """The sentence it stands in."""
        return self.passage.sentence_at(self.start)

    @cached_property
    def since(self) -> str:
        """The words of its sentence before it, back to the last number: a list, it may be."""
        start, _ = self.passage.sentence_span(self.start)
        ends = self.passage.number_ends
        nearest = bisect_right(ends, self.start)
        return self.passage.text[max([start, *ends[nearest - 1 : nearest]]) : self.start]

    @cached_property
    def before(self) -> str:
        """The words of its clause before it, back to the last number or punctuation mark."""
        flat = _ASIDE.sub(lambda aside: _MASK * len(aside[0]), self.since)
        cut = max((flat.rfind(mark) for mark in _CLAUSE_END), default=-1)
        return self.since[cut + 1 :]

    @cached_property
    def after(self) -> str:
        """The words of its clause behind it, up to the next number or punctuation mark."""
        _, end = self.passage.sentence_span(self.start)
        starts = self.passage.number_starts
        nearest = bisect_left(starts, self.numeral.end)
        text = self.passage.text[self.numeral.end : min([end, *starts[nearest : nearest + 1]])]
        cut = min((place for mark in _CLAUSE_END if (place := text.find(mark)) >= 0), default=len(text))
        return text[:cut]


@dataclass(frozen=True, eq=False)  # compared by identity, as its report
class Text:
    """All passages of a report's text in reading order, those of own cells behind their section's; and excuses."""

    sections: tuple[SectionText, ...]
    own: tuple[OwnText, ...] = ()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every heading, paragraph and list item."""
        return tuple(passage for section in self.sections for passage in _passages(section, self.own))

    def of(self, section_id: str) -> tuple[Passage, ...]:
        """Return the passages of one section."""
        return tuple(passage for passage in self.passages if passage.section == section_id)

    @property
    def excuses(self) -> Iterator[tuple[str, Excuse]]:
        """The excuses, each with the id of its section."""
        yield from ((section.id, excuse) for section in self.sections for excuse in section.excuses)
        yield from ((own.part.section, excuse) for own in self.own for excuse in own.excuses)

    def figures(self) -> Iterator[Mention]:
        """Yield the numbers to account for."""
        for passage in self.passages:
            yield from (mention for mention in passage.mentions if mention.is_figure)


def read_text_of(report: Report) -> Text:
    """Return the text of a report; InputError as `render_all` and `render_own` give it."""
    return Text(render_opening(report) + render_all(report), render_own(report) if report.own else ())


def _passages(section: SectionText, own: Iterable[OwnText]) -> Iterator[Passage]:
    words = (pair for text in own if text.part.section == section.id for pair in text.words)
    stretches = (("", section.blocks), *words)
    leaves = ((source, block) for source, blocks in stretches for block in _leaves(blocks))
    pieces = (piece for source, block in leaves for piece in _pieces(section, block, source))
    return (replace(piece, number=number) for number, piece in enumerate(pieces, 1))


def _pieces(section: SectionText, block: Block, source: str) -> Iterator[Passage]:
    """Yield a block as one passage; one without end as several, each of whole sentences."""
    text = "".join(run.text for run in block.runs)
    ends = list(accumulate(len(run.text) for run in block.runs))
    spans = [
        BoundSpan(end - len(run.text), end, run.fact, run.derived)
        for run, end in zip(block.runs, ends, strict=True)
        if run.fact
    ]
    whole = Passage(section.id, section.heading, 0, text, block.kind == "heading", tuple(spans), source)
    start = 0
    while len(text) - start > _LONGEST:
        end = whole.sentence_span(start + _LONGEST)[0]
        yield whole.part(start, end)
        start = end
    yield whole.part(start, len(text)) if start else whole


def _leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if block.kind != "list":
            yield block
        for item in block.items:
            yield from _leaves(item)
