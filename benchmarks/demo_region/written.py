"""A folder that shall hold exactly the files written into it.

Tens of thousands of files are slow to delete and to make anew: a file that is there
is written over, one that is already right is left alone, and the rest goes at the end.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# A link that somebody put there is not followed.
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Written:
    """The files of a folder as they shall be."""

    def __init__(self, folder: Path) -> None:
        """Begin with nothing written."""
        self._folder, self._paths = str(folder), set[str]()

    def write(self, name: str, text: str) -> None:
        """Write one file, named relative to the folder."""
        path, data = os.path.join(self._folder, name.replace("/", os.sep)), text.encode()  # noqa: PTH118
        self._paths.add(path)
        try:
            file = os.open(path, _FLAGS, 0o644)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
            file = os.open(path, _FLAGS, 0o644)
        try:
            if os.read(file, len(data) + 1) != data:
                os.lseek(file, 0, os.SEEK_SET)
                os.write(file, data)
                # Cut last: a file emptied first is flushed to disk at once (ext4), at many times the cost.
                os.ftruncate(file, len(data))
        finally:
            os.close(file)

    def prune(self) -> None:
        """Delete every other file of the folder, and folders left empty."""
        for folder, folders, files in os.walk(self._folder, topdown=False):
            links = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
            there = (os.path.join(folder, name) for name in (*files, *links))  # noqa: PTH118
            stray = [path for path in there if path not in self._paths]
            for path in stray:
                os.unlink(path)  # noqa: PTH108
            if len(stray) == len(files) + len(links) and not os.listdir(folder):  # noqa: PTH208
                os.rmdir(folder)  # noqa: PTH106
