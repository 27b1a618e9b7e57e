"""The manifest of a built report: made, and compared with what stands."""

from __future__ import annotations

from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem, ReportError
from report_helpers.files.clock import today
from report_helpers.files.hashing import hashes
from report_helpers.files.plain_files import read_bytes
from report_helpers.runs.fingerprints import Surroundings, input_files, output_files
from report_helpers.signatures.statement import ALLOWED_SIGNERS, FOLDER
from report_helpers.sources.manifest_json import MANIFEST, MAX_BYTES, Kit, Manifest, parse_manifest
from report_helpers.sources.waivers_yaml import NAME as WAIVERS
from report_helpers.sources.waivers_yaml import read_waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.facts.waiver import Waiver
    from report_helpers.sources.workspace import Workspace

KIT = "report-helpers"


def make_manifest(
    workspace: Workspace, report: Report, parameters: Mapping[str, Any], folder: Path, commit: str
) -> Manifest:
    """Return the manifest of the report built in *folder* at *commit*."""
    inputs, outputs = hashes(workspace.root, input_files(workspace, report.id)), hashes(folder, output_files(folder))
    here, expired = Surroundings.now(workspace), _expired(report.waivers, report.on)
    kit, packages, fonts = Kit(_kit_version(), here.kit), dict(here.packages), dict(here.fonts)
    own = dict(parameters)
    return Manifest(str(report.id), commit, own, inputs, kit, here.python, packages, fonts, outputs, expired)


def _expired(waivers: Iterable[Waiver], on: date) -> list[str]:
    return [waiver.until.isoformat() for waiver in waivers if waiver.until < on]


@cache
def _kit_version() -> str:
    return metadata.version(KIT)


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a built report; InputError when there is no valid one."""
    path = folder / MANIFEST
    if not path.is_file():
        fix = "请给出已生成的报告的文件夹（reports/年份/机关代号）；没有生成的，先运行 report build 机关代号@年份"
        raise InputError(Problem(f"找不到 {MANIFEST}", file=str(folder), fix=fix))
    return parse_manifest(read_bytes(path, str(path), MAX_BYTES), str(path))


def is_current(workspace: Workspace, report: ReportId, now: Surroundings) -> bool:
    """Tell whether building the report again would give what stands there.

    Compares the content of every input and output, the parameters, kit, packages and
    fonts with the manifest. Whatever cannot be read or compared is not current.
    """
    folder = workspace.report_folder(report)
    try:
        manifest, outputs = read_manifest(folder), hashes(folder, output_files(folder))
        return still_holds(manifest, outputs, workspace, report, now)
    except (OSError, ReportError):
        return False


def still_holds(
    manifest: Manifest, outputs: Mapping[str, str], workspace: Workspace, report: ReportId, now: Surroundings
) -> bool:
    """Tell whether a manifest names the report's inputs, *now*, and *outputs* (SHA-256 by path) as they are.

    It does not once a waiver has expired since.

    Raises InputError or OSError when the inputs cannot be found out.
    """
    waivers = read_waivers(workspace.root / report.data_path / WAIVERS, WAIVERS)
    return (
        manifest.expired == _expired(waivers, today())
        and (manifest.report, manifest.parameters, Surroundings.of(manifest)) == (str(report), {}, now)
        and manifest.outputs == outputs
        and manifest.inputs == hashes(workspace.root, input_files(workspace, report))
    )


def require_current(workspace: Workspace, report_id: ReportId) -> None:
    """Refuse a report that was not built from its present inputs, signatures apart.

    A reviewer signs what the executed notebook shows. Raises InputError otherwise.
    """
    folder = workspace.report_folder(report_id)
    build = f"请运行 report build {report_id}，看过审核页之后再签名"
    if not folder.is_dir():
        raise InputError(Problem("还没有生成报告", value=str(report_id), fix=build))
    manifest = read_manifest(folder)
    if manifest.outputs != hashes(folder, output_files(folder)):
        raise InputError(Problem("生成之后报告文件被改动过", file=str(folder), fix=build))
    now = hashes(workspace.root, input_files(workspace, report_id))
    changed = sorted(
        name
        for name in manifest.inputs.keys() | now.keys()
        if manifest.inputs.get(name) != now.get(name) and f"/{FOLDER}/" not in name and name != ALLOWED_SIGNERS
    )
    if changed:
        raise InputError(Problem(f"生成之后输入改动过：{'、'.join(changed)}", value=str(report_id), fix=build))
