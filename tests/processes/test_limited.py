"""Work on files of others is done within limits, and what is wrong with them comes back as it was raised."""

from __future__ import annotations

import os
import time

import pytest

from report_helpers.errors import InputError, Problem
from report_helpers.processes.limited import ExceededError, within_limits

ROOM = 200_000_000


def never_ends():
    """Spend CPU time."""
    while True:
        pass


def refuse():
    """Find something wrong."""
    raise InputError(Problem("写错了", "a.txt", 3))


def test_the_result_comes_back():
    """What the work returns is returned, and nothing it changes is."""
    seen = []
    assert within_limits(lambda: seen.append(1) or os.getpid(), 5, ROOM) != os.getpid()
    assert seen == []


def test_what_is_wrong_is_raised():
    """An InputError comes back with its problems."""
    with pytest.raises(InputError, match=r"a\.txt 第 3 行：写错了") as caught:
        within_limits(refuse, 5, ROOM)
    assert caught.value.problems == (Problem("写错了", "a.txt", 3),)


@pytest.mark.parametrize(
    "work",
    [never_ends, lambda: bytearray(3 * ROOM), lambda: os._exit(0), lambda: os.kill(os.getpid(), 9)],
    ids=["CPU time", "memory", "leaves", "crashes"],
)
def test_what_takes_too_much_is_ended(work, capfd):
    """Too much CPU time or memory, a crash and an early end are all one error."""
    start = time.monotonic()
    with pytest.raises(ExceededError):
        within_limits(work, 1, ROOM)
    assert time.monotonic() - start < 8
    assert capfd.readouterr().err in {"", "MemoryError: \n"}


def test_waiting_has_an_end(monkeypatch):
    """Work that waits and spends no CPU time is ended, too."""
    monkeypatch.setattr("report_helpers.processes.limited._WAITING", 1)
    with pytest.raises(ExceededError):
        within_limits(lambda: time.sleep(60), 1, ROOM)
