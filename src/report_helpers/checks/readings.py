"""What a number in the text may mean in a report: the values of the readings that its words name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import islice, product
from typing import TYPE_CHECKING

from report_helpers.checks.readings_yaml import FILE, NEVER, NumberReading, Readings, named_readings
from report_helpers.checks.words_of_numbers import LAST_YEAR, is_average, is_change, parts_together, words_of
from report_helpers.forms.model import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.forms.kind import Kind
    from report_helpers.narrative.text import Mention, Passage

COUNTERS = frozenset({"", "件", "条", "份", "宗", "起", "项", "个", "次", "例", "桩", "部", "人次"})
_MONEY = frozenset({"", *MONEY})
_FEW = 8  # values of one part that a sum of parts may be made of
_KIND = 2  # characters before the name of a figure: 行政复议
_LONGEST_PART = 10  # characters of the words that name a part of the figures


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a number would have to be under one reading; `value` is None when a cell is blank.

    `said` is a pattern of the words that say it, of several values of a reading, plainly: "" where the reading's own
    words do, NEVER where none do. `is_last` says that it is last year's.
    """

    rule: str
    name: str
    value: Decimal | None
    cells: tuple[str, ...]
    unit: str = ""
    said: str = ""
    is_last: bool = False


def wholes(report: Report, cells: Sequence[str], words: str) -> tuple[Fact, ...]:
    """Return the facts that a share of *cells* may be a share of; where *words* name some, only these."""
    shares = (share for document in report.kind.documents(FILE, Readings) for share in document.shares)
    known = {
        whole: re.search(named, words) is not None
        for share in shares
        if fnmatchcase(cells[0], share.of)
        for whole, named in share.wholes.items()
    }
    found = [whole for whole, is_named in known.items() if is_named] or known
    return tuple(fact for whole in found if (fact := report.get(whole)) is not None)


def candidates(report: Report, mention: Mention) -> tuple[Candidate, ...]:
    """Return what *mention* may stand for by the words around it, in readings.yaml's order."""
    is_count = mention.numeral.kind == "figure" and mention.numeral.value is not None
    if not is_count or is_change(mention) or is_average(mention):
        return ()
    parts = parts_together(mention)
    sums = tuple(_sums(report, mention, parts)) if parts else ()
    if sums:
        return sums
    first: tuple[Candidate, ...] = ()
    for words in words_of(mention):
        found = tuple(_candidates(report, mention, words))
        if any(value_of(mention, candidate) == candidate.value for candidate in found):
            return found
        first = first or found
    return first


def _of_mention(kind: Kind, mention: Mention, words: str) -> list[NumberReading]:
    """Return the readings that the *words* of a number's clause name, and those that a list before it does."""
    listed = (reading for reading in named_readings(kind, mention.since) if reading.listed)
    return [*listed, *(reading for reading in named_readings(kind, words) if not reading.listed)]


def is_said(candidate: Candidate, words: str) -> bool:
    """Tell whether *words* mean plainly, of several values of a reading, that of a candidate."""
    return re.compile(candidate.said).search(words) is not None


def value_of(mention: Mention, candidate: Candidate) -> Decimal | None:
    """Return the mention's number in the unit of a candidate's facts."""
    value, own = mention.numeral.value, MONEY.get(candidate.unit)
    return value if value is None or own is None else value * MONEY.get(mention.numeral.unit, own) / own


def subject(report: Report, words: str, mention: Mention | None = None) -> tuple[Candidate, ...]:
    """Return the readings of a clause itself, of whatever unit, for shares and comparisons.

    Those of a *mention* that is of another matter are none: 热线转来工单352件，办结率100%.
    """
    named = named_readings(report.kind, words)
    own = [r for r in named if mention is None or _is_of_this(r, mention)]
    return tuple(candidate for reading in own for candidate in _values(report, reading))


def things_of(kind: Kind) -> str:
    """Return the pattern of the words for what the kind's figures count."""
    return "|".join(document.things for document in kind.documents(FILE, Readings))


def parts_named(report: Report, words: str, behind: str) -> Iterator[tuple[NumberReading, tuple[Candidate, ...]]]:
    """Yield the parts that *words* name, with nothing but the pattern *behind* after it, each with its values."""
    for reading in named_readings(report.kind, words):
        found = re.compile(reading.before).match(words) if reading.part else None
        is_plain = found is not None and found.end() <= _LONGEST_PART  # 制定与上位法抵触的规范性文件 is another thing
        values = tuple(_values(report, reading)) if is_plain else ()
        if found and values and re.fullmatch(behind, words[found.end() :]):
            yield reading, values


def figures_named(report: Report, words: str, around: str) -> Iterator[tuple[NumberReading, Candidate]]:
    """Yield each reading that *words* are the name of, with no more than a pattern behind, and the value they say."""
    for reading in named_readings(report.kind, words):
        values = list(_values(report, reading))
        plain = next((value for value in values if value.said and is_said(value, words)), *values[:1])
        if values and re.fullmatch(f".{{0,{_KIND}}}?(?:{reading.before}){around}", words):
            yield reading, plain


def ranked_with(report: Report, cells: Sequence[str]) -> tuple[Fact, ...]:
    """Return the facts that some of one kind may be said to be larger than: the others of their list."""
    lists = (each for document in report.kind.documents(FILE, Readings) for each in document.ranked)
    others = next((each for each in lists if set(cells) < set(each)), ())
    return tuple(fact for cell in others if cell not in cells and (fact := report.get(cell)) is not None)


def chief_subject(report: Report, words: str) -> tuple[Candidate, ...]:
    """Return of each reading of a clause the first: what its words name most plainly."""
    return tuple(next(_values(report, reading)) for reading in named_readings(report.kind, words))


def is_named(report: Report, fact_id: str, passage: Passage) -> bool:
    """Tell whether a passage or its heading speaks of what a fact is a figure of; of one without words, any does."""
    words = f"{passage.heading}，{passage.text}"
    about = [about for document in report.kind.documents(FILE, Readings) for about in document.about]
    wanted = [about.words for about in about if fnmatchcase(fact_id, about.of)]
    return not wanted or any(re.search(pattern, words) for pattern in wanted)


def named_facts(report: Report, words: str) -> tuple[str, ...]:
    """Return the patterns over ids of the facts whose words stand in *words*."""
    abouts = (about for document in report.kind.documents(FILE, Readings) for about in document.about)
    return tuple(about.of for about in abouts if re.search(about.words, words))


def _is_of_this(reading: NumberReading, mention: Mention) -> bool:
    """Tell whether a share is of a reading's matter: none other was last named."""
    is_named = not reading.named or re.compile(reading.own).search(mention.passage.text)
    return bool(is_named) and not (reading.other and _is_of_another(reading, mention))


def is_apart(kind: Kind, mention: Mention) -> bool:
    """Tell whether a number is that of a part of the organs: 市本级收到申请274件，办结270件."""
    start, _ = mention.passage.sentence_span(mention.start)
    documents = kind.documents(FILE, Readings)
    return any(re.compile(d.apart).search(mention.passage.text, start, mention.start) for d in documents)


def _candidates(report: Report, mention: Mention, words: str) -> Iterator[Candidate]:
    named = _of_mention(report.kind, mention, words)
    if not named or is_apart(report.kind, mention):
        return
    for reading in named:
        if reading.other and _is_of_another(reading, mention):
            continue
        if mention.numeral.unit in (_MONEY if reading.unit == "money" else COUNTERS):
            yield from _values(report, reading, is_last=is_last_years(report, mention, words))


def _sums(report: Report, mention: Mention, parts: Sequence[str]) -> Iterator[Candidate]:
    """Yield what several parts of the figures are together; nothing where one of them names none."""
    named = [list(islice(_candidates(report, mention, words), _FEW)) for words in parts]
    heads = [parts[0][:length] for length in reversed(range(1, len(parts[0])))]  # 现行有效的规章和行政规范性文件
    named = [
        found or next(filter(None, (list(_candidates(report, mention, head + words)) for head in heads)), [])
        for found, words in zip(named, parts, strict=True)
    ]
    for each in islice(product(*named), _FEW**2):
        values = [found.value for found in each if found.value is not None]
        total = sum(values, Decimal(0)) if len(values) == len(each) else None
        cells = tuple(cell for found in each for cell in found.cells)
        if len(set(cells)) == len(cells) and len({found.unit for found in each}) == 1:
            name = "＋".join(found.name for found in each)
            yield Candidate(each[-1].rule, name, total, cells, each[0].unit, is_last=each[0].is_last)


def _is_of_another(reading: NumberReading, mention: Mention) -> bool:
    """Tell whether what was last named up to a number's clause is another matter: 收到留言203条，办结203条."""
    start, _ = mention.passage.sentence_span(mention.start)
    if start:
        start, _ = mention.passage.sentence_span(start - 1)
    words = mention.passage.text[start : mention.start] + mention.after
    own = max((found.end() for found in re.compile(reading.own).finditer(words)), default=0)
    return any(found.start() >= own for found in re.compile(reading.other).finditer(words))


def _values(report: Report, reading: NumberReading, *, is_last: bool = False) -> Iterator[Candidate]:
    source = report.previous if is_last else report
    for name, cells in reading.values.items():
        facts = [None if source is None else source.get(cell) for cell in cells]
        if source is not None and any(fact is None for fact in facts):
            continue  # another version of the form
        values = [fact.value for fact in facts if fact is not None and fact.value is not None]
        total = sum(values, Decimal(0)) if len(values) == len(cells) else None
        unit = facts[0].unit if facts and facts[0] else ""
        said = reading.said.get(name, NEVER if reading.said or name != next(iter(reading.values)) else "")
        yield Candidate(reading.rule, f"上年{name}" if is_last else name, total, cells, unit, said, is_last)


def is_last_years(report: Report, mention: Mention, words: str) -> bool:
    """Tell whether a number is said of the year before: 上年, 去年, or that year's number at the clause's begin."""
    if LAST_YEAR.search(words):
        return True
    start, _ = mention.passage.sentence_span(mention.start)
    begin = rf"(?:^|[，、：；（(])[而在]?{report.year - 1} ?年度?，?(?!.*(?:结转|相比|以来))[^，。；：]*$"
    return re.search(begin, mention.passage.text[start : mention.start]) is not None
