"""Reads what an office adds to a kind's ledgers: own words (words.yaml), lists of holidays (holidays.yaml)."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.ledger import HOLIDAYS, HolidayList
from report_helpers.files.documents import read_document
from report_helpers.forms.kind import kind_ids, load_kind
from report_helpers.ledger.words import group_codes, is_harmless, plain, result_codes, vocabularies
from report_helpers.sources.settings_files import HolidaysFile, WordsFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.ledger import LedgerVocabulary
    from report_helpers.forms.kind import Kind

SATURDAY = 5
LONGEST = 31  # days of one holiday
WORDS = "params/words.yaml"


def read_words(root: Path) -> WordsFile:
    """Return the office's own words, none where it keeps none; InputError for a file of another shape."""
    path = root / WORDS
    return read_document(path, WordsFile, WORDS) if os.path.lexists(path) else WordsFile()


def office_vocabularies(root: Path, kind: Kind) -> dict[str, LedgerVocabulary]:
    """Return the vocabulary of every ledger of a kind by table, with what the office at *root* adds.

    Raises InputError for own words that stand for nothing a ledger knows, and for holidays that are no list of their
    year.
    """
    found, words = vocabularies(kind), read_words(root).ledger
    if words:
        raise_problems(_word_problems(words, _known(root)))
    holidays = read_holidays(root)
    if not words and not holidays:
        return dict(found)
    more = {"own_words": dict(words), "holidays": holidays}
    return {table: vocabulary.model_copy(update=more) for table, vocabulary in found.items()}


def _known(root: Path) -> list[Mapping[str, int]]:
    """Return what may stand in a column of a ledger, of any kind and form: a position by each way to write it."""
    kinds = [load_kind(kind, root) for kind in kind_ids(root)]
    return [
        codes(vocabulary, form)
        for kind in kinds
        for vocabulary in vocabularies(kind).values()
        for form in kind.forms.values()
        if any(table.id == vocabulary.table for table in form.tables)
        for codes in (group_codes, result_codes)
    ]


def _word_problems(words: Mapping[str, str], known: list[Mapping[str, int]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for word, said in words.items():
        place = (WORDS, None, "", f"ledger·{word}")
        own, meant = plain(word), [codes for codes in known if plain(said) in codes]
        if not own or not is_harmless(word):
            yield Problem("没有字，或含有问号等符号，台账里这样写的不会被识别", *place, fix="请只写台账里的那个词")
        elif seen.setdefault(own, said) != said:
            yield Problem("同一个词有两种意思", *place, said, fix="请只留一种")
        elif not meant:
            fix = "请照表上印的名称写到最末一级，如 已公开: 予以公开"
            yield Problem("不是台账里能填的任何一种", *place, said, fix=fix)
        elif any(codes.get(own, codes[plain(said)]) != codes[plain(said)] for codes in meant):
            yield Problem("这个词本来另有意思，不能改指别的", *place, said, fix="请删去这一行")


def read_holidays(root: Path) -> tuple[HolidayList, ...]:
    """Return the office's own lists of holidays by year, none where it keeps none.

    Raises InputError for a day of another year, one that stands twice, and a working day that is no weekend.
    """
    if not os.path.lexists(root / HOLIDAYS):
        return ()
    read = read_document(root / HOLIDAYS, HolidaysFile, HOLIDAYS)
    problems, lists = list[Problem](), list[HolidayList]()
    for year, said in ((int(year), said) for year, said in sorted(read.years.items())):
        off: list[date] = []
        for number, days in enumerate(said.rest, 1):
            last, place = days.last or days.first, (HOLIDAYS, None, "", f"years·{year}·rest·第 {number} 项")
            if not days.first <= last <= days.first + timedelta(days=LONGEST):
                what = f"结束日早于开始日，或超过 {LONGEST} 天"
                problems.append(Problem(what, *place, f"{days.first} 至 {last}", fix="请按通知核对"))
            else:
                off += (days.first + timedelta(days=more) for more in range((last - days.first).days + 1))
        problems += _day_problems(year, off, said.work)
        lists.append(HolidayList(year=year, off=tuple(off), work=said.work))
    raise_problems(problems)
    return tuple(lists)


def _day_problems(year: int, off: list[date], work: tuple[date, ...]) -> Iterator[Problem]:
    seen: set[date] = set()
    for name, days in (("rest", off), ("work", work)):
        for day in days:
            place = (HOLIDAYS, None, "", f"years·{year}·{name}", str(day))
            if day.year != year:
                yield Problem(f"不是 {year} 年的日子", *place, fix="请写在它自己的年份下")
            elif day in seen:
                yield Problem("这一天写了两次", *place, fix="请按通知核对，只留一处")
            elif name == "work" and day.weekday() < SATURDAY:
                yield Problem("不是星期六或星期日，本来就上班", *place, fix="调休上班日只写周末的日子")
            seen.add(day)
