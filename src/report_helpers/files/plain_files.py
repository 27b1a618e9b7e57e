"""Reads single files within bounds, whatever they turn out to be, and writes them whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, reason_of
from report_helpers.files.interruptions import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 50_000_000  # of a file for which nobody says less
_MODE = 0o644
_LONGEST_PREFIX = 40  # of a name: with what is added to it, it must still be one


# Flags of os.open: for reading, a pipe without waiting for somebody to write into it; and a link not at all.
AT_ONCE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read_bytes(path: Path, shown: str, limit: int = LARGEST, fix: str = "", *, follow: bool = False) -> bytes:
    """Return the bytes of *path*, at most *limit* of them.

    *shown* names the file in messages, *fix* says what to do about an absent one. A link is followed only where
    a person has named the path (*follow*): what lies in a workspace must be there itself.
    Raises InputError for a file that is absent, unreadable, oversized, a link, a folder, a pipe or a device.
    """
    try:
        with os.fdopen(open_plain(path, follow=follow), "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise InputError(Problem("找不到这个文件", file=shown, fix=fix)) from None
    except IsALinkError:
        raise InputError(Problem("是一个链接，没有读取", file=shown, fix="请换成文件本身")) from None
    except NotPlainError:
        raise InputError(Problem("不是普通文件", file=shown, fix="请换成一个文件")) from None
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else "路径无效"
        raise InputError(Problem(f"文件无法读取（{reason}）", file=shown)) from None
    if len(data) > limit:
        size = f"{limit // 1024**2} MB" if limit >= 1024**2 else f"{limit // 1024} KB"
        raise InputError(Problem(f"超过了 {size} 的上限", file=shown, fix="请检查是否放错了文件"))
    return data


class NotPlainError(OSError):
    """A folder, a pipe, a device or a socket stands where a file should."""


class IsALinkError(OSError):
    """A link stands where a file should."""


def open_plain(path: Path, *, follow: bool = False) -> int:
    """Open a file for reading and return its descriptor, never waiting for it.

    Raises NotPlainError for anything but a file, IsALinkError for a link unless *follow*, and OSError.
    """
    if not follow and path.is_symlink():
        raise IsALinkError(str(path))
    try:
        descriptor = os.open(path, AT_ONCE | (0 if follow else NO_LINK))
    except OSError as error:
        if error.errno in {errno.ENXIO, errno.EISDIR, errno.EOPNOTSUPP}:  # a socket; a folder, on Windows EACCES
            raise NotPlainError(str(path)) from None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlainError(str(path))
    return descriptor


def require_inside(root: Path, *folders: str) -> None:
    """Raise InputError when one of a workspace's folders, given relative to it, is a link to elsewhere."""
    for shown in folders:
        try:
            is_inside = (root / shown).resolve().is_relative_to(root.resolve())
        except (OSError, RuntimeError):  # a loop of links
            is_inside = False
        if not is_inside:
            raise InputError(Problem("是指向工作区以外的链接", shown, fix="请换成文件夹本身"))


def require_no_links(root: Path, folders: Mapping[str, int]) -> None:
    """Raise InputError when a folder of a workspace, or what lies in it so many levels deep, is a link to elsewhere.

    Also when one that is looked through cannot be listed: what is in it would be taken for absent.
    """
    require_inside(root, *folders)
    for shown, depth in folders.items():
        if depth:
            _look_through(root, shown, depth)


def _look_through(root: Path, shown: str, depth: int) -> None:
    try:
        with os.scandir(root / shown) as listed:
            entries = sorted(listed, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        raise InputError(Problem(f"文件夹无法列出（{reason_of(error)}）", shown, fix="请检查它的权限")) from None
    for entry in entries:
        inner = f"{shown}/{entry.name}"
        if entry.is_symlink():
            require_inside(root, inner)
        elif depth > 1 and entry.is_dir():
            _look_through(root, inner, depth - 1)


def require_place(path: Path, ending: str, option: str) -> None:
    """Raise InputError where *path*, typed for *option*, does not end in *ending* or cannot be a file."""
    if path.suffix.lower() != ending:
        raise InputError(Problem(f"文件名应以 {ending} 结尾", column=option, value=str(path)))
    if path.is_dir() or not path.parent.is_dir():
        raise InputError(Problem("不能写到这里", str(path), fix="请写一个文件名，所在的文件夹要已经存在"))


def write_new(path: Path, content: bytes | str) -> None:
    """Write a file where nobody reads yet; an OSError names it, which that of a full disk does not by itself."""
    try:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    except OSError as error:
        error.filename = str(path)
        raise


def write_whole(target: Path, data: bytes, stage: str) -> None:
    """Write *target* whole or not at all; RunError naming the *stage* when that fails."""
    try:
        with uninterrupted():
            put_whole(target, data)
    except OSError as error:
        raise RunError(stage, f"{target} 无法写入（{reason_of(error)}）") from None


def put_whole(target: Path, data: bytes) -> None:
    """Write *target* whole or not at all; OSError when that fails."""
    beside = write_beside(target, data)
    try:
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def write_beside(target: Path, data: bytes) -> Path:
    """Put *data* on the disk beside *target* and return where.

    Raises OSError, with nothing left, when that fails, and where a folder, device or pipe is in the place of *target*.
    """
    if target.exists() and not target.is_file():  # renamed over, /dev/null would be gone
        raise NotPlainError(errno.EINVAL, "不是普通文件")
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
