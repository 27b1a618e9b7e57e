"""What a comparison with last year is about: the readings its sentence names, with the figures of both years."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import agrees, matched, states
from report_helpers.checks.readings import Candidate, candidates, chief_subject, value_of
from report_helpers.checks.words_of_numbers import RUNNING, is_change, nearest_before, numbers_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention, Passage

MARKS = "，。；：！？、（）()\n"
_NEAR = 8  # characters before 两年 in which 连续 stands
REACH = 60  # characters of a clause before and after a number
DOWN = re.compile("降|减|下滑|回落|少")
_NEXT = re.compile(r"[，,、（(\s]*[^，。；、（）()]{0,8}")


def compared_with_last_year(report: Report, passage: Passage, position: int) -> tuple[Candidate, ...]:
    """Return what a comparison at *position* is about.

    That is what its own clause names, else the number right before it, else whatever its sentence has named.
    """
    start, end = passage.sentence_span(position)
    nearest = nearest_before(passage, position)
    own = chief_subject(report, clause_before(passage, position, nearest.numeral.end if nearest else start))
    if own:
        return own
    said = _counts(report, passage, start, end)
    counts = said[: bisect_left(said, position, key=lambda count: count[0].start)]
    if counts:
        last, found = counts[-1]
        between = passage.text[last.numeral.end : position]
        is_next = nearest is last and "分别" not in between and _NEXT.fullmatch(between) is not None
        is_aside = "其中" in passage.text[start : last.start] or "）" in between
        return (found,) if is_next and not is_aside else tuple(dict.fromkeys(found for _, found in counts))
    clauses = reversed(re.split(f"[{MARKS}]", passage.text[start : min(position, end)]))
    return next((named for clause in clauses if (named := chief_subject(report, clause))), ())


@lru_cache(maxsize=8)  # every number of a sentence asks it
def _counts(report: Report, passage: Passage, start: int, end: int) -> tuple[tuple[Mention, Candidate], ...]:
    """Return the numbers of a sentence that say how much something is, each with what it states."""
    figures = (m for m in numbers_within(passage, start, end) if m.is_figure and not is_change(m))
    return tuple((m, found) for m in figures if (found := stated(report, m)) is not None)


def stated(report: Report, mention: Mention) -> Candidate | None:
    """Return what a number states: the fact it is bound to, or the reading it agrees with."""
    if mention.numeral.kind != "figure":
        return None
    fact = states(report, mention)
    return as_reading(fact) if fact else matched(mention, candidates(report, mention))


def as_reading(fact: Fact) -> Candidate:
    """Return a fact as what a number may mean."""
    return Candidate("", fact.label, fact.value, (fact.id,), fact.unit)


def in_both_years(report: Report, readings: Iterable[Candidate]) -> Iterator[tuple[Candidate, tuple[Decimal, Decimal]]]:
    """Yield each reading with its figures of this year and of last; none where either is not known."""
    for reading in readings:
        facts = [report.previous.get(cell) if report.previous else None for cell in reading.cells]
        values = [fact.value for fact in facts if fact is not None and fact.value is not None]
        if reading.value is not None and len(values) == len(reading.cells):
            yield reading, (reading.value, sum(values, Decimal(0)))


def in_each_year(report: Report, mention: Mention) -> bool:
    """Tell whether a number is that of years in each of which a figure was as the next says: 连续两年超过3500件."""
    running = RUNNING.search(mention.passage.text[max(0, mention.start - _NEAR) : mention.numeral.end])
    if running is None:
        return False
    later = (m for m in mention.passage.mentions if m.start >= mention.numeral.end and m.sentence == mention.sentence)
    figure = next(later, None)
    found = matched(figure, candidates(report, figure)) if figure else None
    if figure is None or found is None:
        return False
    year: Report | None = report
    for _ in range(int(mention.numeral.value or 0)):
        if year is None:
            return False
        values = [fact.value for cell in found.cells if (fact := year.get(cell)) is not None and fact.value is not None]
        said, total = value_of(figure, found), sum(values, Decimal(0))
        if len(values) < len(found.cells) or not agrees(figure, said, total):
            return False
        year = year.previous
    return True


def clause_before(passage: Passage, position: int, begin: int = 0) -> str:
    """Return the clause up to *position*, the years in it included, from *begin* on."""
    text = passage.text[max(begin, position - REACH) : position]
    return text[max(text.rfind(mark) for mark in MARKS) + 1 :]
