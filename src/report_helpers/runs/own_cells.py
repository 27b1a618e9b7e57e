"""Takes what public cells of an executed notebook show into the report, has it judged with them, and writes both down.

Reports without a public cell go through unchanged: nothing is judged twice, nothing more is imported.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.checks.checking import check
from report_helpers.checks.finding import FINDINGS_MIME
from report_helpers.files.json_text import compact
from report_helpers.files.plain_files import read_bytes
from report_helpers.notebook.shown import show_outcome
from report_helpers.outputs.own.cells import numbered, own_parts
from report_helpers.outputs.publication import is_public
from report_helpers.outputs.rendering import NOTEBOOK, read_notebook
from report_helpers.signoff.state import stages_of
from report_helpers.sources.public_cells import has_public_cells
from report_helpers.tables.own import OWN_MIME, own_records

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode

    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace


def with_own(report: Report, notebook: NotebookNode) -> Report:
    """Return the report with what the public cells of its executed notebook show; InputError as `own_parts`."""
    own = own_parts(notebook)
    return report if own == report.own else replace(report, own=own)


def take_in(report: Report, notebook: NotebookNode, root: Path) -> Report:
    """Return the report with its own cells; put what they publish, and the findings with them, into *notebook*.

    *root* is the workspace. Raises InputError as `own_parts` and `render_own` do.
    """
    for cell in notebook.cells:
        cell.metadata.pop(OWN_MIME, None)  # only what is read here counts
    report = with_own(report, notebook)
    if not any(map(is_public, notebook.cells)):
        return report
    records = own_records(report)
    for number, cell in numbered(notebook):
        if is_public(cell):
            cell.metadata[OWN_MIME] = compact(records.get(number, []))
    if report.own:
        _judge_again(report, notebook, root)
    return report


def _judge_again(report: Report, notebook: NotebookNode, root: Path) -> None:
    """Put the result of checking the report with its own cells in the place of what its notebook found without them."""
    shown = show_outcome(check(report), stages_of(report, root)).bundle
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if FINDINGS_MIME in output.get("data", {}):
                output["data"] = dict(shown)


def with_standing_own(place: Workspace, report: Report) -> Report:
    """Return a report with the own cells of its standing build, which are what reviewers have seen.

    The report as it is where its notebook has no public cell, or nothing is built.
    """
    built = place.report_folder(report.id) / NOTEBOOK
    if not (built.is_file() and has_public_cells(place.notebook_of(report.kind, report.id))):
        return report
    return with_own(report, read_notebook(read_bytes(built, str(built)), NOTEBOOK))
