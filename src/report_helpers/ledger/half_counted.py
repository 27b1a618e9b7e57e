"""Refuses a ledger of which only a part would be counted: cases on another sheet, above the header, below a second one.

No cell is quoted: rows are named by their numbers.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.ledger.days import day_of
from report_helpers.ledger.words import code_of, group_codes, plain, result_codes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from report_helpers.facts.ledger import LedgerVocabulary
    from report_helpers.forms.model import Form
    from report_helpers.ledger.spreadsheet import NumberedRows, Sheet

    Cells = Sequence[object]

HEADER_WITHIN = 10  # rows that may stand above the header: a title, a note on how to fill it in
_ENOUGH = 3  # headings that make a row a header, filled cells that make one a case
_LOOKED_AT = 500  # rows whose columns without a known heading are looked at
_MERGE = "请把案件合并到一张工作表的一个表头之下；不是案件的内容请移到别的文件"


def headings_of(vocabulary: LedgerVocabulary) -> Mapping[str, str]:
    """Return the column meant by every known heading, as it is compared."""
    return {plain(heading): column for column, headings in vocabulary.columns.items() for heading in headings}


def find_header(rows: NumberedRows, known: Mapping[str, str]) -> tuple[int, list[str]] | None:
    """Return the position of the header among the first *rows*, and its columns; None when there is none.

    Columns may stand in any order and among others, which are "" and not read.
    """
    for position, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        columns = [known.get(plain(str(cell)), "") for cell in cells]
        if len(set(filter(None, columns))) >= _ENOUGH:
            return position, columns
    return None


def refuse_half(
    sheets: Sequence[Sheet], found: Sheet, head: tuple[int, list[str]], shown: str, words: tuple[LedgerVocabulary, Form]
) -> None:
    """Raise InputError where cases stand elsewhere than below the header *head* of the sheet *found*."""
    position, columns = head
    has_words, looks = _case_tests(*words)
    for sheet in sheets:
        rows = sheet.rows[:position] if sheet is found else sheet.rows
        row = next((number for number, cells in rows if looks(cells)), None)
        if row is not None:
            where = "表头上面" if sheet is found else f"{'隐藏的' * sheet.is_hidden}工作表“{sheet.name}”"
            raise InputError(Problem(f"{where}也有像是案件的行，只会计入一部分", shown, row, fix=_MERGE))
    unread = [place for place, column in enumerate(columns) if not column]
    body = found.rows[position + 1 :]
    width = max((len(cells) for _, cells in islice(body, _LOOKED_AT)), default=0)
    unread += range(len(columns), width)
    for number, cells in islice(body, _LOOKED_AT):
        if has_words([cells[place] for place in unread if place < len(cells)]):
            raise InputError(Problem("台账各列以外还有像是案件的内容，只会计入一部分", shown, number, fix=_MERGE))


def refuse_second_header(
    rows: NumberedRows, columns: Sequence[Sequence[object]], known: Mapping[str, str], shown: str
) -> None:
    """Raise InputError where one of the *rows* below the header is a header again; *columns* are to look for it in."""
    heads = {cell for column in columns for cell in set(column) if isinstance(cell, str) and plain(cell) in known}
    if not heads:
        return
    for number, cells in rows:
        if not heads.isdisjoint(cells) and len({known.get(plain(str(cell))) for cell in cells} - {None}) >= _ENOUGH:
            raise InputError(Problem("又是一行表头，下面的列可能与上面不同", shown, number, fix=_MERGE))


def _case_tests(vocabulary: LedgerVocabulary, form: Form) -> tuple[Callable[[Cells], bool], Callable[[Cells], bool]]:
    """Return two tests: do cells hold both words of a case, and do they look like a case, by a date among text."""
    groups, outcomes = group_codes(vocabulary, form), result_codes(vocabulary, form)

    def words(cells: Cells) -> int:
        texts = [str(cell) for cell in cells if cell not in {"", None}]
        return sum(any(code_of(text, codes) >= 0 for text in texts) for codes in (groups, outcomes))

    def has_words(cells: Cells) -> bool:
        return words(cells) == 2  # noqa: PLR2004  an applicant type and a result

    def is_case(cells: Cells) -> bool:
        filled = [cell for cell in cells if cell not in {"", None}]
        if len(filled) < _ENOUGH:
            return False
        if has_words(filled) and any(c.isdigit() for cell in filled for c in str(cell)):
            return True
        texts = sum(isinstance(cell, str) and not cell.replace(".", "").isdigit() for cell in filled)
        is_long = len(filled) > _ENOUGH and texts >= _ENOUGH
        return any(day_of(cell) is not None for cell in filled) and (is_long or words(filled) > 0)

    return has_words, is_case
