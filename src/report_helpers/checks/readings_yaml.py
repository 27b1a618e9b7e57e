"""readings.yaml of a kind: what a number in its text may mean, and what the words for it are."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from report_helpers.files.documents import Document, Field
from report_helpers.files.records import Pattern

if TYPE_CHECKING:
    from report_helpers.forms.kind import Kind

FILE = "readings.yaml"
NEVER = "(?!)"


class NumberReading(Document):
    """One entry of readings.yaml.

    Where a sentence, or the one before, last names an `other` matter and not its `own`, its numbers are of that.
    `named` says that a share is of it only where its paragraph names its `own`: 办结率.
    `part` says that the text may say in words that there are none of it, or that all are.
    `listed` says that its name is a list (警告、通报批评): it is looked for back to the last number, not in the clause.
    """

    rule: str
    before: Pattern
    unless: Pattern = ""
    own: Pattern = ""
    other: Pattern = ""
    named: bool = False
    unit: Literal["count", "money"] = "count"
    part: bool = False
    listed: bool = False
    values: dict[str, tuple[str, ...]] = Field(min_length=1)
    said: dict[str, Pattern] = Field(default_factory=dict)


class Share(Document):
    """What a share of some facts may be a share of: a pattern over their ids, the wholes and the words for each."""

    of: str
    wholes: dict[str, Pattern] = Field(min_length=1)


class About(Document):
    """Words, one of which stands wherever a paragraph tells of some facts: a pattern over their ids."""

    of: str
    words: Pattern


class Readings(Document):
    """`apart` is a pattern: behind such words of its sentence a number is that of a part of the organs.

    So is `things`: what the figures count, which may stand behind the name of a part (没有不予公开的申请). Each of
    the lists of `ranked` has facts of which one may be called the largest.
    """

    apart: Pattern = NEVER
    things: Pattern = NEVER
    readings: tuple[NumberReading, ...] = ()
    shares: tuple[Share, ...] = ()
    about: tuple[About, ...] = ()
    ranked: tuple[tuple[str, ...], ...] = ()


@lru_cache(maxsize=8)
def _readings_of(kind: Kind) -> tuple[tuple[NumberReading, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (reading, re.compile(reading.before), re.compile(reading.unless) if reading.unless else None)
        for document in kind.documents(FILE, Readings)
        for reading in document.readings
    )


@lru_cache(maxsize=256)  # of every number several rules ask
def named_readings(kind: Kind, words: str) -> tuple[NumberReading, ...]:
    """Return the readings that words name."""
    return tuple(
        reading
        for reading, before, unless in _readings_of(kind)
        if before.search(words) and not (unless and unless.search(words))
    )
