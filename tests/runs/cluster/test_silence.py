"""A scheduler that says nothing, or a byte now and then, is waited for no longer than it may take."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from report_helpers.errors import RunError
from report_helpers.runs.cluster import connection


@contextmanager
def listening(answer):
    """A server that treats each connection as *answer* does; yields its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        ended = threading.Event()

        def serve():
            while not ended.is_set():
                try:
                    threading.Thread(target=answer, args=(server.accept()[0], ended), daemon=True).start()
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        ended.set()


def silent(accepted, ended):
    """Accept and say nothing."""
    with accepted:
        ended.wait()


def drips(accepted, ended):
    """Send a byte every tenth of a second: first as many frames as fit into eight bytes."""
    with accepted:
        while not ended.wait(0.1):
            try:
                accepted.sendall(b"\x01")
            except OSError:
                return


@pytest.mark.parametrize("answer", [silent, drips])
@pytest.mark.long
def test_a_server_that_is_no_scheduler_is_given_up(monkeypatch, answer):
    """Whatever listens at the address, the answer is due in time."""
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 2)
    monkeypatch.setattr("sys.unraisablehook", sys.unraisablehook)  # put back afterwards
    start = time.monotonic()
    with listening(answer) as address, pytest.raises(RunError, match="连不上"), connection.connected(address):
        pytest.fail("connected")
    assert time.monotonic() - start < 20


@pytest.mark.long
def test_a_scheduler_that_falls_silent_is_given_up(scheduler, monkeypatch):
    """A scheduler that stops in the middle is an error, not a wait without end."""
    scheduler.start_worker("one")
    scheduler.wait_for_workers(1)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 3)
    with pytest.raises(RunError, match="没有应答"), connection.connected(scheduler.address) as client:
        monkeypatch.setattr(connection, "ANSWER_SECONDS", 2)
        os.kill(scheduler.processes["scheduler"].pid, signal.SIGSTOP)
        start = time.monotonic()
        connection.threads_of(client)
    assert time.monotonic() - start < 20
