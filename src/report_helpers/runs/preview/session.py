"""A preview from its first page to Ctrl-C: builds the report again whenever what it is made from has changed.

Everything is built by the same functions as a report, with the formats that take longest left out, and kept in
memory: nothing is written into the workspace.
"""

from __future__ import annotations

import gc
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.errors import ReportError, RunError
from report_helpers.files.hashing import hashes
from report_helpers.processes.children import CAN_FORK
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.runs.batch import LIMITS
from report_helpers.runs.building import Clock, Task, read, run_and_render
from report_helpers.runs.execution import Execution
from report_helpers.runs.fingerprints import Surroundings, input_files
from report_helpers.runs.preview.board import Board
from report_helpers.runs.preview.server import listen
from report_helpers.runs.preview.watching import moments
from report_helpers.runs.workers import warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.outputs.pages.preview_page import View
    from report_helpers.sources.workspace import Workspace

    OnAddress = Callable[[str], None]
    OnView = Callable[[View], None]

STAGE = "预览"
LEFT_OUT = ("pdf", "docx")


def preview(workspace: Workspace, report: ReportId, port: int, on_address: OnAddress, on_view: OnView) -> None:
    """Serve a report's pages and keep them up to date until Ctrl-C; port 0 is any free one.

    *on_address* is called with the address once it answers, *on_view* with every build's view. Input that is wrong
    is shown in the pages. Raises InputError for a report that is not there or a port that cannot be had, RunError
    when the process that runs notebooks has ended.
    """
    require_there(workspace, report)
    board = Board()
    with ExitStack() as stack:
        server = stack.enter_context(listen(port, str(report), board))
        if CAN_FORK:
            warm_up(workspace, [report], LEFT_OUT)
        execution = Execution(stack.enter_context(open_notebooks()), LIMITS)  # forks: no thread before
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="report-preview-")))
        stack.enter_context(server.answering())
        builder = Builder(Task(workspace, report, left_out=LEFT_OUT), execution, board, folder)
        on_address(server.address)
        try:
            for _ in moments(workspace.root):
                view = builder.bring_up_to_date()
                if view:
                    on_view(view)
        except KeyboardInterrupt:
            for name in (signal.SIGINT, signal.SIGTERM):
                signal.signal(name, signal.SIG_IGN)  # an impatient second one must not stop the clearing up


def require_there(workspace: Workspace, report: ReportId) -> None:
    """Raise InputError when a workspace has no such report, with those it has."""
    if not (workspace.root / report.data_path).is_dir():
        workspace.load(report)


class Builder:
    """Builds a report when what it is made from is not what it was last time."""

    def __init__(self, task: Task, how: Execution, board: Board, folder: Path) -> None:
        self.task, self.how, self.board, self.folder = task, how, board, folder
        self._made_from: object = None

    def bring_up_to_date(self) -> View | None:
        """Build the report if its inputs have changed; return the view that shows it, or why there is none.

        None where nothing has changed, or the same is still wrong. Raises RunError when no notebook can be run now.
        """
        inputs = self._inputs()
        if inputs is not None and inputs == self._made_from:
            return None
        self._made_from = inputs
        known = self.board.show(is_building=True).wrong
        view = self.board.show(is_building=False, **self._build())
        gc.collect()  # the command runs without the collector
        if not self.how.notebooks.is_alive:
            raise RunError(STAGE, "运行 notebook 的进程已经结束（可能内存不足），请重新运行 report preview")
        return None if view.wrong and view.wrong == known else view

    def _build(self) -> Mapping[str, Any]:
        """Return what a view has of a build, or the sentences on why there is none."""
        start = time.perf_counter()
        try:
            report = read(self.task)
            rendered = run_and_render(self.task, report, self.how, self.folder, Clock(lambda _: None))
        except ReportError as error:
            if isinstance(error, RunError):
                self._made_from = None  # the same files may do better next time
            return {"wrong": tuple(error.sentences())}
        except Exception as error:  # noqa: BLE001  a fault of ours must not end the preview
            return {"wrong": (f"程序出错（{type(error).__name__}：{error}）。",)}
        files = rendered.files.items()
        return {
            "files": {name: each.encode() if isinstance(each, str) else each for name, each in files},
            "checks": rendered.checks,
            "edition": self.board.view.edition + 1,
            "made": time.strftime("%H:%M:%S"),
            "seconds": time.perf_counter() - start,
            "wrong": (),
        }

    def _inputs(self) -> object:
        """Return what the report is made from, by content; None where that cannot be found out."""
        workspace = self.task.workspace
        try:
            found = hashes(workspace.root, input_files(workspace, self.task.report))
            return found, Surroundings.now(workspace)
        except (ReportError, OSError):
            return None
