"""One notebook in one forked child: limits, the way back of its outputs, and its certain end.

The child shares the parent's imported modules copy-on-write and nothing else: globals,
environment, working folder, random state and signal handling die with it. It counts as
finished only when its last words have arrived: leaving early, by whatever way, does not.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import os
import random
import selectors
import signal
import sys
import threading
import time
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, NoReturn

import nbformat

from report_helpers.files.json_text import message, parse
from report_helpers.warm.shell import run_cells

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CAN_FORK = hasattr(os, "fork") and hasattr(os, "pidfd_open")
_CELL, _DONE = b"C", b"D"
_HEADER = 9  # one letter and eight digits of length
_CHUNK = 1 << 20
_PR_SET_PDEATHSIG = 1


class Died(Exception):  # noqa: N818  an event, not a mistake of ours
    """The child ended without its last words: os._exit, a crash, too little memory."""


class TimedOut(Exception):  # noqa: N818
    """A cell did not finish within its limit; the child was killed."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds a cell, bytes of memory of its own; where its C-level output goes."""

    cell_seconds: float
    memory: int = 0
    log: Path | None = None


def run_source(source: bytes, limits: Limits) -> bytes:
    """Run a notebook, given as JSON, in a forked child; return what its cells left, as JSON.

    That is a list with `[outputs, execution_count, times]` for every cell; times are when it
    began and ended, in seconds since the epoch, None when it was not reached. The calling
    process must be single-threaded. Raises Died or TimedOut; no process is left behind in any case.
    """
    parent = os.getpid()
    reading, writing = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _be_child(source, writing, limits, parent)
    os.close(writing)
    try:
        return _result(pid, reading, limits)
    finally:
        os.close(reading)
        _end(pid)


def _result(pid: int, reading: int, limits: Limits) -> bytes:
    """Read the child's messages, one as each cell begins, until its last words."""
    for kind, body in _messages(pid, reading, limits.cell_seconds):
        if kind == _DONE:
            return body
    raise Died


def _messages(pid: int, reading: int, seconds: float) -> Iterator[tuple[bytes, bytes]]:
    """Yield the messages as they come; end with the child, raise TimedOut after *seconds* of silence."""
    os.set_blocking(reading, False)
    death = os.pidfd_open(pid)
    buffer = bytearray()
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(reading, selectors.EVENT_READ)
            selector.register(death, selectors.EVENT_READ)
            until = time.monotonic() + seconds
            is_over = False
            while not is_over:
                ready = selector.select(max(0.0, until - time.monotonic()))
                if not ready:
                    raise TimedOut
                is_over = _drain(reading, buffer) or all(key.fd == death for key, _ in ready)
                for message in _cut(buffer):
                    until = time.monotonic() + seconds
                    yield message
    finally:
        os.close(death)


def _drain(reading: int, buffer: bytearray) -> bool:
    """Read all there is; return whether the pipe has been closed."""
    with contextlib.suppress(BlockingIOError):
        while True:
            chunk = os.read(reading, _CHUNK)
            if not chunk:
                return True
            buffer += chunk
    return False


def _cut(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """Take the complete messages off the front of *buffer*."""
    while len(buffer) >= _HEADER:
        length = int(buffer[1:_HEADER])
        if len(buffer) < _HEADER + length:
            return
        message = bytes(buffer[:1]), bytes(buffer[_HEADER : _HEADER + length])
        del buffer[: _HEADER + length]
        yield message


def _end(pid: int) -> None:
    """Kill the child and whatever it started, and wait for it."""
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _be_child(source: bytes, writing: int, limits: Limits, parent: int) -> NoReturn:
    """Run the notebook and leave; nothing of the parent's own clean-up may run here."""
    code = 1
    try:
        _come_of_age(limits, parent)
        notebook = nbformat.from_dict(parse(source))
        times = run_cells(notebook, lambda: _send(writing, _CELL, b""))
        atexit._run_exitfuncs()  # noqa: SLF001  what the cells registered; os._exit would skip it
        pairs = zip_longest(notebook.cells, times)
        left = [(cell.get("outputs", []), cell.get("execution_count"), run) for cell, run in pairs]
        _send(writing, _DONE, message(left))
        code = 0
    except BaseException as error:  # noqa: BLE001  SystemExit and KeyboardInterrupt end a child like anything else
        with contextlib.suppress(OSError):
            os.write(2, f"{type(error).__name__}: {error}\n".encode(errors="replace"))
    finally:
        os._exit(code)


def _come_of_age(limits: Limits, parent: int) -> None:
    """Make the child its own: group, signals, streams, randomness, limits, and death with its parent."""
    os.setpgid(0, 0)
    die_with(parent)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_DFL)
    atexit._clear()  # noqa: SLF001  the parent's functions are the parent's
    os.environ["JPY_PARENT_PID"] = str(parent)
    quiet = os.open(os.devnull, os.O_RDWR)
    log = os.open(limits.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644) if limits.log else quiet
    os.dup2(quiet, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    seed_anew()
    if limits.memory:
        import resource  # noqa: PLC0415  not on Windows, where this module is imported but nothing forked

        own = _data_size() + limits.memory
        resource.setrlimit(resource.RLIMIT_DATA, (own, own))


def other_threads() -> int:
    """Return how many threads run in this process beside the calling one: a fork would not survive them.

    Native ones are counted where the system lists them; Python knows only its own.
    """
    try:
        return len(os.listdir("/proc/self/task")) - 1  # noqa: PTH208  as in `die_with`, no path of ours
    except OSError:
        return threading.active_count() - 1


def seed_anew() -> None:
    """Give this process random numbers of its own: a fork would go on with its parent's."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def die_with(parent: int) -> None:
    """Have this process killed when *parent* ends; leave at once when it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _data_size() -> int:
    """Return the bytes of data this process has already, shared with its parent as they are."""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123  no path of ours
            line = next(line for line in status if line.startswith("VmData:"))
    except (OSError, StopIteration):
        return 0
    return int(line.split()[1]) * 1024


def _send(writing: int, kind: bytes, body: bytes) -> None:
    view = memoryview(kind + f"{len(body):08d}".encode() + body)
    while view:
        view = view[os.write(writing, view) :]
