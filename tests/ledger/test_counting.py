"""Counting: a ledger made from a table counts to that table, and what is not certain is not counted."""

from __future__ import annotations

from datetime import date

import pytest
from benchmarks.ledger.generator import as_csv, as_xlsx, make_ledger

from report_helpers.ledger.counting import count
from report_helpers.ledger.examining import examine
from report_helpers.ledger.reading import read_cases
from report_helpers.ledger.time_limits import summarise
from report_helpers.ledger.words import vocabularies
from tests.conftest import DISCLOSURE

FORM = DISCLOSURE.form("2021")
APPLICATIONS, DISPUTES = vocabularies(DISCLOSURE).values()
PERIOD = (date(2024, 1, 1), date(2024, 12, 31))
HEAD = "登记编号,收到日期,申请人类型,答复日,答复类型\n"


def counted(text: str):
    """Return the ledger in *text*, counted."""
    return count(read_cases(text, "ledger.csv", FORM, APPLICATIONS), FORM, PERIOD)


@pytest.mark.parametrize("seed", range(8))
def test_a_ledger_counts_to_the_table_it_was_made_from(seed):
    """All 175 cells, and the cases answered too late, are those the ledger was made with."""
    made = make_ledger(400, seed)
    ledger = counted(as_csv(made))
    assert ledger.counted == {cell: made.table[cell] for cell in ledger.counted}
    assert len(ledger.counted) == 175
    assert len(examine(ledger.load, PERIOD)["overdue"][0].cases) == made.late
    summary = summarise(ledger.load, PERIOD)
    assert summary.cases == 400
    assert summary.late + summary.open_late == made.late


def test_a_workbook_counts_as_its_csv_does():
    """The xlsx file of a ledger gives the same table and the same rows behind every cell."""
    made = make_ledger(120, 5)
    ledger = counted(as_csv(made))
    load = read_cases(as_xlsx(made), "ledger.xlsx", FORM, APPLICATIONS)
    book = count(load, FORM, PERIOD)
    assert book.counted == ledger.counted
    assert all(book.behind(cell) == ledger.behind(cell) for cell in ledger.counted)
    assert load.numbers == ledger.load.numbers


def test_behind_every_cell_are_as_many_cases_as_it_counts():
    """The case numbers kept behind a cell are its count, and behind a group of rows the sum of its leaves."""
    ledger = counted(as_csv(make_ledger(300, 3)))
    assert all(len(ledger.behind(cell)) == count for cell, count in ledger.counted.items())
    leaves = [
        count for cell, count in ledger.counted.items() if cell.startswith("applications.refused.") and "total" in cell
    ]
    assert len(ledger.behind("applications.refused.total")) == sum(leaves)


def test_a_result_nobody_knows_leaves_no_result_of_its_column_counted():
    """Of an unknown result the leaves of its column have no count, but receipts and （七） have."""
    ledger = counted(HEAD + "1,2024-02-01,自然人,2024-02-10,公开了\n2,2024-02-01,科研机构,2024-02-10,予以公开\n")
    assert ledger.counted["applications.granted.natural"] is None
    assert ledger.counted["applications.granted.total"] is None
    assert ledger.counted["applications.granted.research"] == 1
    assert ledger.counted["applications.new.natural"] == 1
    assert ledger.counted["applications.total.total"] == 2


def test_an_applicant_of_unknown_type_is_counted_in_the_total_alone():
    """Of an unknown applicant type all six columns have no count, the total has."""
    ledger = counted(HEAD + "1,2024-02-01,事业单位,2024-02-10,予以公开\n")
    assert [ledger.counted[f"applications.new.{column}"] for column in ("natural", "other_org", "total")] == [
        None,
        None,
        1,
    ]


@pytest.mark.parametrize(
    ("received", "answered", "row"),
    [
        ("2024-12-31", "", "carried_out"),
        ("2024-11-01", "2025-01-02", "carried_out"),
        ("2024-01-02", "", "carried_out"),
        ("2024-12-31", "2024-12-31", "granted"),
        ("2023-12-31", "2024-01-01", "granted"),
    ],
)
def test_an_application_unanswered_on_the_last_day_is_carried_whatever_its_term(received, answered, row):
    """Answered within the year it has its result, else it is carried out; new or carried in goes by receipt."""
    result = "予以公开" if answered else ""
    ledger = counted(f"{HEAD}1,{received},自然人,{answered},{result}\n")
    entered = "new" if received.startswith("2024") else "carried_in"
    ones = {cell for cell, count in ledger.counted.items() if count}
    expected = {entered, row} | ({"total"} if row == "granted" else set())
    assert ones == {f"applications.{name}.{column}" for name in expected for column in ("natural", "total")}


def test_a_case_number_twice_is_not_counted_by_guess():
    """Two rows of one case number may be one case or two: their cells have no count."""
    ledger = counted(HEAD + "1,2024-02-01,自然人,2024-02-10,予以公开\n1,2024-02-01,自然人,2024-02-10,予以公开\n")
    assert ledger.counted["applications.new.natural"] is None
    assert ledger.counted["applications.new.research"] == 0


def test_disputes_count_by_kind_and_outcome():
    """A result dated after the year is still pending in it; one of the year before is left out."""
    text = (
        "登记编号,类型,结果,日期\n1,行政复议,结果维持,2024-03-01\n2,直接起诉,结果纠正,2025-01-05\n"
        "3,复议后起诉,其他结果,2023-12-30\n4,复议,尚未审结,\n"
    )
    ledger = count(read_cases(text, "disputes_ledger.csv", FORM, DISPUTES), FORM, PERIOD)
    assert {cell: count for cell, count in ledger.counted.items() if count} == {
        "disputes.review.upheld": 1,
        "disputes.review.pending": 1,
        "disputes.review.total": 2,
        "disputes.litigation_direct.pending": 1,
        "disputes.litigation_direct.total": 1,
    }


def test_the_form_of_2019_has_one_row_for_other_results():
    """On the 2019 form 其他处理 is a result of its own."""
    form = DISCLOSURE.form("2019")
    load = read_cases(HEAD + "1,2020-02-03,自然人,2020-02-10,（六）其他处理\n", "ledger.csv", form, APPLICATIONS)
    ledger = count(load, form, (date(2020, 1, 1), date(2020, 12, 31)))
    assert (
        sum(count for cell, count in ledger.counted.items() if cell.endswith("natural") and ".total." not in cell) == 2
    )
