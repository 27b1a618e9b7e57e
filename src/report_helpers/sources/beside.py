"""The tables an agency reports for the same year under other kinds, which its report is compared with."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.facts.report import Report, blank_facts
from report_helpers.forms.kind import OWN_KINDS, between_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.forms.kind import Kind
    from report_helpers.sources.workspace import Workspace


def read_beside(place: Workspace, report: ReportId, kind: Kind) -> dict[str, Report]:
    """Return what is on file of each kind that a report of *kind* is compared with, by kind, as reports without text.

    Raises InputError listing everything wrong with the tables of one.
    """
    found = {}
    for other in _reports_beside(place, report, kind):
        prescribed, agency = place.settings(other), place.agency(other.agency)
        form, facts = prescribed.form, blank_facts(prescribed.form)
        for table in place.typed_tables(other).values():
            facts |= table
        found[prescribed.kind.id] = Report(other, agency, prescribed.kind, form, facts, {}, prescribed.period)
    return found


def beside_files(place: Workspace, report: ReportId, kind: Kind) -> Iterator[Path]:
    """Yield the files that these are read from."""
    for other in _reports_beside(place, report, kind):
        prescribed = place.settings(other)
        yield from kind_files(place.root, prescribed.kind.id)
        yield from (place.root / other.data_path / f"{table.id}.csv" for table in prescribed.form.tables)


def kind_files(root: Path, kind_id: str) -> list[Path]:
    """Return the files in which a workspace says something of a kind."""
    own = root / OWN_KINDS
    return [*(own / kind_id).rglob("*.yaml"), *between_files(own, kind_id)]


def _reports_beside(place: Workspace, report: ReportId, kind: Kind) -> Iterator[ReportId]:
    """Yield the reports on file of the agency and the year whose kinds the report is compared with."""
    for kind_id in sorted(frozenset().union(*kind.between.values()) - {kind.id}):
        # Beside a report of the default kind there is none of it: the parameters need not be read to name the other.
        other = place.report(report.agency, report.year, kind_id) if report.kind else replace(report, kind=kind_id)
        if (place.root / other.data_path).is_dir():
            yield other
