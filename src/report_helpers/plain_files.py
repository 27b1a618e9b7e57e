"""Reading a file a person gave, whatever it turns out to be: bounded, regular, printable."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

_LINE_BREAKS = frozenset("\t\n\r")
# Control, private use, surrogate, and code points that are no characters.
_UNFIT = frozenset({"Cc", "Co", "Cs", "Cn"})


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
        raise InputError(Problem(f"文件读不出来（{reason}）", file=shown)) from None
    if len(data) > limit:
        raise InputError(Problem(f"超过了 {limit // 1024} KB 的上限", file=shown, fix="请检查是否放错了文件"))
    return data


def first_unfit(text: str) -> str | None:
    """Return the first character nobody can have meant to print, or None.

    The kit frames bound figures with private-use characters, so none may come in.
    """
    if text.isascii() and text.isprintable():
        return None
    unfit = {c for c in set(text) if c not in _LINE_BREAKS and unicodedata.category(c) in _UNFIT}
    return next((c for c in text if c in unfit), None) if unfit else None
