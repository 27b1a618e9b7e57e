"""Writes reports/<year>/index.html and index.csv, which list all agencies of the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, RunError
from report_helpers.files.plain_files import write_whole
from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import IndexRow, State, index_csv, read_index_rows, read_totals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from report_helpers.runs.batch import Result
    from report_helpers.sources import Workspace

STAGE = "写一览页"
PAGE, TABLE = "index.html", "index.csv"


def write_index(workspace: Workspace, year: int, results: Iterable[Result]) -> Path:
    """Write the index of a year and its CSV, each whole or not at all; return the page's path.

    Every built report of the year has a row, and so has every agency of the workspace
    that failed in this batch or has no data. Raises RunError when it cannot be written.
    """
    folder = workspace.root / "reports" / str(year)
    failed = {result.report.partition("@")[0]: result.reason for result in results if result.reason}
    rows = {row.folder: row for row in read_index_rows(folder)}
    for agency, reason in failed.items():
        rows[agency] = _without_report(workspace, agency, year, State.FAILED, reason)
    for agency in sorted(path.parent.name for path in workspace.root.glob("data/*/agency.yaml")):
        if agency not in rows:
            has_data = (workspace.root / "data" / agency / str(year)).is_dir()
            reason = "还没有生成报告" if has_data else f"没有 data/{agency}/{year}/"
            rows[agency] = _without_report(workspace, agency, year, State.MISSING, reason)
    _write(folder, [rows[name] for name in sorted(rows)], year)
    return folder / PAGE


def _without_report(workspace: Workspace, agency: str, year: int, state: State, reason: str) -> IndexRow:
    """Return the row of an agency without a report of this batch; its name where it can be read."""
    try:
        name = workspace.agency(agency).name
    except InputError:
        name = agency
    return IndexRow(f"{agency}@{year}", name, agency, state=state, reason=reason, pages=())


def _write(folder: Path, rows: Sequence[IndexRow], year: int) -> None:
    others = ((path, path.parent.name) for path in folder.parent.glob(f"*/{TABLE}"))
    totals = {int(name): read_totals(path) for path, name in others if name.isdecimal() and name != str(year)}
    before = {other: found for other, found in totals.items() if found is not None}
    content = {PAGE: index_html(rows, year, before).encode(), TABLE: index_csv(rows)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(STAGE, f"{folder} 不能写入（{error.strerror}）") from None
    for name, text in content.items():
        write_whole(folder / name, text, STAGE)
