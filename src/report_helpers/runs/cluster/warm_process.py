"""The warm process beside a dask worker: `python -m report_helpers.runs.cluster.warm_process <socket> <folder>`.

Started afresh, never forked from the worker, which has threads. It warms up with the first
report that can be read, forks the process that will fork its notebooks, and then builds
report after report in its folder, until the worker hangs up.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from report_helpers.errors import ReportError
from report_helpers.facts import ReportId
from report_helpers.runs.execution_mode import BATCH
from report_helpers.runs.lane import build_one
from report_helpers.runs.lanes import warm_up
from report_helpers.runs.manifest import standing_at
from report_helpers.runs.warm_engine import WarmEngine
from report_helpers.sources import Workspace
from report_helpers.warm import CAN_FORK
from report_helpers.warm.server import fork_server, has_hung_up, receive, send

Request = dict[str, Any]


def main() -> None:
    """Serve the worker at the other end of the socket whose number is given, in the folder that is given."""
    connection, root = socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])
    workspace = Workspace(root)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    request = _first_that_loads(workspace, connection)
    if request is None:
        shutil.rmtree(root, ignore_errors=True)
        return
    notebooks = _warmed(workspace, request, connection) if CAN_FORK else None
    WarmEngine.served_by = notebooks
    requests: SimpleQueue[Request] = SimpleQueue()
    threading.Thread(target=_listen, args=(root, connection, requests), daemon=True).start()
    while True:
        outcome = _built(workspace, request)
        goes_on = notebooks is None or not has_hung_up(notebooks)
        send(connection, {"outcome": outcome, "goes_on": goes_on})
        if not goes_on:
            return
        request = requests.get()


def _first_that_loads(workspace: Workspace, connection: socket.socket) -> Request | None:
    """Answer for reports whose files are wrong; return the first request that can rehearse, None at the end."""
    while (request := receive(connection)) is not None:
        try:
            workspace.load(ReportId.parse(request["report"]))
        except ReportError:
            send(connection, {"outcome": _built(workspace, request), "goes_on": True})
        else:
            return dict(request)
    return None


def _warmed(workspace: Workspace, request: Request, connection: socket.socket) -> socket.socket:
    """Warm this process up and fork the notebooks' server from it; return the socket to that."""
    warm_up(workspace, [ReportId.parse(request["report"])])
    return fork_server(connection)[1]


def _listen(root: Path, connection: socket.socket, requests: SimpleQueue[Request]) -> None:
    """Pass requests on; when the worker has ended, clear its folder and end too, whatever is being built."""
    while (request := receive(connection)) is not None:
        requests.put(request)
    shutil.rmtree(root, ignore_errors=True)
    os._exit(0)


def _built(workspace: Workspace, request: Request) -> dict[str, Any]:
    """Build the report of a request; return its outcome."""
    with standing_at(request["commit"]):
        return asdict(build_one(workspace, ReportId.parse(request["report"]), BATCH))


if __name__ == "__main__":
    main()
