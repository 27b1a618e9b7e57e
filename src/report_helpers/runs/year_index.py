"""Writes the index.html and index.csv of a year, which list all agencies of the workspace."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, RunError, reason_of
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.plain_files import write_whole
from report_helpers.forms.kind import load_kind
from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import IndexRow, State, index_csv, read_index_rows, read_totals
from report_helpers.sources.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from report_helpers.forms.kind import Kind
    from report_helpers.runs.batch import Result
    from report_helpers.sources.workspace import Workspace

STAGE = "写一览页"
PAGE, TABLE = "index.html", "index.csv"


def write_index(workspace: Workspace, year: int, kind: str, results: Iterable[Result]) -> Path:
    """Write the index of a kind's year and its CSV, each whole or not at all; return the page's path.

    Every built report of the year has a row, and so has every agency of the workspace
    that failed in this batch or has no data. Raises RunError when it cannot be written.
    """
    folder = (workspace.root / "reports" / ReportId("_", year, kind).path).parent
    used = load_kind(kind or workspace.parameters(year).default_kind, workspace.root)
    own = (result for result in results if ReportId.parse(result.report).kind == kind and result.reason)
    failed = {ReportId.parse(result.report).agency: result.reason for result in own}
    rows = {row.folder: row for row in read_index_rows(folder, used.settings.index)}
    for agency, reason in failed.items():
        rows[agency] = _without_report(workspace, ReportId(agency, year, kind), State.FAILED, reason)
    for agency in sorted(path.parent.name for path in workspace.root.glob("data/*/agency.yaml")):
        if agency not in rows:
            report = ReportId(agency, year, kind)
            has_data = (workspace.root / report.data_path).is_dir()
            reason = "还没有生成报告" if has_data else f"没有 {report.data_path}/"
            rows[agency] = _without_report(workspace, report, State.MISSING, reason)
    for agency, row in rows.items():
        report = ReportId(agency, year, kind)
        standing = standing_of(workspace, report)
        said = "；".join(problem.sentence() for problem in standing.problems)
        rows[agency] = replace(row, published=standing.words + (f"：{said}" if said else ""))
        if standing.state == "外部公布件":
            rows[agency] = replace(rows[agency], state=State.IMPORTED, published=standing.state, reason=standing.words)
    _write(folder, [rows[name] for name in sorted(rows)], year, used)
    return folder / PAGE


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
