"""Parts named in a sentence make up their whole (X-11)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.checks.agreement import by_sentence, matched
from report_helpers.checks.procedures import parts_make_the_whole
from report_helpers.checks.readings import CHANGE, candidates
from report_helpers.facts.residual import compared
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Text

# “A、B分别为3件和4件” tells of A and B: only behind a comma are parts of what stands before it named.
_BEGIN = re.compile("其中|(?<=[，：,:])(?:分别为|分别是|包括)")


def parts_in_sentences(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-11: figures entered or named as parts of one whole add up to it; 余, 约, 近 are said."""
    yield from parts_make_the_whole(report, rule)
    for passage in text.passages:
        for _, mentions in by_sentence(passage):
            start, end = passage.sentence_span(mentions[0].start)
            found = _BEGIN.search(passage.text, start, end)
            counts = [m for m in mentions if _is_count(m) and not CHANGE.search(m.before)]
            before = [m for m in counts if found and m.start < found.start()]
            if found and before:
                whole = before[-1]
                parts = _parts(passage.text, found.end(), [m for m in counts if m.start >= found.end()], whole)
                if _is_judged(report, whole, parts):
                    yield _parts_residual(rule, whole, parts)


def _parts(text: str, begin: int, counts: Sequence[Mention], whole: Mention) -> list[Mention]:
    """Return the counts that are parts: of the whole's unit, not inside another bracket, up to a full list.

    “收到10件，其中自然人8件、法人2件，办结9件”: a list that is complete at a comma ends there.
    """
    parts: list[Mention] = []
    total, last = Decimal(0), begin
    for mention in counts:
        between = text[begin : mention.start]
        depth = between.count("（") - between.count("）")
        is_full = len(parts) > 1 and total == whole.numeral.value and "，" in text[last : mention.start]
        if depth < 0 or is_full:
            break
        if depth == 0 and mention.numeral.unit in {whole.numeral.unit, ""}:
            parts.append(mention)
            total, last = total + (mention.numeral.value or 0), mention.numeral.end
    return parts


def _is_count(mention: Mention) -> bool:
    return mention.numeral.kind == "figure" and mention.numeral.value is not None and not mention.derived


def _is_judged(report: Report, whole: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether the parts of a sentence must make its whole.

    Parts a person entered as such are judged by their facts; cells of a table named
    behind 其中 need not be all of them, but never more than the whole.
    """
    if len(parts) < 2 or (whole.fact and report.parts_of(whole.fact)):  # noqa: PLR2004  one part may leave the rest out
        return False
    if all(_is_cell(report, mention) for mention in parts):
        total = sum((m.numeral.value for m in parts if m.numeral.value is not None), Decimal(0))
        return whole.numeral.value is not None and total > whole.numeral.value and _is_cell(report, whole)
    return True


def _is_cell(report: Report, mention: Mention) -> bool:
    """Tell whether a number is one of the tables, bound or typed."""
    if mention.fact:
        return not mention.fact.startswith("text.")
    return matched(mention, candidates(report, mention)) is not None


def _parts_residual(rule: Rule, whole: Mention, parts: Sequence[Mention]) -> Residual:
    value = whole.numeral.value or Decimal(0)
    total = sum((mention.numeral.value for mention in parts if mention.numeral.value is not None), Decimal(0))
    gap = value - total
    marks = "、".join(dict.fromkeys(m.numeral.qualifier for m in (whole, *parts) if m.numeral.qualifier))
    unit = whole.numeral.unit
    words = {
        "cell": "正文总数",
        "left": whole.numeral.text,
        "found": whole.numeral.text,
        "parts": "＋".join(mention.numeral.text for mention in parts),
        "gap": f"有 {gap:f}{unit}没有说明去向" if gap > 0 else f"分项多出 {-gap:f}{unit}",
        "approximate": f"；其中含约数（{marks}）" if marks else "",
    }
    cells = tuple(mention.fact for mention in (whole, *parts) if mention.fact)
    return compared(rule, spot_in(whole.passage, whole.start), (value, total), cells=cells, words=words)
