"""Which words a number is said of: those before it, one of a list (A、B分别为1件和2件), parts together (A和B共3件)."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.narrative.text import Mention, Passage

LAST = "(?:上一?年|去年)度?(?:同期)?"
# 比上年增加 is a change, 比上年的 3511 件 and 增加到 3525 件 are how much it was or is.
_AGAINST = re.compile("(?:相比|比较|相较)")  # 与上年6件相比减少3件
LAST_YEAR = re.compile(f"{LAST}(?![度同]|.{{0,4}}结转|末|底|未办|尚未|遗留)(?!.*{_AGAINST.pattern})")
CHANGE = re.compile(
    f"(?:(?<!连)[比较与和同]{LAST}(?!的?$)|同比|环比)(?!.*(?:[增减][加长至到少]*|上升|下降)[到至为]$)"
    "|(?:增长|增加|增多|上升|下降|减少|回落|下滑)了?$"
)
_JOINED = re.compile("、|以及|[和及与]")
_NAMES = re.compile("[^，。；：（）]{2,}$")
_VERB_OF_LIST = re.compile("[^，。；：（）、0-9]{0,12}?(?=[约近超]?[0-9一二三四五六七八九十百两])")
_ALL = 100  # per cent
_REACH = 80  # characters before a number in which its words stand
_SUM = re.compile("(?:合计|总计|一共|共计?|之和)[有为是达]?$")
_TOGETHER = re.compile(f"([^，。；：（）0-9]{{4,}}?){_SUM.pattern}")
# 属于行政执法案卷的最多，为23件: the clause before says of what.
_CLAUSE_BEFORE = re.compile("([^，。；：（）0-9]{2,40})，(?:共|仅|只|数量)?(?:[为有是]|达到?)$")
# 结转2025年办理125件, 连续两年超过3500件: a year or how many bounds no clause.
_OVER_YEARS = re.compile(r"[^，。；：、（）0-9]*(?:20\d\d ?年度?|[两三四五]年)[^，。；：、（）0-9]*$")
RUNNING = re.compile("(?:已经?)?连续[两二三四五]年(?:均|都|保持|达到?|为)*$")
# 有125件申请因尚在期限内，结转下年度: how many, what, and only then what of them.
_THERE_ARE = re.compile("(?:其中|另外?|仍|尚|还|也|共)*有")
# 尚未审结的行政复议36件，行政诉讼20件; 已审结复议15件、诉讼10件: what stands before a list is said of each.
_ITEM = "[^，。；：、（）0-9的]{2,14}"
_HEADED = re.compile(
    f"(?P<head>[^，。；：、（）0-9]{{2,14}}的|(?:已经?|[尚仍]?未)[一-鿿]{{2}})(?:{_ITEM}[0-9]+[件宗条项]?[、，和及与]){{1,4}}(?P<name>{_ITEM})$"
)
# 百分之百予以回应, 100%办结: all of them, in other words.
_WHOLLY = re.compile(
    "(?:依法|按[期时]|及时|全部)*(?:(?:予以|得到|进行)|(?:回应|回复|答复|反馈|办理|办结|处理|受理|落实|公开|整改|解决))"
)
_COPULA = re.compile("(?:率|占比?|比例|比重|为|是|达到?|到|了|的)$")
_AVERAGE = re.compile("平均|(?<=.)均$|[月日周季年]均|每个?(?:月|[日天周]|季度|工作日)")


class InList(NamedTuple):
    """The name that a number has in the list of names before it, and the verb between the lists: 分别为, 分别下降.

    `head` is what stands before the first of the names (尚未审结的行政复议和行政诉讼), for the others.
    """

    name: str
    verb: str
    head: str = ""


def words_of(mention: Mention) -> Iterator[str]:
    """Yield the words a number may be said of, the nearest first."""
    listed = in_list(mention)
    if listed:
        yield listed.name
        if listed.head:
            yield listed.head + listed.name
        return
    yield mention.before
    lead = _lead(mention)
    headed = _HEADED.search(lead) if re.search("[的已未]", lead) else None
    if headed:
        yield headed["head"] + headed["name"]
    if mention.after:
        yield mention.before + mention.after
        if _THERE_ARE.fullmatch(mention.before):
            yield _behind(mention)
        return
    for mark, pattern in (("年", _OVER_YEARS), ("，", _CLAUSE_BEFORE)):
        found = pattern.search(lead) if mark in lead else None
        if found:
            yield RUNNING.sub("", found[found.lastindex or 0])


def numbers_before(passage: Passage, position: int) -> tuple[Mention, ...]:
    """Return the numbers that stand before *position* in its sentence, in order."""
    return numbers_within(passage, passage.sentence_span(position)[0], position)


def nearest_before(passage: Passage, position: int) -> Mention | None:
    """Return the last figure or percentage before *position* in its sentence."""
    return next((m for m in reversed(numbers_before(passage, position)) if m.is_figure), None)


def numbers_within(passage: Passage, start: int, end: int) -> tuple[Mention, ...]:
    """Return the numbers of a passage that begin between two places, in order."""
    first, behind = (bisect_left(passage.mentions, at, key=attrgetter("start")) for at in (start, end))
    return passage.mentions[first:behind]


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
    numbers = [m for m in numbers_within(mention.passage, begin, mention.start + 1) if m.is_figure]
    later = numbers_within(mention.passage, mention.start + 1, mention.start + _REACH)
    behind = [m for m in later if m.is_figure]
    is_list = 1 < len(names) <= len(numbers) + len(behind)
    if not is_list or not 0 < len(numbers) <= len(names):
        return None
    name, (head, mark, _) = names[len(numbers) - 1], names[0].rpartition("的")
    return InList(name, verb[0], head + mark if len(numbers) > 1 and "的" not in name else "")


def said_before(mention: Mention) -> str:
    """Return the words right before a number, those before all of a list for one that has none of its own."""
    listed = None if mention.before else in_list(mention)
    return listed.verb if listed else mention.before


def is_change(mention: Mention) -> bool:
    """Tell whether a number says by how much something changed, not how much it is."""
    is_of_before = _AGAINST.match(mention.passage.text, mention.numeral.end) is not None
    return CHANGE.search(said_before(mention)) is not None and not is_of_before


def parts_together(mention: Mention) -> tuple[str, ...]:
    """Return the names of the parts that a number is the sum of by its words: 行政复议和行政诉讼共计247件."""
    found = _TOGETHER.search(_lead(mention)) if _SUM.search(mention.before) else None
    parts = tuple(_JOINED.split(found[1])) if found else ()
    return parts if len(parts) > 1 and all(parts) else ()


def is_wholly(mention: Mention) -> bool:
    """Tell whether a percentage says no more than that all were: 百分之百予以回应."""
    numeral = mention.numeral
    is_all = numeral.kind == "percentage" and numeral.value == _ALL and mention.is_exact and not mention.fact
    return is_all and _WHOLLY.match(mention.after) is not None and not _COPULA.search(mention.before)


def is_average(mention: Mention) -> bool:
    """Tell whether a number is an average: 月均收到申请294件."""
    return _AVERAGE.search(mention.before) is not None


def _behind(mention: Mention) -> str:
    """Return what stands behind a number in its sentence, up to the next number."""
    _, end = mention.passage.sentence_span(mention.start)
    begin, reach = mention.numeral.end, min(end, mention.numeral.end + _REACH)
    later = (m.start for m in numbers_within(mention.passage, begin, reach) if m.is_figure)
    return mention.passage.text[begin : next(later, reach)]


def _lead(mention: Mention) -> str:
    """Return what stands before a number in its sentence, as far as its words may reach."""
    start, _ = mention.passage.sentence_span(mention.start)
    return mention.passage.text[max(start, mention.start - _REACH) : mention.start]
