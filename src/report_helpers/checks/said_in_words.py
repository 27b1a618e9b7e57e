"""Counts and shares said without a number (X-1, X-2, X-4): 没有不予公开的情形, 全部予以公开, 半数以上为自然人."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.checks.readings import is_named, parts_named, things_of, wholes
from report_helpers.checks.readings_yaml import NEVER
from report_helpers.checks.words_of_numbers import numbers_before
from report_helpers.facts.residual import compared, unverifiable
from report_helpers.narrative.patterns import fill
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.readings import Candidate
    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Passage, Text

# <THINGS> are the kind's own words for what its figures count.
_WORDS = {
    "LINK": "(?:作出|做出|实施|开展|发生|出现|产生|存在|收到|收取|办理|有|过|任何|因|被|已经?|依法|依规|按规定"
    "|也|为|是|系|属于?|来自于?|由|新){0,4}",
    "BETWEEN": "(?:的?(?:新收|收到|办结|答复)?的?(?:<THINGS>)?(?:事项|件)?)?(?:均|都)?",
    "HALF": "(?:超过|超|逾|过)?(?:半数|一半)(?:以上)?|过半|大半|多半|(?:绝大|大)?多数|绝?大部分",
    "PART": "(?P<part>[^，。；：、！？（）\\s]{2,30})",
    "LEAD": "(?:其中|全年|本年度?|年内|<THINGS>|中|因|属于?|涉及|以|，){0,4}",
    "BEHIND": "的?(?:而?(?:不予公开|未予公开)的?|<THINGS>|情形|情况|事项|决定|答复|案件|措施|行为|现象|业务|提出|提交"
    "|件){0,4}",
}
_NONE, _HALF, _ALL = Decimal(0), Decimal(50), Decimal(100)
# What says so, and between which shares, in per cent, the part then lies.
_SAYINGS = (
    ("(?<![并从毫])(?P<last>上一?年度?)?(?:(?<!尚)未|没有|不存在|(?<![有暂])无)(?=<LINK><PART>)", _NONE, _NONE),
    (
        "(?P<part>[^，。；：、！？（）\\s]{2,20}?)(?:数量?|件数)?(?:[均都]?为|是|：)(?:零|无|空白)(?=[，。；、]|$)",
        _NONE,
        _NONE,
    ),
    (
        "(?P<part>[^，。；：、！？（）\\s]{2,20}?)[均都也]?(?:没有|(?<!尚)未|从未)(?:发生|出现|产生|收到|存在|有)?过?(?=[，。；、]|$)",
        _NONE,
        _NONE,
    ),
    ("(?:<HALF>)(?=<BETWEEN><LINK><PART>)", _HALF, _ALL),
    (
        "(?P<part>[^，。；：、！？（）\\s]{2,20}?)的?(?:占(?:总数|总量|比|全部)?的?)?(?:<HALF>)(?=[，。；、]|$)",
        _HALF,
        _ALL,
    ),
    (
        "(?P<of>[^，。；：、！？（）]{0,40}?)(?:全部|(?<![日月年周季平])均|全都|都|悉数|百分之?百|100[%％])(?=<LINK><PART>)",
        _ALL,
        _ALL,
    ),
)
_ASIDE = 2  # characters before 全部 that name nothing: 均, 也均


class _Claim(NamedTuple):
    """Words that say how much of a part there is, and between which shares, in per cent, that lies."""

    start: int
    words: str
    part: str
    least: Decimal
    most: Decimal


def said_in_words(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """Yield every part of the figures that the text says there is none of, or nothing else, or mostly."""
    words = _words(things_of(report.kind))
    for passage, claim in _claims(text, words["THINGS"]):
        for reading, values in parts_named(report, claim.part, words["BEHIND"]):
            is_ours = is_named(report, values[0].cells[0], passage)
            if reading.rule == rule.id and is_ours and not _is_of_some(report, passage, claim, values[0]):
                yield _judged(report, passage, claim, values, rule)


@lru_cache(maxsize=8)
def _words(things: str) -> dict[str, str]:
    known = {"THINGS": things}
    for name, text in _WORDS.items():
        known[name] = fill(text, known)
    return known


@lru_cache(maxsize=2)  # three rules ask for them
def _claims(text: Text, things: str) -> tuple[tuple[Passage, _Claim], ...]:
    return tuple((passage, claim) for passage in text.passages for claim in _claims_of(passage, _words(things)))


def _claims_of(passage: Passage, words: dict[str, str]) -> Iterator[_Claim]:
    for pattern, least, most in _SAYINGS:
        for found in re.finditer(fill(pattern, words), passage.text):
            of = found.groupdict().get("of") or ""
            if len(of) <= _ASIDE or re.search(words["THINGS"], of):
                said = passage.text[found.start() : max(found.end(), found.end("part"))]
                part = re.sub(words["LEAD"], "", found["part"], count=1)
                yield _Claim(found.start(), said, (found.groupdict().get("last") or "") + part, least, most)


def _is_of_some(report: Report, passage: Passage, claim: _Claim, value: Candidate) -> bool:
    """Tell whether 均 speaks of the counts before it, none of which is a whole: 重复申请2件，均不予处理."""
    counts = [m.numeral.value for m in numbers_before(passage, claim.start) if m.numeral.kind == "figure"]
    whole = {one.value for one in wholes(report, value.cells, "")}
    return claim.least == _ALL and bool(counts) and not whole.intersection(counts)


def _judged(report: Report, passage: Passage, claim: _Claim, values: tuple[Candidate, ...], rule: Rule) -> Residual:
    spot = spot_in(passage, claim.start, "words")
    cells = tuple(cell for value in values for cell in value.cells)
    known = [value for value in values if value.value is not None]
    if not known:
        return unverifiable(rule, "对应的表格数据空白", cells, spot)
    if not claim.most:
        shown = {value.name: value.value for value in known}
        is_so, readings = 0 in shown.values(), "；".join(f"{name} {value:f}" for name, value in shown.items())
    else:
        shares = {
            f"{value.name}占{whole.label}": value.value * 100 / whole.value
            for value in known
            if claim.least <= _HALF or value.said != NEVER  # 全部予以公开 is not said of what was so in part
            for whole in wholes(report, value.cells, "")
            if whole.value and value.value is not None
        }
        is_so = any(claim.least <= share <= claim.most for share in shares.values())
        readings = "；".join(f"{name} {share:.2f}%" for name, share in shares.items())
    words = {
        "value": f"“{claim.words}”",
        "readings": readings,
        "matched": "",
        "found": claim.words,
        "expected": readings,
    }
    return compared(rule, spot, (int(not is_so), 0), cells=cells, words=words)
