"""Reads the day in a cell of a ledger; what is no day of our time is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?")
# 0023, 1023, 1900 and 9023 are slips of the hand, or what a spreadsheet makes of a number; no ledger is as old.
FIRST_YEAR, LAST_YEAR = 2000, 2099


def day_of(cell: object) -> date | None:
    """Return the day a cell holds, as a date or as text; None for anything else and for years out of reason."""
    day: date | None
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
    else:
        whole = isinstance(cell, float) and cell.is_integer()
        day = _read(str(int(cell)) if whole else str(cell))  # type: ignore[call-overload]
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _read(text: str) -> date | None:
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    year, month, day, short_month, short_day = match.groups()
    try:
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        return None
