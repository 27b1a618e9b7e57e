"""What comes back from a worker: held against what was sent, then put in its place whole."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from report_helpers.errors import ExitCode, ReportError, RunError
from report_helpers.facts import ReportId
from report_helpers.runs.cluster.connection import as_differences
from report_helpers.runs.cluster.parcel import hashes_of, is_inside, write_files
from report_helpers.runs.manifest import MANIFEST, UNVOUCHED, Surroundings
from report_helpers.runs.outcome import Outcome
from report_helpers.runs.staging import remains_folder, staged

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.runs.cluster.parcel import Parcel, Returned
    from report_helpers.sources import Workspace

STAGE = "收取结果"


class Shelf(Protocol):
    """Where finished reports are put."""

    def put(self, report: ReportId, files: Mapping[str, bytes]) -> None:
        """Put a report's files in place of what is there; RunError when that fails."""


@dataclass(frozen=True, slots=True)
class WorkspaceShelf:
    """The workspace's own reports/, swapped in as local builds are."""

    workspace: Workspace

    def put(self, report: ReportId, files: Mapping[str, bytes]) -> None:
        """Put a report's files in place of what is there."""
        with staged(self.workspace.report_folder(report)) as folder:
            write_files(files, folder)


def received(workspace: Workspace, parcel: Parcel, returned: Returned, here: Surroundings, shelf: Shelf) -> Outcome:
    """Put what came back on the shelf; return the outcome, a failure when it is not what was asked for."""
    outcome = Outcome(**returned.outcome)  # type: ignore[arg-type]
    report = ReportId.parse(parcel.report)
    if outcome.reason:
        return replace(outcome, reason=_with_remains(workspace, report, outcome.reason, returned))
    try:
        wrong = _what_is_wrong(parcel, returned.files, here)
        if wrong:
            raise RunError(STAGE, f"工作机 {returned.worker} 交回的报告{wrong}")
        shelf.put(report, returned.files)
    except ReportError as error:
        return Outcome(parcel.report, int(error.exit_code), reason="；".join(error.sentences()))
    except OSError as error:
        return Outcome(parcel.report, int(ExitCode.FAILED), reason=f"写文件失败：{error.strerror or error}")
    return outcome


def _what_is_wrong(parcel: Parcel, files: Mapping[str, bytes], here: Surroundings) -> str:
    """Return in words why returned files are not the report that was asked for, "" when they are."""
    try:
        manifest: Mapping[str, Any] = json.loads(files[MANIFEST])
        different = as_differences(here, Surroundings.recorded(manifest))
        asked = manifest["report"], manifest["commit"], manifest["parameters"], manifest["inputs"]
        outputs = manifest["outputs"]
    except (KeyError, TypeError, ValueError, AttributeError):
        return "没有可读的 manifest.json"
    if different:
        return f"是在另一环境里生成的：{different}"
    if asked != (parcel.report, parcel.commit, {}, parcel.hashes):
        return "不是由送去的文件生成的"
    sent_back = {name: content for name, content in files.items() if name not in UNVOUCHED}
    if hashes_of(sent_back) != outputs or not all(map(is_inside, files)):
        return "与它自己的 manifest.json 不符（传输中损坏？）"
    return ""


def _with_remains(workspace: Workspace, report: ReportId, reason: str, returned: Returned) -> str:
    """Keep the remains of a failed build where a local one keeps them; return the reason, naming that place."""
    if not returned.remains:
        return reason
    target = workspace.report_folder(report)
    kept: Path = remains_folder(target)
    try:
        write_files(returned.remains, kept)
    except (OSError, ValueError):
        return reason.partition("未完成的文件")[0]
    head, named, _ = reason.partition("未完成的文件")
    return f"{head}{named}留在 {kept} 供查看。" if named else reason
