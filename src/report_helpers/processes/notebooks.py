"""Notebooks run outside this process: in forked children, or one after another in a long-lived process.

Either way a notebook that crashes, never ends or fills its memory costs only its own run.
A run counts as finished only when its results have arrived: leaving early does not.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
from collections import Counter
from dataclasses import dataclass
from functools import partial
from json import dumps, loads  # by name: a cell may put anything in their place
from multiprocessing import get_context, util
from multiprocessing.connection import Connection, Pipe
from os import times
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from report_helpers.processes.children import CAN_FORK, Child, Died, TimedOut, fork_child, receive, receive_within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.context import SpawnProcess

    from report_helpers.processes.shell import CellRun

    Prepare = Callable[[], None]

_PARTING_SECONDS = 5
NOTEBOOKS_A_CHILD = 32  # that may share one: a fork costs 0.05 CPU seconds, and a child grows by half a megabyte each
FIGURES = "module://matplotlib_inline.backend_inline"  # matplotlib shows what a cell draws, as in a kernel


@dataclass(frozen=True, slots=True)
class Limits:
    """What a notebook may use: seconds a cell, bytes of memory of its own (0: any); where its C-level output goes."""

    cell_seconds: float = 120
    memory: int = 0
    log: Path | None = None


PATIENT = Limits(cell_seconds=3600)  # for what was built before, perhaps within limits of its own


class Notebooks(Protocol):
    """Runs notebooks in another process; `cpu_seconds` is what those that finished have used."""

    cpu_seconds: float

    @property
    def is_alive(self) -> bool:
        """Whether another notebook can be run."""

    def run(
        self, sources: Sequence[str], limits: Limits, prepare: Prepare | None = None, *, may_share: bool = False
    ) -> list[CellRun]:
        """Run the sources of a notebook's cells, as `shell.run_cells` does; raises Died or TimedOut.

        *prepare* is called first, in the process that runs the cells. A notebook *may_share* its process with others
        when none of its cells changes anything there.
        """

    def close(self) -> None:
        """End the process and what it runs."""


@contextlib.contextmanager
def open_notebooks() -> Iterator[Notebooks]:
    """Within the block, run notebooks in forked children, or in a long-lived one where there is no fork."""
    notebooks: Notebooks = ForkedNotebooks() if CAN_FORK else LongLivedNotebooks()
    try:
        yield notebooks
    finally:
        notebooks.close()


class ForkedNotebooks:
    """A process forked at once that does nothing but fork children: one a notebook, or one for several that may share.

    It never has threads, so that the process it serves may have some from then on.
    """

    def __init__(self) -> None:
        self._server = fork_child(_fork_on_request)
        self.cpu_seconds = 0.0

    @property
    def is_alive(self) -> bool:
        """Whether the process has not been killed."""
        return self._server.is_alive

    def run(
        self, sources: Sequence[str], limits: Limits, prepare: Prepare | None = None, *, may_share: bool = False
    ) -> list[CellRun]:
        """Have a child forked that runs the cells, or one that ran others run them."""
        self._server.send((may_share, limits.cell_seconds))
        self._server.send((sources, limits, prepare))
        answer = self._server.receive()
        if isinstance(answer, Exception):
            raise answer
        runs, used = loads(answer)
        self.cpu_seconds += used
        return runs  # type: ignore[no-any-return]

    def close(self) -> None:
        """End the process, which ends what it has forked."""
        self._server.end(signal.SIGTERM)


def _fork_on_request(connection: Connection) -> None:
    """Have a forked child run each notebook that is asked for, until the other end hangs up.

    Those that may share a child have one, and another once it has run as many as it may. Every child is waited
    for, or what it used would not count.
    """
    alive, runs = dict[bool, Child](), Counter[Child]()  # by whether it is shared
    try:
        while (request := receive(connection)) is not None:
            may_share, seconds = request
            if may_share not in alive:
                alive[may_share] = fork_child(_be_notebooks)
            child = alive[may_share]
            try:
                child.send_bytes(connection.recv_bytes())  # as it came: only the child reads it
                answer: object = _answer(partial(child.receive, seconds))
            except (Died, TimedOut) as error:
                answer = error
            runs[child] += 1
            if not may_share or isinstance(answer, Exception) or runs[child] >= NOTEBOOKS_A_CHILD:
                alive.pop(may_share).end()
            connection.send(answer)
    finally:
        for child in alive.values():
            child.end()


def _answer(received: Callable[[], bytes | int]) -> bytes:
    """Return what a notebook leaves; before it, its process sends the number of each cell that begins.

    Died and TimedOut say which cell it was.
    """
    at = 0
    try:
        while isinstance(answer := received(), int):
            at = answer
    except (Died, TimedOut) as error:
        raise type(error)(str(at)) from None
    return answer


def _be_notebooks(connection: Connection) -> None:
    """Run notebooks in this forked child, which leads a process group of its own."""
    os.setpgid(0, 0)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    os.environ["JPY_PARENT_PID"] = str(os.getppid())
    _run_on_request(connection)


def _run(sources: Sequence[str], limits: Limits, prepare: Prepare | None, connection: Connection) -> bytes:
    """Run the cells in this process within the limits; return what they leave and the CPU seconds they used."""
    from report_helpers.processes.shell import run_cells  # noqa: PLC0415  IPython takes long; a warmed process has it

    before = sum(times()[:4])
    _redirect(limits.log)
    _limit_memory(limits.memory)
    if prepare:
        prepare()
    runs = run_cells(sources, connection.send)
    atexit._run_exitfuncs()  # noqa: SLF001  what the cells registered; os._exit would skip it
    return dumps((runs, sum(times()[:4]) - before)).encode()


def _redirect(log: Path | None) -> None:
    """Send what C code writes to the standard streams to the log, or nowhere."""
    quiet = os.open(os.devnull, os.O_RDWR)
    target = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644) if log else quiet
    for stream, descriptor in ((0, quiet), (1, target), (2, target)):
        os.dup2(descriptor, stream)
    for descriptor in {quiet, target}:
        os.close(descriptor)


def _limit_memory(size: int) -> None:
    """Let this process allocate *size* bytes more than it has, where the system says how much that is."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return
    import resource  # noqa: PLC0415  not on Windows, where there is no /proc either

    used = int(status.partition("VmData:")[2].split()[0]) * 1024
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (used + size if size else hard, hard))


class LongLivedNotebooks:
    """A process that imports once and runs notebooks in itself, one after another; replaced when it ends."""

    is_alive = True

    def __init__(self) -> None:
        self._running: tuple[SpawnProcess, Connection] | None = None
        self.cpu_seconds = 0.0

    def run(
        self,
        sources: Sequence[str],
        limits: Limits,
        prepare: Prepare | None = None,
        *,
        may_share: bool = False,  # noqa: ARG002  here all do
    ) -> list[CellRun]:
        """Run the cells in the process; end it when they crash it or do not end."""
        process, connection = self._running = self._running or _spawned()
        try:
            connection.send((sources, limits, prepare))
            answer = _answer(partial(receive_within, limits.cell_seconds, connection, process.sentinel))
        except BaseException as error:
            process.kill()
            self.close()
            if isinstance(error, OSError):
                raise Died from None
            raise
        runs, used = loads(answer)
        self.cpu_seconds += used
        return runs  # type: ignore[no-any-return]

    def close(self) -> None:
        """Hang up, upon which the process ends and clears up after itself; end it when it does not."""
        if self._running:
            process, connection = self._running
            connection.close()
            process.join(_PARTING_SECONDS)
            process.kill()
            process.join()
            self._running = None


def _spawned() -> tuple[SpawnProcess, Connection]:
    ours, theirs = Pipe()
    process = get_context("spawn").Process(target=_be_long_lived, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    return process, ours


def _be_long_lived(connection: Connection) -> None:
    """Run notebooks in this process, which was started afresh."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit._clear()  # noqa: SLF001  the functions that run after a notebook are its own
    _run_on_request(connection)
    # multiprocessing's own, which was there before and which Python 3.13 leaves to atexit
    atexit.register(util._exit_function)  # type: ignore[attr-defined]  # noqa: SLF001


def _run_on_request(connection: Connection) -> None:
    """Run every notebook that is asked for in this process; folder, environment and streams are set back after each.

    They are before it answers: some systems can move no folder in which a process is or has a file open.
    """
    os.environ.setdefault("MPLBACKEND", FIGURES)
    folder, environment = Path.cwd(), dict(os.environ)
    while (request := receive(connection)) is not None:
        sources, limits, prepare = request
        answer = _run(sources, limits, prepare, connection)
        _redirect(None)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        connection.send(answer)
