"""A lane of a batch: one process that renders report after report, and one that forks its notebooks.

Both are forked from the warm process. The lane may have threads (Typst's); the notebooks
come from the other, which never does, so that every notebook starts from clean memory.
"""

from __future__ import annotations

import os
import socket
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.errors import ExitCode, ReportError
from report_helpers.facts import ReportId
from report_helpers.runs.build import build
from report_helpers.runs.execution import using_engine
from report_helpers.runs.warm_engine import ENGINE as WARM
from report_helpers.runs.warm_engine import WarmEngine
from report_helpers.warm.server import fork_process, receive, send, serve

if TYPE_CHECKING:
    from report_helpers.sources import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report of a batch; `reason` says why it failed."""

    report: str
    code: int
    verdict: str = ""
    errors: int = 0
    warnings: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    reason: str = ""
    skipped: bool = False


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

    def take(self) -> Outcome | None:
        """Return the finished report's outcome; None when the lane has died."""
        answer = receive(self.connection)
        return None if answer is None else Outcome(**answer)


def open_lane(workspace: Workspace) -> Lane:
    """Fork a lane and its notebook server from this process, which must have no threads."""
    ours, theirs = socket.socketpair()
    client, serving = socket.socketpair()

    def notebooks() -> None:
        for other in (ours, theirs, client):
            other.close()
        serve(serving)

    def reports() -> None:
        for other in (ours, serving):
            other.close()
        _work(workspace, theirs, client)

    server = fork_process(notebooks)
    pid = fork_process(reports)
    for other in (theirs, client, serving):
        other.close()
    return Lane(pid, server, ours)


def _work(workspace: Workspace, connection: socket.socket, notebooks: socket.socket) -> None:
    """Build the reports that are handed in until the other end hangs up."""
    WarmEngine.served_by = notebooks
    while (request := receive(connection)) is not None:
        send(connection, asdict(build_one(workspace, ReportId.parse(request["report"]))))


def build_one(workspace: Workspace, report_id: ReportId) -> Outcome:
    """Build one report warm; whatever goes wrong is its outcome, never an exception."""
    report = str(report_id)
    try:
        with using_engine(WARM):
            built = build(workspace, report_id, {})
    except ReportError as error:
        return Outcome(report, int(error.exit_code), reason="；".join(error.sentences()))
    except Exception as error:  # noqa: BLE001  one report's fault must not end the others
        return Outcome(report, int(ExitCode.FAILED), reason=f"程序出错（{type(error).__name__}：{error}）")
    counts = _counts(built.checks)
    return Outcome(
        report,
        int(ExitCode.FINDINGS if built.verdict == "fail" else ExitCode.DONE),
        built.verdict,
        counts["error"],
        counts["warning"],
        round(sum(cost.wall for cost in built.seconds.values()), 2),
        round(sum(cost.cpu for cost in built.seconds.values()), 2),
    )


def _counts(checks: Any) -> dict[str, int]:  # noqa: ANN401  the content of checks.json
    severities = [finding["severity"] for finding in checks["findings"]]
    return {severity: severities.count(severity) for severity in ("error", "warning")}


def close_lane(lane: Lane) -> None:
    """End a lane's processes, whatever they are doing."""
    lane.connection.close()
    for pid in (lane.pid, lane.server):
        try:
            os.kill(pid, 9)
        except ProcessLookupError:
            continue
        os.waitpid(pid, 0)
