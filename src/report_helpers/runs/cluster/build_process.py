"""The build process beside a dask worker: `python -m report_helpers.runs.cluster.build_process <folder> <report>`.

Started afresh, never forked from the worker, which has threads. It imports what a build needs,
forks the process that will fork its notebooks, and then builds report after report in its
folder, until the worker hangs up.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import sys
import threading
from pathlib import Path

from report_helpers.facts.identifiers import ReportId
from report_helpers.processes.children import parents_connection
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.runs.batch import LIMITS
from report_helpers.runs.execution import Execution
from report_helpers.runs.workers import build_on_request, warm_up
from report_helpers.sources.workspace import Workspace


def main() -> None:
    """Serve the worker at the other end of the connection; the folder holds the inputs of the first report."""
    connection, root = parents_connection(), Path(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up(Workspace(root), [ReportId.parse(sys.argv[2])])
    with open_notebooks() as notebooks:
        threading.Thread(target=_end_with_worker, args=(connection.fileno(), root), daemon=True).start()
        build_on_request(Execution(notebooks, LIMITS), connection)
        threading.Event().wait()  # until the thread has seen that the worker has hung up


def _end_with_worker(connection: int, root: Path) -> None:
    """When the worker hangs up, clear the folder and end this process, whatever is being built."""
    hang_up = select.poll()
    hang_up.register(connection, select.POLLRDHUP)
    hang_up.poll()
    shutil.rmtree(root, ignore_errors=True)
    os._exit(0)


if __name__ == "__main__":
    main()
