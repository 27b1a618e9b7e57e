"""Whether a built report is that of the inputs as they now stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.releases.verify import read_manifest
from report_helpers.runs.manifest import hashes, input_files, output_files
from report_helpers.signoff import ALLOWED_SIGNERS, FOLDER

if TYPE_CHECKING:
    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace


def require_current(workspace: Workspace, report_id: ReportId) -> None:
    """Refuse a report that was not built from its present inputs, signatures apart.

    A reviewer signs what the executed notebook shows. Raises InputError otherwise.
    """
    folder = workspace.report_folder(report_id)
    build = f"请运行 make report YEAR={report_id.year} AGENCY={report_id.agency}，看过审核页之后再签名"
    if not folder.is_dir():
        raise InputError(Problem("还没有生成报告", value=str(report_id), fix=build))
    manifest = read_manifest(folder)
    if manifest["outputs"] != hashes(folder, output_files(folder)):
        raise InputError(Problem("生成之后报告文件被改动过", file=str(folder), fix=build))
    now = hashes(workspace.root, input_files(workspace, report_id))
    changed = sorted(
        name
        for name in manifest["inputs"].keys() | now.keys()
        if manifest["inputs"].get(name) != now.get(name) and f"/{FOLDER}/" not in name and name != ALLOWED_SIGNERS
    )
    if changed:
        raise InputError(Problem(f"生成之后输入改动过：{'、'.join(changed)}", value=str(report_id), fix=build))
