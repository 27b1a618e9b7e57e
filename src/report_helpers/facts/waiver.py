"""The waiver: a person's reason why a soft finding may stand, bound to the figures it was given for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FINGERPRINT_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Waiver:
    """One entry of waivers.yaml. `figures` are the values it was given for, by fact id.

    A finding in the text is named by its `sentence`, one in the tables by its `cells`.
    """

    rule: str
    cells: tuple[str, ...]
    sentence: str
    reason: str
    explanation: str
    by: str
    until: date
    figures: Mapping[str, str]
    fingerprint: str

    def sealed(self, finding: str) -> str:
        """Return the fingerprint this waiver must bear for a finding's own: no word of it may be edited."""
        words = (finding, self.reason, self.explanation, self.by, self.until.isoformat())
        return _digest(words)


def fingerprint(rule: str, figures: Mapping[str, str], sentence: str, expected: str, found: str) -> str:
    """Return a finding's fingerprint: it changes with every figure concerned."""
    return _digest((rule, *(f"{fact}={value}" for fact, value in sorted(figures.items())), sentence, expected, found))


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:FINGERPRINT_LENGTH]
