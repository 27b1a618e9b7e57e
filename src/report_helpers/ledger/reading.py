"""From the rows of a ledger file to a caseload. Applicants and what they asked for stay here."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.facts.ledger import Caseload
from report_helpers.files.characters import ROUND_BRACKETS
from report_helpers.ledger.calendar import NAT
from report_helpers.ledger.spreadsheet import csv_rows, xlsx_sheets
from report_helpers.ledger.words import code_of, group_codes, plain, result_codes, unknown_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.facts.ledger import Days, LedgerVocabulary
    from report_helpers.forms.model import Form
    from report_helpers.ledger.spreadsheet import NumberedRows

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
_YES, _NO = {"是", "有", "y", "yes", "1", "true", "上年结转", "结转"}, {"否", "无", "n", "no", "0", "false"}
# What an identity card (18 or 15 digits) or a mobile number looks like, spaces and hyphens let through.
_LONG = re.compile(r"[0-9](?:[ -]?[0-9]){9}")
_CARD_18, _CARD_15 = r"[1-8]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx]", r"[1-8]\d{5}[3-9]\d[01]\d[0-3]\d{4}"
_CARD = re.compile(rf"(?<!\d)(?:{_CARD_18}|{_CARD_15})(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:86)?1[3-9]\d{9}(?!\d)")
HEADER_WITHIN = 10  # rows that may stand above the header: a title, a note on how to fill it in
_ENOUGH = 3


NUMBER, GROUP, OUTCOME, CARRIED, APPLICANT = "number", "group", "outcome", "carried", "applicant"
_LEAST_NAME = 2
LONGEST_NUMBER = 40


def read_cases(content: str | bytes, shown: str, form: Form, vocabulary: LedgerVocabulary) -> Caseload:
    """Return the ledger in *content*: CSV text, or the bytes of an xlsx file.

    Raises InputError for a file that is no such ledger; what is wrong with single rows is
    no error here (see `ledger.examining`).
    """
    rows, places = _body(content, shown, vocabulary)
    count, turned = len(rows), list(zip_longest(*(row for _, row in rows), fillvalue=""))

    def column(name: str) -> Sequence[object]:
        place = places.get(name, len(turned))
        return turned[place] if place < len(turned) else ("",) * count

    numbers = [_text(cell).strip() for cell in column(NUMBER)]
    people = [_text(cell).strip() for cell in column(APPLICANT)]
    read = {name: _dates(column(name)) for name in vocabulary.dates if name in places}
    groups, outcomes = group_codes(vocabulary, form), result_codes(vocabulary, form)
    return Caseload(
        shown,
        vocabulary,
        np.array([number for number, _ in rows], dtype=np.int32),
        tuple(map(_key, numbers)),
        tuple(map(shown_number, numbers, people)),
        _coded(column(GROUP), groups),
        _coded(column(OUTCOME), outcomes),
        _unknown(column(GROUP), people, groups),
        _unknown(column(OUTCOME), people, outcomes),
        np.array([_mark(_text(cell)) for cell in column(CARRIED)], dtype=np.int8),
        {name: days for name, (days, _) in read.items()},
        {name: wrong for name, (_, wrong) in read.items()},
    )


def _body(content: str | bytes, shown: str, vocabulary: LedgerVocabulary) -> tuple[NumberedRows, dict[str, int]]:
    """Return the rows below the header, and where each known column stands."""
    sheets = {"": csv_rows(content, shown)} if isinstance(content, str) else xlsx_sheets(content, shown)
    heads = {name: _find_header(rows, vocabulary) for name, rows in sheets.items()}
    found = {name: head for name, head in heads.items() if head is not None}
    if not found:
        wanted = "、".join(map(vocabulary.heading, vocabulary.required))
        raise InputError(Problem("前 10 行里找不到台账的表头", shown, fix=f"表头至少要有：{wanted}"))
    if len(found) > 1:
        names = "、".join(f"“{name}”" for name in found)
        raise InputError(Problem(f"有 {len(found)} 张工作表都像台账（{names}）", shown, fix="请合并为一张工作表"))
    name, (position, columns) = next(iter(found.items()))
    rows = sheets[name]
    _refuse_header(shown, rows[position][0], columns, vocabulary)
    return rows[position + 1 :], {column: columns.index(column) for column in columns if column}


def _text(cell: object) -> str:
    """Return a cell as text; a whole number without the point a spreadsheet gives it."""
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@lru_cache(maxsize=4096)
def _mark(text: str) -> int:
    word = plain(text)
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
    days = [_day(cell) for cell in distinct]
    found = np.array([NAT if day is None else day for day in days], dtype="datetime64[D]")
    wrong = np.array([day is None and bool(_text(cell).strip()) for cell, day in zip(distinct, days, strict=True)])
    index = np.fromiter((distinct[cell] for cell in cells), dtype=np.int64, count=len(cells))
    return found[index], wrong.astype(bool)[index]


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", _text(cell)).strip())
    if match is None:
        return None
    year, month, day, short_month, short_day = match.groups()
    try:
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        return None


def _key(number: str) -> str:
    """Return what tells a case from others, however its number is typed."""
    if number.isascii():
        return "".join(number.split()).upper().translate(ROUND_BRACKETS)
    return "".join(unicodedata.normalize("NFKC", number.translate(ROUND_BRACKETS)).split()).upper()


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


def _find_header(rows: NumberedRows, vocabulary: LedgerVocabulary) -> tuple[int, list[str]] | None:
    """Return the position of the header among the first *rows*, and its columns; None when there is none.

    Columns may stand in any order and among others, which are "" and not read.
    """
    known = {plain(heading): column for column, headings in vocabulary.columns.items() for heading in headings}
    for position, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        columns = [known.get(plain(str(cell)), "") for cell in cells]
        if len(set(filter(None, columns))) >= _ENOUGH:
            return position, columns
    return None


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
