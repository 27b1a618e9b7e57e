"""Reads single files within bounds, whatever they turn out to be, and writes them whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from report_helpers.errors import InputError, Problem, RunError

_MODE = 0o644
_LONGEST_PREFIX = 40  # of a name: with what is added to it, it must still be one


def read_bytes(path: Path, shown: str, limit: int, fix: str = "") -> bytes:
    """Return the bytes of *path*, at most *limit* of them.

    *shown* names the file in messages, *fix* says what to do about an absent one.
    Raises InputError for a file that is absent, unreadable, oversized, or a pipe or device.
    """
    try:
        if path.exists() and not path.is_file():
            raise InputError(Problem("不是普通文件", file=shown, fix="请换成一个文件"))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise InputError(Problem("找不到这个文件", file=shown, fix=fix)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径无效"
        raise InputError(Problem(f"文件无法读取（{reason}）", file=shown)) from None
    if len(data) > limit:
        size = f"{limit // 1024**2} MB" if limit >= 1024**2 else f"{limit // 1024} KB"
        raise InputError(Problem(f"超过了 {size} 的上限", file=shown, fix="请检查是否放错了文件"))
    return data


def write_whole(target: Path, data: bytes, stage: str) -> None:
    """Write *target* whole or not at all; RunError naming the *stage* when that fails."""
    try:
        beside = write_beside(target, data)
        try:
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise RunError(stage, f"{target} 无法写入（{error.strerror or error}）") from None


def write_beside(target: Path, data: bytes) -> Path:
    """Put *data* on the disk beside *target* and return where; OSError, with nothing left, when that fails."""
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name[:_LONGEST_PREFIX]}.", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(descriptor)
        beside.chmod(_MODE)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    return beside
