"""Holds an interruption back while something is being written that must be whole."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the block has ended: what it does is done, or undone, to its end.

    In a thread other than the main one nothing is held back: Python interrupts the main thread only.
    """
    if current_thread() is not main_thread():
        yield
        return
    came: list[int] = []
    before = {name: signal.signal(name, lambda got, _: came.append(got)) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
        if came:
            signal.raise_signal(came[0])
