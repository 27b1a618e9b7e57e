"""Does a piece of work in a forked child with limited CPU time and memory: a file of others cannot hang or fill us."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, TypeVar

from report_helpers.errors import InputError
from report_helpers.processes.children import CAN_FORK, Died, TimedOut, fork_child

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

T = TypeVar("T")
_WAITING = 4  # seconds of waiting for each of CPU time: the machine may be busy


class ExceededError(Exception):
    """The work took more CPU time or memory than it may, or the process that did it crashed."""


def within_limits(work: Callable[[], T], cpu_seconds: int, memory: int) -> T:
    """Return what *work* returns, done in at most *cpu_seconds* and with *memory* further bytes.

    Raises ExceededError, and whatever InputError the work raises. Where no process can be forked, the work
    is done here, without limits.
    """
    if not CAN_FORK:
        return work()
    import resource  # noqa: PLC0415  only where a process can be forked

    def answer(connection: Connection) -> None:
        logging.disable(logging.CRITICAL)  # what libraries think of a file is said in sentences of ours
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # and what Rust prints when memory is short
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        most = _address_space() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        try:
            connection.send((work(), ()))
        except InputError as error:
            connection.send((None, error.problems))

    child = fork_child(answer)
    try:
        done, problems = child.receive(cpu_seconds * _WAITING)
    except (Died, TimedOut):
        raise ExceededError from None
    finally:
        child.end()
    if problems:
        raise InputError(problems)
    return done  # type: ignore[no-any-return]


def _address_space() -> int:
    """Return how many bytes of address space this process has."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  no path of ours
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
