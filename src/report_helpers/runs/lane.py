"""A lane of a batch: one process that renders report after report, and one that forks its notebooks.

Both are forked from the warm process. The lane may have threads (Typst's); the notebooks
come from the other, which never does, so that every notebook starts from clean memory.
"""

from __future__ import annotations

import gc
import os
import socket
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.errors import ExitCode, ReportError
from report_helpers.facts import ReportId
from report_helpers.runs.building import build
from report_helpers.runs.execution import executing
from report_helpers.runs.outcome import Outcome, outcome_of
from report_helpers.runs.warm_engine import WarmEngine
from report_helpers.warm.server import fork_process, fork_server, has_hung_up, receive, send

if TYPE_CHECKING:
    from report_helpers.runs.execution_mode import ExecutionMode
    from report_helpers.sources import Workspace


@dataclass(slots=True)
class Lane:
    """The parent's end of a lane: its two processes, its socket, and the report it works on."""

    pid: int
    server: int
    connection: socket.socket
    report: str = ""

    def give(self, report: ReportId) -> None:
        """Hand the lane its next report."""
        self.report = str(report)
        send(self.connection, {"report": self.report})

    def take(self) -> tuple[Outcome | None, bool]:
        """Return the finished report's outcome, None when the lane has died; and whether the lane goes on."""
        answer = receive(self.connection)
        return (None, False) if answer is None else (Outcome(**answer["outcome"]), answer["goes_on"])


def open_lane(workspace: Workspace, mode: ExecutionMode) -> Lane:
    """Fork a lane and its notebook server from this process, which must have no threads."""
    ours, theirs = socket.socketpair()
    server, notebooks = fork_server(ours, theirs)

    def reports() -> None:
        ours.close()
        _work(workspace, mode, theirs, notebooks)

    pid = fork_process(reports)
    for other in (theirs, notebooks):
        other.close()
    return Lane(pid, server, ours)


def _work(workspace: Workspace, mode: ExecutionMode, connection: socket.socket, notebooks: socket.socket) -> None:
    """Build the reports that are handed in until the other end hangs up, or the notebooks' server has died."""
    WarmEngine.served_by = notebooks
    while (request := receive(connection)) is not None:
        outcome = build_one(workspace, ReportId.parse(request["report"]), mode)
        gc.collect()  # the command runs without the collector, and a lane makes one report after another
        send(connection, {"outcome": asdict(outcome), "goes_on": not has_hung_up(notebooks)})


def build_one(workspace: Workspace, report_id: ReportId, mode: ExecutionMode) -> Outcome:
    """Build one report warm; whatever goes wrong is its outcome, never an exception."""
    report = str(report_id)
    try:
        with executing(mode):
            built = build(workspace, report_id, {})
    except ReportError as error:
        return Outcome(report, int(error.exit_code), reason="；".join(error.sentences()))
    except Exception as error:  # noqa: BLE001  one report's fault must not end the others
        return Outcome(report, int(ExitCode.FAILED), reason=f"程序出错（{type(error).__name__}：{error}）")
    outcome = outcome_of(report_id, built.checks)
    wall, cpu = (sum(getattr(cost, name) for cost in built.seconds.values()) for name in ("wall", "cpu"))
    return replace(outcome, seconds=round(wall, 2), cpu=round(cpu, 2))


def close_lane(lane: Lane) -> None:
    """End a lane's processes, whatever they are doing."""
    lane.connection.close()
    for pid in (lane.pid, lane.server):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue
        os.waitpid(pid, 0)
