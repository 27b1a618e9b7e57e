"""Finds slips of the pen: marks of secrecy, wrong words, doubled words, unbalanced marks.

Every finder takes a text and returns its slips in order, and is linear in its length.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.files.documents import Document, read_document
from report_helpers.narrative.model import Slip, slip_at
from report_helpers.narrative.patterns import Patterns, read_patterns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

WORDS_PATH = Path(__file__).with_name("words.yaml")

_DATA = read_patterns("proofreading.yaml", Patterns)
_PATTERNS = _DATA.compiled()
_ENDING, _BEGINNING, _REDUPLICATED = map(frozenset, map(_DATA.listed, ("ENDING", "BEGINNING", "REDUPLICATED")))
_NOT_ENDING = frozenset(_DATA.listed("NOT_ENDING"))
_LOST = {name.removeprefix("LOST_"): found for name, found in _PATTERNS.items() if name.startswith("LOST_")}
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿")
_OFFICE = frozenset("民县市省区州镇乡旗盟级各本")

_OPENING = {"《": "》", "〈": "〉", "“": "”", "（": "）", "〔": "〕"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_REACH = 40  # characters of a title before a mark in it
_MARK = re.compile("[《》〈〉“”（）〔〕]")


class _Words(Document):
    """A list of words: the wrong one and what to write instead."""

    words: dict[str, str]


def built_in_words() -> dict[str, str]:
    """Return the words the kit knows."""
    return dict(read_document(WORDS_PATH, _Words, WORDS_PATH.name).words)


def find_confidential_marks(text: str) -> tuple[Slip, ...]:
    """Return marks of secrecy and of internal papers; such a text must not be published."""
    suggestion = "疑似涉密或内部资料标识，请核实来源；涉密或内部内容不得公开"
    slips = []
    for match in _PATTERNS["CONFIDENTIAL"].finditer(text):
        found = match[0].strip(" \u3000")
        start = match.start() + match[0].index(found)
        if _is_spoken_of(text, start, start + len(found)):
            continue
        slips.append(slip_at("confidential", text, (start, start + len(found)), suggestion))
    return tuple(slips)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Tell whether a mark is a word of the text: 标注“内部资料”的文件, 《内部资料管理办法》."""
    is_quoted = text[max(0, start - 1) : start] == "“" and text[end : end + 1] == "”"
    begin = max(0, start - _REACH)
    in_title = text.rfind("《", begin, start) > text.rfind("》", begin, start)
    return in_title or (is_quoted and text[end + 1 : end + 2] in frozenset("的等字样标、和或"))


def find_unfinished_marks(text: str) -> tuple[Slip, ...]:
    """Return what stands where something was still to be written: 待填, （待补充）, ×××, XX, ○○, 某某局, TODO."""
    suggestion = "请补写或删去"
    found = _PATTERNS["UNFINISHED"].finditer(text)
    return tuple(slip_at("unfinished", text, match.span(), suggestion) for match in found)


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
    slips += (_doubled_area(text, m) for name in ("AREA_TWICE", "TERM_TWICE") for m in _PATTERNS[name].finditer(text))
    slips += (_doubled(text, match) for match in _PATTERNS["POINTS"].finditer(text))
    return tuple(sorted(slips, key=lambda slip: slip.start))


def _doubled(text: str, match: re.Match[str]) -> Slip:
    return slip_at("doubled", text, match.span(), f"请删去重复的“{match[1]}”")


def _doubled_area(text: str, match: re.Match[str]) -> Slip:
    return slip_at("doubled", text, match.span(), f"请删去重复的“{match[0][0]}”")


def find_lost_characters(text: str) -> tuple[Slip, ...]:
    """Return dates and terms of the statute that lack one character: 20241月1日, 动公开."""
    slips = (
        slip_at("lost", text, match.span(), f"疑漏“{lost}”字，请补上")
        for lost, pattern in _LOST.items()
        for match in pattern.finditer(text)
    )
    return tuple(sorted(slips, key=lambda slip: slip.start))


def _doubled_characters(text: str) -> Iterator[Slip]:
    """Yield 的的 and the like, unless two words meet there."""
    for match in _PATTERNS["SINGLE"].finditer(text):
        start, end = match.span()
        twice = end - start == 2  # noqa: PLR2004
        near = text[max(0, start - 2) : end + 2]
        ends = text[max(0, start - 1) : start + 1] in _ENDING and text[max(0, start - 2) : start] not in _NOT_ENDING
        meets = ends or text[end - 1 : end + 1] in _BEGINNING
        is_right = match[1] == "等" or meets or _PATTERNS["DOUBLED_RIGHTLY"].search(near)
        if not (twice and is_right):
            yield _doubled(text, match)


def _doubled_words(text: str) -> Iterator[Slip]:
    """Yield XYXY, unless it is a reduplication, a numeral or two words that meet."""
    for match in _PATTERNS["REPEATED"].finditer(text):
        word = match[1]
        if len(set(word)) == 1 or word in _REDUPLICATED or _NUMERALS.issuperset(word):
            continue
        if word[0] == "一" and len(word) == 2:  # noqa: PLR2004  一项一项
            continue
        again = match.end() - len(word)
        of_government = (
            word == "政府" and again - match.start() == len(word) and _PATTERNS["OF_GOVERNMENT"].match(text, again)
        )
        if of_government and text[max(0, match.start() - 1) : match.start()] in _OFFICE:
            continue
        yield _doubled(text, match)


def find_unbalanced_marks(text: str) -> tuple[Slip, ...]:
    """Return of every paragraph the first bracket or quotation mark that has no partner."""
    slips = []
    for paragraph in _PATTERNS["PARAGRAPH"].finditer(text):
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
        elif mark != "）" or not _PATTERNS["ITEM_NUMBER"].search(paragraph, max(0, place - 4), place):
            single.append(place)  # unlike the list's “1）”, it closes nothing
    single += (place for _, place in open_)
    return min(single, default=None)
