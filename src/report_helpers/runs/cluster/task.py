"""The functions that run inside a dask worker, which finds them by import."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import get_worker

from report_helpers.processes.children import CAN_FORK
from report_helpers.runs.batch import Result
from report_helpers.runs.cluster.archives import InputArchive, OutputArchive
from report_helpers.runs.cluster.build_processes import BuildProcesses
from report_helpers.runs.fingerprints import Surroundings
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_WORKSPACE = Workspace(Path("/nonexistent"))
_processes = BuildProcesses()  # of this worker


def surroundings_here() -> dict[str, Any]:
    """Return the kit, Python, packages and default fonts of this process, as plain data."""
    return asdict(Surroundings.now(NO_WORKSPACE))


def as_is(fonts: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the office's fonts: the result of a task travels to each worker once, and is made anew when lost."""
    return fonts


def build_report(archive: Mapping[str, Any], fonts: Mapping[str, bytes]) -> dict[str, object]:
    """Build a report from its input archive; that it kills its build process is a result, not an exception."""
    sent, worker = InputArchive(**archive), get_worker()
    failure = f"{'生成程序中途退出（可能内存不足；' if CAN_FORK else '工作机须是 Linux（'}工作机 {worker.address}）"
    try:
        returned = _processes.build(sent, fonts, worker.local_directory, worker.address) if CAN_FORK else None
    except Exception as error:  # noqa: BLE001  said in words: an exception would travel as a pickle, which nobody reads
        returned, failure = None, f"工作机上出错（{type(error).__name__}：{error}）"
    # Plain dicts: what is pickled must not depend on our classes.
    return asdict(returned or OutputArchive(Result.of_failure(sent.report, failure), worker.address, {}, {}))
