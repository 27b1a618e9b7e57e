"""The header of a ledger: which row it is, and which column stands where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.ledger.words import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.facts.ledger import LedgerVocabulary

HEADER_WITHIN = 10  # rows that may stand above the header: a title, a note on how to fill it in
_ENOUGH = 3


NUMBER, GROUP, OUTCOME, CARRIED, APPLICANT = "number", "group", "outcome", "carried", "applicant"


def find_header(
    rows: Sequence[tuple[int, Sequence[object]]], vocabulary: LedgerVocabulary
) -> tuple[int, dict[str, int]] | None:
    """Return the position of the header among the first *rows* and of each column in it; None when there is none.

    Columns may stand in any order and among others, which are not read.
    """
    known = _known(vocabulary)
    for position, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        found = [known.get(plain(str(cell))) for cell in cells]
        if len({name for name in found if name}) >= _ENOUGH:
            return position, {name: found.index(name) for name in dict.fromkeys(found) if name}
    return None


def refuse_header(shown: str, row: int, cells: Sequence[object], vocabulary: LedgerVocabulary) -> None:
    """Raise InputError when a header lacks a column that is needed, or has one twice; no cell is quoted."""
    known = _known(vocabulary)
    found = [known.get(plain(str(cell))) for cell in cells]
    problems = [
        Problem("缺少这一列", shown, row, column=heading, fix=f"也可写作{'、'.join(others[:2])}")
        for column, (heading, *others) in vocabulary.columns.items()
        if column in vocabulary.required and column not in found
    ]
    problems += [
        Problem("这一列重复了，不知道以哪一列为准", shown, row, column=vocabulary.heading(column), fix="请只留一列")
        for column in vocabulary.columns
        if found.count(column) > 1
    ]
    if problems:
        raise InputError(problems)


def _known(vocabulary: LedgerVocabulary) -> dict[str, str]:
    return {plain(heading): column for column, headings in vocabulary.columns.items() for heading in headings}
