"""Which part a text says is the largest, the next or larger than another (X-1, X-2, X-4): 以自然人为主, 其次是企业."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.checks.readings import figures_named, is_named, parts_named, ranked_with
from report_helpers.checks.words_of_numbers import LAST_YEAR
from report_helpers.facts.residual import compared
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

_PART = "(?:因|属于?|涉及)?(?P<part>[^，。；：、！？（）\\s0-9]{2,16}?)"
_MOST = (
    re.compile(f"以{_PART}为主(?=[，。；、]|$)"),
    re.compile(f"主要(?:为|是|来自){_PART}(?:提出)?(?=[，。；]|$)"),
    re.compile(f"(?:^|(?<=[，。；：中])){_PART}(?:数量|占比|件数)?(?:最[多大高]|居首位?|居第一位?)"),
)
_NEXT = re.compile(f"其次(?:是|为){_PART}(?=[，。；、（0-9]|$)")
_BEHIND = "(?:的|类|申请|事项|情形|答复|提出){0,4}"
_NAME = "[^，。；：、！？（）\\s0-9]{2,20}?"
_MORE = re.compile(
    f"(?:^|(?<=[，。；：中]))(?P<one>{_NAME})(?:明显|远远?|略|稍|仍|均|都|也|总体上?|要|数量){{0,2}}(?<!不)"
    f"(?P<than>[多大高少小低]于|超过|不及)(?P<rest>{_NAME})(?=[，。；、！？]|$)"
)
_AROUND = "(?:的|度|类|提出|提交|申请|案件|事项|决定|处理|数量?|件数|总[量数]|量){0,5}"
_LESS = "少小低不"


class _Claim(NamedTuple):
    """Figures a text compares: whose words, what is shown of them, and whether it is as the text says."""

    rule: str
    cells: tuple[str, ...]
    shown: str
    is_so: bool


def said_to_be_most(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """Yield every part that the text says is the largest, the next, or larger than another, against the others."""
    patterns = [*((pattern, _rank) for pattern in (*_MOST, _NEXT)), (_MORE, _larger)]
    found = ((p, m, judge) for p in text.passages for pattern, judge in patterns for m in pattern.finditer(p.text))
    for passage, match, judge in found:
        start, _ = passage.sentence_span(match.start())
        if LAST_YEAR.search(passage.text[start : match.end()]):
            continue
        for claim in judge(report, match):
            is_ours = is_named(report, claim.cells[0], passage)
            if claim.rule == rule.id and is_ours:
                yield _residual(passage, match, claim, rule)


def _residual(passage: Passage, match: re.Match[str], claim: _Claim, rule: Rule) -> Residual:
    said = {"value": f"“{match[0]}”", "found": match[0]}
    words = {**said, "readings": claim.shown, "matched": "", "expected": claim.shown}
    spot = spot_in(passage, match.start(), "most")
    return compared(rule, spot, (int(not claim.is_so), 0), cells=claim.cells, words=words)


def _rank(report: Report, match: re.Match[str]) -> Iterator[_Claim]:
    """Yield a part that is called the largest, or the next, with the others of its kind that are larger."""
    for reading, values in parts_named(report, match["part"], _BEHIND):
        own = values[0]
        others = [fact for fact in ranked_with(report, own.cells) if fact.value is not None]
        if own.value is None or not others:
            continue
        others.sort(key=lambda fact: -(fact.value or 0))
        larger = [fact for fact in others if (fact.value or 0) > own.value]
        is_next = match.re is _NEXT
        is_first = not larger and others[0].value != own.value
        shown = "，".join(f"{fact.label} {fact.value:f}" for fact in larger[:2] or others[:1])
        is_so = (len(larger) < 2 and not is_first) if is_next else not larger  # noqa: PLR2004
        yield _Claim(reading.rule, own.cells, f"{own.name} {own.value:f}，{shown}", is_so)


def _larger(report: Report, match: re.Match[str]) -> Iterator[_Claim]:
    """Yield two figures of which one is said to be larger than the other: 行政诉讼多于行政复议."""
    is_less = match["than"][0] in _LESS
    ends = zip(reversed(match["one"]), reversed(match["rest"]), strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))  # 制发规范性文件多于废止的规范性文件
    names = dict.fromkeys((match["rest"], match["rest"][: len(match["rest"]) - shared]))
    others = [value for name in names for _, value in figures_named(report, name, _AROUND)]
    for reading, own in figures_named(report, match["one"], _AROUND):
        other = next((each for each in others if each.unit == own.unit and each.cells != own.cells), None)
        if other is None or own.value is None or other.value is None:
            continue
        shown = f"{own.name} {own.value:f}，{other.name} {other.value:f}"
        is_so = own.value < other.value if is_less else own.value > other.value
        yield _Claim(reading.rule, own.cells, shown, is_so)
