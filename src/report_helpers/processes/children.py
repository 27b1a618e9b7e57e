"""Child processes, forked or started afresh, each at the other end of a connection.

Parent and child exchange objects by multiprocessing's Connection. A forked child shares the
parent's imported modules copy-on-write; what it changes dies with it. On Linux every child
is killed when its parent ends.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import random
import signal
import sys
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe, wait
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable

CAN_FORK = hasattr(os, "fork") and hasattr(os, "pidfd_open")
_PR_SET_PDEATHSIG = 1
_STARTED = 3  # the descriptor of the connection in a process started afresh


class Died(Exception):  # noqa: N818  an event, not a mistake of ours
    """The process ended before it answered: os._exit, a crash, too little memory. Its text is the cell, from 1."""


class TimedOut(Exception):  # noqa: N818
    """The process said nothing for as long as it may. Its text is the cell, from 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A child process as its parent sees it."""

    pid: int
    connection: Connection
    ended: int  # a descriptor that is readable once the process has ended

    @property
    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return not wait([self.ended], 0)

    def send(self, value: object) -> None:
        """Send an object; that the child has died is left to `receive`."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(value)

    def send_bytes(self, pickled: bytes) -> None:
        """Send an object that is pickled already; that the child has died is left to `receive`."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send_bytes(pickled)

    def receive(self, seconds: float | None = None) -> Any:  # noqa: ANN401  whatever was sent
        """Return what the child sends next; raises Died, and TimedOut after *seconds* of silence."""
        return receive_within(seconds, self.connection, self.ended)

    def end(self, by: signal.Signals | None = None) -> None:
        """Kill the child, or signal it *by*, with all of a process group it leads, hang up, and wait for its end.

        A child that waits for work ends when the other end hangs up, even where Python has lost the signal: an
        exception that its handler raises within a clean-up of Python's own is ignored.
        """
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self.pid, by or signal.SIGKILL)
        self.connection.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self.ended)


def receive_within(seconds: float | None, connection: Connection, ended: int) -> Any:  # noqa: ANN401
    """Return the next object; raises Died when *ended* is readable first, TimedOut after *seconds*."""
    ready = wait([connection, ended], seconds)
    if not ready:
        raise TimedOut
    answer = receive(connection) if connection in ready else None
    if answer is None:
        raise Died
    return answer


def receive(connection: Connection) -> Any:  # noqa: ANN401
    """Return the next object, or None when the other end has hung up."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None


def fork_child(work: Callable[[Connection], None]) -> Child:
    """Fork a child that does *work* with its end of a connection and leaves without the parent's clean-up.

    It ignores SIGINT, which is its parent's to handle; SIGTERM raises KeyboardInterrupt, so that it
    ends what it has started itself. Only the calling thread is in the child, so
    a process that is forked should have no other.
    """
    ours, theirs = Pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _be_child(work, theirs, parent)
    theirs.close()
    return Child(pid, ours, os.pidfd_open(pid))


def _be_child(work: Callable[[Connection], None], connection: Connection, parent: int) -> NoReturn:
    code = 1
    try:
        _die_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        atexit._clear()  # noqa: SLF001  the parent's functions are the parent's
        random.seed()  # or it would draw the parent's numbers
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed()
        work(connection)
        code = 0
    except Exception as error:  # noqa: BLE001  nothing of this child may reach the parent's own code
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        os._exit(code)


def _die_with(parent: int) -> None:
    """Have this process killed when *parent* ends; leave at once when it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def start_module(module: str, *arguments: str) -> Child:
    """Start a fresh interpreter that runs *module* in a session of its own, its standard streams closed.

    It finds its connection by `parents_connection`, and unlike a forked child is not killed when its
    parent ends: it has to notice that the other end hangs up.
    """
    ours, theirs = Pipe()
    # -P: nothing that lies in the working folder is ever imported.
    command = [sys.executable, "-P", "-m", module, *arguments]
    # numpy's threads, started when it is imported, would not survive a fork.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "GX_ANALYTICS_ENABLED": "false"}
    files: list[Any] = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1)]
    files.append((os.POSIX_SPAWN_DUP2, theirs.fileno(), _STARTED))
    pid = os.posix_spawn(sys.executable, command, environment, file_actions=files, setsid=True)
    theirs.close()
    return Child(pid, ours, os.pidfd_open(pid))


def parents_connection() -> Connection:
    """Return the connection of a process that `start_module` has started."""
    return Connection(_STARTED)


def other_threads() -> int:
    """Return how many threads run in this process beside the calling one: a fork would not survive them.

    Native ones are counted where the system lists them; Python knows only its own.
    """
    try:
        return len(os.listdir("/proc/self/task")) - 1  # noqa: PTH208  no path of ours
    except OSError:
        return threading.active_count() - 1
