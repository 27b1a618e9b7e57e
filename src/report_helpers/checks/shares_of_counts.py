"""Shares of counts that the text itself gives: 抽查24份，其中规范21份，占87.5%."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.narrative.text import Mention

# Between a part and its share: nothing that names another whole; or a whole with its count (占全部公开信息56条的12.5%).
_OF_IT = re.compile(
    r"[，,、（(\s]*(?:约|分别|共)?占(?:比|比例|比重)?[为达约到是]{0,2}(?:总数|总量|全部|其中)?的?(?:比例|比重)?[为达约到是]{0,2}\s*"
)
_OF_NEXT = re.compile(r"[，,、（(\s]*(?:约|分别|共)?占[^，。；：、（）]{0,20}")
_RATE = re.compile(r"[，,、（(]?([一-鿿]{2,6})率[为达约到是]{0,2}\s*")
_OR = re.compile("（[一-鿿]{1,2}）")  # 66个（次）
_BEHIND_WHOLE = re.compile(r"的(?:比例|比重)?[为达约是]{0,2}\s*")


def share_of_counts(mention: Mention) -> Iterator[tuple[Mention, Mention]]:
    """Yield the part and the whole that a percentage is of by the words between them, where its sentence gives both."""
    text = mention.passage.text
    start, _ = mention.passage.sentence_span(mention.start)
    counts = [
        m
        for m in mention.passage.mentions
        if start <= m.start < mention.start and m.numeral.kind == "figure" and m.numeral.value is not None
    ]
    if len(counts) < 2:  # noqa: PLR2004  a part and its whole
        return
    part, last = counts[-2:]
    before, after = text[part.numeral.end : last.start], text[last.numeral.end : mention.start]
    after = after[found.end() :] if (found := _OR.match(after)) else after
    rate = _RATE.fullmatch(after) if len(counts) == 2 else None  # noqa: PLR2004
    if _OF_IT.fullmatch(after):
        lead = text[start : last.start]
        whole = next((m for m in reversed(counts[:-1]) if "其中" in text[m.numeral.end : last.start]), None)
        if whole is not None and lead.count("其中") == 1:
            yield last, whole
    elif _BEHIND_WHOLE.fullmatch(after) and _OF_NEXT.fullmatch(before):
        yield part, last
    elif rate and "、" not in before and last.before.endswith(rate[1]):
        yield last, part  # 抽查40份，合格36份，合格率90%
