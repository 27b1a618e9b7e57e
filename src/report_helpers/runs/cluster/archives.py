"""What travels between this machine and a worker: the inputs of a report, and its outputs, as bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from report_helpers.files.hashing import hashes_of
from report_helpers.files.plain_files import read_bytes, write_new
from report_helpers.files.records import InsidePath, Text, is_inside, that
from report_helpers.runs.batch import Result  # noqa: TC001  the fields of a record are its schema
from report_helpers.runs.fingerprints import git_commit, input_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.workspace import Workspace

NO_PUBLIC_CELLS = "notebook 有公开的单元格，集群上的结果无从核对。请用 report build 在本机生成"
MOST_FILES, MOST_BYTES = 100, 200_000_000


@dataclass(frozen=True, slots=True)
class InputArchive:
    """A report to be built: its inputs by path relative to the workspace, folders that may be empty, the commit."""

    report: str
    commit: str
    files: Mapping[str, bytes]
    folders: tuple[str, ...]

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of the inputs by path, as the manifest must name them."""
        return hashes_of(self.files)


def _are_few(files: Mapping[str, bytes]) -> bool:
    return len(files) <= MOST_FILES and sum(map(len, files.values())) <= MOST_BYTES


Files = Annotated[Mapping[InsidePath, bytes], that(_are_few, f"超过 {MOST_FILES} 个文件或 {MOST_BYTES // 10**6} MB")]


@dataclass(frozen=True, slots=True)
class OutputArchive:
    """What a worker built: the result, the report's files by path, or the remains of a failed build."""

    result: Result
    worker: Text
    files: Files
    remains: Files


def pack(workspace: Workspace, report: ReportId) -> InputArchive:
    """Return the inputs of a report.

    Raises InputError where `build` would because something is not there at all; what
    is wrong within the files is found where the report is built. OSError for a file
    that cannot be read.
    """
    if report.agency not in workspace.agencies(report.year, report.kind):
        workspace.load(report)  # says what there is instead
    root = workspace.root
    files = {path.relative_to(root).as_posix(): read_bytes(path, str(path)) for path in input_files(workspace, report)}
    years = (each.data_path for each in (report, report.last_year))
    folders = ("data", "params", *(folder for folder in years if (root / folder).is_dir()))
    return InputArchive(str(report), git_commit(root), files, folders)


def unpack(sent: InputArchive, root: Path) -> None:
    """Write the inputs below *root*; ValueError when one would lie outside."""
    for folder in sent.folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
    write_files(sent.files, root)


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files by relative path; ValueError when one would lie outside *folder*, before any is written."""
    outside = [name for name in files if not is_inside(name)]
    if outside:
        raise ValueError(f"outside: {outside[0]}")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_new(path, content)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below *folder* by relative path, none without a folder; InputError for a link."""
    paths: Iterable[Path] = sorted(path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return {path.relative_to(folder).as_posix(): read_bytes(path, str(path)) for path in paths}
