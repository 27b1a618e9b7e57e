"""Verify a built or released report: nothing changed, and a rebuild gives the same bytes."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, ReportError
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.git import UNSHALLOW, export, is_repository, is_shallow
from report_helpers.files.hashing import changes, hashes, sha256
from report_helpers.files.plain_files import read_bytes
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.rendering import NOTEBOOK, read_back, read_notebook
from report_helpers.processes.notebooks import PATIENT, open_notebooks
from report_helpers.releases.ledgers import bring_ledgers, counted_tables, require_ledgers
from report_helpers.runs.building import Task, produce, read
from report_helpers.runs.execution import Execution
from report_helpers.runs.fingerprints import Surroundings, input_files, output_files
from report_helpers.runs.manifest import read_manifest
from report_helpers.sources.release import (
    RELEASE,
    SUPERSEDED,
    placed,
    read_record,
    read_release_folder,
    release_path,
)
from report_helpers.sources.release_contents import FIX, PUBLIC, RECORD
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from report_helpers.forms.kind import Kind
    from report_helpers.outputs.publication import Publication
    from report_helpers.sources.manifest_json import Manifest


@dataclass(frozen=True, slots=True)
class Verified:
    """What is not as recorded, one Chinese sentence each; and how far it could be compared."""

    differences: tuple[str, ...]
    extent: str = "与清单逐字节相同"


def verify(workspace: Workspace, folder: Path) -> Verified:
    """Return what is not as the manifest in *folder* says.

    Compares every output and every input with its recorded SHA-256; when the inputs
    are the recorded ones, rebuilds the report elsewhere and compares byte by byte,
    naming the facts that differ. A release must be whole besides: signed, and where it belongs. Without the
    ledgers it was counted from, it is compared up to its tables. Raises InputError when there is no valid manifest,
    RunError when the rebuild fails.
    """
    if not (folder / RECORD).is_dir():
        manifest = read_manifest(folder)
        found = _changes("输出文件", manifest.outputs, hashes(folder, output_files(folder)))
        return Verified((*found, *_rebuilt(workspace, _Standing(folder, manifest, ""))))
    return _verify_release(workspace, folder)


def _verify_release(workspace: Workspace, folder: Path) -> Verified:
    """Compare a release with what was signed, and with what the inputs of its commit give."""
    release, manifest = read_record(folder, str(folder)), read_manifest(folder / RECORD)
    report = ReportId.parse(release.report)
    kind = workspace.settings(report).kind
    shown = f"{folder}/{RECORD}/{RELEASE}"
    if manifest.report != release.report:
        raise InputError(Problem(f"是 {release.report} 的公布件，清单却是 {manifest.report} 的", shown, fix=FIX))
    require_ledgers(report, kind, release.ledgers, shown)
    found = list(_not_whole(workspace, folder, report, kind))
    # The workspace has moved on since: the release answers for the inputs of its own commit.
    with _workspace_at(workspace, manifest.commit) as recorded:
        if recorded is None:
            found.append(f"git 当前的历史里没有公布时的提交“{manifest.commit}”，不能重新生成核对。")
            return Verified(tuple(found))
        counted = counted_tables(report, kind, folder / RECORD)
        lacking = bring_ledgers(workspace, recorded, release.ledgers, folder / RECORD, counted)
        without = [*release.ledgers, *counted] if lacking else []
        found += _rebuilt(recorded, _Standing(folder, manifest, PUBLIC, release.published, without, release.says))
    if not lacking:
        return Verified(tuple(found))
    names = "、".join(f"{name}（SHA-256 {release.ledgers[name][:12]}…）" for name in lacking)
    extent = f"核对到表格为止，公开的文件与清单逐字节相同；这里没有公布时的台账 {names}，台账和由它得出的核验没有核对"
    return Verified(tuple(found), extent)


def _not_whole(workspace: Workspace, folder: Path, report: ReportId, kind: Kind) -> Iterator[str]:
    """Yield what is wrong with a release by itself, and whether it lies where its report's releases do."""
    place, own = folder.resolve(), workspace.release_folder(report)
    is_kept = place.parent == own / SUPERSEDED
    if place != own and not is_kept:
        yield f"这里不是 {report} 的公布件该在的位置（{release_path(report)}）。"
    try:
        read_release_folder(folder, str(folder), str(report), kind, is_kept=is_kept)
    except InputError as error:
        yield from error.sentences()


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands there: a draft, or a release (*public* is its public folder) of a day, compared without some inputs.

    A release that was corrected says so (*correction*).

    Where inputs are left out, only what is public is compared.
    """

    folder: Path
    manifest: Manifest
    public: str
    on: date | None = None
    without: Sequence[str] = ()
    correction: str = ""

    def place(self, name: str) -> Path:
        """Return where an output stands."""
        return self.folder / (placed(name) if self.public else name)

    @property
    def outputs(self) -> dict[str, str]:
        """The outputs that are compared, by their SHA-256."""
        return self.compared(self.manifest.outputs)

    def compared(self, outputs: Mapping[str, str]) -> dict[str, str]:
        """Return those of the outputs of a build that are compared."""
        return {n: digest for n, digest in outputs.items() if not self.without or placed(n).startswith(self.public)}


def _rebuilt(workspace: Workspace, standing: _Standing) -> Iterator[str]:
    """Yield which inputs are not the recorded ones; else what building the report again gives otherwise."""
    report, manifest = ReportId.parse(standing.manifest.report), standing.manifest
    here = hashes(workspace.root, input_files(workspace, report))
    then = {name: digest for name, digest in manifest.inputs.items() if name not in standing.without}
    inputs = list(_changes("输入文件", then, {name: here[name] for name in here if name not in standing.without}))
    if inputs:
        yield from (*inputs, "输入已经改变，没有重新生成；请先恢复登记时的输入，或重新生成报告。")
        return
    with tempfile.TemporaryDirectory(prefix="verify-") as name:
        rebuilt = Path(name) / "report"
        rebuilt.mkdir()
        task = Task(workspace, report, manifest.parameters, on=standing.on)
        with open_notebooks() as notebooks:
            again = replace(read(task), correction=standing.correction)
            produce(task, again, Execution(notebooks, PATIENT), rebuilt)
        differing = list(_rebuilt_differences(standing, rebuilt, workspace.root))
    yield from differing
    if differing:
        yield from _circumstances(manifest, workspace)


def _changes(what: str, recorded: Mapping[str, str], found: Mapping[str, str]) -> Iterator[str]:
    """Yield what was changed, removed or added since the manifest was written."""
    yield from (f"{what} {name} {how}。" for name, how in changes(recorded, found))


def _rebuilt_differences(standing: _Standing, rebuilt: Path, root: Path) -> Iterator[str]:
    """Yield every output that a rebuild gives otherwise, and the facts that differ in it."""
    publication = read_publication(read_notebook((rebuilt / NOTEBOOK).read_bytes(), NOTEBOOK), root)
    again = hashes(rebuilt, output_files(rebuilt))
    lacking = standing.compared(again).keys() - standing.outputs.keys()
    yield from (f"{name}：重新生成有这个文件，清单里没有。" for name in sorted(lacking))
    for name, recorded in standing.outputs.items():
        path = standing.place(name)
        is_there = path.is_file()
        if again.get(name) == recorded and is_there and sha256(path) == recorded:
            continue
        yield f"{name}：重新生成的内容与现有文件不同。"
        if is_there:
            yield from _facts_that_differ(path, name, publication, root)


def _facts_that_differ(path: Path, name: str, publication: Publication, root: Path) -> Iterator[str]:
    """Read the file that stands there against the rebuilt facts."""
    try:
        content = read_bytes(path, name)
        if name != NOTEBOOK:
            yield from (f"  {difference.sentence()}。" for difference in read_back(name, content, publication))
            return
        standing = read_publication(read_notebook(content, name), root)
    except ReportError as error:
        yield from (f"  {sentence}" for sentence in error.sentences())
        return
    now = {fact["id"]: fact for fact in publication.facts}
    for fact in standing.facts:
        other = now.get(fact["id"], {"value": "（没有这一项）"})
        if fact["value"] != other["value"]:
            label, was, new = fact["label"], fact["value"], other["value"]
            yield f"  {name} 的“{label}”（{fact['id']}）应为“{new}”，文件里是“{was}”。"


def _circumstances(manifest: Manifest, workspace: Workspace) -> list[str]:
    """Say what else is not as it was when the manifest was written."""
    now, then = Surroundings.now(workspace), Surroundings.of(manifest)
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
    """Yield a copy of *workspace* as it stood at *commit*; None where git does not have that.

    Outside a repository it is the workspace as it is. Raises InputError where the history that may have the commit
    was not fetched.
    """
    with tempfile.TemporaryDirectory(prefix="recorded-") as name:
        folder = Path(name).resolve()
        if export(workspace.root, commit, folder):
            yield Workspace(folder)
            return
        if is_shallow(workspace.root):
            raise InputError(Problem("git 历史不完整，没有公布时的提交，无法核对", value=commit, fix=UNSHALLOW))
        if is_repository(workspace.root):
            yield None
            return
        for part in ("data", "params", "notebooks", "fonts", "releases"):
            if (workspace.root / part).is_dir():
                shutil.copytree(workspace.root / part, folder / part)
        yield Workspace(folder)
