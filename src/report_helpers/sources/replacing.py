"""Files of a data folder replaced together: all beside, then each renamed into its place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODE = 0o644


def replace_files(folder: Path, texts: Mapping[str, str], stage: str) -> list[Path]:
    """Write *texts* by file name into *folder* and return their paths; RunError, naming *stage*, when one cannot be.

    Nothing stands in its place before all of them are on the disk.
    """
    staged: list[tuple[Path, Path]] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            target = folder / name
            descriptor, beside = tempfile.mkstemp(prefix=f".{target.name}.", dir=folder)
            staged.append((Path(beside), target))
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(descriptor)
            Path(beside).chmod(_MODE)
        for source, target in staged:
            source.replace(target)
    except OSError as error:
        raise RunError(stage, f"{folder}：{error.strerror or error}") from None
    finally:
        for source, _ in staged:
            source.unlink(missing_ok=True)
    return [target for _, target in staged]
