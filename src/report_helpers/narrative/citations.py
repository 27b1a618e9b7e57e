"""Compares the titles of laws and notices that a text cites with a list of exact ones (X-12)."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from report_helpers.files.characters import ROUND_BRACKETS
from report_helpers.files.documents import Document, read_document
from report_helpers.narrative.model import Slip, slip_at

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = Path(__file__).parent / "citations.yaml"
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)*)》(?:[（(]([^（）()]{4,30}号)[）)])?")
_NUMBER = re.compile(r"国(?:办公开办函|办函|办发|发|办公开函)\s*([〔\[【（(])(20\d\d)([〕\]】）)])\s*第?(\d{1,3})号")
SIMILAR = 84


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
        title, number = _inner("".join(found[1].split())), found[2]
        citation = _known().get(title)
        if citation is None:
            nearest = max(_known(), key=lambda name: fuzz.ratio(title, name))
            if fuzz.ratio(title, nearest) >= SIMILAR and not _is_another(title, nearest):
                yield slip_at("citation", text, found.span(), f"应为《{_known()[nearest].title}》")
        elif number and citation.number and _plain(number) != _plain(citation.number):
            yield slip_at("citation", text, found.span(), f"文号应为{citation.number}")


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
