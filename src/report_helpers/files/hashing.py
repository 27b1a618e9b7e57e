"""Files by the SHA-256 of their bytes, and what differs between two such lists."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.files.plain_files import NotPlainError, open_plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def hashes(root: Path, files: Iterable[Path]) -> dict[str, str]:
    """Return SHA-256 by path relative to *root*, in the order of the paths."""
    names = {path.relative_to(root).as_posix(): path for path in files}  # texts sort ten times as fast as paths
    return {name: sha256(names[name]) for name in sorted(names)}


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file's bytes by path."""
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal; InputError for a folder, a pipe or a device."""
    try:
        with os.fdopen(open_plain(path, follow=True), "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()  # file_digest fills a quarter of a megabyte with zeros first
    except NotPlainError:
        raise InputError(Problem("不是普通文件", file=str(path), fix="请换成一个文件")) from None


def changes(recorded: Mapping[str, str], found: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each file that was removed, added or changed since it was recorded, and which of these in words."""
    for name in sorted(recorded.keys() | found.keys()):
        if name not in found:
            yield name, "不见了"
        elif name not in recorded:
            yield name, "不在清单里"
        elif recorded[name] != found[name]:
            yield name, "与清单登记的内容不同"
