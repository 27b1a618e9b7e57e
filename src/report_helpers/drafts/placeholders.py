"""Writes what a number means as a placeholder that prints it as it stands in the draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import InputError
from report_helpers.files.characters import HALF_WIDTH
from report_helpers.narrative.values import FILTERS, bind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.meanings import Meaning
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention

_FORMS = {"": ("", "number"), "last_year": ("last_year",), "change": ("change", "yoy", "last_year")}
_LEAD = 12  # characters that a placeholder may print before its number: 比上年增加, 同比增长
_DIGITS = re.compile(r"[0-9０-９][0-9０-９,，.．]*")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where a draft's text becomes a placeholder: its source, the fact it prints (none for a name) and how."""

    start: int
    end: int
    source: str
    fact: str = ""
    derived: str = ""


def placeholder(report: Report, mention: Mention, meaning: Meaning) -> Placeholder | None:
    """Return the placeholder for a number that means that; None where none prints it as it stands."""
    text, span = mention.passage.text, (mention.start, mention.numeral.end)
    for source, printed, derived in _printings(report, meaning):
        if even(text[slice(*span)]) == printed:
            return Placeholder(*span, source, meaning.cell, derived)
        start = _start(text, span, printed)
        if start is not None:
            return Placeholder(start, span[1], source, meaning.cell, derived)
        digits = _DIGITS.search(text, *span)
        if digits and not derived and source.endswith("| number }}") and even(digits[0]) == printed:
            return Placeholder(*digits.span(), source, meaning.cell, derived)
    return None


def _printings(report: Report, meaning: Meaning) -> Iterator[tuple[str, str, str]]:
    """Yield every placeholder that says a meaning, what it prints, and how that is derived."""
    whole = f"share({meaning.whole})"
    for form in ("share",) if meaning.whole else _FORMS[meaning.derived]:
        bound = bind(report, meaning.cell)
        try:
            others = [bind(report, meaning.whole)] if meaning.whole else []
            bound = FILTERS[form](bound, *others) if form else bound
        except InputError:
            continue
        filtered = f" | {whole if meaning.whole else form}" if form else ""
        yield f"{{{{ {meaning.cell}{filtered} }}}}", even(bound.text), bound.derived


def _start(text: str, span: tuple[int, int], printed: str) -> int | None:
    """Return where *printed* begins when it ends with the number and has words before it."""
    for start in range(span[0] - 1, max(span[0] - _LEAD, 0) - 1, -1):
        if even(text[start : span[1]]) == printed and not text[start].isspace():
            return start
    return None


def even(text: str) -> str:
    """Return a number as placeholders print it: half width, without gaps and separators of thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})|\s", "", text.translate(HALF_WIDTH))


def in_order(found: Sequence[Placeholder]) -> tuple[Placeholder, ...]:
    """Return placeholders in the order of the text, those left out that run into one before them."""
    ordered: list[Placeholder] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not ordered or ordered[-1].end <= one.start:
            ordered.append(one)
    return tuple(ordered)
