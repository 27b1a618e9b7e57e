"""The time limits 办理期限 of applications: when each had to be answered, and whether it was (条例第三十至三十三条)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.ledger.calendar import NAT, WorkingDays, working_days
from report_helpers.ledger.counting import CARRIED_IN, NEW, entries

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from report_helpers.facts.ledger import Caseload, Days, LimitDays


@dataclass(frozen=True, eq=False, slots=True)
class TimeLimits:
    """The time limit of every case of a load, a value a case; days are NaT, and counts −1, where not known.

    `allowed` are the days that the law allows. `start` is the day the limit runs from, `due` its
    last day, `before_extension` its last day without the extension. `waiting` is for the
    applicant's correction, `lacking` marks one that the ledger leaves open, `unlisted` one that the holiday lists
    published so far leave open. `days_over` counts working days past it, by the end of
    the year for a case then unanswered, which is 0 also where the last day lies beyond the lists and that end does not;
    `is_answered` by then. `asked_late` and `third_long` tell whether asking for a correction and hearing a third party
    took more working days than allowed (1, 0; −1 not known), `asked_after` and `third_days` how many at least, by
    the lists of `days`.
    """

    allowed: LimitDays
    start: Days
    due: Days
    before_extension: Days
    waiting: NDArray[np.bool_]
    lacking: NDArray[np.bool_]
    unlisted: NDArray[np.bool_]
    is_answered: NDArray[np.bool_]
    days_over: NDArray[np.int64]
    asked_after: NDArray[np.int64]
    asked_late: NDArray[np.int8]
    third_days: NDArray[np.int64]
    third_long: NDArray[np.int8]
    days: WorkingDays

    @property
    def is_overdue(self) -> NDArray[np.bool_]:
        """Which cases were answered, or stood unanswered, after their time limit."""
        return self.days_over > 0


def time_limits_of(load: Caseload, period: tuple[date, date]) -> TimeLimits:
    """Return the time limits of a ledger of applications by the last day of the *period*.

    The day of receipt is not counted. A correction asked for starts it anew when it
    comes in; time for a third party, up to fifteen working days, is not counted; an
    extension granted within it adds twenty working days.
    """
    allowed = load.vocabulary.limits
    if allowed is None:
        raise ValueError(load.file)
    days, last = working_days(load.vocabulary.holidays), np.datetime64(period[1], "D")
    received, answered = load.dates["received"], load.dates["answered"]
    none = np.full(len(load.rows), NAT)
    asked, corrected, third_from, third_to, extended = (
        load.dates.get(name, none)
        for name in ("correction_asked", "correction_received", "third_from", "third_to", "extended")
    )
    waiting = ~np.isnat(asked) & np.isnat(corrected)
    start = np.where(np.isnat(corrected), np.where(waiting, NAT, received), corrected)
    uncounted = np.clip(days.at_least(np.maximum(third_from, start), third_to), 0, allowed.third_party)
    before = days.after(start, allowed.answer + uncounted)
    is_extended = (extended <= before) & (extended >= received)
    due = np.where(is_extended, days.after(start, allowed.answer + allowed.extension + uncounted), before)
    is_answered = answered <= last
    over = np.maximum(days.between(due, np.where(is_answered, answered, last)), 0)
    unreadable = np.any([wrong for name, wrong in load.unreadable.items() if name != "due"], axis=0)
    lacking = np.isnat(received) | (np.isnat(third_from) != np.isnat(third_to)) | unreadable
    # A third party heard beyond the lists may take more of its days than those counted: the limit may end later.
    may_end_later = (third_to > days.last) & (uncounted < allowed.third_party)
    is_beyond = days.knows(start) & np.isnat(due) & days.knows(np.where(is_answered, answered, last))
    over = np.where(lacking | (np.isnat(due) & ~is_beyond) | (may_end_later & (over > 0)), -1, over)
    unlisted = ~waiting & ~lacking & ~np.isnat(start) & (over < 0)
    due = np.where(lacking | may_end_later, NAT, due)
    asked_after, asked_late = days.at_least(received, asked), days.exceeds(received, asked, allowed.correction)
    third_days, third_long = (
        days.at_least(third_from, third_to),
        days.exceeds(third_from, third_to, allowed.third_party),
    )
    known = (allowed, start, due, np.where(may_end_later, NAT, before), waiting, lacking, unlisted, is_answered, over)
    return TimeLimits(*known, asked_after, asked_late, third_days, third_long, days)


@dataclass(frozen=True, slots=True)
class TimeLimitSummary:
    """The applications of a year by how they stand on its last day; every one is counted once.

    `waiting` are unanswered and wait for the applicant's correction, `not_verifiable` those
    whose time limit the ledger leaves open; `longest` is the most working days any was late.
    """

    cases: int
    in_time: int
    late: int
    open_in_term: int
    open_late: int
    waiting: int
    not_verifiable: int
    longest: int

    @property
    def sentence(self) -> str:
        """The summary in words."""
        longest = f"；最长超过 {self.longest} 个工作日" if self.longest else ""
        return (
            f"期限　本年办理 {self.cases} 件：按期答复 {self.in_time}，逾期答复 {self.late}，"
            f"年末未答复且未到期 {self.open_in_term}，年末已逾期 {self.open_late}，等待申请人补正 {self.waiting}，"
            f"期限无法核验 {self.not_verifiable}{longest}"
        )


def summarise(load: Caseload, period: tuple[date, date]) -> TimeLimitSummary:
    """Return the summary of a ledger of applications; cases that belong to another year are left out."""
    limits, entry = time_limits_of(load, period), entries(load, period)
    own = (entry == NEW) | (entry == CARRIED_IN)
    known = own & (limits.days_over >= 0)
    waiting = own & limits.waiting & ~limits.is_answered
    late = limits.is_overdue

    def count(mask: NDArray[np.bool_]) -> int:
        return int(np.count_nonzero(mask))

    longest = int(limits.days_over[own].max(initial=0))
    return TimeLimitSummary(
        count(own),
        count(known & limits.is_answered & ~late),
        count(known & limits.is_answered & late),
        count(known & ~limits.is_answered & ~late),
        count(known & ~limits.is_answered & late),
        count(waiting),
        count(own & ~known & ~waiting),
        longest,
    )
