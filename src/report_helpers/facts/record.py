"""A fact as plain values: what travels in the notebook and into the open data."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  the fields of a record are its schema
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from report_helpers.facts.fact import Status  # noqa: TC001
from report_helpers.facts.identifiers import FactName, ReportName  # noqa: TC001
from report_helpers.facts.ledger import CasesBehind, ShownCase
from report_helpers.files.json_text import field_values
from report_helpers.files.records import DayIfAny, Field, Text
from report_helpers.forms.cells import form_cells, form_groups

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts.fact import Fact
    from report_helpers.facts.report import Report
    from report_helpers.forms.cells import Cell

FACTS_MIME = "application/vnd.report-helpers.facts"
CASES_MIME = "application/vnd.report-helpers.cases"
SHOWN_CASES = 12  # of a figure on the review page; `report explain` lists more


@dataclass(frozen=True, slots=True)
class Front:
    """What a report is: its title, whose and of which period, and the kind and form it follows.

    Where they are given, 成文日期 (`dated`) and the lines that close the report: contact, 机关落款, 成文日期;
    and what a report that was published again says of its `correction`.
    """

    report: ReportName
    title: str
    agency: str
    year: Annotated[int, Field(ge=1900, le=2099)]
    period: str
    kind: str
    form: str
    notice: str
    dated: DayIfAny
    closing: Sequence[str]
    correction: Text = ""


@dataclass(frozen=True, slots=True)
class FactRecord:
    """A fact as it travels: as printed, with where it was read and last year's printed value, None when not on file."""

    id: FactName
    label: str
    table: str
    row_label: str
    column_label: str
    value: str
    status: Status
    unit: str
    note: str
    qualifier: str
    part_of: str
    source: str
    file: str
    row: int | None
    column: str
    last_year: str | None


@dataclass(frozen=True, slots=True)
class CasesRecord:
    """The ledger's cases behind a figure: the file, how many, and the first of them in words."""

    file: str
    count: int
    cases: Sequence[str]


@lru_cache(maxsize=2)  # the notebook, the signed parts and the signatures each ask for all of them
def fact_records(report: Report) -> tuple[Mapping[str, Any], ...]:
    """Return every statutory cell in printed order, then the figures of the text.

    `value` is as printed: "" for a blank, "/" for not applicable. `last_year` is the
    printed value of the year before, or None when that is not on file.
    """
    cells = form_cells(report.form)
    facts = (*report.cells(), *report.text_facts())
    return tuple(
        _record(fact, cells.get(fact.id), report.previous.get(fact.id) if report.previous else None) for fact in facts
    )


def _record(fact: Fact, cell: Cell | None, previous: Fact | None) -> Mapping[str, Any]:
    group = f"{cell.group_label} " if cell and cell.group_label else ""
    record = FactRecord(
        id=fact.id,
        label=fact.label,
        table=cell.table if cell else "",
        row_label=cell.row_label if cell else fact.label,
        column_label=group + cell.column_label if cell else "",
        value=fact.printed,
        status=fact.status,
        unit=fact.unit,
        note=fact.note,
        qualifier=fact.qualifier,
        part_of=fact.part_of,
        source=fact.source,
        file=fact.origin.file if fact.origin else "",
        row=fact.origin.row if fact.origin else None,
        column=fact.origin.column if fact.origin else "",
        last_year=previous.printed if previous else None,
    )
    return field_values(record) | {"status": fact.status.value}


def case_records(report: Report) -> dict[str, dict[str, Any]]:
    """Return, by cell and by sum of cells, the file, the number and the first of the ledger's cases behind it.

    For the reviewer only: case numbers are in it, nothing else of a person. Figures without
    a case are left out.
    """
    ids = (*form_cells(report.form), *form_groups(report.form))
    found = {fact_id: cases_behind(report, fact_id, SHOWN_CASES) for fact_id in ids}
    return {
        fact_id: field_values(CasesRecord(behind.file, behind.count, [case.sentence for case in behind.cases]))
        for fact_id, behind in found.items()
        if behind is not None and behind.count
    }


def cases_behind(report: Report, fact_id: str, shown: int) -> CasesBehind | None:
    """Return the ledger's cases counted in a cell or a sum of cells, at most *shown*; None without a ledger."""
    ledger = report.ledgers.get(fact_id.partition(".")[0])
    if ledger is None:
        return None
    load, behind = ledger.load, ledger.behind(fact_id)

    def day(name: str, case: int) -> str:
        text = str(load.dates[name][case]) if name in load.dates else ""
        return "" if text == "NaT" else text

    cases = (
        ShownCase(int(load.rows[case]), load.numbers[case], day("received", case), day("answered", case))
        for case in behind[:shown]
    )
    return CasesBehind(load.file, len(behind), tuple(cases))
