"""From the rows of a ledger file to a caseload. Applicants and what they asked for stay here."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.facts.ledger import Caseload
from report_helpers.files.characters import number_key
from report_helpers.ledger.calendar import NAT
from report_helpers.ledger.days import day_of
from report_helpers.ledger.half_counted import (
    HEADER_WITHIN,
    find_header,
    headings_of,
    refuse_half,
    refuse_second_header,
)
from report_helpers.ledger.named_numbers import masker
from report_helpers.ledger.spreadsheet import Sheet, csv_rows, xlsx_sheets
from report_helpers.ledger.unseen_rows import refuse_unseen
from report_helpers.ledger.words import code_of, group_codes, is_harmless, plain, result_codes, unknown_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.facts.ledger import Days, LedgerVocabulary
    from report_helpers.forms.model import Form
    from report_helpers.ledger.spreadsheet import NumberedRows

_YES, _NO = {"是", "有", "y", "yes", "1", "true", "上年结转", "结转"}, {"否", "无", "n", "no", "0", "false"}
# What an identity card (18 or 15 digits) or a mobile number looks like, spaces and hyphens let through.
_LONG = re.compile(r"[0-9](?:[ -]?[0-9]){9}")
_CARD_18, _CARD_15 = r"[1-8]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]", r"[1-8]\d{5}[3-9]\d[01]\d[0-3]\d{4}"
_CARD = re.compile(rf"(?<!\d)(?:{_CARD_18}|{_CARD_15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
NUMBER, GROUP, OUTCOME, CARRIED, APPLICANT = "number", "group", "outcome", "carried", "applicant"
_LEAST_NAME = 2
LONGEST_NUMBER = 40


def read_cases(content: str | bytes, shown: str, form: Form, vocabulary: LedgerVocabulary) -> Caseload:
    """Return the ledger in *content*: CSV text, or the bytes of an xlsx file.

    Raises InputError for a file that is no such ledger; what is wrong with single rows is
    no error here (see `ledger.examining`).
    """
    rows, places, known = _body(content, shown, form, vocabulary)
    count, turned = len(rows), list(zip_longest(*(row for _, row in rows), fillvalue=""))

    def column(name: str) -> Sequence[object]:
        place = places.get(name, len(turned))
        return turned[place] if place < len(turned) else ("",) * count

    refuse_second_header(rows, [column(name) for name in (GROUP, OUTCOME, *vocabulary.dates)], known, shown)
    numbers = [_text(cell).strip() for cell in column(NUMBER)]
    people = [_text(cell).strip() for cell in column(APPLICANT)]
    read = {name: _dates(column(name)) for name in vocabulary.dates if name in places}
    groups, outcomes = group_codes(vocabulary, form), result_codes(vocabulary, form)
    return Caseload(
        shown,
        vocabulary,
        np.array([number for number, _ in rows], dtype=np.int32),
        tuple(map(number_key, numbers)),
        tuple(map(shown_number, map(masker(people), numbers), people)),
        _coded(column(GROUP), groups),
        _coded(column(OUTCOME), outcomes),
        _unknown(column(GROUP), people, groups),
        _unknown(column(OUTCOME), people, outcomes),
        np.array([_mark(_text(cell)) for cell in column(CARRIED)], dtype=np.int8),
        {name: days for name, (days, _) in read.items()},
        {name: wrong for name, (_, wrong) in read.items()},
    )


def _body(
    content: str | bytes, shown: str, form: Form, vocabulary: LedgerVocabulary
) -> tuple[NumberedRows, dict[str, int], Mapping[str, str]]:
    """Return the rows below the header, where each known column stands, and the known headings."""
    sheets = (Sheet("", csv_rows(content, shown)),) if isinstance(content, str) else xlsx_sheets(content, shown)
    known = headings_of(vocabulary)
    heads = [(sheet, head) for sheet in sheets if (head := find_header(sheet.rows, known)) is not None]
    if not heads:
        wanted = "、".join(map(vocabulary.heading, vocabulary.required))
        raise InputError(Problem(f"前 {HEADER_WITHIN} 行里找不到台账的表头", shown, fix=f"表头至少要有：{wanted}"))
    sheet, (position, columns) = heads[0]
    if len(heads) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet, _ in heads)
        raise InputError(Problem(f"有 {len(heads)} 张工作表都像台账（{names}）", shown, fix="请合并为一张工作表"))
    if sheet.is_hidden:
        raise InputError(Problem(f"台账在隐藏的工作表“{sheet.name}”里", shown, fix="请取消隐藏，核对后再用"))
    rows = sheet.rows
    _refuse_header(shown, rows[position][0], columns, vocabulary)
    refuse_half(sheets, sheet, (position, columns), shown, (vocabulary, form))
    body, places = rows[position + 1 :], {column: columns.index(column) for column in columns if column}
    if isinstance(content, bytes):
        refuse_unseen(content, shown, sheet.name, {number for number, _ in body}, set(places.values()))
    return body, places, known


def _text(cell: object) -> str:
    """Return a cell as text; a whole number without the point a spreadsheet gives it."""
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@lru_cache(maxsize=4096)
def _mark(text: str) -> int:
    word = plain(text) if is_harmless(text) else ""
    return 1 if word in _YES else 0 if word in _NO else -1


def _coded(cells: Sequence[object], codes: Mapping[str, int]) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    known = {cell: code_of(_text(cell), codes) for cell in set(cells)}
    return np.array([known[cell] for cell in cells], dtype=np.int8)


def _unknown(cells: Sequence[object], people: Sequence[str], codes: Mapping[str, int]) -> tuple[str, ...]:
    """Return what each cell says where it is an unknown word that names nobody, else ""."""
    known = {cell: unknown_word(_text(cell), codes) for cell in set(cells)}
    words = (known[cell] for cell in cells)
    return tuple("" if person and person in word else word for word, person in zip(words, people, strict=True))


def _dates(cells: Sequence[object]) -> tuple[Days, np.ndarray[tuple[int], np.dtype[np.bool_]]]:
    """Return the days, NaT where there is none, and which cells hold something else."""
    distinct = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
    days = [day_of(cell) for cell in distinct]
    found = np.array([NAT if day is None else day for day in days], dtype="datetime64[D]")
    wrong = np.array([day is None and bool(_text(cell).strip()) for cell, day in zip(distinct, days, strict=True)])
    index = np.fromiter((distinct[cell] for cell in cells), dtype=np.int64, count=len(cells))
    return found[index], wrong.astype(bool)[index]


def shown_number(number: str, person: str = "") -> str:
    """Return a case number as it may be shown: no applicant's name, identity card or mobile number in it."""
    if len(person) >= _LEAST_NAME and person in number:
        number = number.replace(person, "＊")
    narrow = number if number.isascii() else unicodedata.normalize("NFKC", number)
    if _LONG.search(narrow) is None:
        return _printable(number)
    bare = re.sub(r"(?<=[0-9])[ -](?=[0-9])", "", narrow)
    text = bare if any(pattern.search(bare) for pattern in (_CARD, _MOBILE)) else narrow
    return _printable(_MOBILE.sub(_starred, _CARD.sub(_starred, text)))


def _starred(found: re.Match[str]) -> str:
    return f"{found[0][:2]}{'*' * (len(found[0]) - 4)}{found[0][-2:]}"


def _printable(number: str) -> str:
    return (number if number.isprintable() else "".join(c for c in number if c.isprintable()))[:LONGEST_NUMBER]


def _refuse_header(shown: str, row: int, columns: Sequence[str], vocabulary: LedgerVocabulary) -> None:
    """Raise InputError when a header lacks a column that is needed, or has one twice; no cell is quoted."""
    problems = []
    for column, (heading, *others) in vocabulary.columns.items():
        if column in vocabulary.required and column not in columns:
            fix = f"也可写作{'、'.join(others[:2])}"
            problems.append(Problem("缺少这一列", shown, row, column=heading, fix=fix))
        if columns.count(column) > 1:
            what = "这一列重复了，不知道以哪一列为准"
            problems.append(Problem(what, shown, row, column=heading, fix="请只留一列"))
    raise_problems(problems)
