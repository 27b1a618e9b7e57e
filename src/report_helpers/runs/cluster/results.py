"""Checks what comes back from a worker against what was sent, then stores it whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from report_helpers.errors import InputError, ReportError, RunError, reason_of
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.hashing import hashes_of
from report_helpers.runs.batch import Result
from report_helpers.runs.cluster.archives import is_inside, write_files
from report_helpers.runs.cluster.connection import as_differences
from report_helpers.runs.fingerprints import UNVOUCHED, Surroundings
from report_helpers.runs.staging import remains_folder, staged
from report_helpers.sources.manifest_json import MANIFEST, parse_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.runs.cluster.archives import InputArchive, OutputArchive
    from report_helpers.sources.workspace import Workspace

STAGE = "收取结果"


class Storage(Protocol):
    """Where finished reports are stored."""

    def put(self, report: ReportId, files: Mapping[str, bytes]) -> None:
        """Store a report's files in place of what is there; RunError when that fails."""


@dataclass(frozen=True, slots=True)
class WorkspaceStorage:
    """The workspace's own reports/, swapped in as local builds are."""

    workspace: Workspace

    def put(self, report: ReportId, files: Mapping[str, bytes]) -> None:
        """Store a report's files in place of what is there."""
        with staged(self.workspace.report_folder(report)) as folder:
            write_files(files, folder)


def received(
    workspace: Workspace, sent: InputArchive, returned: OutputArchive, here: Surroundings, storage: Storage
) -> Result:
    """Store what came back; return the result, a failure when it is not what was asked for."""
    result = Result(**returned.result)  # type: ignore[arg-type]
    report = ReportId.parse(sent.report)
    if result.reason:
        return replace(result, reason=_with_remains(workspace, report, result.reason, returned))
    try:
        wrong = _what_is_wrong(sent, returned.files, here)
        if wrong:
            raise RunError(STAGE, f"工作机 {returned.worker} 交回的报告{wrong}")
        storage.put(report, returned.files)
    except ReportError as error:
        return Result.of_failure(report, error)
    except OSError as error:
        return Result.of_failure(report, f"写文件失败：{reason_of(error)}")
    return result


def _what_is_wrong(sent: InputArchive, files: Mapping[str, bytes], here: Surroundings) -> str:
    """Return in words why returned files are not the report that was asked for, "" when they are."""
    try:
        manifest = parse_manifest(files[MANIFEST], MANIFEST)
    except (KeyError, InputError):
        return "没有可读的 manifest.json"
    different = as_differences(here, Surroundings.of(manifest))
    if different:
        return f"是在另一环境里生成的：{different}"
    if (manifest.report, manifest.commit, manifest.parameters, manifest.inputs) != (
        sent.report,
        sent.commit,
        {},
        sent.hashes,
    ):
        return "不是由送去的文件生成的"
    vouched = {name: content for name, content in files.items() if name not in UNVOUCHED}
    if hashes_of(vouched) != manifest.outputs or not all(map(is_inside, files)):
        return "与它自己的 manifest.json 不符（传输中损坏？）"
    return ""


def _with_remains(workspace: Workspace, report: ReportId, reason: str, returned: OutputArchive) -> str:
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
