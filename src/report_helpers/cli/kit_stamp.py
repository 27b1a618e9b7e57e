"""What tells whether the kit and the packages are still those that the build service has loaded."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

import report_helpers

if TYPE_CHECKING:
    from collections.abc import Iterator


def kit_stamp() -> frozenset[tuple[str, int, int, int]]:
    """Return what changes when a file of the kit, or the set of installed packages, does."""
    packages = (entry for folder in sys.path for entry in _entries(folder) if entry.name.endswith(".dist-info"))
    return frozenset(_state(entry) for entry in (*_files(os.path.dirname(report_helpers.__file__)), *packages))  # noqa: PTH120


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in _entries(folder):
        if not entry.is_dir():
            yield entry
        elif entry.name != "__pycache__":
            yield from _files(entry.path)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with suppress(OSError), os.scandir(folder) as entries:  # sys.path has places that are not there
        return list(entries)
    return []


def _state(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    found = entry.stat()
    return entry.path, found.st_size, found.st_mtime_ns, found.st_ctime_ns
