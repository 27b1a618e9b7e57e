"""The inputs a release was made from, taken again from the commit its manifest names."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.sources import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 120


@contextmanager
def workspace_at(workspace: Workspace, commit: str) -> Iterator[Workspace | None]:
    """Yield a copy of *workspace* as it stood at *commit*; None where git does not have it."""
    command = ["git", "-C", str(workspace.root), "archive", "--format=tar", commit, "."]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=SECONDS)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        yield None
        return
    if not commit or done.returncode != 0:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="recorded-") as folder:
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(folder, filter="data")
        yield Workspace(Path(folder).resolve())
