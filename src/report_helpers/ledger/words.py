"""The words of a ledger: results and applicant types as the form prints them, with the usual variants."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from report_helpers.facts.ledger import LedgerVocabulary
from report_helpers.files.characters import without_unseen
from report_helpers.files.documents import Document
from report_helpers.forms.cells import column_lines, letters_of, row_lines, without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from report_helpers.forms.cells import Line
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form

FILE = "ledger.yaml"
UNKNOWN, BLANK, SEVERAL = -1, -2, -3  # codes below the positions in the form
LONGEST_WORD = 20
_REMARK = re.compile(r"(.*)[(（\[【〔]([^(（\[【〔]*)[)）\]】〕]")
_BETWEEN = re.compile(r"[;；/、,，+＋和及\n]")
# Marks that change nothing of a word; any other one, such as a question mark or a stroke through it, does.
_HARMLESS = re.compile(
    r"[\w\s\"'“”‘’＂＇()（）\[\]【】〔〕《》〈〉「」『』﹝﹞.．。,，、:：;；·•\-－—–―_/／+＋&＆√✓✔☑]*"
)
# What a remark says that leaves open whether the word before it holds.
_DOUBT = re.compile(
    r"待[定核查补办]|待确[认定]|存疑|有疑|疑似|未定|未决|尚未|未答复|正在|办理中|在办|不确定|不明确|不清|拟|暂|可能|或许|大概|估计"
    r"|撤销|作废|取消|删除|更正|改为|应为|错误|有误|^(?:非|否|不是|错)$"
)


class _Ledgers(Document):
    ledgers: tuple[LedgerVocabulary, ...]


@lru_cache(maxsize=8)
def vocabularies(kind: Kind) -> Mapping[str, LedgerVocabulary]:
    """Return the vocabulary of every ledger of a kind by the table behind which it stands; the last one of a table."""
    return {ledger.table: ledger for document in kind.documents(FILE, _Ledgers) for ledger in document.ledgers}


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return *text* as it is compared: narrow, without spaces, quotes, brackets and other marks."""
    return letters_of(text).lower()


def results(vocabulary: LedgerVocabulary, form: Form) -> tuple[str, ...]:
    """Return the results in printed order: the rows of the table that are some, or else the vocabulary's outcomes."""
    if vocabulary.rows is None:
        return tuple(vocabulary.outcomes)
    others = set(vocabulary.rows.model_dump().values())
    rows = (line.id for band in form.table(vocabulary.table).bands for line, _ in row_lines(band.rows))
    return tuple(row for row in rows if row not in others)


@lru_cache(maxsize=8)
def result_codes(vocabulary: LedgerVocabulary, form: Form) -> Mapping[str, int]:
    """Return the position of a result by every way to write it that means one result only.

    A result may be written whole, without its number, without its bracketed remark, after
    the name or number of its group, or as far as the first 、; or by its row id.
    """
    if vocabulary.rows is None:
        return _with_own(_codes(vocabulary.outcomes), vocabulary)
    codes = {row: code for code, row in enumerate(results(vocabulary, form))}
    said: dict[str, set[int]] = {}
    for band in form.table(vocabulary.table).bands:
        for line, row in row_lines(band.rows):
            if line.id in codes:
                for text in _ways(line, row.label):
                    said.setdefault(plain(text), set()).add(codes[line.id])
    known = {text: next(iter(meant)) for text, meant in said.items() if len(meant) == 1 and text}
    return _with_own(known, vocabulary)


def _ways(line: Line, label: str) -> Iterable[str]:
    bare = without_number(label)
    short = without_remark(bare)
    number = _number(label)
    own = {label, bare, short, number + short, *([short.partition("、")[0]] if "、" in short else [])}
    whole = _number(line.path[0]).rstrip("、") if line.path else ""
    group = line.path[-1] if "." in line.id else ""
    heads = {"", group, without_number(group), _number(group), whole + _number(group)}
    numbers = {_number(group) + number, whole + _number(group) + number} if group else set()
    return {line.id, *(head + text for head in heads for text in own), *numbers}


def _number(label: str) -> str:
    return label[: len(label) - len(without_number(label))]


@lru_cache(maxsize=8)
def group_codes(vocabulary: LedgerVocabulary, form: Form) -> Mapping[str, int]:
    """Return the position of an applicant type, or of a kind of dispute, by every way to write it."""
    codes, groups = _codes(vocabulary.groups), list(vocabulary.groups)
    for line, column in column_lines(form.table(vocabulary.table).bands[0]):
        if line.id in groups:
            above = "".join(line.path[1:])
            codes |= {plain(text): groups.index(line.id) for text in (column.label, above + column.label)}
    return _with_own(codes, vocabulary)


def _with_own(codes: Mapping[str, int], vocabulary: LedgerVocabulary) -> Mapping[str, int]:
    """Return *codes* with the office's own words for what they know; a word that they know themselves stays."""
    own = {plain(word): codes[plain(said)] for word, said in vocabulary.own_words.items() if plain(said) in codes}
    return {**own, **codes}


def _codes(words: Mapping[str, Iterable[str]]) -> dict[str, int]:
    return {plain(word): code for code, (name, own) in enumerate(words.items()) for word in (name, *own)}


def code_of(text: str, codes: Mapping[str, int]) -> int:
    """Return the position meant by *text*: BLANK, UNKNOWN, or SEVERAL when it names more than one.

    A word may have another for the same in brackets, or brackets a remark, as in 自然人（公民）, 商业企业（民营）.
    A mark or a remark that puts it in doubt, as in 予以公开?, 予以公开（待定）, makes it unknown.
    """
    if not text.strip():
        return BLANK
    code = codes.get(plain(text))
    if not is_harmless(text):
        return UNKNOWN
    if code is not None:
        return code
    bracketed = _REMARK.fullmatch(text.strip())
    if bracketed and _DOUBT.search(plain(bracketed[2])) and plain(bracketed[2]) not in codes:
        return UNKNOWN
    if bracketed:
        said = {codes[plain(part)] for part in bracketed.groups() if plain(part) in codes}
        return SEVERAL if len(said) > 1 else next(iter(said), UNKNOWN)
    parts = [codes.get(plain(part)) for part in _BETWEEN.split(text) if plain(part)]
    return SEVERAL if len(parts) > 1 and None not in parts and len(set(parts)) > 1 else UNKNOWN


def is_harmless(text: str) -> bool:
    """Tell whether the marks in *text* change nothing of its word: no question mark, no stroke through it."""
    return _HARMLESS.fullmatch(without_unseen(text)) is not None


def unknown_word(text: str, codes: Mapping[str, int]) -> str:
    """Return an unknown word as it may be quoted: short, without digits, and sharing two letters with a known one.

    A name or a number that slipped into the column is none of that and gives "".
    """
    word = " ".join(text.split())
    if code_of(text, codes) != UNKNOWN or len(word) > LONGEST_WORD or any(c.isdigit() for c in word):
        return ""
    return word if _pairs(plain(word)) & frozenset().union(*map(_pairs, codes)) else ""


def _pairs(word: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(word)))
