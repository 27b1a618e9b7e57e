"""Time limits: twenty working days by the official list, a correction, a third party, an extension."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import numpy as np
import pytest

from report_helpers.ledger.calendar import working_days
from report_helpers.ledger.examining import examine
from report_helpers.ledger.reading import read_cases
from report_helpers.ledger.time_limits import time_limits_of
from report_helpers.ledger.words import vocabularies
from tests.conftest import DISCLOSURE

FORM = DISCLOSURE.form("2021")
APPLICATIONS = vocabularies(DISCLOSURE)["applications"]
HEAD = "登记编号,收到日期,申请人类型,补正告知日,补正收到日,征求第三方起,征求第三方止,延期批准日,答复日,答复类型\n"


def due(received, asked="", corrected="", *, third=("", ""), extended="", year=2024):  # noqa: PLR0913
    """Return the last day of the term of one case."""
    text = f"{HEAD}1,{received},自然人,{asked},{corrected},{third[0]},{third[1]},{extended},,\n"
    terms = time_limits_of(read_cases(text, "ledger.csv", FORM, APPLICATIONS), (date(year, 1, 1), date(year, 12, 31)))
    return str(terms.due[0])


def counted_by_hand(start: date, count: int) -> str:
    """Return the *count*-th working day after *start*, one day at a time."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= chinese_calendar.is_workday(day)
    return str(day)


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 10, 28])
def test_the_term_is_twenty_working_days_by_the_official_list(month, day):
    """Receipt on whatever day, the term ends as counted day by day with 调休."""
    received = date(2024, month, day)
    assert due(received) == counted_by_hand(received, 20)


def test_over_the_holidays_of_autumn_the_term_follows_the_official_list():
    """Received on 5 September 2024: 中秋 and 国庆 are out, 14 and 29 September in; due 10 October."""
    assert due("2024-09-05") == "2024-10-10"


def test_a_correction_starts_the_term_anew():
    """From the day the correction came in; while it has not come there is no term."""
    assert due("2024-03-01", "2024-03-05", "2024-04-01") == counted_by_hand(date(2024, 4, 1), 20)
    assert due("2024-03-01", "2024-03-05") == "NaT"


def test_time_for_a_third_party_is_not_counted_up_to_fifteen_days():
    """Five working days asked are five more; thirty asked are fifteen more; no end is no term."""
    start = date(2024, 3, 1)
    assert due(start, third=("2024-03-04", "2024-03-11")) == counted_by_hand(start, 25)
    assert due(start, third=("2024-03-04", "2024-06-11")) == counted_by_hand(start, 35)
    assert due(start, third=("2024-03-04", "")) == "NaT"


def test_an_extension_counts_only_when_granted_within_the_term():
    """On the last day of the term it adds twenty working days, a day later nothing."""
    start = date(2024, 3, 1)
    assert due(start, extended="2024-03-29") == counted_by_hand(start, 40)
    assert due(start, extended="2024-03-30") == counted_by_hand(start, 20)


def test_a_year_whose_holidays_nobody_has_published_gives_no_term():
    """Outside the known years, and across their end, the term is not known and never guessed."""
    last = working_days().last.item()
    assert due(f"{last.year + 1}-03-01", year=last.year + 1) == "NaT"
    assert due(f"{last.year}-12-20", year=last.year) == "NaT"
    assert due("2003-06-02", year=2003) == "NaT"


def standing(received, asked="", corrected="", *, third=("", ""), extended="", answered=""):  # noqa: PLR0913
    """Return days past the limit and what is late of a case in the last year whose holidays are published."""
    year = working_days().last.item().year
    days = (received, asked, corrected, *third, extended, answered)
    dated = [f"{year + (day[:2] == '+1')}-{day[-5:]}" if day else "" for day in days]
    text = f"{HEAD}1,{dated[0]},自然人,{','.join(dated[1:])},予以公开\n"
    load = read_cases(text, "ledger.csv", FORM, APPLICATIONS)
    period = (date(year, 1, 1), date(year, 12, 31))
    limits = time_limits_of(load, period)
    kinds = {name for name, breaches in examine(load, period).items() if any(len(breach.cases) for breach in breaches)}
    return (
        int(limits.days_over[0]),
        bool(limits.unlisted[0]),
        kinds & {"overdue", "correction", "extension", "third_party"},
    )


@pytest.mark.parametrize(
    ("case", "over", "faults"),
    [
        ({"received": "12-20"}, 0, set()),  # unanswered at the end of the year, before its limit
        ({"received": "12-20", "answered": "12-29"}, 0, set()),
        ({"received": "12-20", "answered": "+1-01-04"}, 0, set()),  # answered next year: open on 31 December
        ({"received": "12-28", "asked": "+1-01-03"}, -1, set()),  # six days by any calendar
        ({"received": "12-01", "asked": "+1-01-20"}, -1, {"correction"}),  # more than seven by this year's days alone
        ({"received": "11-16", "third": ("11-17", "+1-01-20")}, 0, {"third_party"}),  # fifteen are surely used up
        ({"received": "12-20", "extended": "12-30"}, 0, set()),
    ],
)
def test_what_the_published_lists_decide_is_decided(case, over, faults):
    """A limit that ends after the last list is not past on any day of it; least and most working days often decide."""
    limit, unlisted, found = standing(**case)
    assert (limit, found) == (over, faults)
    assert not unlisted


def test_a_third_party_heard_beyond_the_lists_leaves_the_limit_open():
    """A third party heard from the end of December on: how many of its days are not counted is not known."""
    assert standing("10-09", third=("12-28", "+1-01-30"))[:2] == (-1, True)


@pytest.mark.parametrize(
    ("days", "limit", "expected"),
    [(5, 7, 0), (12, 7, -1), (40, 7, -1), (5, 3, -1), (3, 3, 0)],
)
def test_days_beyond_the_lists_may_all_be_working_days_or_none(days, limit, expected):
    """Only when even every day, or the known days alone, decide is it told whether a limit was exceeded."""
    last = working_days().last
    start, end = np.array([last]), np.array([last + np.timedelta64(days, "D")])
    assert working_days().exceeds(start, end, limit).tolist() == [expected]
    assert working_days().exceeds(start - np.timedelta64(30, "D"), end, 5).tolist() == [1]


def test_working_days_between_leave_the_first_day_out():
    """The days after the first up to the last, −1 where one is missing."""
    first = np.array(["2024-09-27", "2024-09-27", "NaT"], dtype="datetime64[D]")
    last = np.array(["2024-10-08", "2024-09-27", "2024-10-08"], dtype="datetime64[D]")
    assert working_days().between(first, last).tolist() == [3, 0, -1]
