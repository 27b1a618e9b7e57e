"""Sends the reports of a batch to a cluster's workers, a few at a time."""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from distributed import CancelledError, Client, wait

from report_helpers.errors import ReportError, RunError, reason_of, shorten
from report_helpers.runs.batch import LocalBackend, Result
from report_helpers.runs.cluster.archives import NO_PUBLIC_CELLS, InputArchive, pack, read_files
from report_helpers.runs.cluster.connection import ANSWER_SECONDS, check_address, connected, threads_of
from report_helpers.runs.cluster.plain_data import Foreign
from report_helpers.runs.cluster.results import WorkspaceStorage, received
from report_helpers.runs.cluster.task import as_is, build_report
from report_helpers.runs.cluster.url_storage import UrlStorage, open_storage
from report_helpers.runs.fingerprints import Surroundings
from report_helpers.sources.public_cells import has_public_cells

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.runs.batch import OnResult
    from report_helpers.runs.cluster.results import Storage
    from report_helpers.sources.workspace import Workspace

STAGE = "送往集群"
LOOK_SECONDS = 2.0
_KILLED_FIELDS = 3  # of dask's KilledWorker: the task, the last worker, how many failures are allowed
PATIENCE_SECONDS = 60.0  # how long a batch waits for a worker when none is left
SILENCE_SECONDS = 1800.0  # how long a batch waits for the next report that is done


@dataclass(frozen=True, slots=True)
class ClusterBackend:
    """Builds on the workers of a scheduler; the reports go to *output*, or into the workspace when there is none."""

    scheduler: str
    output: UrlStorage | None = None

    @classmethod
    def of(cls, scheduler: str, output: str = "") -> ClusterBackend:
        """Return the cluster by its addresses; InputError when one of them is none. Nothing is connected yet."""
        check_address(scheduler)
        return cls(scheduler, open_storage(output) if output else None)

    def current_checks(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that stands where it belongs, None when it must be built."""
        return (self.output or LocalBackend()).current_checks(workspace, report, now)

    def build(self, workspace: Workspace, reports: Sequence[ReportId], on_result: OnResult) -> None:
        """Build *reports* on the workers and pass the result of each to *on_result*.

        dask gives a report whose worker dies to another, up to the scheduler's
        `allowed-failures` (3) times. Raises as `connected` does, before anything is sent.
        """
        storage = self.output or WorkspaceStorage(workspace)
        with connected(self.scheduler) as client:
            _Batch(workspace, client, storage, on_result, deque(reports)).run()


@dataclass(slots=True)
class _Batch:
    """The state of a batch: the reports that wait, those that are being built, and where they go."""

    workspace: Workspace
    client: Client
    storage: Storage
    on_result: OnResult
    waiting: deque[ReportId]
    running: dict[Any, InputArchive] = field(default_factory=dict)
    run_id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    def run(self) -> None:
        """Keep the workers busy until every report has its result."""
        fonts, here = read_files(self.workspace.fonts), Surroundings.now(self.workspace)
        shipped = self.client.submit(as_is, fonts, key=f"report-fonts-{self.run_id}", pure=False)
        threads, alone_since, heard = sum(threads_of(self.client).values()), 0.0, time.monotonic()
        while self.waiting or self.running:
            while self.waiting and len(self.running) < max(threads, 1):
                self._send(self.waiting.popleft(), shipped)
            if not self.running:
                continue
            try:
                done = self._done()
                threads = sum(threads_of(self.client).values())
            except (CancelledError, OSError, TypeError, RuntimeError):  # what dask raises once the scheduler is gone
                self._give_up("与调度器的连接断了")
                return
            for future in done:
                self.on_result(self._result(future, self.running.pop(future), here))
            alone_since = 0.0 if threads else alone_since or time.monotonic()
            if alone_since and time.monotonic() - alone_since > PATIENCE_SECONDS:
                self._give_up(f"集群里已有 {PATIENCE_SECONDS:.0f} 秒没有工作机")
                return
            heard = time.monotonic() if done else heard
            if time.monotonic() - heard > SILENCE_SECONDS:
                self._give_up(f"集群里已有 {SILENCE_SECONDS / 60:.0f} 分钟没有交回任何报告")
                return

    def _send(self, report: ReportId, fonts: Any) -> None:  # noqa: ANN401  a future of dask
        try:
            archive = pack(self.workspace, report)
            if has_public_cells(self.workspace.notebook_of(self.workspace.settings(report).kind, report)):
                raise RunError(STAGE, NO_PUBLIC_CELLS)
        except ReportError as error:
            self.on_result(Result.of_failure(report, error))
        except OSError as error:
            self.on_result(Result.of_failure(report, f"{error.filename} 无法读取（{reason_of(error)}）"))
        else:
            key = f"report-{report}-{self.run_id}"
            future = self.client.submit(build_report, asdict(archive), fonts, key=key, pure=False)
            self.running[future] = archive

    def _done(self) -> list[Any]:
        """Return the futures that are finished, after at most LOOK_SECONDS."""
        try:
            return list(wait(list(self.running), timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            return []

    def _result(self, future: Any, sent: InputArchive, here: Surroundings) -> Result:  # noqa: ANN401
        try:
            came = future.result(timeout=ANSWER_SECONDS)
        except Foreign as error:
            return Result.of_failure(sent.report, _failure(error))
        except Exception as error:  # noqa: BLE001  one report's fault must not end the others
            reason = f"工作机上出错（{type(error).__name__}：{shorten(str(error))}）"
            return Result.of_failure(sent.report, reason)
        return received(self.workspace, sent, came, here, self.storage)

    def _give_up(self, why: str) -> None:
        """Name every report that is left; those that came back stand."""
        left = [sent.report for sent in self.running.values()] + [str(report) for report in self.waiting]
        for report in left:
            self.on_result(Result.of_failure(report, why))
        self.running.clear()
        self.waiting.clear()


def _failure(error: Foreign) -> str:
    """Return in words what a task ended with: dask gave it up, or something nobody expected."""
    name, made_of = error.meant()
    if name.endswith(".KilledWorker") and len(made_of) == _KILLED_FIELDS:
        _, worker, allowed = made_of
        address = shorten(str(worker.field("address"))) if isinstance(worker, Foreign) else "不明"
        times = f" {allowed + 1} 次" if isinstance(allowed, int) else ""
        return f"运行它的工作机先后{times}中途退出（最后一台 {address}）"
    return f"工作机上出错（{shorten(str(error))}）"
