"""The waiver: a person's reason why a soft finding may stand, bound to the figures it was given for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FINGERPRINT_LENGTH = 16
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of waivers.yaml. `figures` are the values it was given for, by fact id.

    A finding in the text is named by its `sentence`, one in the tables by its `cells`. It was `granted` on
    a day, for one report only, and holds `until` a day at most LONGEST later.
    """

    rule: str
    cells: tuple[str, ...]
    sentence: str
    reason: str
    explanation: str
    by: str
    granted: date
    until: date
    figures: Mapping[str, str]
    fingerprint: str

    @property
    def is_too_long(self) -> bool:
        """Whether it claims to hold for longer than a waiver may."""
        return self.until > self.granted + LONGEST

    def sealed(self, finding: str, report: str) -> str:
        """Return the fingerprint this waiver must bear for a finding's own, in the one report it was granted for.

        *report* is the report's whole id: no word of a waiver may be edited, and none serves another agency,
        year or kind.
        """
        days = (self.granted.isoformat(), self.until.isoformat())
        return _digest((report, finding, self.reason, self.explanation, self.by, *days))


def fingerprint(rule: str, figures: Mapping[str, str], sentence: str, expected: str, found: str) -> str:
    """Return a finding's fingerprint: it changes with every figure concerned."""
    return _digest((rule, *(f"{fact}={value}" for fact, value in sorted(figures.items())), sentence, expected, found))


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:FINGERPRINT_LENGTH]
