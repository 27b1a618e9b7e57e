"""Replaces several files of a folder together: all of them, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import RunError, reason_of
from report_helpers.files.plain_files import write_beside

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def replace_files(folder: Path, contents: Mapping[str, str], stage: str) -> list[Path]:
    """Write *contents* (file name: text) into *folder*, made where it is lacking; return the paths.

    Nothing stands in its place before all of them are on the disk; when one cannot be put there, the
    others are put back as they were. Raises RunError naming the *stage*.
    """
    is_new = not folder.exists()
    staged: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in contents.items():
            target = folder / name
            staged.append((write_beside(target, text.encode()), target))
        _put_in_place(staged)
    except OSError as error:
        if is_new and folder.is_dir():
            _clear(staged)
            folder.rmdir()
        raise RunError(stage, f"{folder}：{reason_of(error)}") from None
    finally:
        _clear(staged)
    return [target for _, target in staged]


def _put_in_place(staged: list[tuple[Path, Path]]) -> None:
    """Rename each staged file over its target; put back what was there when one fails."""
    before = [(target, target.read_bytes() if target.exists() else None) for _, target in staged]
    try:
        for source, target in staged:
            source.replace(target)
    except BaseException:
        for target, data in before:
            if data is None:
                target.unlink(missing_ok=True)
            elif target.is_file() and target.read_bytes() != data:
                target.write_bytes(data)
        raise


def _clear(staged: list[tuple[Path, Path]]) -> None:
    for source, _ in staged:
        source.unlink(missing_ok=True)
