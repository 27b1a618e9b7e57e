"""What tests ask of processes: which run in a folder, and whether something becomes so."""

from __future__ import annotations

import time
from pathlib import Path


def processes(root):
    """Return the processes that run in a workspace."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cwd"):
        try:
            found += [int(path.parent.name)] if path.readlink() == root else []
        except OSError:
            continue
    return found


def wait_for(is_so, seconds=60):
    """Wait until something is so, at most *seconds*; return it."""
    until = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < until
        time.sleep(0.05)
    return found
