"""Which words a number is said of: those before it, one of a list (A、B分别为1件和2件), parts together (A和B共3件)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.narrative.text import Mention

LAST = "(?:上一?年|去年)度?(?:同期)?"
# 比上年增加 is a change, 比上年的 3511 件 and 增加到 3525 件 are how much it was or is.
LAST_YEAR = re.compile(f"{LAST}(?![度同]|.{{0,4}}结转|末|底|未办|尚未|遗留)(?!.*(?:相比|比较|相较))")
CHANGE = re.compile(
    f"(?:(?<!连)[比较与和同]{LAST}(?!的?$)|同比|环比)(?!.*(?:[增减][加长至到少]*|上升|下降)[到至为]$)"
    "|(?:增长|增加|增多|上升|下降|减少|回落|下滑)了?$"
)
_JOINED = re.compile("、|以及|[和及与]")
_NAMES = re.compile("[^，。；：（）]{2,}$")
_VERB_OF_LIST = re.compile("[^，。；：（）、0-9]{0,12}?(?=[约近超]?[0-9一二三四五六七八九十百两])")
_REACH = 80  # characters before a number in which its words stand
_SUM = re.compile("(?:合计|总计|一共|共计?|之和)[有为是达]?$")
_TOGETHER = re.compile(f"([^，。；：（）0-9]{{4,}}?){_SUM.pattern}")
# 属于行政执法案卷的最多，为23件: the clause before says of what.
_CLAUSE_BEFORE = re.compile("([^，。；：（）0-9]{2,40})，(?:共|仅|只|数量)?(?:[为有是]|达到?)$")
# 结转2025年办理125件, 连续两年超过3500件: a year or how many bounds no clause.
_OVER_YEARS = re.compile(r"[^，。；：、（）0-9]*(?:20\d\d ?年度?|[两三四五]年)[^，。；：、（）0-9]*$")
_AVERAGE = re.compile("平均|均$|[月日周季年]均|每个?(?:月|[日天周]|季度|工作日)")


class InList(NamedTuple):
    """The name that a number has in the list of names before it, and the verb between the lists: 分别为, 分别下降."""

    name: str
    verb: str


def words_of(mention: Mention) -> Iterator[str]:
    """Yield the words a number may be said of, the nearest first."""
    listed = in_list(mention)
    if listed:
        yield listed.name
        return
    yield mention.before
    if mention.after:
        yield mention.before + mention.after
        return
    lead = _lead(mention)
    for mark, pattern in (("年", _OVER_YEARS), ("，", _CLAUSE_BEFORE)):
        found = pattern.search(lead) if mark in lead else None
        if found:
            yield found[found.lastindex or 0]


def in_list(mention: Mention) -> InList | None:
    """Return which of the names in a list a number is said of; None where it is in no list as long as that of names."""
    lead, text = _lead(mention), mention.passage.text
    if "分别" not in lead:
        return None
    begin = mention.start - len(lead) + lead.rindex("分别")
    found = _NAMES.search(text[max(0, begin - _REACH) : begin])
    verb = _VERB_OF_LIST.match(text, begin + len("分别"))
    if not found or not verb or re.search("[。；：]", text[verb.end() : mention.start]):
        return None
    names = _JOINED.split(found[0])
    numbers = [m for m in mention.passage.mentions if begin < m.start <= mention.start and m.is_figure]
    behind = [m for m in mention.passage.mentions if mention.start < m.start < mention.start + _REACH and m.is_figure]
    is_list = 1 < len(names) <= len(numbers) + len(behind)
    return InList(names[len(numbers) - 1], verb[0]) if is_list and 0 < len(numbers) <= len(names) else None


def said_before(mention: Mention) -> str:
    """Return the words right before a number, those before all of a list for one that has none of its own."""
    listed = None if mention.before else in_list(mention)
    return listed.verb if listed else mention.before


def is_change(mention: Mention) -> bool:
    """Tell whether a number says by how much something changed, not how much it is."""
    return CHANGE.search(said_before(mention)) is not None


def parts_together(mention: Mention) -> tuple[str, ...]:
    """Return the names of the parts that a number is the sum of by its words: 行政复议和行政诉讼共计247件."""
    found = _TOGETHER.search(_lead(mention)) if _SUM.search(mention.before) else None
    parts = tuple(_JOINED.split(found[1])) if found else ()
    return parts if len(parts) > 1 and all(parts) else ()


def is_average(mention: Mention) -> bool:
    """Tell whether a number is an average: 月均收到申请294件."""
    return _AVERAGE.search(mention.before) is not None


def _lead(mention: Mention) -> str:
    """Return what stands before a number in its sentence, as far as its words may reach."""
    start, _ = mention.passage.sentence_span(mention.start)
    return mention.passage.text[max(start, mention.start - _REACH) : mention.start]
