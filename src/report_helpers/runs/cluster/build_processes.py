"""The build processes of a dask worker: started when a task comes, kept for the next, ended when none comes."""

from __future__ import annotations

import shutil
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.facts.identifiers import ReportId
from report_helpers.files.hashing import hashes_of
from report_helpers.processes.children import Child, Died, start_module
from report_helpers.runs.building import Task
from report_helpers.runs.cluster.archives import OutputArchive, read_files, unpack, write_files
from report_helpers.runs.staging import remains_folder
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.runs.cluster.archives import InputArchive

IDLE_SECONDS = 300
FONTS = "fonts"
MODULE = "report_helpers.runs.cluster.build_process"


class BuildProcess:
    """One build process and the private workspace it builds in, which ends with it."""

    def __init__(self, base: str | None) -> None:
        """Make its workspace below *base*, readable by nobody else; the first report starts it."""
        self.root = Path(tempfile.mkdtemp(prefix="report-", dir=base)).resolve()
        self._fonts: dict[str, str] = {}
        self._child: Child | None = None

    @property
    def is_alive(self) -> bool:
        """Whether it can build another report."""
        return self._child is not None and self._child.is_alive

    def build(self, sent: InputArchive, fonts: Mapping[str, bytes], worker: str) -> OutputArchive | None:
        """Build a report with the office's *fonts*; None when the process died of it."""
        self._lay_out(sent, fonts)
        task = Task(Workspace(self.root), ReportId.parse(sent.report), commit=sent.commit)
        self._child = self._child or start_module(MODULE, str(self.root), sent.report)
        self._child.send(task)
        try:
            result, goes_on = self._child.receive()
        except Died:
            self.close()
            return None
        target = task.workspace.report_folder(task.report)
        returned = OutputArchive(result, worker, read_files(target), read_files(remains_folder(target)))
        self._clear() if goes_on else self.close()
        return returned

    def _lay_out(self, sent: InputArchive, fonts: Mapping[str, bytes]) -> None:
        """Write the inputs; fonts only when they are others than last time, as they are loaded once."""
        wanted = hashes_of(fonts)
        if wanted != self._fonts:
            shutil.rmtree(self.root / FONTS, ignore_errors=True)
            write_files(fonts, self.root / FONTS)
            self._fonts = wanted
        unpack(sent, self.root)

    def _clear(self) -> None:
        """Remove everything of the last report."""
        for path in self.root.iterdir():
            if path.name != FONTS:
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """End the process and what it started, and remove its workspace."""
        if self._child:
            self._child.end()
            self._child = None
        shutil.rmtree(self.root, ignore_errors=True)


class BuildProcesses:
    """The build processes of one dask worker: one for each task under way, ended after IDLE_SECONDS of rest."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        """Begin with none."""
        self._idle_seconds = idle_seconds
        self._idle: dict[BuildProcess, threading.Timer] = {}
        self._lock = threading.Lock()

    def build(
        self, sent: InputArchive, fonts: Mapping[str, bytes], base: str | None, worker: str
    ) -> OutputArchive | None:
        """Build a report in an idle process or a new one; None when the process died of it."""
        process = self._taken() or BuildProcess(base)
        try:
            returned = process.build(sent, fonts, worker)
        except BaseException:
            process.close()
            raise
        if process.is_alive:
            self._keep(process)
        return returned

    def _taken(self) -> BuildProcess | None:
        """Take a living process out of the idle ones."""
        with self._lock:
            while self._idle:
                process, timer = self._idle.popitem()
                timer.cancel()
                if process.is_alive:
                    return process
                process.close()
        return None

    def _keep(self, process: BuildProcess) -> None:
        timer = threading.Timer(self._idle_seconds, self._retire, (process,))
        timer.daemon = True
        with self._lock:
            self._idle[process] = timer
        timer.start()

    def _retire(self, process: BuildProcess) -> None:
        """End a process that is still idle."""
        with self._lock:
            was_idle = self._idle.pop(process, None)
        if was_idle:
            process.close()
