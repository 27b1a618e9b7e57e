"""Working days by the official holiday list of each year (国务院办公厅部分节假日安排的通知, 调休 included).

The list of a year is published in the autumn before it. Of days beyond the last one the least and the most working
days can be told, which often decides whether a time limit was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Days

NAT = np.datetime64("NaT", "D")


@dataclass(frozen=True, eq=False, slots=True)
class WorkingDays:
    """The working days from `first` to `last`; about days outside nothing can be said."""

    first: np.datetime64
    last: np.datetime64
    calendar: np.busdaycalendar

    @property
    def years(self) -> str:
        """The years whose holiday lists are known, in words."""
        return f"{self.first.astype('datetime64[Y]')}–{self.last.astype('datetime64[Y]')} 年"

    def after(self, days: Days, count: int | NDArray[np.int64]) -> Days:
        """Return the *count*-th working day after each day, which itself is not counted; NaT where not known."""
        ends = np.busday_offset(days, count, roll="backward", busdaycal=self.calendar)
        return np.where(self.knows(days) & self.knows(ends), ends, NAT)

    def between(self, start: Days, end: Days) -> NDArray[np.int64]:
        """Return how many working days come after *start* up to *end*, −1 where a day is missing or not known."""
        known = self.knows(start) & self.knows(end)
        one = np.timedelta64(1, "D")
        begin, finish = np.where(known, start, self.first), np.where(known, end, self.first)
        counted = np.busday_count(begin + one, finish + one, busdaycal=self.calendar)
        return np.where(known, counted, -1)

    def at_least(self, start: Days, end: Days) -> NDArray[np.int64]:
        """Return how many working days of the lists come after *start* up to *end*; −1 without a known start."""
        return self.between(start, np.minimum(end, self.last))

    def exceeds(self, start: Days, end: Days, limit: int) -> NDArray[np.int8]:
        """Tell whether more than *limit* working days come after *start* up to *end*: 1, 0, or −1 where not known."""
        least = self.at_least(start, end)
        beyond = np.where(end > self.last, (end - self.last).astype(np.int64), 0)
        decided = np.where(least > limit, 1, np.where(least + beyond <= limit, 0, -1))
        return np.where(least < 0, -1, decided).astype(np.int8)

    def knows(self, days: Days) -> NDArray[np.bool_]:
        """Tell which days lie in a year whose list is known; False for NaT."""
        return np.asarray((days >= self.first) & (days <= self.last))


@cache
def working_days() -> WorkingDays:
    """Return the working days of every year that the library chinesecalendar knows."""
    import chinese_calendar  # noqa: PLC0415  only a ledger needs it

    years = {day.year for day in chinese_calendar.constants.holidays}
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    off = [day for day in every if not chinese_calendar.is_workday(day)]
    calendar = np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))
    return WorkingDays(np.datetime64(first, "D"), np.datetime64(last, "D"), calendar)
