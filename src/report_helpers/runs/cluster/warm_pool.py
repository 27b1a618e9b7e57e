"""A worker's warm processes: started when a task comes, kept for the next, ended when none comes."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.facts import ReportId
from report_helpers.runs.cluster.parcel import Returned, hashes_of, read_files, unpack, write_files
from report_helpers.runs.staging import remains_folder
from report_helpers.sources import Workspace
from report_helpers.warm.server import receive, send

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.runs.cluster.parcel import Parcel

IDLE_SECONDS = 300
FONTS = "fonts"


class WarmProcess:
    """One warm process and the private workspace it builds in, which ends with it."""

    def __init__(self, base: str | None) -> None:
        """Start it; its workspace lies below *base*, readable by nobody else."""
        self.root = Path(tempfile.mkdtemp(prefix="report-", dir=base)).resolve()
        self._fonts: dict[str, str] = {}
        self._ours, theirs = socket.socketpair()
        # -P: nothing that lies in the worker's folder is ever imported.
        module = "report_helpers.runs.cluster.warm_process"
        command = [sys.executable, "-P", "-m", module, str(theirs.fileno()), str(self.root)]
        self._process = subprocess.Popen(  # noqa: S603
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            # As in the command: numpy's threads, started when it is imported, would not survive the forks.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        theirs.close()

    @property
    def is_alive(self) -> bool:
        """Whether it can take another report."""
        return self._process.poll() is None

    def build(self, parcel: Parcel, fonts: Mapping[str, bytes], worker: str) -> Returned | None:
        """Build a parcel with the office's *fonts*; None when the process died of it."""
        try:
            self._lay_out(parcel, fonts)
            send(self._ours, {"report": parcel.report, "commit": parcel.commit})
            answer = receive(self._ours)
        except BrokenPipeError:
            answer = None
        if answer is None:
            self.close()
            return None
        target = Workspace(self.root).report_folder(ReportId.parse(parcel.report))
        returned = Returned(answer["outcome"], worker, read_files(target), read_files(remains_folder(target)))
        self._clear() if answer["goes_on"] else self.close()
        return returned

    def _lay_out(self, parcel: Parcel, fonts: Mapping[str, bytes]) -> None:
        """Write the parcel; fonts only when they are others than last time, as they are loaded once."""
        wanted = hashes_of(fonts)
        if wanted != self._fonts:
            shutil.rmtree(self.root / FONTS, ignore_errors=True)
            write_files(fonts, self.root / FONTS)
            self._fonts = wanted
        unpack(parcel, self.root)

    def _clear(self) -> None:
        """Remove everything of the last report."""
        for path in self.root.iterdir():
            if path.name != FONTS:
                shutil.rmtree(path, ignore_errors=True)

    def close(self) -> None:
        """End the process and whatever it started, and remove its workspace."""
        self._ours.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self.root, ignore_errors=True)


class WarmPool:
    """The warm processes of one worker: as many as it has threads at work, ended after IDLE_SECONDS of rest."""

    def __init__(self, idle_seconds: float = IDLE_SECONDS) -> None:
        """Begin with none."""
        self._idle_seconds = idle_seconds
        self._resting: list[tuple[WarmProcess, threading.Timer]] = []
        self._lock = threading.Lock()

    def build(self, parcel: Parcel, fonts: Mapping[str, bytes], base: str | None, worker: str) -> Returned | None:
        """Build a parcel in a warm process; None when the process died of it."""
        warm = self._taken() or WarmProcess(base)
        try:
            returned = warm.build(parcel, fonts, worker)
        except BaseException:
            warm.close()
            raise
        if warm.is_alive:
            self._put_to_rest(warm)
        return returned

    def close(self) -> None:
        """End all processes at rest."""
        while warm := self._taken():
            warm.close()

    def _taken(self) -> WarmProcess | None:
        """Take a living process out of rest."""
        with self._lock:
            while self._resting:
                warm, timer = self._resting.pop()
                timer.cancel()
                if warm.is_alive:
                    return warm
                warm.close()
        return None

    def _put_to_rest(self, warm: WarmProcess) -> None:
        timer = threading.Timer(self._idle_seconds, self._retire, (warm,))
        timer.daemon = True
        with self._lock:
            self._resting.append((warm, timer))
        timer.start()

    def _retire(self, warm: WarmProcess) -> None:
        """End a process that is still at rest."""
        with self._lock:
            kept = [entry for entry in self._resting if entry[0] is not warm]
            was_resting, self._resting = len(kept) < len(self._resting), kept
        if was_resting:
            warm.close()
