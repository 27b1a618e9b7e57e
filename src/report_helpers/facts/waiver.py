"""The waiver: a person's reason why a soft finding may stand, bound to the figures it was given for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
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


def fingerprint(rule: str, figures: Mapping[str, str], sentence: str, expected: str, found: str) -> str:
    """Return what a waiver must name to hold: it changes with every figure concerned."""
    lines = [rule, *(f"{fact_id}={value}" for fact_id, value in sorted(figures.items())), sentence, expected, found]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:FINGERPRINT_LENGTH]
