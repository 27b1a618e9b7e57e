"""What must not be published: personal data, secrets, unfit words, links, slips, unfinished text (P-1 to P-6)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from report_helpers.facts.residual import Spot, compared
from report_helpers.narrative.links import find_broken_links
from report_helpers.narrative.model import masked_in
from report_helpers.narrative.personal_data import find_personal_data
from report_helpers.narrative.proofreading import (
    built_in_words,
    find_confidential_marks,
    find_doubled_words,
    find_lost_characters,
    find_unbalanced_marks,
    find_unfinished_marks,
    find_words,
)
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.model import Slip
    from report_helpers.narrative.text import Text

    Finder = Callable[[str], Sequence[Slip]]


def no_personal_data(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-1: nobody's telephone, identity card, bank card, mail or home address is published."""
    allowed = [item for item in (report.agency.phone, report.agency.address, *report.agency.publishable) if item]
    return _searched(report, text, rule, lambda words: find_personal_data(words, allowed))


def not_confidential(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-2: no mark of a confidential or internal document."""
    return _searched(report, text, rule, find_confidential_marks)


def nothing_unfinished(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-6: no 待填, ××× or TODO where something was to be written."""
    return _searched(report, text, rule, find_unfinished_marks)


def no_unfit_words(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-3: no word of the kit's list or the office's own."""
    listed = built_in_words() | dict(report.words)
    return _searched(report, text, rule, lambda words: find_words(words, listed))


def links_well_formed(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-4: links are well formed; nothing is fetched."""
    return _searched(report, text, rule, find_broken_links)


def no_slips(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """P-5: no word doubled, no character lost, no bracket or quotation mark without its other half."""
    finders = (find_doubled_words, find_lost_characters, find_unbalanced_marks)
    return _searched(report, text, rule, lambda words: [slip for find in finders for slip in find(words)])


def _searched(report: Report, text: Text, rule: Rule, find: Finder) -> Iterator[Residual]:
    """Yield every slip in text and data; what may be personal is masked wherever it is said."""
    masked = cache(lambda sentence: masked_in(sentence, find(sentence)))
    for passage in text.passages:
        slips = find(passage.text)
        for slip in slips:
            spot = spot_in(passage, slip.start, slip.kind)
            yield _slip(rule, slip, Spot(spot.key, spot.place, masked(spot.sentence)))
        if not slips:
            yield compared(rule, Spot(f"{passage.section}#{passage.number}", passage.place, ""), (0, 0))
    for place, words in _data(report):
        slips = find(words)
        for slip in slips:
            yield _slip(rule, slip, Spot(f"{place}@{slip.start}{slip.kind}", place, masked_in(words, slips)))


def _data(report: Report) -> Iterator[tuple[str, str]]:
    """Yield every text beside the narrative that may be published, with its place."""
    agency = report.agency
    for fact in report.facts.values():
        place = f"{fact.origin.file} 第 {fact.origin.row} 行" if fact.origin else fact.label
        for text in (fact.note, fact.source, fact.label if fact.id.startswith("text.") else ""):
            if text:
                yield place, text
    for text in (agency.name, agency.short, *(note.reason for note in agency.notes)):
        yield f"data/{agency.slug}/agency.yaml", text
    for part in report.own:
        for cell in (cell for row in (part.frame.rows if part.frame else ()) for cell in row if cell.text):
            yield f"{part.place} 表的第 {cell.row + 1} 行第 {cell.column + 1} 列", cell.text
    for waiver in report.waivers:
        yield f"{report.id.data_path}/waivers.yaml", waiver.explanation


def _slip(rule: Rule, slip: Slip, spot: Spot) -> Residual:
    words = {"slip": slip.masked, "suggestion": slip.suggestion, "expected": "没有", "found": slip.masked}
    return compared(rule, spot, (1, 0), words=words)
