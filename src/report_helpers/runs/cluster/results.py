"""Checks what comes back from a worker against what was sent, then stores it whole."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from report_helpers.checks.checking import check
from report_helpers.checks.finding import FINDINGS_MIME
from report_helpers.errors import ExitCode, InputError, ReportError, RunError, reason_of
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.hashing import hashes_of
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import require_record
from report_helpers.notebook.shown import show_outcome
from report_helpers.outputs.publication import is_public
from report_helpers.outputs.rendering import NOTEBOOK, read_notebook, require_made_of
from report_helpers.runs.batch import Result
from report_helpers.runs.building import office_of
from report_helpers.runs.cluster.archives import NO_PUBLIC_CELLS, OutputArchive, unpack, write_files
from report_helpers.runs.cluster.connection import as_differences
from report_helpers.runs.fingerprints import UNVOUCHED, Surroundings
from report_helpers.runs.notebook_reading_back import require_the_report
from report_helpers.runs.staging import remains_folder, staged
from report_helpers.signoff.state import stages_of
from report_helpers.sources.manifest_json import MANIFEST, parse_manifest
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nbformat import NotebookNode

    from report_helpers.runs.cluster.archives import InputArchive

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


def received(workspace: Workspace, sent: InputArchive, came: object, here: Surroundings, storage: Storage) -> Result:
    """Store what a worker returned; return the result, a failure when it is not what was asked for.

    Only that a build failed, why, and what it took are taken from the worker: verdict and findings are worked out here.
    """
    report = ReportId.parse(sent.report)
    try:
        returned = require_record(came, OutputArchive, "工作机交回的内容", "不是一次生成的结果")
        said = returned.result
        if said.reason:
            code = said.code if said.code in {ExitCode.INPUT, ExitCode.FAILED} else int(ExitCode.FAILED)
            return Result(str(report), code, reason=_with_remains(workspace, report, said.reason, returned))
        wrong = _what_is_wrong(sent, returned.files, here)
        if wrong:
            raise RunError(STAGE, f"工作机 {returned.worker} 交回的报告{wrong}")
        checks = _worked_out(sent, returned.files, workspace)
        storage.put(report, returned.files)
    except InputError as error:
        return Result.of_failure(report, f"{STAGE}失败：{'；'.join(error.sentences())}")
    except ReportError as error:
        return Result.of_failure(report, error)
    except OSError as error:
        return Result.of_failure(report, f"写文件失败：{reason_of(error)}")
    return Result.of_checks(report, checks, seconds=said.seconds, cpu=said.cpu)


def _worked_out(sent: InputArchive, files: Mapping[str, bytes], workspace: Workspace) -> Mapping[str, Any]:
    """Return the checks of a report as it was sent, once the returned files are the ones it gives.

    Raises RunError or InputError where the notebook or a file says otherwise than the report.
    """
    with tempfile.TemporaryDirectory(prefix="sent-") as name:
        place = Workspace(Path(name).resolve())
        unpack(sent, place.root)
        report = place.load(ReportId.parse(sent.report))
        notebook = read_notebook(files[NOTEBOOK], NOTEBOOK)
        source = place.notebook_of(report.kind, report.id)
        if _code(notebook) != _code(read_notebook(read_bytes(source, source.name), source.name)):
            raise RunError(STAGE, "交回的 notebook 不是送去的那一份")
        if any(map(is_public, notebook.cells)):
            raise RunError(STAGE, NO_PUBLIC_CELLS)
        require_the_report(report, notebook)
        shown = show_outcome(check(report), stages_of(report, place.root)).bundle
        office = replace(office_of(place, report.year), fonts_dir=workspace.fonts)
        made = {name: content for name, content in files.items() if name not in UNVOUCHED}
        return require_made_of(notebook, loads(shown[FINDINGS_MIME]), made, office)


def _code(notebook: NotebookNode) -> list[str]:
    """Return the sources of a notebook's code cells, the parameters put in left out."""
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [cell.source for cell in cells if "injected-parameters" not in cell.metadata.get("tags", ())]


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
    if hashes_of(vouched) != manifest.outputs:
        return "与它自己的 manifest.json 不符（传输中损坏？）"
    return ""


def _with_remains(workspace: Workspace, report: ReportId, reason: str, returned: OutputArchive) -> str:
    """Keep the remains of a failed build where a local one keeps them; return the reason, naming that place."""
    if not returned.remains:
        return reason
    kept = remains_folder(workspace.report_folder(report))
    try:
        shutil.rmtree(kept, ignore_errors=True)
        write_files(returned.remains, kept)
    except (OSError, ValueError):
        return reason.partition("未完成的文件")[0]
    head, named, _ = reason.partition("未完成的文件")
    return f"{head}{named}留在 {kept} 供查看。" if named else reason
