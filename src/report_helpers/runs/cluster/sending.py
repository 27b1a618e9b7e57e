"""The reports of a batch, sent to a cluster's workers: a few at a time, each outcome told as it comes."""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from distributed import CancelledError, Client, KilledWorker, wait

from report_helpers.errors import ExitCode, ReportError
from report_helpers.runs.cluster.arrival import received
from report_helpers.runs.cluster.connection import connected
from report_helpers.runs.cluster.parcel import Parcel, Returned, as_plain, pack, read_files
from report_helpers.runs.cluster.task import as_is, build_parcel
from report_helpers.runs.manifest import Surroundings
from report_helpers.runs.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from report_helpers.facts import ReportId
    from report_helpers.runs.cluster.arrival import Shelf
    from report_helpers.sources import Workspace

    Told = Callable[[Outcome], None]

LOOK_SECONDS = 2.0
PATIENCE_SECONDS = 60.0  # how long a batch waits for a worker when none is left


def build_in_cluster(workspace: Workspace, reports: Sequence[ReportId], finish: Told, to: tuple[str, Shelf]) -> None:
    """Build *reports* on the workers of a scheduler and put them on a shelf (*to*); tell *finish* of each.

    dask gives a report whose worker dies to another, up to the scheduler's
    `allowed-failures` (3) times. Raises as `connected` does, before anything is sent.
    """
    scheduler, shelf = to
    with connected(scheduler) as client:
        _Batch(workspace, client, shelf, finish, deque(reports)).run()


@dataclass(slots=True)
class _Batch:
    """The state of a batch: what waits, what is under way, and where it goes."""

    workspace: Workspace
    client: Client
    shelf: Shelf
    finish: Told
    waiting: deque[ReportId]
    running: dict[Any, Parcel] = field(default_factory=dict)
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def run(self) -> None:
        """Keep the workers busy until every report has its outcome."""
        fonts, here = read_files(self.workspace.fonts), Surroundings.now(self.workspace)
        shipped = self.client.submit(as_is, fonts, key=f"report-fonts-{self.run_id}", pure=False)
        threads, alone_since = sum(self.client.nthreads().values()), 0.0
        while self.waiting or self.running:
            while self.waiting and len(self.running) < max(threads, 1):
                self._send(self.waiting.popleft(), shipped)
            if not self.running:
                continue
            try:
                done = self._done()
                threads = sum(self.client.nthreads().values())
            except (CancelledError, OSError, TypeError, RuntimeError):  # what dask raises once the scheduler is gone
                self._give_up("与调度器的连接断了")
                return
            for future in done:
                self.finish(self._outcome(future, self.running.pop(future), here))
            alone_since = 0.0 if threads else alone_since or time.monotonic()
            if alone_since and time.monotonic() - alone_since > PATIENCE_SECONDS:
                self._give_up(f"集群里已有 {PATIENCE_SECONDS:.0f} 秒没有工作机")
                return

    def _send(self, report: ReportId, fonts: Any) -> None:  # noqa: ANN401  a future of dask
        try:
            parcel = pack(self.workspace, report)
        except ReportError as error:
            self.finish(Outcome(str(report), int(error.exit_code), reason="；".join(error.sentences())))
        except OSError as error:
            self.finish(
                Outcome(str(report), int(ExitCode.FAILED), reason=f"{error.filename} 读不出来（{error.strerror}）")
            )
        else:
            key = f"report-{report}-{self.run_id}"
            future = self.client.submit(build_parcel, as_plain(parcel), fonts, key=key, pure=False)
            self.running[future] = parcel

    def _done(self) -> list[Any]:
        """Return the futures that are finished, after at most LOOK_SECONDS."""
        try:
            return list(wait(list(self.running), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return []

    def _outcome(self, future: Any, parcel: Parcel, here: Surroundings) -> Outcome:  # noqa: ANN401
        try:
            returned = Returned(**future.result())
        except KilledWorker as error:
            reason = (
                f"运行它的工作机先后 {error.allowed_failures + 1} 次中途退出（最后一台 {error.last_worker.address}）"
            )
        except Exception as error:  # noqa: BLE001  one report's fault must not end the others
            reason = f"工作机上出错（{type(error).__name__}：{error}）"
        else:
            return received(self.workspace, parcel, returned, here, self.shelf)
        return Outcome(parcel.report, int(ExitCode.FAILED), reason=reason)

    def _give_up(self, why: str) -> None:
        """Name every report that is left; those that came back stand."""
        left = [parcel.report for parcel in self.running.values()] + [str(report) for report in self.waiting]
        for report in left:
            self.finish(Outcome(report, int(ExitCode.FAILED), reason=why))
        self.running.clear()
        self.waiting.clear()
