"""Compares the titles of laws and notices that a text cites with a list of exact ones (X-12)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from report_helpers.files.characters import ROUND_BRACKETS
from report_helpers.files.documents import Document, read_document
from report_helpers.narrative.model import Slip, slip_at

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).parent / "citations.yaml"
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》(?:[（(]([^（）()]{4,30}号)[）)])?")
_NUMBER = re.compile(r"国(?:办公开办函|办函|办发|发|办公开函)\s*([〔\[【（(])(20\d\d)([〕\]】）)])\s*第?(\d{1,3})号")
_NUMBER_BEFORE = re.compile(r"(国务院令第\d+号|国办[^，。；《》〔〕]{1,8}〔\d{4}〕\d+号)(?:公布|发布|印发)?的?$")
SIMILAR = 84
STATE = "中华人民共和国"
REACH = 40  # characters before a title in which its number stands
LEAST = 5  # characters of a title that one wrong character does not make another


class _Citation(Document):
    title: str
    number: str = ""
    also: tuple[str, ...] = ()


class _Citations(Document):
    citations: tuple[_Citation, ...]


@cache
def _known() -> dict[str, _Citation]:
    """Return the citations by every title they go by."""
    listed = read_document(PATH, _Citations, PATH.name).citations
    return {_inner(name): citation for citation in listed for name in (citation.title, *citation.also)}


def find_citations(text: str) -> tuple[tuple[int, int], ...]:
    """Return the places of all cited titles."""
    return tuple(found.span() for found in _TITLE.finditer(text))


def find_wrong_citations(text: str) -> tuple[Slip, ...]:
    """Return titles that come close to a known one without being it, and wrong numbers."""
    return tuple(sorted((*_titles(text), *_numbers(text)), key=lambda slip: slip.start))


def _titles(text: str) -> Iterator[Slip]:
    for found in _TITLE.finditer(text):
        title = _inner("".join(found[1].split()))
        before = _NUMBER_BEFORE.search(text, max(0, found.start() - REACH), found.start())
        number = found[2] or (before[1] if before else "")
        citation = _known().get(title)
        if citation is None:
            nearest = _meant(title) or _numbered(title, number)
            if nearest:
                yield slip_at("citation", text, found.span(), f"应为《{_known()[nearest].title}》")
        elif number and citation.number and _plain(number) != _plain(citation.number):
            yield slip_at("citation", text, found.span(), f"文号应为{citation.number}")


def _meant(title: str) -> str:
    """Return the known title that another stands for: with a slip, or with 中华人民共和国 before a short name."""
    own = title.removeprefix(STATE)
    if own in _known():
        return own
    nearest = max(_known(), key=lambda name: fuzz.ratio(title, name))
    rest = nearest.removeprefix(STATE)
    slips = min(OSA.distance(own, rest), OSA.distance(title, nearest))
    is_near = slips == 1 and len(rest) >= LEAST
    is_alike = fuzz.ratio(title, nearest) >= SIMILAR and slips <= len(rest) // 2  # 水法 is not 立法法
    return nearest if (is_alike or is_near) and not _is_another(title, nearest) else ""


def _numbered(title: str, number: str) -> str:
    """Return the known title that has a number, where a title with that number is no part of it."""
    known = next((c for c in _known().values() if number and c.number and _plain(c.number) == _plain(number)), None)
    own = title.removeprefix(STATE)
    is_short = known is not None and any(own in name or name in own for name in map(_inner, (known.title, *known.also)))
    return "" if known is None or is_short else _inner(known.title)


def _numbers(text: str) -> Iterator[Slip]:
    for found in _NUMBER.finditer(text):
        if (found[1], found[3]) != ("〔", "〕"):
            yield slip_at("citation", text, found.span(), "文号的年份应加六角括号〔〕")


def _is_another(title: str, nearest: str) -> bool:
    """Tell whether a title is that of another act: 行政复议法实施条例, or a place's own, 福建省政府信息公开办法."""
    if title.startswith(nearest):
        return True
    start = title.partition("省")[0] if "省" in title[:8] else title.partition("市")[0] if "市" in title[:8] else ""
    return bool(start) and start not in nearest


def _inner(title: str) -> str:
    """Write the marks inside a title one way."""
    return title.translate(str.maketrans("《》<>", "〈〉〈〉"))


def _plain(number: str) -> str:
    return re.sub(r"[\s第]|中华人民共和国", "", number.translate(ROUND_BRACKETS))
