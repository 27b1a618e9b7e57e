"""Parts named in a sentence make up their whole (X-11)."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.checks.agreement import by_sentence, matched
from report_helpers.checks.announced_lists import announced_lists
from report_helpers.checks.lists_in_text import parts_named
from report_helpers.checks.procedures import parts_make_the_whole, words_of_gap
from report_helpers.checks.readings import candidates
from report_helpers.checks.words_of_numbers import CHANGE
from report_helpers.facts.residual import compared
from report_helpers.narrative.text import spot_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.checks.agreement import Sentence
    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.report import Report
    from report_helpers.facts.residual import Residual
    from report_helpers.narrative.text import Mention, Passage, Text

# “A、B分别为3件和4件” tells of A and B: only behind a comma are parts of what stands before it named.
_BEGIN = re.compile(
    "其中|(?<=[，：,:])(?:分别为|分别是|包括)"
    # 31件（电话17件、窗口14件），31件：电话17件、窗口14件
    "|(?<=[^）])[（：](?!含|另|新增|日均|平均|峰值|同比|[比较]上年)(?=[一-鿿]{1,12}[0-9]+[一-鿿]{1,2}[、，；][一-鿿]{1,12}[0-9])"
)
# 动态30条、公告34条，共64条
_SUMMED = re.compile("[，,](?:总计|合计|共计|总共|一共|共)(?:有|为)?")
_LISTED = re.compile("[、和及与][一-鿿]{1,14}")
_LISTED_WIDELY = re.compile("[、，和及与][一-鿿]{1,14}")  # before 合计 also 解读6次，分管负责人解读31次
_NO_PARTS = re.compile("其中|新增|增加|减少|撤[销并]|注销|关停|结转|上年|累计")
_EACH = re.compile("(?:各|均)[为有]?$")  # 县级、乡级各2场
_OR = re.compile("（([一-鿿]{1,2})）")  # 567条（次）
# What a sentence begins with that names the parts of the whole in the one before.
_NEXT_BEGINS = re.compile("\\s*(?:其中|分别(?:为|是)|[按从][^，。；：]{1,10}?(?:分|划分|看|统计|来说)?[，：,:])")
_ENDS_LIST = re.compile("另|此外|同时|还|并")
# Behind a comma another act begins, which the list is over with: 其中动态12条，转发文件40份.
_NEW_ACT = re.compile(
    "[，,](?:全年|共|累计|已|并|新)*(?P<act>转发|发布(?!会|厅)|推送|推出|开展|举办|组织(?!部)|办结|答复|回复|收到|受理|回应|更新|编发|编印|召开|制作|公开(?![栏墙屏平专目指大厅网])|印发|发放)"
)
_ITEM = 14  # characters of a part on its own between semicolons: 决算9条；
_LEAST_ITEMS = 3
_ABOUT = Decimal("1.2")  # 860余 is at most so many times 860
LEAST_SHARE = Decimal("0.6")  # of the whole: less in brackets behind it is said in passing
# Published pieces are counted by several words: 公开信息186条，其中推送241篇.
_PIECES = frozenset({"条", "篇", "则", "幅", "张"})


class _Parts(NamedTuple):
    """A whole, the counts before it that it may be instead, its parts, and whether these are no more than examples."""

    wholes: tuple[Mention, ...]
    parts: tuple[Mention, ...]
    are_examples: bool


def parts_in_sentences(report: Report, text: Text, rule: Rule) -> Iterator[Residual]:
    """X-11: figures entered or named as parts of one whole add up to it; 余, 约, 近 are said."""
    yield from parts_make_the_whole(report, rule)
    yield from announced_lists(text, rule)
    for passage in text.passages:
        sentences = list(by_sentence(passage))
        for number, sentence in enumerate(sentences):
            named = list(_named_parts(passage, sentence, sentences[number + 1 :]))
            next_named = _in_the_next(passage, sentence, sentences[number - 1]) if number and not named else None
            for each in (*named, next_named, _summed_up(passage, sentence)):
                whole = _judged(report, each) if each else None
                if each and whole:
                    yield _parts_residual(rule, whole, each.parts)
        yield from parts_named(report, passage, rule)


def _counts(mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if _is_count(m) and not CHANGE.search(m.before)]


def _named_parts(passage: Passage, sentence: Sentence, after: Sequence[Sentence]) -> Iterator[_Parts]:
    """Yield the parts that a sentence names behind 其中, 包括, also where semicolons part them, or in brackets."""
    counts = _counts(sentence.mentions)
    for found in _BEGIN.finditer(passage.text, *sentence.span):
        before = [m for m in counts if m.start < found.start()]
        if not before or (found[0] == "：" and before[-1].numeral.end != found.start()):
            continue
        listed = [m for m in counts if m.start >= found.end()]
        if len(listed) == 1:
            listed += _between_semicolons(passage, sentence, after)
        named = _of_whole(passage.text, found.end(), listed, before)
        total = sum((part.numeral.value or Decimal(0) for part in named.parts), Decimal(0))
        is_aside = found[0] in "（："
        if not is_aside or total >= LEAST_SHARE * (before[-1].numeral.value or 0):
            yield named
        if not is_aside:
            return
        counts = [m for m in counts if m not in named.parts]  # what follows is of the whole


def _summed_up(passage: Passage, sentence: Sentence) -> _Parts | None:
    """Return the counts of a list and the sum behind it: 建议11件、提案9件，共20件."""
    counts, text = _counts(sentence.mentions), passage.text
    between = [text[left.numeral.end : right.start] for left, right in pairwise(counts)]
    place = next((n for n, words in enumerate(between) if _SUMMED.fullmatch(words)), None)
    if place is None or _NO_PARTS.search(text, sentence.span[0], counts[place].start):
        return None
    first, listing = place, _LISTED_WIDELY if "计" in between[place] else _LISTED
    while first and listing.fullmatch(between[first - 1]):
        first -= 1
    whole, listed = counts[place + 1], counts[first : place + 1]
    units = {mention.numeral.unit for mention in (*listed, whole)}
    is_list = len(listed) > 1 and (len(units) == 1 or units <= _PIECES)
    return _Parts((whole,), tuple(listed), are_examples=False) if is_list else None


def _between_semicolons(passage: Passage, sentence: Sentence, after: Sequence[Sentence]) -> list[Mention]:
    """Return the parts that stand alone, each between semicolons: 其中预算12条；决算9条；采购10条."""
    more: list[Mention] = []
    end = sentence.span[1]
    for (start, stop), mentions in after:
        item = passage.text[start:stop]
        if start != end or passage.text[end - 1] not in "；;" or len(mentions) != 1 or len(item) > _ITEM:
            break
        if _ENDS_LIST.search(item) or not _is_count(mentions[0]):
            break
        more.append(mentions[0])
        end = stop
    return more if len(more) + 1 >= _LEAST_ITEMS else []


def _in_the_next(passage: Passage, sentence: Sentence, last: Sentence) -> _Parts | None:
    """Return the parts that a sentence names of the one count of the sentence before: 公开75条。其中动态6条、….."""
    found = _NEXT_BEGINS.match(passage.text, *sentence.span)
    wholes = _counts(last.mentions)
    if not found or last.span[1] != sentence.span[0] or len(wholes) != 1 or len(last.mentions) != 1:
        return None
    return _of_whole(passage.text, found.end(), _counts(sentence.mentions), wholes)


def _of_whole(text: str, begin: int, counts: Sequence[Mention], before: Sequence[Mention]) -> _Parts:
    """Return the counts that are parts: not inside another bracket, of the whole's unit, up to a full list.

    “收到10件，其中自然人8件、法人2件，办结9件”: a list that is complete at a comma ends there. Parts of several units
    make up the whole together or are examples of it.
    """
    whole = before[-1]
    units = {whole.numeral.unit, "", *_OR.findall(text[whole.numeral.end : whole.numeral.end + 4])}
    parts: list[Mention] = []
    others: list[Mention] = []
    total, last = Decimal(0), begin
    for mention in counts:
        between = text[begin : mention.start]
        depth = between.count("（") - between.count("）")
        is_full = len(parts) > 1 and total == whole.numeral.value and "，" in text[last : mention.start]
        if depth < 0 or is_full or (parts and _is_over(text, begin, last, mention.start)):
            break
        if depth == 0:
            (parts if mention.numeral.unit in units else others).append(mention)
            total, last = total + (mention.numeral.value or 0), mention.numeral.end
    is_each = any(_EACH.search(part.before) for part in parts)
    are_examples = text[last : last + 1] == "等" or is_each or bool(parts and others)
    if not parts and others and {others[0].numeral.unit, whole.numeral.unit} <= _PIECES:
        parts, are_examples = others[:1], True
    same = tuple(m for m in before if m.numeral.unit == whole.numeral.unit)
    return _Parts(same, tuple(parts), are_examples)


def _is_count(mention: Mention) -> bool:
    return mention.numeral.kind == "figure" and mention.numeral.value is not None and not mention.derived


def _is_over(text: str, begin: int, last: int, position: int) -> bool:
    """Tell whether between two counts a list ends: 另, or an act that its first part does not begin with."""
    act = _NEW_ACT.match(text, last, position)
    return _ENDS_LIST.search(text, last, position) is not None or bool(act and act["act"] not in text[begin:last])


def _judged(report: Report, named: _Parts) -> Mention | None:
    """Return the whole that the parts of a sentence must make; None where they need not, or do.

    One part, examples, and cells of a table named behind 其中 need not be all of it, but are never more than the
    whole. Parts a person entered as such are judged by their facts.
    """
    wholes, parts = named.wholes, named.parts
    whole = wholes[-1]
    if not parts or (whole.fact and report.parts_of(whole.fact)):
        return None
    total = sum((m.numeral.value for m in parts if m.numeral.value is not None), Decimal(0))
    equal = next((m for m in wholes if m.numeral.value == total), None)
    largest = max(wholes, key=lambda m: m.numeral.value or 0)
    if len(parts) == 1 or named.are_examples:
        is_exact = largest.is_exact and all(part.is_exact for part in parts)
        most = (largest.numeral.value or 0) * (1 if is_exact else _ABOUT)
        return largest if total > most else None
    if all(_is_cell(report, mention) for mention in parts):
        whole = equal or whole
        return whole if total > (whole.numeral.value or 0) and _is_cell(report, whole) else None
    return equal or whole


def _is_cell(report: Report, mention: Mention) -> bool:
    """Tell whether a number is one of the tables, bound or typed."""
    if mention.fact:
        return not mention.fact.startswith("text.")
    return matched(mention, candidates(report, mention)) is not None


def _parts_residual(rule: Rule, whole: Mention, parts: Sequence[Mention]) -> Residual:
    value = whole.numeral.value or Decimal(0)
    total = sum((mention.numeral.value for mention in parts if mention.numeral.value is not None), Decimal(0))
    qualifiers = [mention.numeral.qualifier for mention in (whole, *parts)]
    words = {
        "cell": "正文总数",
        "left": whole.numeral.text,
        "found": whole.numeral.text,
        "parts": "＋".join(mention.numeral.text for mention in parts),
        **words_of_gap(value - total, whole.numeral.unit, qualifiers),
    }
    cells = tuple(mention.fact for mention in (whole, *parts) if mention.fact)
    return compared(rule, spot_in(whole.passage, whole.start), (value, total), cells=cells, words=words)
