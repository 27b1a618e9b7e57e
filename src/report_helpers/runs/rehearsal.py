"""One build gone through in a process that is to be forked: its first times, and no thread."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from report_helpers.errors import ReportError
from report_helpers.facts import ReportId
from report_helpers.outputs import Office, rehearse
from report_helpers.runs.execution import execute, executing
from report_helpers.runs.execution_mode import SINGLE
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.normalised import normalised

if TYPE_CHECKING:
    from report_helpers.sources import Workspace


def rehearse_any(workspace: Workspace) -> None:
    """Rehearse the newest report that can be built, if there is one; broken ones are passed over."""
    folders = [path for path in workspace.root.glob("data/*/[0-9]*") if path.is_dir() and path.name.isdecimal()]
    for folder in sorted(folders, key=lambda path: (path.name, path.parent.name), reverse=True):
        with suppress(ReportError):
            _rehearse(workspace, ReportId.of(folder.parent.name, int(folder.name)))
            return


def _rehearse(workspace: Workspace, report_id: ReportId) -> None:
    """Run, render and read back one report; write nothing. Raises as a build does.

    What stays in memory is kept by content (texts read, templates compiled), or by a file's time (fonts):
    a later build asks the files again.
    """
    parameters = {"agency": report_id.agency, "year": report_id.year, "workspace": str(workspace.root)}
    year = workspace.parameters(report_id.year)
    office = Office(year.outputs, workspace.fonts, workspace.word_template(year))
    with TemporaryDirectory(prefix="report-") as folder, executing(SINGLE):
        executed = execute(workspace.notebook, Path(folder) / "report.ipynb", parameters)
    rehearse(normalised(executed), office)
    Surroundings.now(workspace)
