"""Whether a number says what the tables say: the readings it admits, and how exactly it must agree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.checks.readings import COUNTERS, candidates, value_of
from report_helpers.files.characters import HALF_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.readings import Candidate
    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention, Passage, Text

_ROUNDED = re.compile(r"(?:^|(?<=[^\d.]))[0-9]+(?:\.([0-9]+))?(?=\s*[万亿])")
# How far an approximate number may lie from the exact one, downwards and upwards; of a small number one more.
_ABOVE, _BELOW, _NEARLY, _ABOUT = ("0", "0.2"), ("0.2", "0"), ("0.1", "0"), ("0.05", "0.05")
_LEEWAY = {
    "余": _ABOVE,
    "多": _ABOVE,
    "逾": _ABOVE,
    "超": _ABOVE,
    "上": _ABOVE,
    "近": _NEARLY,
    "未": _BELOW,
    "下": _BELOW,
}


@dataclass(frozen=True, slots=True)
class Account:
    """A mention, the readings it admits, and the one it agrees with."""

    mention: Mention
    candidates: tuple[Candidate, ...]
    matched: Candidate | None

    @property
    def nearest(self) -> Candidate | None:
        """The reading it agrees with, or comes closest to."""
        known = [candidate for candidate in self.candidates if candidate.value is not None]
        return self.matched or min(known, key=self._distance, default=None)

    def _distance(self, candidate: Candidate) -> Decimal:
        return abs((value_of(self.mention, candidate) or Decimal(0)) - (candidate.value or Decimal(0)))


@lru_cache(maxsize=2)  # four rules ask for them
def accounts(report: Report, text: Text) -> tuple[Account, ...]:
    """Return every figure of the text with its readings."""
    figures = ((mention, candidates(report, mention)) for mention in text.figures())
    return tuple(Account(mention, found, matched(mention, found)) for mention, found in figures)


def matched(mention: Mention, found: Sequence[Candidate]) -> Candidate | None:
    """Return the first reading a mention agrees with."""
    return next((c for c in found if c.value is not None and agrees(mention, value_of(mention, c), c.value)), None)


def agrees(mention: Mention, said: Decimal | None, value: Decimal) -> bool:
    """Tell whether a number said, exactly or approximately, fits *value*."""
    if said is None:
        return False
    if mention.numeral.upper is not None:
        return said <= value <= mention.numeral.upper
    if not mention.numeral.qualifier:
        return abs(said - value) <= _rounding(mention, said)
    if mention.numeral.qualifier == "达":  # 达3500件: as exactly as it is written
        return abs(said - value) <= _rounding(mention, said) or said <= value < said + _last_digit(said)
    below, above = map(Decimal, _LEEWAY.get(mention.numeral.qualifier, _ABOUT))
    return said - max(said * below, below and 1) <= value <= said + max(said * above, above and 1)


def _last_digit(said: Decimal) -> Decimal:
    """Return what one more in the last digit of a number that is not 0 is: 100 of 3500."""
    exponent = said.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


def _rounding(mention: Mention, said: Decimal) -> Decimal:
    """Return how far a number in 万 or 亿 (157万件, 7.27亿元) may be rounded: half its last digit."""
    written = _ROUNDED.search(mention.numeral.text.translate(HALF_WIDTH))
    if written is None:
        return Decimal(0)
    return abs(said / Decimal(written[0])) * Decimal(1).scaleb(-len(written[1] or "")) / 2 if said else Decimal(0)


class Sentence(NamedTuple):
    """A sentence that has numbers: where it stands in its passage, and these."""

    span: tuple[int, int]
    mentions: list[Mention]


def by_sentence(passage: Passage) -> Iterator[Sentence]:
    """Yield every sentence of a passage that has numbers."""
    for span, mentions in groupby(passage.mentions, key=lambda mention: passage.sentence_span(mention.start)):
        yield Sentence(span, list(mentions))


def states(report: Report, mention: Mention) -> Fact | None:
    """Return the fact that a bound number prints in a unit of its own; None for any other number."""
    fact, numeral = report.get(mention.fact) if mention.fact else None, mention.numeral
    if fact is None or numeral.kind == "percentage" or numeral.unit in {"", fact.unit}:
        return fact
    return fact if numeral.text.endswith(fact.unit) or {numeral.unit, fact.unit} <= COUNTERS else None
