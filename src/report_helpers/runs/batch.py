"""Many reports: what stands is left, the rest is built lane by lane; one failure never stops another.

When nothing has changed nothing is imported that only a build needs.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from report_helpers.errors import RunError
from report_helpers.runs.execution_mode import BATCH, ExecutionMode
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.outcome import Outcome, outcome_of
from report_helpers.runs.uptodate import is_current

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace

    Told = Callable[[Outcome], None]

STAGE = "批量生成"


def build_many(
    workspace: Workspace,
    reports: Sequence[ReportId],
    told: Told,
    *,
    force: bool = False,
    mode: ExecutionMode = BATCH,
) -> tuple[Outcome, ...]:
    """Build *reports* in parallel and return what became of each, in their order.

    *told* is called with each outcome as it comes. What a build would not change is
    skipped, unless *force*. As many run at once as there are cores; *mode* limits their
    notebooks. Raises RunError when another batch is under way in the workspace.
    """
    folder = workspace.root / "reports"
    try:
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / ".batch.lock")
        lock.acquire(blocking=False)
    except Timeout:
        raise RunError(STAGE, "这个工作区里另有一个批量任务正在运行，请等它完成") from None
    except OSError as error:
        raise RunError(STAGE, f"{folder} 不能写入（{error.strerror}）") from None
    try:
        return _build_many(workspace, reports, told, mode, force=force)
    finally:
        lock.release()


def _build_many(
    workspace: Workspace, reports: Sequence[ReportId], told: Told, mode: ExecutionMode, *, force: bool
) -> tuple[Outcome, ...]:
    done: dict[str, Outcome] = {}

    def finish(outcome: Outcome) -> None:
        done[outcome.report] = outcome
        told(outcome)

    surroundings = None if force else Surroundings.now(workspace)
    stale: list[ReportId] = []
    for report in reports:
        if surroundings is not None and is_current(workspace, report, surroundings):
            finish(_unchanged(workspace, report))
        else:
            stale.append(report)
    if stale:
        from report_helpers.runs.lanes import Batch, build_in_lanes  # noqa: PLC0415  two seconds that only a build needs

        build_in_lanes(Batch(workspace, len(os.sched_getaffinity(0)), mode), stale, finish)
    return tuple(done[str(report)] for report in reports)


def _unchanged(workspace: Workspace, report: ReportId) -> Outcome:
    """Return the outcome of a report that stands as it is; its manifest vouches for checks.json."""
    checks = json.loads((workspace.report_folder(report) / "checks.json").read_text(encoding="utf-8"))
    return outcome_of(report, checks, skipped=True)
