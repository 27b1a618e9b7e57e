"""The words of a ledger: results and applicant types as the form prints them, with the usual variants."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from report_helpers.forms import column_lines, letters_of, row_lines, without_number, without_remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from report_helpers.forms import Form

UNKNOWN, BLANK, SEVERAL = -1, -2, -3  # codes below the positions in the form
GROUPS = ("natural", "commercial", "research", "public_welfare", "legal_service", "other_org")
NO_RESULTS = frozenset({"new", "carried_in", "carried_out", "total"})
DISPUTES = ("review", "litigation_direct", "litigation_after_review")
OUTCOMES = ("upheld", "corrected", "other", "pending")
PENDING = OUTCOMES.index("pending")
_KINDS = {
    "review": ("行政复议", "复议"),
    "litigation_direct": ("直接起诉", "未经复议直接起诉", "行政诉讼未经复议直接起诉"),
    "litigation_after_review": ("复议后起诉", "行政诉讼复议后起诉"),
}
_OUTCOME_WORDS = {
    "upheld": ("结果维持", "维持"),
    "corrected": ("结果纠正", "纠正"),
    "other": ("其他结果", "其他"),
    "pending": ("尚未审结", "未审结"),
}
# The application form prescribed under 条例第二十九条 calls a natural person 公民.
_ALSO_NATURAL = ("公民", "个人")
_BETWEEN = re.compile(r"[;；/、,，+＋和及\n]")


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return *text* as it is compared: narrow, without spaces, quotes, brackets and other marks."""
    return letters_of(text).lower()


def results(form: Form) -> tuple[str, ...]:
    """Return the rows of table 三 that are results, in printed order: granted, partial, refused.1 and so on."""
    rows = (line.id for band in form.table("applications").bands for line, _ in row_lines(band.rows))
    return tuple(row for row in rows if row not in NO_RESULTS)


@lru_cache(maxsize=8)
def result_codes(form: Form) -> Mapping[str, int]:
    """Return the position of a result by every way to write it that means one result only.

    A result may be written whole, without its number, without its bracketed remark, after
    the name or number of its group, or as far as the first 、; or by its row id.
    """
    codes = {row: code for code, row in enumerate(results(form))}
    said: dict[str, set[int]] = {}
    for band in form.table("applications").bands:
        for line, row in row_lines(band.rows):
            if line.id in codes:
                for text in _ways(line.id, row.label, line.path[-1] if "." in line.id else ""):
                    said.setdefault(plain(text), set()).add(codes[line.id])
    return {text: next(iter(meant)) for text, meant in said.items() if len(meant) == 1 and text}


def _ways(row: str, label: str, group: str) -> Iterable[str]:
    bare = without_number(label)
    short = without_remark(bare)
    number = label[: len(label) - len(bare)]
    own = {label, bare, short, number + short, *([short.partition("、")[0]] if "、" in short else [])}
    group_bare = without_number(group)
    group_number = group[: len(group) - len(group_bare)]
    before = {"", group, group_bare, group_number, "三" + group_number} if group else {"", "三"}
    return {row, *(head + text for head in before for text in own)} | (
        {group_number + number, "三" + group_number + number} if group else set()
    )


@lru_cache(maxsize=8)
def group_codes(form: Form) -> Mapping[str, int]:
    """Return the position of an applicant type by every way to write it."""
    codes = {plain(word): 0 for word in _ALSO_NATURAL}
    for line, column in column_lines(form.table("applications").bands[0]):
        if line.id in GROUPS:
            code = GROUPS.index(line.id)
            above = "".join(line.path[1:])
            codes |= {plain(text): code for text in (line.id, column.label, above + column.label)}
    return codes


def kind_codes() -> Mapping[str, int]:
    """Return the position of a kind of dispute by every way to write it."""
    return {plain(word): DISPUTES.index(kind) for kind, words in _KINDS.items() for word in (kind, *words)}


def outcome_codes() -> Mapping[str, int]:
    """Return the position of the outcome of a dispute by every way to write it."""
    return {plain(word): OUTCOMES.index(kind) for kind, words in _OUTCOME_WORDS.items() for word in (kind, *words)}


def code_of(text: str, codes: Mapping[str, int]) -> int:
    """Return the position meant by *text*: BLANK, UNKNOWN, or SEVERAL when it names more than one."""
    if not text.strip():
        return BLANK
    code = codes.get(plain(text))
    if code is not None:
        return code
    parts = [codes.get(plain(part)) for part in _BETWEEN.split(text) if plain(part)]
    return SEVERAL if len(parts) > 1 and None not in parts and len(set(parts)) > 1 else UNKNOWN
