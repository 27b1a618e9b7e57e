"""The lanes of a batch: warmed up once, forked, kept busy, replaced when they die."""

from __future__ import annotations

import gc
import selectors
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tqdm import tqdm

from report_helpers.checks import check
from report_helpers.errors import ExitCode, InputError, ReportError, RunError
from report_helpers.notebook import load  # noqa: F401  what the first cell imports
from report_helpers.outputs.rendering import Office, preload
from report_helpers.runs.building import office_of
from report_helpers.runs.lane import Lane, build_one, close_lane, open_lane
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.outcome import Outcome
from report_helpers.tables import lay_out
from report_helpers.warm import CAN_FORK, other_threads, rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from report_helpers.facts import ReportId
    from report_helpers.runs.execution_mode import ExecutionMode
    from report_helpers.sources import Workspace

    Told = Callable[[Outcome], None]

STAGE = "批量生成"


@dataclass(frozen=True, slots=True)
class Batch:
    """What all reports of a batch share: the workspace, how many lanes there are, how notebooks are run."""

    workspace: Workspace
    lanes: int
    mode: ExecutionMode


def build_in_lanes(batch: Batch, reports: Iterable[ReportId], finish: Told) -> None:
    """Build *reports* until none is waiting; tell *finish* of each.

    Without fork they are built one after another in this process. Raises RunError when
    this process cannot be forked.
    """
    waiting = deque(reports)
    if not CAN_FORK:
        for report in waiting:
            finish(build_one(batch.workspace, report, batch.mode))
        return
    warm_up(batch.workspace, waiting)
    _run_lanes(batch, waiting, finish)


def warm_up(workspace: Workspace, reports: Iterable[ReportId]) -> None:
    """Pay every import and every first time once, in this process, without a thread left running.

    Raises RunError when a thread is left, which a fork would not survive.
    """
    tqdm.monitor_interval = 0  # or its monitor is a thread that outlives the first progress bar
    office = Office(("html", "pdf", "docx"), workspace.root, workspace.fonts)
    for report in reports:
        try:
            loaded = workspace.load(report)
            check(loaded)
            for table in loaded.form.tables:
                lay_out(loaded, table.id)
            office = office_of(workspace, report.year)
        except InputError:
            continue
        except ReportError:
            break
        break
    with suppress(ReportError):  # a template that is none, fonts that are missing: every report will say so
        preload(office)
        Surroundings.now(workspace)
    rehearse()
    if other_threads():
        raise RunError(STAGE, "预热之后还有线程在运行，不能复制进程")
    gc.freeze()  # not collected first: imports leave next to no garbage, and looking for it takes a fifth of a second


def _run_lanes(batch: Batch, waiting: deque[ReportId], finish: Told) -> None:
    with selectors.DefaultSelector() as selector:
        open_lanes: list[Lane] = []
        try:
            for _ in range(min(batch.lanes, len(waiting))):
                _start(batch, waiting, selector, open_lanes)
            while open_lanes:
                for key, _ in selector.select():
                    _advance(batch, waiting, selector, (open_lanes, key.data, finish))
        finally:
            for lane in open_lanes:
                close_lane(lane)


def _start(batch: Batch, waiting: deque[ReportId], selector: selectors.BaseSelector, lanes: list[Lane]) -> None:
    if not waiting:
        return
    lane = open_lane(batch.workspace, batch.mode)
    lanes.append(lane)
    selector.register(lane.connection, selectors.EVENT_READ, lane)
    lane.give(waiting.popleft())


def _advance(
    batch: Batch,
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
        _start(batch, waiting, selector, lanes)
