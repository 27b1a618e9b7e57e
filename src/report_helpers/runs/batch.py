"""Builds many reports: those that stand unchanged are skipped, and one failure never stops another.

When nothing has changed nothing is imported that only a build needs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from filelock import FileLock, Timeout

from report_helpers.checks.finding import CHECKS, read_checks
from report_helpers.errors import ExitCode, ReportError, RunError, reason_of
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import Duration, Text
from report_helpers.processes.notebooks import Limits
from report_helpers.quick_import import UNUSED_BY_A_BUILD, quick_import
from report_helpers.runs.fingerprints import Surroundings
from report_helpers.runs.manifest import is_current

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.workspace import Workspace

    OnResult = Callable[["Result"], None]

STAGE = "批量生成"
# A report's cells take a tenth of a second; what takes minutes in a batch will never end.
LIMITS = Limits(memory=1_000_000_000)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one report of a batch; `reason` says why it failed."""

    report: str
    code: int
    verdict: str = ""
    errors: int = 0
    warnings: int = 0
    seconds: Duration = 0.0
    cpu: Duration = 0.0
    reason: Text = ""
    skipped: bool = False

    @classmethod
    def of_checks(cls, report: ReportId, checks: Mapping[str, Any], **more: Any) -> Result:  # noqa: ANN401  its fields
        """Return the result of a report that stands, by its checks."""
        severities = [finding["severity"] for finding in checks["findings"]]
        code = ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE
        counts = severities.count("error"), severities.count("warning")
        return cls(str(report), int(code), checks["verdict"], *counts, **more)

    @classmethod
    def of_failure(cls, report: ReportId | str, error: ReportError | str) -> Result:
        """Return the result of a report that failed."""
        if isinstance(error, ReportError):
            return cls(str(report), int(error.exit_code), reason="；".join(error.sentences()))
        return cls(str(report), int(ExitCode.FAILED), reason=error)


class Backend(Protocol):
    """Where the reports of a batch are built and kept: this machine or a cluster."""

    def current_checks(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that a build would not change, None when it must be built."""

    def build(self, workspace: Workspace, reports: Sequence[ReportId], on_result: OnResult) -> None:
        """Build *reports* and pass the result of each to *on_result*."""


@dataclass(frozen=True, slots=True)
class LocalBackend:
    """Builds in worker processes of this machine, within *limits*, into the workspace."""

    limits: Limits = LIMITS

    def current_checks(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that stands in the workspace; its manifest names checks.json."""
        if not is_current(workspace, report, now):
            return None
        path = workspace.report_folder(report) / CHECKS
        return read_checks(read_bytes(path, str(path)), str(path))

    def build(self, workspace: Workspace, reports: Sequence[ReportId], on_result: OnResult) -> None:
        """Build *reports* in worker processes."""
        with quick_import(*UNUSED_BY_A_BUILD):
            from report_helpers.runs.workers import build_in_workers  # noqa: PLC0415  seconds only a build needs

        build_in_workers(workspace, reports, self.limits, on_result)


def build_many(
    workspace: Workspace, reports: Sequence[ReportId], on_result: OnResult, *, force: bool, backend: Backend
) -> tuple[Result, ...]:
    """Build *reports* in parallel and return their results in the same order.

    *on_result* is called with each result as it comes. What a build would not change is
    skipped, unless *force*. Raises RunError when another batch is under way in the workspace.
    """
    folder = workspace.root / "reports"
    try:
        folder.mkdir(exist_ok=True)
        locked = FileLock(folder / ".batch.lock").acquire(blocking=False)
    except Timeout:
        raise RunError(STAGE, "这个工作区里另有一个批量任务正在运行，请等它完成") from None
    except OSError as error:
        raise RunError(STAGE, f"{folder} 不能写入（{reason_of(error)}）") from None
    with locked:
        return _build_many(workspace, reports, on_result, force=force, backend=backend)


def _build_many(
    workspace: Workspace, reports: Sequence[ReportId], on_result: OnResult, *, force: bool, backend: Backend
) -> tuple[Result, ...]:
    done: dict[str, Result] = {}

    def finish(result: Result) -> None:
        done[result.report] = result
        on_result(result)

    surroundings = None if force else Surroundings.now(workspace)
    stale: list[ReportId] = []
    for report in reports:
        checks = backend.current_checks(workspace, report, surroundings) if surroundings else None
        if checks is None:
            stale.append(report)
        else:
            finish(Result.of_checks(report, checks, skipped=True))
    if stale:
        backend.build(workspace, stale, finish)
    return tuple(done[str(report)] for report in reports)
