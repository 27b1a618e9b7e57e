"""Writes the index.html and index.csv of a year, which list all agencies of the workspace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, RunError, reason_of
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.clock import today
from report_helpers.files.plain_files import write_whole
from report_helpers.forms.kind import load_kind
from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import (
    IndexRow,
    Publication,
    State,
    index_csv,
    read_index_rows,
    read_totals,
)
from report_helpers.sources.standing import reporters, standing_of
from report_helpers.sources.unit_figures import absent_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from report_helpers.forms.kind import Kind
    from report_helpers.runs.batch import Result
    from report_helpers.sources.prescribed import Settings
    from report_helpers.sources.workspace import Workspace

STAGE = "写一览页"
PAGE, TABLE = "index.html", "index.csv"


def write_index(workspace: Workspace, year: int, kind: str, results: Iterable[Result]) -> Path:
    """Write the index of a kind's year and its CSV, each whole or not at all; return the page's path.

    Every built report of the year has a row, and so has every agency that reports the kind
    and failed in this batch or has no data for the year. What is overdue is so today.
    Raises RunError when it cannot be written.
    """
    folder = (workspace.root / "reports" / ReportId("_", year, kind).path).parent
    used = load_kind(kind or workspace.parameters(year).default_kind, workspace.root)
    own = (result for result in results if ReportId.parse(result.report).kind == kind and result.reason)
    failed = {ReportId.parse(result.report).agency: result.reason for result in own}
    rows = {row.folder: row for row in read_index_rows(folder, used.settings.index)}
    for agency, reason in failed.items():
        rows[agency] = _without_report(workspace, ReportId(agency, year, kind), State.FAILED, reason)
    for agency in reporters(workspace, kind):
        if agency not in rows:
            report = ReportId(agency, year, kind)
            has_data = (workspace.root / report.data_path).is_dir()
            reason = "还没有生成报告" if has_data else f"没有 {report.data_path}/"
            rows[agency] = _without_report(workspace, report, State.MISSING, reason)
    names = {agency: row.agency for agency, row in rows.items()}
    standing = _Standing(workspace, _settings(workspace, ReportId("_", year, kind)), names)
    rows = {agency: standing.completed(row, ReportId(agency, year, kind)) for agency, row in rows.items()}
    _write(folder, [rows[name] for name in sorted(rows)], year, used)
    return folder / PAGE


@dataclass(frozen=True, slots=True)
class _Standing:
    """Knows of a year's reports what their folders do not say: whether they are published, or overdue, and their units.

    `names` are the agencies' by id. Without `settings`, which no report then has either, nothing is overdue.
    """

    workspace: Workspace
    settings: Settings | None
    names: Mapping[str, str]

    def completed(self, row: IndexRow, report: ReportId) -> IndexRow:
        """Return the row with publication and units."""
        standing = standing_of(self.workspace, report)
        if standing.state == "外部公布件":
            return replace(row, state=State.IMPORTED, published=Publication.ELSEWHERE, reason=standing.words)
        published, detail = Publication(standing.state), standing.detail
        due = self._due(report) if published is Publication.OPEN else None
        if standing.problems:
            detail = "；".join(problem.sentence() for problem in standing.problems)
        elif due is not None:
            published = Publication.OVERDUE if today() > due else published
            detail = f"期限 {due}"
        elif standing.is_late:
            published = Publication.LATE
        try:
            units = absent_units(self.workspace.root, report, self.settings) if self.settings else None
        except InputError as error:
            units, reasons = None, filter(None, (row.reason, *error.sentences()))
            row = replace(row, reason="；".join(reasons))
        named = units and (units[0], tuple(self.names.get(name, name) for name in units[1]))
        return replace(row, published=published, published_detail=detail, units=named)

    def _due(self, report: ReportId) -> date | None:
        """Return the day the report must be published by; None where none is set or the agency cannot be read."""
        try:
            return self.settings.due(self.workspace.agency(report.agency)) if self.settings else None
        except InputError:
            return None


def _settings(workspace: Workspace, report: ReportId) -> Settings | None:
    try:
        return workspace.settings(report)
    except InputError:
        return None


def _without_report(workspace: Workspace, report: ReportId, state: State, reason: str) -> IndexRow:
    """Return the row of an agency without a report of this batch; its name where it can be read."""
    try:
        name = workspace.agency(report.agency).name
    except InputError:
        name = report.agency
    return IndexRow(str(report), name, report.agency, state=state, reason=reason, pages=())


def _write(folder: Path, rows: Sequence[IndexRow], year: int, kind: Kind) -> None:
    index = kind.settings.index
    others = ((path, path.parent.name) for path in folder.parent.glob(f"*/{TABLE}"))
    totals = {int(name): read_totals(path, index) for path, name in others if name.isdecimal() and name != str(year)}
    before = {other: found for other, found in totals.items() if found is not None}
    content = {PAGE: index_html(rows, year, kind, before).encode(), TABLE: index_csv(rows, index)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(STAGE, f"{folder} 不能写入（{reason_of(error)}）") from None
    for name, text in content.items():
        write_whole(folder / name, text, STAGE)
