"""What runs inside a dask worker: named here so that a worker finds it by import."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import get_worker

from report_helpers.errors import ExitCode
from report_helpers.runs.cluster.parcel import Parcel, Returned, as_plain
from report_helpers.runs.cluster.warm_pool import WarmPool
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.outcome import Outcome
from report_helpers.sources import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_WORKSPACE = Workspace(Path("/nonexistent"))
_pool = WarmPool()  # of this worker; ends with it, or after a rest


def surroundings_here() -> dict[str, Any]:
    """Return the kit, Python, packages and default fonts of this process, as plain data."""
    return asdict(Surroundings.now(NO_WORKSPACE))


def as_is(fonts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the office's fonts: the result of a task travels to each worker once, and is made anew when lost."""
    return fonts


def build_parcel(parcel: Mapping[str, Any], fonts: Mapping[str, bytes]) -> dict[str, object]:
    """Build a parcel in this worker's warm process; a report that kills it is an outcome, not an exception."""
    sent, worker = Parcel(**parcel), get_worker()
    returned = _pool.build(sent, fonts, worker.local_directory, worker.address)
    if returned is None:
        reason = f"生成程序中途退出（可能内存不足；工作机 {worker.address}）"
        returned = Returned(asdict(Outcome(sent.report, int(ExitCode.FAILED), reason=reason)), worker.address, {}, {})
    return as_plain(returned)
