"""A slip: a place in a text that somebody should look at before publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Slip:
    """What was found, where, and what to do about it.

    `text` may be personal data, so a log that prints a Slip does not show it; `masked`
    is what may be printed.
    """

    kind: str
    start: int
    end: int
    text: str = field(repr=False)
    masked: str
    suggestion: str


def masked_in(text: str, slips: Iterable[Slip]) -> str:
    """Return *text* with its slips as they may be printed."""
    for slip in sorted(slips, key=lambda slip: slip.start, reverse=True):
        text = text[: slip.start] + slip.masked + text[slip.end :]
    return text


def slip_at(kind: str, text: str, span: tuple[int, int], suggestion: str) -> Slip:
    """Return a slip that holds nothing personal at *span* of *text*."""
    found = text[span[0] : span[1]]
    return Slip(kind, span[0], span[1], found, found, suggestion)
