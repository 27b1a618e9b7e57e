"""What a number in the text may mean: readings.yaml, and their values in a report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.files.documents import Document, Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.forms.kind import Kind
    from report_helpers.narrative.text import Mention

FILE = "readings.yaml"
COUNTERS = frozenset({"", "件", "条", "份", "宗", "起", "项", "个", "次", "例", "桩", "人次"})
# 元 for one of the unit.
MONEY = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10**4), "亿元": Decimal(10**8)}
LAST_YEAR = re.compile(r"(?:上年|去年|上一年|上年度|上一年度|去年同期|上年同期)(?:度|同期)?(?:为|是|共|新?收|分别)")
CHANGE = re.compile(r"(?:比|较)(?:上年|去年|上一年|上年度|上年同期|去年同期)|同比|环比")


class NumberReading(Document):
    """One entry of readings.yaml."""

    rule: str
    before: str
    unless: str = ""
    unit: Literal["count", "money"] = "count"
    values: dict[str, tuple[str, ...]] = Field(min_length=1)


class Share(Document):
    """What a share of some facts may be a share of: patterns over the part's id, and the wholes."""

    of: str
    wholes: tuple[str, ...] = Field(min_length=1)


class _Readings(Document):
    readings: tuple[NumberReading, ...] = ()
    shares: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a number would have to be under one reading; `value` is None when a cell is blank."""

    rule: str
    name: str
    value: Decimal | None
    cells: tuple[str, ...]
    unit: str = ""


@lru_cache(maxsize=8)
def _readings(kind: Kind) -> tuple[tuple[NumberReading, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (reading, _pattern(reading.before, kind), _pattern(reading.unless, kind) if reading.unless else None)
        for document in kind.documents(FILE, _Readings)
        for reading in document.readings
    )


def _pattern(text: str, kind: Kind) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error:
        shown = kind.shown_path(FILE)
        raise InputError(Problem("不是有效的正则表达式", shown, value=text, fix="请改正写法")) from None


def wholes(report: Report, cells: Sequence[str]) -> Iterator[Fact]:
    """Yield the facts that a share of *cells* may be a share of."""
    shares = (share for document in report.kind.documents(FILE, _Readings) for share in document.shares)
    ids = (whole for share in shares if fnmatchcase(cells[0], share.of) for whole in share.wholes)
    yield from (fact for fact_id in ids if (fact := report.get(fact_id)) is not None)


def candidates(report: Report, mention: Mention) -> tuple[Candidate, ...]:
    """Return what *mention* may stand for by the words around it, in readings.yaml's order."""
    if mention.numeral.kind != "figure" or mention.numeral.value is None or _is_change(mention):
        return ()
    for words in (mention.before, mention.before + mention.after):
        found = tuple(_candidates(report, mention, words))
        if found:
            return found
    return ()


def value_of(mention: Mention, candidate: Candidate) -> Decimal | None:
    """Return the mention's number in the unit of a candidate's facts."""
    value, own = mention.numeral.value, MONEY.get(candidate.unit)
    return value if value is None or own is None else value * MONEY.get(mention.numeral.unit, own) / own


def subject(report: Report, words: str) -> tuple[Candidate, ...]:
    """Return the readings of a clause itself, of whatever unit, for shares and comparisons."""
    return tuple(
        candidate
        for reading, before, unless in _readings(report.kind)
        if before.search(words) and not (unless and unless.search(words))
        for candidate in _values(report, reading)
    )


def _candidates(report: Report, mention: Mention, words: str) -> Iterator[Candidate]:
    for reading, before, unless in _readings(report.kind):
        fits = mention.fact or mention.numeral.unit in ({"", *MONEY} if reading.unit == "money" else COUNTERS)
        if fits and before.search(words) and not (unless and unless.search(words)):
            yield from _values(report, reading, is_last=LAST_YEAR.search(words) is not None)


def _values(report: Report, reading: NumberReading, *, is_last: bool = False) -> Iterator[Candidate]:
    source = report.previous if is_last else report
    for name, cells in reading.values.items():
        facts = [None if source is None else source.get(cell) for cell in cells]
        if source is not None and any(fact is None for fact in facts):
            continue  # another version of the form
        values = [fact.value for fact in facts if fact is not None and fact.value is not None]
        total = sum(values, Decimal(0)) if len(values) == len(cells) else None
        yield Candidate(
            reading.rule, f"上年{name}" if is_last else name, total, cells, facts[0].unit if facts and facts[0] else ""
        )


def _is_change(mention: Mention) -> bool:
    """Tell whether a number says by how much something changed, not how much it is."""
    return CHANGE.search(mention.before) is not None
