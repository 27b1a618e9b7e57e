"""Replaces several files of a folder together: all of them, or none, even when the process is killed.

A note beside the files names what stands ready to take their place. While it is there, nobody may read the
folder (`require_finished`); the next replacement first finishes what it names.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, reason_of
from report_helpers.files.interruptions import uninterrupted
from report_helpers.files.json_text import compact
from report_helpers.files.plain_files import put_whole, read_bytes, require_inside, write_beside
from report_helpers.files.records import FileName, parse_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

UNFINISHED = ".unfinished.json"
_FIX = "请重新运行上一次写入数据的命令，它会先把没有写完的写完"
_BY_HAND = "请用 git 恢复这个文件夹"


def replace_files(folder: Path, contents: Mapping[str, str | bytes], stage: str) -> list[Path]:
    """Write *contents* (file name: text or bytes) into *folder*, made where it is lacking; return the paths.

    Nothing stands in its place before all of them are on the disk; when one cannot be put there, the
    others are put back as they were. An interruption (Ctrl-C) waits. Raises RunError naming the *stage*.
    """
    new = absent_folders(folder)
    staged: list[tuple[Path, Path]] = []
    with uninterrupted():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _finish(folder)
            for name, content in contents.items():
                target = folder / name
                data = content.encode() if isinstance(content, str) else content
                staged.append((write_beside(target, data), target))
            _put_in_place(folder, staged)
        except OSError as error:
            raise RunError(stage, f"{folder}：{reason_of(error)}") from None
        finally:
            _clear(staged)
            remove_empty(new)
    return [target for _, target in staged]


def absent_folders(folder: Path) -> list[Path]:
    """Return *folder* and those above it that are not there, the deepest first."""
    return [one for one in (folder, *folder.parents) if not one.exists()]


def remove_empty(folders: Iterable[Path]) -> None:
    """Remove those of *folders* that are there with nothing in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def require_finished(folder: Path, shown: str) -> None:
    """Raise InputError when a replacement of files in *folder*, a folder of data shown as *shown*, was cut short."""
    if os.path.lexists(folder / UNFINISHED):
        raise InputError(Problem("上一次写入中途停止，这里的文件新旧混杂", shown, fix=_FIX))


def finish_begun(root: Path, shown: str, stage: str) -> None:
    """Finish a replacement of files that was cut short, as a command that writes there does before it reads.

    *shown* is the folder relative to the workspace at *root*. Raises InputError for a folder elsewhere or a note
    that cannot be read, RunError naming the *stage* when a file cannot be put in place.
    """
    require_inside(root, shown)
    try:
        _finish(root / shown)
    except OSError as error:
        raise RunError(stage, f"{shown}：{reason_of(error)}") from None


def _finish(folder: Path) -> None:
    """Put in place what a replacement that was cut short had ready."""
    path = folder / UNFINISHED
    if not os.path.lexists(path):
        return
    shown = str(path)
    names = parse_record(read_bytes(path, shown), dict[FileName, FileName], shown, "不是本工具写下的记录", _BY_HAND)
    for target, source in names.items():
        if (folder / source).exists():
            (folder / source).replace(folder / target)
    path.unlink()


def _put_in_place(folder: Path, staged: list[tuple[Path, Path]]) -> None:
    """Rename each staged file over its target; put back what was there when one fails."""
    before = [(target, target.read_bytes() if target.exists() else None) for _, target in staged]
    note, names = folder / UNFINISHED, {target.name: source.name for source, target in staged}
    try:
        put_whole(note, compact(names).encode())
        for source, target in staged:
            source.replace(target)
    except BaseException:
        for target, data in before:
            if data is None:
                target.unlink(missing_ok=True)
            elif target.is_file() and target.read_bytes() != data:
                put_whole(target, data)
        note.unlink(missing_ok=True)
        raise
    note.unlink()


def _clear(staged: list[tuple[Path, Path]]) -> None:
    for source, _ in staged:
        source.unlink(missing_ok=True)
