"""All of a build gone through in a process that is to be forked: its imports, its first times, and no thread."""

from __future__ import annotations

import gc
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from report_helpers.checks import residual_frame
from report_helpers.checks.judgement import judge
from report_helpers.errors import InputError, ReportError, RunError
from report_helpers.facts import ReportId
from report_helpers.outputs import rehearse
from report_helpers.runs import lanes
from report_helpers.runs.building import office_of
from report_helpers.runs.execution import execute, executing
from report_helpers.runs.execution_mode import SINGLE
from report_helpers.runs.normalised import normalised
from report_helpers.sources import Workspace, find_workspace
from report_helpers.warm import other_threads

if TYPE_CHECKING:
    from collections.abc import Sequence


def get_ready() -> None:
    """Pay the imports and first times of a build; outside a workspace only those that need no report.

    What stays in memory is kept by content (texts read, templates compiled), or by a file's state (fonts):
    a later build asks the files again. Raises RunError when a thread is left, which a fork would not survive.
    """
    reports: Sequence[ReportId] = ()
    workspace = Workspace(Path.cwd())
    with suppress(InputError):
        workspace = find_workspace()
        reports = _newest_first(workspace)
    lanes.warm_up(workspace, reports)
    judge(residual_frame(()))
    for report in reports:
        with suppress(ReportError):
            _rehearse(workspace, report)
            break
    if other_threads():
        raise RunError("预热", "预热之后还有线程在运行，不能复制进程")
    gc.collect()
    gc.freeze()


def _newest_first(workspace: Workspace) -> list[ReportId]:
    folders = [path for path in workspace.root.glob("data/*/[0-9]*") if path.is_dir() and path.name.isdecimal()]
    folders.sort(key=lambda path: (path.name, path.parent.name), reverse=True)
    return [ReportId(folder.parent.name, int(folder.name)) for folder in folders]


def _rehearse(workspace: Workspace, report_id: ReportId) -> None:
    """Run, render and read back one report; write nothing. Raises as a build does."""
    parameters = {"agency": report_id.agency, "year": report_id.year, "workspace": str(workspace.root)}
    with TemporaryDirectory(prefix="report-") as folder, executing(SINGLE):
        executed = execute(workspace.notebook(report_id), Path(folder) / "report.ipynb", parameters)
    rehearse(normalised(executed), office_of(workspace, report_id.year))
