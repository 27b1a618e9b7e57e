"""A process that does nothing but fork notebooks, so that whoever renders may have threads.

It is forked from the warm process before anything that starts threads has run, serves one
client over a socket, and dies with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from report_helpers.warm.fork import Died, Limits, TimedOut, die_with, run_forked

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from nbformat import NotebookNode

_LENGTH = 10


def fork_process(work: Callable[[], None]) -> int:
    """Fork a process that does *work*, dies with its parent, and leaves without its parent's clean-up."""
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        die_with(parent)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the scheduler's to handle
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        work()
        code = 0
    finally:
        os._exit(code)


def serve(connection: socket.socket) -> None:
    """Run the notebooks a client sends, one after another, until it hangs up."""
    while (request := receive(connection)) is not None:
        log = Path(request["log"]) if request["log"] else None
        limits = Limits(request["cell_seconds"], request["memory"], log)
        try:
            done = run_forked(nbformat.from_dict(request["notebook"]), limits)
            answer: dict[str, Any] = {"notebook": done}
        except Died:
            answer = {"failed": "died"}
        except TimedOut:
            answer = {"failed": "timed_out"}
        send(connection, answer)


def run_served(connection: socket.socket, notebook: NotebookNode, limits: Limits) -> NotebookNode:
    """Have the server at the other end run *notebook*; raises Died and TimedOut as `run_forked` does."""
    log = str(limits.log) if limits.log else ""
    request = {"notebook": notebook, "cell_seconds": limits.cell_seconds, "memory": limits.memory, "log": log}
    try:
        send(connection, request)
    except BrokenPipeError:
        raise Died from None
    answer = receive(connection)
    if answer is None or answer.get("failed") == "died":
        raise Died
    if answer.get("failed") == "timed_out":
        raise TimedOut
    return nbformat.from_dict(answer["notebook"])


def send(connection: socket.socket, message: object) -> None:
    """Send one JSON message."""
    body = json.dumps(message).encode()
    connection.sendall(f"{len(body):010d}".encode() + body)


def receive(connection: socket.socket) -> Any:  # noqa: ANN401  any JSON value
    """Return the next message, or None when the other end has hung up."""
    head = _exactly(connection, _LENGTH)
    body = _exactly(connection, int(head)) if head else b""
    return json.loads(body) if body else None


def _exactly(connection: socket.socket, length: int) -> bytes:
    """Return *length* bytes, or none when the other end hangs up before."""
    data = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while len(data) < length:
            chunk = connection.recv(min(1 << 20, length - len(data)))
            if not chunk:
                return b""
            data += chunk
    return bytes(data) if len(data) == length else b""
