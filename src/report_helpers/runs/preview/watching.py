"""Tells when files of a workspace change; the one room for watchfiles."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from watchfiles import watch

from report_helpers.sources.workspace import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WATCHED = tuple(name for name in FOLDERS if name != "reports")  # what is built is no input
QUIET_MILLISECONDS = 20  # what is written without such a pause counts as one change
LONGEST_MILLISECONDS = 500  # of writing without a pause
LOOK_MILLISECONDS = 1000  # between two looks whether the folders are still the same


def moments(root: Path) -> Iterator[None]:
    """Yield at once, and then whenever a file of the workspace may have changed; it never ends by itself.

    Folders that come, go or are put in another's place meanwhile are followed. A system that refuses to tell of
    changes (too many folders, say) is asked for them again and again instead.
    """
    asks_again = False
    while True:
        yield
        folders = _folders(root)
        try:
            yield from _changes(root, folders, asks_again=asks_again)
        except FileNotFoundError:  # a folder that went at this moment
            continue
        except OSError:
            asks_again = True


def _changes(root: Path, folders: dict[Path, tuple[int, int]], *, asks_again: bool) -> Iterator[None]:
    """Yield at each change until the folders are others; and once when watching has begun, for what was before."""
    if not folders:
        time.sleep(LOOK_MILLISECONDS / 1000)
        return
    has_begun = False
    for changes in watch(
        *folders,
        watch_filter=None,
        debounce=LONGEST_MILLISECONDS,
        step=QUIET_MILLISECONDS,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        force_polling=asks_again or None,
    ):
        if _folders(root) != folders:
            return
        if changes or not has_begun:
            yield
        has_begun = True


def _folders(root: Path) -> dict[Path, tuple[int, int]]:
    """Return the folders that are there, each with what changes when another takes its place."""
    found = {}
    for name in WATCHED:
        try:
            state = (root / name).stat()
        except OSError:
            continue
        found[root / name] = (state.st_dev, state.st_ino)
    return found
