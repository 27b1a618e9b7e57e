"""Binds the figures of a draft: what one reading alone explains becomes its placeholder, the rest is listed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from report_helpers.checks.meanings import Meanings, meanings, unchanged
from report_helpers.drafts.placeholders import Placeholder, in_order, placeholder
from report_helpers.narrative.render import names_for
from report_helpers.narrative.text import BoundSpan, Passage
from report_helpers.sources.narrative_md import as_written

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.drafts.reading import Paragraph
    from report_helpers.facts.report import Report
    from report_helpers.narrative.text import Mention

_NAMES = ("period", "agency.name", "agency.short")
_YEARS = ("year", "next_year")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d) ?年(?:度|底|末|初)?")
_QUOTED = re.compile(r"《[^《》]*(?:〈[^〈〉]*〉[^《》]*)*》|“[^“”]*”")
_UNCHANGED = re.compile(r"与上年持平")
State = Literal["bound", "open", "refuted", "unknown", "typed"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a draft: where, its state, and between which placeholders a person may choose.

    `state` is bound; open (several readings explain it); refuted (none of the readings its words admit does);
    unknown (no fact explains it); or typed (explained, but no placeholder prints it). `readings` are the other
    ones: those that refute it, or those that no placeholder prints.
    """

    passage: Passage
    start: int
    text: str
    state: State
    choices: tuple[tuple[str, Placeholder], ...] = ()
    readings: tuple[str, ...] = ()
    mention: Mention | None = None

    @property
    def sentence(self) -> str:
        """The sentence it stands in."""
        return self.passage.sentence_at(self.start)


@dataclass(frozen=True, slots=True)
class BoundParagraph:
    """A paragraph of a draft with its placeholders and figures; `level` 0 is text, 3 a heading."""

    passage: Passage
    level: int
    placeholders: tuple[Placeholder, ...]
    figures: tuple[Figure, ...]

    @property
    def source(self) -> str:
        """The paragraph as Markdown with placeholders."""
        return "#" * self.level + " " * bool(self.level) + self.written(0, len(self.passage.text))

    def written(self, start: int, end: int) -> str:
        """Return a stretch of the paragraph as Markdown."""
        parts, place = [], start
        for one in self.placeholders:
            if start <= one.start and one.end <= end:
                parts += [as_written(self.passage.text[place : one.start]), one.source]
                place = one.end
        return "".join(parts) + as_written(self.passage.text[place:end])

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Yield each sentence that changes, as typed and as written."""
        for start, end in self.passage.sentences:
            if any(start <= one.start < end for one in self.placeholders):
                yield self.passage.text[start:end].strip(), self.written(start, end).strip()


def bind_draft(report: Report, draft: Mapping[str, Sequence[Paragraph]]) -> tuple[BoundParagraph, ...]:
    """Return the paragraphs of a draft, by section, with their figures bound to the facts of a report."""
    bound = []
    for section in report.form.sections:
        for number, paragraph in enumerate(draft[section.id], 1):
            is_heading = paragraph.level > 0
            passage = Passage(section.id, section.heading, number, paragraph.text, is_heading, ())
            bound.append(_bind(report, passage, paragraph.level))
    return tuple(bound)


def with_placeholders(paragraph: BoundParagraph, chosen: Mapping[int, Placeholder]) -> BoundParagraph:
    """Return a paragraph with further placeholders for the figures that begin at these places."""
    figures = tuple(_chosen(figure, chosen.get(figure.start)) for figure in paragraph.figures)
    return replace(paragraph, placeholders=in_order((*paragraph.placeholders, *chosen.values())), figures=figures)


def _chosen(figure: Figure, one: Placeholder | None) -> Figure:
    return replace(figure, state="bound", choices=((figure.text, one),)) if one else figure


def _bind(report: Report, passage: Passage, level: int) -> BoundParagraph:
    """Bind a paragraph from its begin to its end: what a number means may rest on those bound before it."""
    placeholders, figures = list(_names_in(report, passage)), list[Figure]()
    quoted = [span.span() for span in _QUOTED.finditer(passage.text)]
    trends = {found.start(): found.end() for found in _UNCHANGED.finditer(passage.text)}
    for start in sorted({*trends, *(mention.start for mention in passage.mentions if mention.is_figure)}):
        mention = next((m for m in passage.mentions if m.start == start and not m.fact), None)
        if start in trends:
            figure = _trend(report, passage, (start, trends[start]))
        elif mention is None:
            continue
        elif any(begin <= start < end for begin, end in quoted):
            figure = Figure(passage, start, mention.numeral.text, "typed")
        else:
            figure = _figure(report, mention)
        figures.append(figure)
        if figure.state == "bound":
            placeholders.append(figure.choices[0][1])
            passage = replace(passage, bound=(*passage.bound, _span(figure.choices[0][1])))
    return BoundParagraph(passage, level, in_order(placeholders), tuple(figures))


def _span(one: Placeholder) -> BoundSpan:
    return BoundSpan(one.start, one.end, one.fact, one.derived)


def _figure(report: Report, mention: Mention) -> Figure:
    known = meanings(report, mention)
    pairs = [(m.name, placeholder(report, mention, m) if m.cell else None) for m in known.found]
    choices = tuple((name, one) for name, one in pairs if one is not None)
    others = known.refuted or tuple(name for name, one in pairs if one is None)
    state, text = _state(known, choices), mention.numeral.text
    return Figure(mention.passage, mention.start, text, state, choices, others, mention)


def _trend(report: Report, passage: Passage, span: tuple[int, int]) -> Figure:
    known = unchanged(report, passage, span[0])
    choices = tuple(
        (m.name, Placeholder(*span, f"{{{{ {m.cell} | change }}}}", m.cell, "change")) for m in known.found if m.cell
    )
    others = known.refuted or tuple(meaning.name for meaning in known.found if not meaning.cell)
    return Figure(passage, span[0], passage.text[slice(*span)], _state(known, choices), choices, others)


def _state(known: Meanings, choices: Sequence[tuple[str, Placeholder]]) -> State:
    if known.is_unknown:
        return "unknown"
    if known.refuted:
        return "refuted"
    if not choices:
        return "typed"
    return "bound" if len(known.found) == 1 else "open"


def _names_in(report: Report, passage: Passage) -> Iterator[Placeholder]:
    """Yield the placeholders for the agency's names, the period and the years, outside titles and quotations."""
    text = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), passage.text)
    for name in _NAMES:
        words = _name(report, name)
        for found in re.finditer(re.escape(words), text) if words else ():
            yield Placeholder(*found.span(), f"{{{{ {name} }}}}")
            text = text[: found.start()] + "\0" * len(words) + text[found.end() :]
    years = {str(_name(report, name)): name for name in _YEARS}
    for mention in passage.mentions:
        dated = _YEAR.fullmatch(mention.numeral.text) if mention.numeral.kind == "date" else None
        if dated and dated["year"] in years and text[mention.start] != "\0":
            yield Placeholder(mention.start, mention.start + len(dated["year"]), f"{{{{ {years[dated['year']]} }}}}")


def _name(report: Report, name: str) -> str:
    """Return what a placeholder of a name prints."""
    value: object = names_for(report)
    for part in name.split("."):
        value = value[part]  # type: ignore[index]
    return str(value)
