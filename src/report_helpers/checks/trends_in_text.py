"""Rises and falls that the text says without a number (X-3): 同比下降, 与上年持平, 翻一番."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.last_year import DOWN, MARKS, REACH, clause_before, compared_with_last_year, in_both_years
from report_helpers.checks.readings import Candidate, chief_subject
from report_helpers.checks.words_of_numbers import LAST
from report_helpers.facts.residual import compared, unverifiable
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
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
_FILLER = 4  # characters of a clause that name nothing: 数量均同比下降


def trends(report: Report, passage: Passage, rule: Rule) -> Iterator[Residual]:
    """Yield every rise or fall that is said without a number, against the figures it is said of."""
    for found in _TREND.finditer(passage.text):
        words = clause_before(passage, found.start())
        if _RATE.search(words) or _has_number(passage, found):
            continue
        readings = chief_subject(report, words)
        if not readings and len(words) <= _FILLER:
            readings = compared_with_last_year(report, passage, found.start())
        if readings:
            yield _trend(report, passage, found, readings, rule)


def _has_number(passage: Passage, found: re.Match[str]) -> bool:
    """Tell whether a number says how much: 同比增长12.5%, 比上年减少 3 件."""
    rest = passage.text[found.end() : found.end() + REACH]
    end = found.end() + min((at for mark in MARKS if (at := rest.find(mark)) >= 0), default=len(rest))
    return any(m.is_figure and found.start() <= m.start < end for m in passage.mentions)


def _trend(
    report: Report, passage: Passage, found: re.Match[str], readings: tuple[Candidate, ...], rule: Rule
) -> Residual:
    """Compare a rise or a fall with the figures it is said of: one of them must have gone that way."""
    trend, spot = found["trend"] or found["times"], spot_in(passage, found.start(), "trend")
    pairs = list(in_both_years(report, readings))
    if not pairs:
        return unverifiable(rule, f"没有 {report.year - 1} 年的数据", readings[0].cells, spot)
    faults = int(not any(_went(trend, *pair) and _so_much(found[0], *pair) for _, pair in pairs))
    shown = "；".join(f"{reading.name}上年 {before:f}、本年 {now:f}" for reading, (now, before) in pairs)
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
