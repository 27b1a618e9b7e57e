"""Slips of the pen: marks of secrecy, wrong words, doubled words, broken links, unbalanced marks.

Every finder takes a text and returns its slips in order, and is linear in its length.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.files.documents import Document, read_document
from report_helpers.narrative.links import find_broken_links
from report_helpers.narrative.slip import Slip, slip_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = [
    "Slip",
    "built_in_words",
    "find_broken_links",
    "find_confidential_marks",
    "find_doubled_words",
    "find_unbalanced_marks",
    "find_words",
]

WORDS_PATH = Path(__file__).with_name("words.yaml")

_GAP = "[ \u3000]{0,4}"
_LEVEL = "(?:绝密|机密|秘密)"
_TERM = "(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[ \u3000]?(?:年|个月)|长期"
# The words alone are ordinary (国家秘密, 商业秘密): a mark has a star, a term, brackets or a line to itself.
_CONFIDENTIAL = re.compile(
    f"{_LEVEL}{_GAP}[★☆]{_GAP}(?:{_TERM})?|[★☆]{_GAP}{_LEVEL}|(?<![一-鿿]){_LEVEL}{_GAP}(?:{_TERM})(?![一-鿿])|"
    rf"[【\[［]{_GAP}{_LEVEL}{_GAP}[】\]］]|密级{_GAP}[:：]{_GAP}{_LEVEL}|"
    f"(?m:^){_GAP}{_LEVEL}{_GAP}(?m:$)|内部(?:资料(?!性)|文件{_GAP}[,，]?{_GAP}注意保存)|"
    "(?:不得|请勿|禁止|严禁)外传|(?:仅供|仅限|限)内部(?:使用|参考|参阅|传阅|掌握)?|此件不(?:予)?公开"
)

_SINGLE = re.compile("([的了是和在与及对将被把为有由等于])\\1+")
_REPEATED = re.compile("([一-鿿]{2,6}?)\\1+")
_POINTS = re.compile("([，。、；：])\\1+")
# A doubled character is no slip where a word ends with it (目的的) or one begins with it (为了了解).
_ENDING = frozenset(
    re.findall(
        "..",
        "目的标的有的认为因为作为成为行为人为称为以为以及普及涉及顾及波及参与给与存在现在所在内在所有没有具有国有拥有"
        "现有私有享有占有只有自由理由事由案由缘由核对比对针对应对校对面对相对绝对总和共和饱和缓和",
    )
)
_BEGINNING = frozenset(
    re.findall(
        "..",
        "的确的士了解了结了却了然了如是否是非和谐和平和睦和解和气和美在建在线在职在校在于在岗在册在编与会与时及时及早"
        "对象对外对接对口对标对照对策对应将来将军将士被告被申被诉被征被拆被执把关把握把脉为民为期为主为了为何为企为群"
        "为农有关有效有序有力有限有利有偿有益有机由于由来等级等次等待等候于是",
    )
)
_DOUBLED_RIGHTLY = ("的的确确", "和和气气", "和和美美", "是是非非", "不了了之")
_REDUPLICATED = frozenset(re.findall("..", "研究讨论商量考虑学习了解交流沟通很多非常许多多少彼此某某"))
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿")
# “XX市人民政府政府信息公开年度报告” is the statutory title.
_OF_GOVERNMENT = re.compile("政府(?:信息|网站|公报|采购|门户|职能|部门|规章|投资|工作|开放)")
_OFFICE = frozenset("民县市省区州镇乡旗盟级各本")

_OPENING = {"《": "》", "〈": "〉", "“": "”", "（": "）", "〔": "〕"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_MARK = re.compile("[《》〈〉“”（）〔〕]")
_PARAGRAPH = re.compile("[^\r\n]+")
_ITEM_NUMBER = re.compile("(?:^|[^0-9A-Za-z一-鿿])(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,3}|[A-Za-z]|[①-⑳])$")


class _Words(Document):
    """A list of words: the wrong one and what to write instead."""

    words: dict[str, str]


@cache
def _built_in() -> dict[str, str]:
    return read_document(WORDS_PATH, _Words, WORDS_PATH.name).words


def built_in_words() -> dict[str, str]:
    """Return the words the kit knows; the file is read once."""
    return dict(_built_in())


def find_confidential_marks(text: str) -> tuple[Slip, ...]:
    """Return marks of secrecy and of internal papers; such a text must not be published."""
    suggestion = "疑似涉密或内部资料标识，请核实来源；涉密或内部内容不得公开"
    slips = []
    for match in _CONFIDENTIAL.finditer(text):
        found = match[0].strip(" \u3000")
        start = match.start() + match[0].index(found)
        slips.append(slip_at("confidential", text, (start, start + len(found)), suggestion))
    return tuple(slips)


def find_words(text: str, words: Mapping[str, str]) -> tuple[Slip, ...]:
    """Return the places where *text* uses one of *words*.

    The longest word wins; a word listed with itself as suggestion is right.
    """
    known = tuple(sorted(filter(None, words), key=len, reverse=True))
    if not known:
        return ()
    pattern = _any_of(known)
    return tuple(
        slip_at("word", text, match.span(), f"请改为“{words[match[0]]}”" if words[match[0]] else "请删去或改写")
        for match in pattern.finditer(text)
        if words[match[0]] != match[0]
    )


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def find_doubled_words(text: str) -> tuple[Slip, ...]:
    """Return words, function characters and points written twice."""
    slips = [*_doubled_characters(text), *_doubled_words(text)]
    slips += (_doubled(text, match) for match in _POINTS.finditer(text))
    return tuple(sorted(slips, key=lambda slip: slip.start))


def _doubled(text: str, match: re.Match[str]) -> Slip:
    return slip_at("doubled", text, match.span(), f"请删去重复的“{match[1]}”")


def _doubled_characters(text: str) -> Iterator[Slip]:
    """Yield 的的 and the like, unless two words meet there."""
    for match in _SINGLE.finditer(text):
        start, end = match.span()
        twice = end - start == 2  # noqa: PLR2004
        near = text[max(0, start - 2) : end + 2]
        meets = text[max(0, start - 1) : start + 1] in _ENDING or text[end - 1 : end + 1] in _BEGINNING
        is_right = match[1] == "等" or meets or any(word in near for word in _DOUBLED_RIGHTLY)
        if not (twice and is_right):
            yield _doubled(text, match)


def _doubled_words(text: str) -> Iterator[Slip]:
    """Yield XYXY, unless it is a reduplication, a numeral or two words that meet."""
    for match in _REPEATED.finditer(text):
        word = match[1]
        if len(set(word)) == 1 or word in _REDUPLICATED or _NUMERALS.issuperset(word):
            continue
        if word[0] == "一" and len(word) == 2:  # noqa: PLR2004  一项一项
            continue
        again = match.end() - len(word)
        of_government = word == "政府" and again - match.start() == len(word) and _OF_GOVERNMENT.match(text, again)
        if of_government and text[max(0, match.start() - 1) : match.start()] in _OFFICE:
            continue
        yield _doubled(text, match)


def find_unbalanced_marks(text: str) -> tuple[Slip, ...]:
    """Return of every paragraph the first bracket or quotation mark that has no partner."""
    slips = []
    for paragraph in _PARAGRAPH.finditer(text):
        place = _unbalanced(paragraph[0])
        if place is not None:
            at = paragraph.start() + place
            partner = _OPENING.get(text[at])
            lacks = f"没有对应的“{partner}”" if partner else f"前面没有对应的“{_CLOSING[text[at]]}”"
            suggestion = f"“{text[at]}”{lacks}，请补上或删去"
            slips.append(slip_at("marks", text, (at, at + 1), suggestion))
    return tuple(slips)


def _unbalanced(paragraph: str) -> int | None:
    """Return the place of the first mark without a partner, or None."""
    open_: list[tuple[str, int]] = []
    count: Counter[str] = Counter()
    single: list[int] = []
    for match in _MARK.finditer(paragraph):
        mark, place = match[0], match.start()
        if mark in _OPENING:
            open_.append((mark, place))
            count[mark] += 1
        elif count[_CLOSING[mark]]:
            count[_CLOSING[mark]] -= 1
            while open_[-1][0] != _CLOSING[mark]:
                other, at = open_.pop()
                count[other] -= 1
                single.append(at)
            open_.pop()
        elif mark != "）" or not _ITEM_NUMBER.search(paragraph, max(0, place - 4), place):
            single.append(place)  # unlike the list's “1）”, it closes nothing
    single += (place for _, place in open_)
    return min(single, default=None)
