"""A number of parts, and the parts named with it: 由总体情况、……六个部分组成 (X-11)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.checks.announced_lists import words_of_list
from report_helpers.facts.residual import compared
from report_helpers.narrative.chinese_numbers import read_whole
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Passage

_NUMBER = r"(?P<said>(?P<count>[二三四五六七八九十]|[2-9]|1[0-2])\s*个?大?(?:部分|方面|章节|板块))"
_LISTS = (
    re.compile(
        rf"(?:由|包括了?|包含|分为|涵盖|[含从])(?P<items>[^。；：，]{{4,200}}?)[，,]?(?:等|共计?|这|合计|以上)*{_NUMBER}"
    ),
    re.compile(
        rf"{_NUMBER}(?:的?内容|组成|构成)?[，,]?(?:[：:]|即|分别是|分别为|包括)(?P<items>[^。；：，]{{4,200}})(?=[。；])"
    ),
)
_JOINED = re.compile("[和及与]")
_NAMED_BEFORE = re.compile("(?P<items>[^，。；：（）0-9]{4,200})等?$")
_MASK = "\u25a0"


def parts_named(report: Report, passage: Passage, rule: Rule) -> Iterator[Residual]:
    """Yield the comparison of a number of parts with how many are named; 和 may join two names, or stand within one."""
    titles = sorted((section.title for section in report.form.sections), key=len, reverse=True)
    for found in (found for pattern in _LISTS for found in pattern.finditer(passage.text)):
        items = found["items"]
        for title in titles:
            items = items.replace(title, _MASK + title[-2:])
        if "、" not in items:
            continue
        said, (least, most) = int(read_whole(found["count"]) or 0), _count(items, {title[-2:] for title in titles})
        named = min(max(said, least), most)
        is_open = "等" in passage.text[found.end("items") : found.start("said")] and "方面" in found["said"]
        if is_open and said > named:
            continue  # 从制度建设、业务培训等四个方面: two of the four
        words = words_of_list(found["said"], said, named, found["items"])
        yield compared(rule, spot_in(passage, found.start("count"), "named"), (said, named), words=words)


def counts_list(mention: Mention) -> bool:
    """Tell whether a number is how many things are named right before it: 公证、律师和人民调解等3类信息."""
    named = _NAMED_BEFORE.search(mention.since) if "、" in mention.since and not mention.fact else None
    if named is None or "、" not in named["items"]:
        return False
    pieces = named["items"].split("、")
    return len(pieces) <= (mention.numeral.value or 0) <= len(pieces) + len(_JOINED.findall(pieces[-1]))


def _count(items: str, endings: set[str]) -> tuple[int, int]:
    """Return the fewest and the most parts that are named.

    Where they end as titles do (……情况), one may have 、 or 和 within it; else 和 may join two.
    """
    pieces = items.split("、")
    ended = [piece for piece in pieces if piece[-2:] in endings]
    if pieces[-1][-2:] in endings and len(ended) > 1:
        joined = re.findall(f"(?:{'|'.join(endings)}){_JOINED.pattern}", items)
        return len(ended), len(pieces) + len(joined)
    return len(pieces), len(pieces) + len(_JOINED.findall(items))
