"""Rises and falls that the text says without a number (X-3): 同比下降, 与上年持平, 翻一番."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.last_year import DOWN, MARKS, REACH, clause_before, compared_with_last_year, in_both_years
from report_helpers.checks.readings import Candidate, chief_subject, is_said, subject, wholes
from report_helpers.checks.words_of_numbers import LAST
from report_helpers.facts.residual import compared, unverifiable
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage

_TIMES = dict.fromkeys(("翻番", "翻倍", "翻一番", "翻了一番"), 2.0) | {"翻两番": 4.0, "翻了两番": 4.0, "减半": 0.5}
_TIMES |= {f"{fell}{done}一半": 0.5 for fell in ("减少", "下降", "降低", "少") for done in ("", "了", "近")}
_TWICE = "|".join(_TIMES)
_LEAPS = "激增|猛增|剧增|陡增|骤增|大增|飙升|锐减|骤降|骤减|剧减|大减"
# 同比下降, 与上年持平, 明显增长, 翻一番: the words for a change, without the number.
_TREND = re.compile(
    f"(?:(?:[比较与和同]{LAST}(?:相比|比较|比)?|同比|有所|略有|虽有|大幅|明显|显著|持续|逐年)"
    "(?:有所|略有|虽有|大幅度?|明显|显著|持续|呈|继续|均|又|也|的|总体|基本|大体|大致|小幅|上|都|仍|再次|双|完全|几乎){0,3}"
    f"(?P<trend>持平|相当|一致|相同|一样|{_TWICE}|增长|增加|增多|上升|攀升|下降|减少|回落|下滑|降低)|(?P<times>{_TWICE}|{_LEAPS}|零增长))"
)
# How large the change must be, or may be, for the words: a part of last year's figure.
_MUCH, _LITTLE = re.compile(f"大幅|明显|显著|{_LEAPS}"), re.compile("略|小幅")
_LEAST, _MOST = Decimal("0.05"), Decimal("0.5")
_FEW = Decimal(5)  # a change that is little, whatever the part
_RATE = re.compile("率|比例|占比|比重")
_OTHER_RATE = re.compile("按[期时]|限时|及时|满意|知晓|率先|效率")
# What a trend is said of, its figures of this year and of last, and how these are written.
_Pair = tuple[Candidate, tuple[Decimal, Decimal], str]
_FILLER = 4  # characters of a clause that name nothing: 数量均同比下降


def trends(report: Report, passage: Passage, rule: Rule) -> Iterator[Residual]:
    """Yield every rise or fall that is said without a number, against the figures it is said of."""
    for found in _TREND.finditer(passage.text):
        words = clause_before(passage, found.start())
        if _has_number(passage, found):
            continue
        if _RATE.search(words):
            rates = () if _OTHER_RATE.search(words) else tuple(_rates(report, words))
            if rates:
                yield _trend(passage, found, rates, rule)
            continue
        readings = chief_subject(report, words)
        if not readings and len(words) <= _FILLER:
            readings = compared_with_last_year(report, passage, found.start())
        pairs = [(reading, both, "{:f}") for reading, both in in_both_years(report, readings)]
        if pairs:
            yield _trend(passage, found, pairs, rule)
        elif readings:
            missing, spot = f"没有 {report.year - 1} 年的数据", spot_in(passage, found.start(), "trend")
            yield unverifiable(rule, missing, readings[0].cells, spot)


def _rates(report: Report, words: str) -> Iterator[_Pair]:
    """Yield what a rate may be a rate of, with its per cent of this year and of last: 予以公开的比例, 复议纠错率."""
    plain = (found for found in subject(report, words) if is_said(found, words))
    for reading, (now, before) in in_both_years(report, plain):
        for facts in zip(*(_filled(wholes(report, (cell,), words)) for cell in reading.cells), strict=False):
            values = {fact.id: fact.value or Decimal(0) for fact in facts}
            name = f"{reading.name}占{'与'.join(dict.fromkeys(fact.label for fact in facts))}"
            total = replace(reading, cells=tuple(values), value=sum(values.values(), Decimal(0)))
            for _, (whole, last) in in_both_years(report, (total,)):
                if whole and last and not values.keys() & {*reading.cells}:
                    yield replace(reading, name=name), (now * 100 / whole, before * 100 / last), "{:.2f}%"


def _has_number(passage: Passage, found: re.Match[str]) -> bool:
    """Tell whether a number says how much: 同比增长12.5%, 比上年减少 3 件."""
    rest = passage.text[found.end() : found.end() + REACH]
    end = found.end() + min((at for mark in MARKS if (at := rest.find(mark)) >= 0), default=len(rest))
    return any(m.is_figure and found.start() <= m.start < end for m in passage.mentions)


def _filled(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.value is not None]


def _trend(passage: Passage, found: re.Match[str], pairs: Sequence[_Pair], rule: Rule) -> Residual:
    """Compare a rise or a fall with the figures it is said of: one of them must have gone that way."""
    trend, spot = found["trend"] or found["times"], spot_in(passage, found.start(), "trend")
    faults = int(not any(_went(trend, *both) and _so_much(found[0], *both) for _, both, _ in pairs))
    shown = "；".join(
        f"{of.name}上年 {style.format(last)}、本年 {style.format(now)}" for of, (now, last), style in pairs
    )
    words = {"value": f"“{found[0]}”", "readings": shown, "found": found[0], "expected": shown}
    return compared(rule, spot, (faults, 0), cells=pairs[0][0].cells, words=words)


def _so_much(words: str, now: Decimal, before: Decimal) -> bool:
    """Tell whether a change is as large as 大幅, or as small as 略有, in the words for it."""
    change = abs(now - before)
    if _MUCH.search(words):
        return change >= before * _LEAST
    return not _LITTLE.search(words) or change <= max(before * _MOST, _FEW)


def _went(trend: str, now: Decimal, before: Decimal) -> bool:
    """Tell whether a figure went as a word says; 持平 within a twentieth, 翻一番 is twice within a tenth."""
    if trend in _TIMES:
        due = Decimal(_TIMES[trend]) * before
        return abs(now - due) <= due / 10
    if trend in {"一致", "相同", "一样"}:
        return now == before
    if trend in {"持平", "相当", "零增长"}:
        return abs(now - before) <= before / 20
    return now < before if DOWN.search(trend) else now > before
