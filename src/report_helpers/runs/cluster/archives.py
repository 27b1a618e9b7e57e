"""What travels between this machine and a worker: the inputs of a report, and its outputs, as bytes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from report_helpers.files.hashing import hashes_of
from report_helpers.files.plain_files import read_bytes
from report_helpers.runs.fingerprints import git_commit, input_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.workspace import Workspace


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


@dataclass(frozen=True, slots=True)
class OutputArchive:
    """What a worker built: the fields of the result, the report's files by path, or the remains of a failed build."""

    result: Mapping[str, object]
    worker: str
    files: Mapping[str, bytes]
    remains: Mapping[str, bytes]


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
        path.write_bytes(content)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below *folder* by relative path; none when there is no folder."""
    paths: Iterable[Path] = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def is_inside(name: str) -> bool:
    """Tell whether a relative path stays where it is put."""
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def as_plain(value: InputArchive | OutputArchive) -> dict[str, object]:
    """Return plain dicts: what is pickled must not depend on our classes."""
    return asdict(value)
