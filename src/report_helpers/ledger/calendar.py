"""Working days by the official holiday list of each year (国务院办公厅部分节假日安排的通知, 调休 included).

The list of a year is published in the autumn before it. What the library does not have yet, an office writes into
params/holidays.yaml. Of days beyond the last one the least and the most working
days can be told, which often decides whether a time limit was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.errors import Problem, raise_problems
from report_helpers.facts.ledger import HOLIDAYS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Days, HolidayList

SATURDAY = 5
SHOWN = 5
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

    @property
    def unlisted(self) -> str:
        """What is said of a time limit that these lists leave open."""
        return f"的期限超出了放假安排已有的年份（{self.years}；新公布的请写入 {HOLIDAYS}）"

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


@lru_cache(maxsize=8)
def working_days(own: tuple[HolidayList, ...] = ()) -> WorkingDays:
    """Return the working days of every year that the library chinesecalendar knows, and of the office's *own* lists.

    Raises InputError for an own list that differs from the library's, or leaves a year out after it.
    """
    import chinese_calendar  # noqa: PLC0415  only a ledger needs it

    years = {day.year for day in chinese_calendar.constants.holidays}
    listed = {one.year: one for one in own}
    raise_problems(_problems(listed, years, chinese_calendar.is_workday))
    off = [day for year in sorted(years) for day in _days_of(year) if not chinese_calendar.is_workday(day)]
    off += [day for year in sorted(listed.keys() - years) for day in _days_of(year) if _is_off(day, listed[year])]
    calendar = np.busdaycalendar(weekmask="1111111", holidays=np.array(off, dtype="datetime64[D]"))
    every = years | listed.keys()
    return WorkingDays(np.datetime64(f"{min(every)}-01-01"), np.datetime64(f"{max(every)}-12-31"), calendar)


def _days_of(year: int) -> Iterator[date]:
    first = date(year, 1, 1)
    return (first + timedelta(days=number) for number in range((date(year + 1, 1, 1) - first).days))


def _is_off(day: date, listed: HolidayList) -> bool:
    return day in listed.off or (day.weekday() >= SATURDAY and day not in listed.work)


def _problems(
    listed: Mapping[int, HolidayList], known: set[int], is_workday: Callable[[date], bool]
) -> Iterator[Problem]:
    """Yield where own lists contradict the library's, and the years that they leave out."""
    for year, own in listed.items():
        where = f"years·{year}"
        differing = [day for day in _days_of(year) if year in known and _is_off(day, own) == is_workday(day)]
        if differing:
            shown = "、".join(map(str, differing[:SHOWN])) + ("等" if len(differing) > SHOWN else "")
            what = f"与工具自带的 {year} 年放假安排有 {len(differing)} 天不同（{shown}）"
            yield Problem(what, HOLIDAYS, column=where, fix="请按通知核对；自带的没有错的，删去这一年")
        elif year not in known and year - 1 not in known | listed.keys():
            fix = f"请补上 {year - 1} 年，或删去这一年；工具自带 {min(known)}–{max(known)} 年"
            yield Problem(f"没有上一年（{year - 1} 年）的放假安排，期限无法连续计算", HOLIDAYS, column=where, fix=fix)
