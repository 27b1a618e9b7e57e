"""Verify a built or released report: nothing changed, and a rebuild gives the same bytes."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat

from report_helpers.errors import InputError, Problem
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.git import export, is_shallow
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import read_back
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.runs.building import Task, produce, read
from report_helpers.runs.execution import Execution
from report_helpers.runs.fingerprints import Surroundings, extra_files, hashes, input_files, output_files, sha256
from report_helpers.runs.manifest import read_manifest
from report_helpers.sources.release import RELEASE, read_release
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.outputs.publication import Publication
    from report_helpers.runs.manifest import Manifest

NOTEBOOK = "report.ipynb"


def verify(workspace: Workspace, folder: Path) -> tuple[str, ...]:
    """Return what is not as the manifest in *folder* says, one Chinese sentence each.

    Compares every output and every input with its recorded SHA-256; when the inputs
    are the recorded ones, rebuilds the report elsewhere and compares byte by byte,
    naming the facts that differ. Raises InputError when there is no valid manifest,
    RunError when the rebuild fails.
    """
    manifest = read_manifest(folder)
    if not (folder / RELEASE).exists():
        return _verify(workspace, folder, manifest)
    release = read_release(folder / RELEASE, str(folder / RELEASE))
    found = tuple(_changes("公布文件", release.files, hashes(folder, extra_files(folder))))
    # The workspace has moved on since: the release answers for the inputs of its own commit.
    with _workspace_at(workspace, manifest.commit) as recorded:
        return (*found, *_verify(recorded or workspace, folder, manifest))


def _verify(workspace: Workspace, folder: Path, manifest: Manifest) -> tuple[str, ...]:
    report = ReportId.parse(manifest.report)
    found = list(_changes("输出文件", manifest.outputs, hashes(folder, output_files(folder))))
    inputs = list(_changes("输入文件", manifest.inputs, hashes(workspace.root, input_files(workspace, report))))
    if inputs:
        return (*found, *inputs, "输入已经改变，没有重新生成；请先恢复登记时的输入，或重新生成报告。")
    with tempfile.TemporaryDirectory(prefix="verify-") as name:
        rebuilt = Path(name) / "report"
        rebuilt.mkdir()
        task = Task(workspace, report, manifest.parameters)
        with open_notebooks() as notebooks:
            produce(task, read(task), Execution(notebooks), rebuilt)
        differing = list(_rebuilt_differences(manifest, folder, rebuilt, workspace.root))
    if differing:
        differing += _circumstances(manifest, workspace)
    return (*found, *differing)


def _changes(what: str, recorded: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield what was changed, removed or added since the manifest was written."""
    for name in sorted(recorded.keys() | found.keys()):
        if name not in found:
            yield f"{what} {name} 不见了。"
        elif name not in recorded:
            yield f"{what} {name} 不在清单里。"
        elif recorded[name] != found[name]:
            yield f"{what} {name} 与清单登记的内容不同。"


def _rebuilt_differences(manifest: Manifest, folder: Path, rebuilt: Path, root: Path) -> Iterator[str]:
    """Yield every output that a rebuild gives otherwise, and the facts that differ in it."""
    publication = read_publication(nbformat.read(rebuilt / NOTEBOOK, as_version=4), root)
    again = hashes(rebuilt, output_files(rebuilt))
    for name, recorded in manifest.outputs.items():
        path = folder / name
        if again.get(name) == recorded and path.exists() and sha256(path) == recorded:
            continue
        yield f"{name}：重新生成的内容与现有文件不同。"
        if path.exists():
            yield from _facts_that_differ(path, name, publication, root)


def _facts_that_differ(path: Path, name: str, publication: Publication, root: Path) -> Iterator[str]:
    """Read the file that stands there against the rebuilt facts."""
    if name != NOTEBOOK:
        yield from (f"  {difference.sentence()}。" for difference in read_back(name, path.read_bytes(), publication))
        return
    try:
        standing = read_publication(nbformat.read(path, as_version=4), root)
    except (InputError, ValueError, nbformat.ValidationError, AttributeError):
        yield "  现有的 notebook 已不是一份完整的报告。"
        return
    now = {fact["id"]: fact for fact in publication.facts}
    for fact in standing.facts:
        other = now.get(fact["id"], {"value": "（没有这一项）"})
        if fact["value"] != other["value"]:
            label, was, new = fact["label"], fact["value"], other["value"]
            yield f"  {name} 的“{label}”（{fact['id']}）应为“{new}”，文件里是“{was}”。"


def _circumstances(manifest: Manifest, workspace: Workspace) -> list[str]:
    """Say what else is not as it was when the manifest was written."""
    now, then = Surroundings.now(workspace), manifest.surroundings
    changed = [
        f"{name} {version} → {now.packages.get(name, '（没有）')}"
        for name, version in then.packages.items()
        if now.packages.get(name) != version
    ]
    notes = [f"软件包版本不同：{'，'.join(changed)}。"] if changed else []
    if then.kit != now.kit:
        notes.append("编制工具本身（表格、规则、模板或程序）与登记时不同。")
    if then.fonts != now.fonts:
        notes.append("字体与登记时不同。")
    return notes


@contextmanager
def _workspace_at(workspace: Workspace, commit: str) -> Iterator[Workspace | None]:
    """Yield a copy of *workspace* as it stood at *commit*; None where git does not have it.

    Raises InputError where the history that may have it was not fetched.
    """
    with tempfile.TemporaryDirectory(prefix="recorded-") as folder:
        if export(workspace.root, commit, Path(folder)):
            yield Workspace(Path(folder).resolve())
            return
    if commit and is_shallow(workspace.root):
        fix = "请先运行 git fetch --unshallow；CI 检出时取全部历史（fetch-depth: 0）"
        raise InputError(Problem("git 历史不完整，没有公布时的提交，无法核对", value=commit, fix=fix))
    yield None
