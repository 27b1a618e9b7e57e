"""A report's text with its figures typed, bound again, and compared placeholder by placeholder."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.drafts.binding import bind_draft
from report_helpers.drafts.reading import Paragraph
from report_helpers.narrative.render import names_for
from report_helpers.narrative.template import fill_in
from report_helpers.narrative.values import CLOSE, OPEN, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.drafts.binding import BoundParagraph
    from report_helpers.facts.report import Report

_BOUND = re.compile(f"{OPEN}([^{SEPARATOR}]*){SEPARATOR}([^{SEPARATOR}]*){SEPARATOR}([^{CLOSE}]*){CLOSE}")
_NAMES = ("year", "next_year", "period")


@dataclass(frozen=True)
class Line:
    """A paragraph as it is read: its text, its level, and what each placeholder in it prints, by where that begins."""

    text: str
    level: int
    placeholders: Mapping[int, tuple[str, str, str]]


def lines_of(report: Report, source: str) -> tuple[Line, ...]:
    """Return the paragraphs of a section's source."""
    names = dict(names_for(report))
    marked = {name: _mark(name, str(names[name])) for name in _NAMES}
    agency = {name: _mark(f"agency.{name}", text) for name, text in names["agency"].items()}
    filled = fill_in(source, names | marked | {"agency": agency}, "")
    filled = filled.replace("\ue003", OPEN).replace("\ue004", SEPARATOR).replace("\ue005", CLOSE)
    return tuple(_line(line) for line in filled.split("\n") if line.strip())


def _mark(name: str, text: str) -> str:
    return f"\ue003{name}\ue004\ue004{text}\ue005"


def _line(source: str) -> Line:
    head = re.match("(#*) *", source)
    level = len(head[1]) if head else 0
    text, placeholders, place = "", {}, head.end() if head else 0
    for found in _BOUND.finditer(source):
        text += source[place : found.start()].replace("\\", "")
        placeholders[len(text)] = (found[1], found[2], found[3].replace("\\", ""))
        text += found[3].replace("\\", "")
        place = found.end()
    return Line(text + source[place:].replace("\\", ""), level, placeholders)


def measure(report: Report) -> Counter[str]:
    """Return how many placeholders of a report's text there are, came back right and wrong, and what the others became.

    Right is the same fact printed the same way. Wrong is any other placeholder in its place, or where there was none.
    """
    counts: Counter[str] = Counter()
    for section in report.form.sections:
        before = lines_of(report, report.narrative[section.id])
        draft = {other.id: () for other in report.form.sections}
        draft[section.id] = tuple(Paragraph(line.text, line.level) for line in before)
        for old, bound in zip(before, bind_draft(report, draft), strict=True):
            counts += Counter(_outcomes(report, old, bound))
    return counts


def _outcomes(report: Report, old: Line, bound: BoundParagraph) -> Iterator[str]:
    (new,) = lines_of(report, bound.source)
    states = {figure.start: figure.state for figure in bound.figures}
    if new.text != old.text:
        yield "wrong"
    for start, (fact, derived, text) in old.placeholders.items():
        yield "all"
        own = new.placeholders.get(start)
        if own is None:
            inside = [states[place] for place in states if start <= place < start + len(text)]
            yield inside[0] if inside else "typed"
        else:
            is_same = (own[0] == fact and own[2] == text) or (own[0] == fact and own[1] == derived)
            yield "right" if is_same else "wrong"
    for start, (fact, *_) in new.placeholders.items():
        if start not in old.placeholders and fact in report.facts:
            yield "wrong"
