"""Which part the text says is the largest (X-1, X-2): 以自然人为主, 予以公开的最多."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.checks.readings import is_named, parts_named, ranked_with
from report_helpers.checks.words_of_numbers import LAST_YEAR
from report_helpers.facts.residual import compared
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Text

_PART = "(?:因|属于?|涉及)?(?P<part>[^，。；：、！？（）\\s0-9]{2,16}?)"
_MOST = (
    re.compile(f"以{_PART}为主(?=[，。；、]|$)"),
    re.compile(f"主要(?:为|是|来自){_PART}(?:提出)?(?=[，。；]|$)"),
    re.compile(f"(?:^|(?<=[，。；：中])){_PART}(?:数量|占比|件数)?(?:最[多大高]|居首位?|居第一位?)"),
)
_BEHIND = "(?:的|类|申请|事项|情形|答复|提出){0,4}"


def said_to_be_most(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """Yield every part that the text says is the largest, against the others of its kind."""
    found = ((p, m) for p in text.passages for pattern in _MOST for m in pattern.finditer(p.text))
    for passage, match in found:
        for reading, values in parts_named(report, match["part"], _BEHIND):
            own, start = values[0], passage.sentence_span(match.start())[0]
            others = [fact for fact in ranked_with(report, own.cells) if fact.value is not None]
            is_ours = is_named(report, own.cells[0], f"{passage.heading}，{passage.text}")
            is_last = LAST_YEAR.search(passage.text[start : match.start()])
            if reading.rule != rule.id or own.value is None or not others or is_last or not is_ours:
                continue
            largest = max(others, key=lambda fact: fact.value or 0)
            shown = f"{own.name} {own.value:f}，{largest.label} {largest.value:f}"
            words = {
                "value": f"“{match[0]}”",
                "readings": shown,
                "matched": "",
                "found": match[0],
                "expected": shown,
            }
            sides = (int(own.value < (largest.value or 0)), 0)
            yield compared(rule, spot_in(passage, match.start(), "most"), sides, cells=own.cells, words=words)
