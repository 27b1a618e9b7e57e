"""Which of the text's own figures a typed number may be: of its value and unit, and named by its clause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import LCSseq

if TYPE_CHECKING:
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention

LEAST_LIKENESS = 0.6  # of a figure's name with the words before a number
LEAST_WORDS = 4  # characters of a clause that may be part of a name


def is_misnamed(report: Report, mention: Mention) -> bool:
    """Tell whether a number prints one figure of the text where its clause names another: 政府网站{{ text.posts }}."""
    facts = {fact.id: fact for fact in report.text_facts()}
    own = facts.get(mention.fact)
    if own is None or mention.derived:
        return False
    likeness = {fact.id: _likeness(fact.label, mention.before) for fact in facts.values() if fact.unit == own.unit}
    return likeness[own.id] < LEAST_LIKENESS <= max(likeness.values())


def named_figures(report: Report, mention: Mention) -> tuple[Fact, ...]:
    """Return the figures of the text that a number may be: of its value, unit and qualifier, named by its clause.

    One only where no other figure of that unit is named as well by these words.
    """
    numeral = mention.numeral
    same_unit = [fact for fact in report.text_facts() if fact.unit == numeral.unit]
    fitting = [f for f in same_unit if f.value == numeral.value and f.qualifier == numeral.qualifier]
    if not fitting or numeral.upper is not None:
        return ()
    likeness = {fact.id: _likeness(fact.label, mention.before) for fact in same_unit}
    best = max(likeness.values())
    likely = [fact for fact in same_unit if likeness[fact.id] == best]
    if best < LEAST_LIKENESS:
        return ()
    return tuple(likely) if any(fact in fitting for fact in likely) else ()


def _likeness(name: str, words: str) -> float:
    """Return how much of a figure's name stands in the words, in order, or of the words in the name: 0 to 1."""
    common = LCSseq.similarity(name, words)
    return max(common / len(name), common / len(words) if len(words) >= LEAST_WORDS else 0.0) if name else 0.0
