"""Shares and changes of counts that the text itself gives: 抽查24份，其中规范21份，占87.5%; 由38个减至29个，减少9个."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.checks.words_of_numbers import LAST, numbers_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.narrative.text import Mention

AT_LEAST = frozenset("上超逾")
_OR_MORE = AT_LEAST | set("余多")
_REACH = 20  # characters before a number
# Between a part and its share: nothing that names another whole; or a whole with its count (占全部公开信息56条的12.5%).
_OF_IT = re.compile(
    r"[，,、（(\s]*(?:约|分别|共)?占(?:比|比例|比重)?[为达约到是]{0,2}(?:总数|总量|全部|其中)?的?(?:比例|比重)?[为达约到是]{0,2}\s*"
)
_OF_NEXT = re.compile(r"[，,、（(\s]*(?:约|分别|共)?占[^，。；：、（）]{0,20}")
_RATE = re.compile(r"[，,、（(]?([一-鿿]{2,6})率[为达约到是]{0,2}\s*")
NEAR = 8  # counts before a rate or an average that it may be of
_NUMBERS = 24  # before a number: a list of eight counts, their changes and their shares
_PER_CENTS = re.compile("(?:[、，和及与]+[0-9.]+%)*")
_RESPECTIVELY = re.compile("[，,、（(\\s]*分别占(?:比|总数的?)?(?:[0-9.]+%[、，和及与]+)*")
_ALREADY = "(?:其?中|已经?|共|全部|均|实际|主动)*"
_AMONG = re.compile("其中|中[，、]")
_OR = re.compile("（[一-鿿]{1,2}）")  # 66个（次）
_BEHIND_WHOLE = re.compile(r"的(?:比例|比重)?[为达约是]{0,2}\s*")

_LAST = rf"(?:{LAST}|20\d\d ?年)"
_FROM = re.compile(f"[由从](?:{_LAST}|原来|原先|年初)?的?[^，。；：、（）]{{0,4}}$")
_TO = re.compile("[^，。；：、（）由从]{0,4}[增减升降高低大缩简合][^，。；：、（）]{0,2}[到至为](?:今年|目前)?的?")
_THAN = re.compile(f"[，（]?[比较与]{_LAST}(?:的|结转)?")
_UP, _DOWN = "增加|增长|增幅|增|上升|提高|提升|扩大", "减少|下降|降幅|降低|压减|压缩|缩短|精简|下滑|回落|减|降"
_BY = re.compile(
    f"(?:相比)?[，（]?(?:共|净|同比|环比|[比较]{_LAST})*(?:(?P<up>{_UP})|(?P<down>{_DOWN}))了?[达约为近]{{0,2}}"
)
WHOLE = re.compile("[0-9,，]+(?:[.][0-9]+)?[^0-9.%万亿千百]*")  # 1.2万 was rounded


class Possible(NamedTuple):
    """One of the values a share or a change may have: what it is of, the value, its facts, what it is a share of."""

    name: str
    value: Decimal
    shown: str
    cells: tuple[str, ...]
    whole: str = ""


def shares_of_counts(mention: Mention) -> Iterator[Possible]:
    """Yield the share of counts that its sentence gives, of one unit and exact; 300余 of 350 is 85% or more."""
    for part, whole in _parts_and_wholes(mention):
        said, of = part.numeral.value, whole.numeral.value
        is_of_one_kind = part.numeral.unit in {whole.numeral.unit, ""} and whole.is_exact
        if said is None or not of or not is_of_one_kind or mention.numeral.unit != "%":
            continue
        value = said * 100 / of
        qualifiers = {part.numeral.qualifier, mention.numeral.qualifier}
        if part.is_exact or (qualifiers <= _OR_MORE and value >= (mention.numeral.value or 0)):
            yield Possible("占比", value, f"{part.numeral.text}占{whole.numeral.text} {value:.2f}%", ())


def changes_of_counts(mention: Mention) -> Iterator[Possible]:
    """Yield by how much a count changed, as a number or in per cent, where its sentence gives it before and after."""
    unit = mention.numeral.unit
    for old, new, by in _before_and_after(mention):
        before, now = old.numeral.value, new.numeral.value
        if before is None or now is None or not (old.is_exact and new.is_exact):
            continue
        change = now - before if by["up"] else before - now
        digits = int(now.as_tuple().exponent)
        # Both were rounded: 92.5% and 95.1% may be 2.5 points apart.
        is_near = abs(change - (mention.numeral.value or 0)) <= Decimal(1).scaleb(digits)
        shown = f"由{old.numeral.text}到{new.numeral.text}，{by['up'] or by['down']} "
        if old.numeral.kind == new.numeral.kind == "percentage" and unit.endswith("百分点"):
            if not is_near:
                yield Possible("增减", change, f"{shown}{change:f}{unit}", ())
        elif WHOLE.fullmatch(old.numeral.text) and WHOLE.fullmatch(new.numeral.text):
            if unit == "%" and before:
                yield Possible("增减", change * 100 / before, f"{shown}{change * 100 / before:.2f}%", ())
            elif unit == new.numeral.unit and not (is_near and digits < 0):
                yield Possible("增减", change, f"{shown}{change:f}{unit}", ())


def _before_and_after(mention: Mention) -> Iterator[tuple[Mention, Mention, re.Match[str]]]:
    """Yield what a count was, what it is, and the words by which a number says how far these are apart."""
    text, counts = mention.passage.text, counts_before(mention)
    by = _BY.fullmatch(text, counts[-1].numeral.end, mention.start) if len(counts) > 1 else None
    if by is None:
        return
    if len(counts) > 2 and _BY.fullmatch(text, counts[-2].numeral.end, counts[-1].start):  # noqa: PLR2004
        counts.pop()  # 减少88个，下降22.8%
    first, second = counts[-2:]
    between = text[first.numeral.end : second.start]
    if _FROM.search(text, max(0, first.start - _REACH), first.start) and _TO.fullmatch(between):
        yield first, second, by
    elif _THAN.fullmatch(between):
        yield second, first, by


def counts_before(mention: Mention) -> list[Mention]:
    """Return the figures and percentages of its sentence among the numbers that stand nearest before a number."""
    before = numbers_before(mention.passage, mention.start)[-_NUMBERS:]
    return [m for m in before if m.is_figure and m.numeral.value is not None]


def _respectively(mention: Mention, counts: list[Mention]) -> Iterator[tuple[Mention, Mention]]:
    """Yield the count that a percentage of a list is of: 24篇，其中图文18篇、视频6篇，分别占75%和25%."""
    text, end = mention.passage.text, counts[-1].numeral.end
    before, behind = _RESPECTIVELY.fullmatch(text, end, mention.start), _PER_CENTS.match(text, mention.numeral.end)
    place = text.count("%", end, mention.start)
    listed = counts[-(place + 1 + (behind[0].count("%") if behind else 0)) :]
    others = [m for m in counts if m.start < listed[0].start]
    if before and others and _AMONG.search(text, others[-1].numeral.end, listed[0].start) and place < len(listed):
        yield listed[place], others[-1]


def _parts_and_wholes(mention: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Yield the part and the whole that a percentage is of by the words between them, where its sentence gives both."""
    text = mention.passage.text
    start, _ = mention.passage.sentence_span(mention.start)
    counts = [m for m in counts_before(mention) if m.numeral.kind == "figure"]
    if len(counts) < 2:  # noqa: PLR2004  a part and its whole
        return
    part, last = counts[-2:]
    before, after = text[part.numeral.end : last.start], text[last.numeral.end : mention.start]
    after = after[found.end() :] if (found := _OR.match(after)) else after
    rate = _RATE.fullmatch(after)
    if "分别" in after:
        yield from _respectively(mention, counts)
    elif _OF_IT.fullmatch(after):
        lead = text[start : last.start]
        whole = next((m for m in reversed(counts[:-1]) if _AMONG.search(text, m.numeral.end, last.start)), None)
        if whole is not None and len(_AMONG.findall(lead)) == 1:
            yield last, whole
    elif _BEHIND_WHOLE.fullmatch(after) and _OF_NEXT.fullmatch(before):
        yield part, last
    elif rate and "、" not in before and re.fullmatch(f"{_ALREADY}{rate[1]}", last.before):
        yield from ((last, whole) for whole in counts[-NEAR:-1])  # 抽查5家40份，合格36份，合格率90%
