"""The ledgers of a report: ledger.csv or .xlsx behind table 三, disputes_ledger.csv or .xlsx behind table 四."""

from __future__ import annotations

import os
from decimal import Decimal
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.files.encoding import read_text
from report_helpers.files.plain_files import read_bytes
from report_helpers.forms.cells import form_cells

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.ledger import Ledger, LedgerVocabulary
    from report_helpers.forms.model import Form

ENDINGS = (".csv", ".xlsx")
MAX_BYTES = 64_000_000


def ledger_file(root: Path, folder: str, vocabulary: LedgerVocabulary) -> str:
    """Return the ledger behind a table, relative to the workspace, "" when there is none; InputError for two."""
    names = (f"{folder}/{vocabulary.file}{ending}" for ending in ENDINGS)
    there = [name for name in names if os.path.lexists(root / name)]
    if len(there) > 1:
        raise InputError(Problem("台账有两份", file="、".join(there), fix="请只留一份，另一份移到别处"))
    return there[0] if there else ""


def read_ledger(
    root: Path, folder: str, vocabulary: LedgerVocabulary, form: Form, period: tuple[date, date]
) -> Ledger | None:
    """Return the ledger behind a table, counted for the *period*; None when there is none.

    Raises InputError when the file cannot be read as a ledger.
    """
    shown = ledger_file(root, folder, vocabulary)
    if not shown:
        return None
    from report_helpers.ledger import calendar, counting, reading  # noqa: PLC0415  numpy, which a report without one does not need

    calendar.working_days(vocabulary.holidays)  # wrong lists are refused before anything is counted by them
    read = read_text if shown.endswith(".csv") else read_bytes
    content = read(root / shown, shown, MAX_BYTES)
    return counting.count(reading.read_cases(content, shown, form, vocabulary), form, period)


def counted_facts(ledger: Ledger, form: Form) -> dict[str, Fact]:
    """Return the facts of a table as its ledger counts them; a cell without a count is blank."""
    origin, facts = Origin(ledger.load.file, None), {}
    for cell in form_cells(form).values():
        if cell.table == ledger.table:
            count = ledger.counted[cell.id]
            status = Status.BLANK if count is None else Status.NUMBER
            value = None if count is None else Decimal(count)
            facts[cell.id] = Fact(cell.id, cell.label, status, value, cell.unit, origin=origin)
    return facts
