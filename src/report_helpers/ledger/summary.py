"""How the year's applications stand against their terms, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from report_helpers.ledger.counting import CARRIED_IN, NEW, entries
from report_helpers.ledger.terms import terms_of

if TYPE_CHECKING:
    from datetime import date

    from report_helpers.facts.ledger import Caseload


@dataclass(frozen=True, slots=True)
class TermSummary:
    """The applications of a year by how they stand on its last day; every one is counted once.

    `waiting` are unanswered and wait for the applicant's correction, `not_verifiable` those
    whose term cannot be told; `longest` is the most working days any was late.
    """

    cases: int
    in_time: int
    late: int
    open_in_term: int
    open_late: int
    waiting: int
    not_verifiable: int
    longest: int


def summarise(load: Caseload, period: tuple[date, date]) -> TermSummary:
    """Return the summary of a ledger of applications; cases that belong to another year are left out."""
    terms, entry = terms_of(load, period), entries(load, period)
    own = (entry == NEW) | (entry == CARRIED_IN)
    known = own & (terms.days_over >= 0)
    waiting = own & terms.waiting & ~terms.is_answered
    late = terms.is_overdue

    def count(mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
        return int(np.count_nonzero(mask))

    longest = int(terms.days_over[own].max(initial=0))
    return TermSummary(
        count(own),
        count(known & terms.is_answered & ~late),
        count(known & terms.is_answered & late),
        count(known & ~terms.is_answered & ~late),
        count(known & ~terms.is_answered & late),
        count(waiting),
        count(own & ~known & ~waiting),
        longest,
    )
