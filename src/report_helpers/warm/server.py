"""A process that does nothing but fork notebooks, so that whoever renders may have threads.

It is forked from the warm process before anything that starts threads has run, serves one
client over a socket, and dies with it.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.files.json_text import message, parse
from report_helpers.warm.fork import Died, Limits, TimedOut, die_with, run_source

if TYPE_CHECKING:
    from collections.abc import Callable

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


def fork_server(*others: socket.socket) -> tuple[int, socket.socket]:
    """Fork a process that serves notebooks; return its id and the socket to it.

    *others* are sockets of this process that the new one must not hold open.
    """
    client, serving = socket.socketpair()

    def notebooks() -> None:
        for other in (*others, client):
            other.close()
        serve(serving)

    pid = fork_process(notebooks)
    serving.close()
    return pid, client


def has_hung_up(server: socket.socket) -> bool:
    """Tell whether the process at the other end has ended: between answers it has nothing to say."""
    return bool(select.select([server], [], [], 0)[0])


def serve(connection: socket.socket) -> None:
    """Run the notebooks a client sends, one after another, until it hangs up."""
    while (request := receive(connection)) is not None:
        log = Path(request["log"]) if request["log"] else None
        limits = Limits(request["cell_seconds"], request["memory"], log)
        source = _receive_bytes(connection)
        try:
            left, failed = run_source(source, limits), ""
        except (Died, TimedOut) as error:
            left, failed = b"", type(error).__name__
        send(connection, {"failed": failed})
        _send_bytes(connection, left)


def run_served(connection: socket.socket, source: bytes, limits: Limits) -> bytes:
    """Have the server at the other end run a notebook; takes, returns and raises as `run_source` does."""
    log = str(limits.log) if limits.log else ""
    try:
        send(connection, {"cell_seconds": limits.cell_seconds, "memory": limits.memory, "log": log})
        _send_bytes(connection, source)
    except BrokenPipeError:
        raise Died from None
    answer = receive(connection)
    left = _receive_bytes(connection) if answer else b""
    if answer and answer["failed"] == TimedOut.__name__:
        raise TimedOut
    if not left:
        raise Died
    return left


def send(connection: socket.socket, value: object) -> None:
    """Send one JSON message."""
    _send_bytes(connection, message(value))


def receive(connection: socket.socket) -> Any:  # noqa: ANN401  any JSON value
    """Return the next message, or None when the other end has hung up."""
    body = _receive_bytes(connection)
    return parse(body) if body else None


def _send_bytes(connection: socket.socket, body: bytes) -> None:
    connection.sendall(f"{len(body):010d}".encode() + body)


def _receive_bytes(connection: socket.socket) -> bytes:
    """Return the next message as it came; empty when the other end has hung up."""
    head = _exactly(connection, _LENGTH)
    return _exactly(connection, int(head)) if head else b""


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
