"""Many reports: what stands is left, the rest is built lane by lane; one failure never stops another.

When nothing has changed nothing is imported that only a build needs.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from filelock import FileLock, Timeout

from report_helpers.errors import RunError
from report_helpers.files.json_text import parse
from report_helpers.quick_import import UNUSED_BY_A_BUILD, quick_import
from report_helpers.runs.execution_mode import BATCH, ExecutionMode
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.outcome import Outcome, outcome_of
from report_helpers.runs.uptodate import is_current

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace

    Told = Callable[[Outcome], None]

STAGE = "批量生成"


class Place(Protocol):
    """Where the reports of a batch are built, and where they then stand."""

    def standing(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that a build would not change, None when it must be built."""

    def build(self, workspace: Workspace, reports: Sequence[ReportId], finish: Told) -> None:
        """Build *reports* and tell *finish* what became of each."""


@dataclass(frozen=True, slots=True)
class ThisMachine:
    """Lanes of this machine, one for each core; the reports stand in the workspace. *mode* limits their notebooks."""

    mode: ExecutionMode = BATCH

    def standing(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that stands in the workspace; its manifest vouches for checks.json."""
        if not is_current(workspace, report, now):
            return None
        checks: Mapping[str, Any] = parse((workspace.report_folder(report) / "checks.json").read_bytes())
        return checks

    def build(self, workspace: Workspace, reports: Sequence[ReportId], finish: Told) -> None:
        """Build *reports* lane by lane."""
        with quick_import(*UNUSED_BY_A_BUILD):
            from report_helpers.runs.lanes import Batch, build_in_lanes  # noqa: PLC0415  seconds only a build needs

        build_in_lanes(Batch(workspace, len(os.sched_getaffinity(0)), self.mode), reports, finish)


def build_many(
    workspace: Workspace, reports: Sequence[ReportId], told: Told, *, force: bool, place: Place
) -> tuple[Outcome, ...]:
    """Build *reports* in parallel at *place* and return what became of each, in their order.

    *told* is called with each outcome as it comes. What a build would not change is
    skipped, unless *force*.
    Raises RunError when another batch is under way in the workspace.
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
        return _build_many(workspace, reports, told, force=force, place=place)
    finally:
        lock.release()


def _build_many(
    workspace: Workspace, reports: Sequence[ReportId], told: Told, *, force: bool, place: Place
) -> tuple[Outcome, ...]:
    done: dict[str, Outcome] = {}

    def finish(outcome: Outcome) -> None:
        done[outcome.report] = outcome
        told(outcome)

    surroundings = None if force else Surroundings.now(workspace)
    stale: list[ReportId] = []
    for report in reports:
        checks = place.standing(workspace, report, surroundings) if surroundings else None
        if checks is None:
            stale.append(report)
        else:
            finish(outcome_of(report, checks, skipped=True))
    if stale:
        place.build(workspace, stale, finish)
    return tuple(done[str(report)] for report in reports)
