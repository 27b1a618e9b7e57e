"""Many reports: warm once, then lane by lane; one report's failure never stops another."""

from __future__ import annotations

import gc
import json
import os
import selectors
import threading
from collections import deque
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from tqdm import tqdm

from report_helpers.checks import check
from report_helpers.errors import ExitCode, InputError, ReportError, RunError
from report_helpers.outputs import preload
from report_helpers.runs.lane import Lane, Outcome, build_one, close_lane, open_lane, outcome_of
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.uptodate import is_current
from report_helpers.warm import CAN_FORK, rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace

    Told = Callable[[Outcome], None]

__all__ = ["Outcome", "build_many", "warm_up"]

STAGE = "批量生成"


def build_many(
    workspace: Workspace, reports: Sequence[ReportId], told: Told, *, force: bool = False, lanes: int = 0
) -> tuple[Outcome, ...]:
    """Build *reports* in parallel and return what became of each, in their order.

    *told* is called with each outcome as it comes. What a build would not change is
    skipped, unless *force*. *lanes* is how many run at once, one for each core by
    default. Raises RunError when another batch is under way in the workspace.
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
        return _build_many(workspace, reports, told, force=force, lanes=lanes or len(os.sched_getaffinity(0)))
    finally:
        lock.release()


def _build_many(
    workspace: Workspace, reports: Sequence[ReportId], told: Told, *, force: bool, lanes: int
) -> tuple[Outcome, ...]:
    done: dict[str, Outcome] = {}

    def finish(outcome: Outcome) -> None:
        done[outcome.report] = outcome
        told(outcome)

    surroundings = None if force else Surroundings.now(workspace)
    stale: deque[ReportId] = deque()
    for report in reports:
        if surroundings is not None and is_current(workspace, report, surroundings):
            finish(_unchanged(workspace, report))
        else:
            stale.append(report)
    if not CAN_FORK:
        for report in stale:
            finish(build_one(workspace, report))
    elif stale:
        warm_up(workspace, stale)
        _run_lanes(workspace, stale, min(lanes, len(stale)), finish)
    return tuple(done[str(report)] for report in reports)


def _unchanged(workspace: Workspace, report: ReportId) -> Outcome:
    """Return the outcome of a report that stands as it is; its manifest vouches for checks.json."""
    checks = json.loads((workspace.report_folder(report) / "checks.json").read_text(encoding="utf-8"))
    return outcome_of(report, checks, skipped=True)


def warm_up(workspace: Workspace, reports: Iterable[ReportId]) -> None:
    """Pay every import and every first time once, in this process, without a thread left running.

    Raises RunError when a thread is left, which a fork would not survive.
    """
    tqdm.monitor_interval = 0  # or its monitor is a thread that outlives the first progress bar
    for report in reports:
        try:
            check(workspace.load(report))
        except InputError:
            continue
        except ReportError:
            break
        break
    preload()
    rehearse()
    others = [thread.name for thread in threading.enumerate() if thread is not threading.current_thread()]
    if others:
        raise RunError(STAGE, f"预热之后还有线程在运行（{'、'.join(others)}），不能复制进程")
    gc.collect()
    gc.freeze()


def _run_lanes(workspace: Workspace, waiting: deque[ReportId], count: int, finish: Told) -> None:
    """Keep *count* lanes busy until nothing is waiting; a lane that dies is replaced."""
    with selectors.DefaultSelector() as selector:
        open_lanes: list[Lane] = []
        try:
            for _ in range(count):
                _start(workspace, waiting, selector, open_lanes)
            while open_lanes:
                for key, _ in selector.select():
                    _advance(workspace, waiting, selector, (open_lanes, key.data, finish))
        finally:
            for lane in open_lanes:
                close_lane(lane)


def _start(workspace: Workspace, waiting: deque[ReportId], selector: selectors.BaseSelector, lanes: list[Lane]) -> None:
    if not waiting:
        return
    lane = open_lane(workspace)
    lanes.append(lane)
    selector.register(lane.connection, selectors.EVENT_READ, lane)
    lane.give(waiting.popleft())


def _advance(
    workspace: Workspace,
    waiting: deque[ReportId],
    selector: selectors.BaseSelector,
    lane_state: tuple[list[Lane], Lane, Told],
) -> None:
    """Take a lane's finished report, and give it the next one; replace it when it died."""
    lanes, lane, finish = lane_state
    outcome, goes_on = lane.take()
    finish(outcome or Outcome(lane.report, int(ExitCode.FAILED), reason="生成程序中途退出（可能内存不足）"))
    if goes_on and waiting:
        lane.give(waiting.popleft())
        return
    selector.unregister(lane.connection)
    lanes.remove(lane)
    close_lane(lane)
    if not goes_on:
        _start(workspace, waiting, selector, lanes)
