"""What a report is made from and what it is: its files by SHA-256, the kit, Python, packages and fonts."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Mapping  # noqa: TC003  the fields of a record are its schema
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import report_helpers
from report_helpers.facts.ledger import HOLIDAYS
from report_helpers.files.git import head
from report_helpers.files.hashing import hashes, sha256
from report_helpers.files.records import Digest, Text
from report_helpers.outputs.fonts import font_files
from report_helpers.signatures.statement import ALLOWED_SIGNERS
from report_helpers.signatures.statement import FOLDER as SIGNATURES
from report_helpers.sources.beside import beside_files, kind_files
from report_helpers.sources.manifest_json import MANIFEST
from report_helpers.sources.release import released_files
from report_helpers.sources.settings_files import word_template
from report_helpers.sources.unit_figures import unit_input_files

if TYPE_CHECKING:
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.manifest_json import Manifest
    from report_helpers.sources.workspace import Workspace

RUN_LOG = "run.log"  # what a notebook's subprocesses printed
TIMINGS = "timings.json"  # what the run cost: the one file that differs from run to run
UNVOUCHED = frozenset({MANIFEST, TIMINGS, RUN_LOG})  # what a build writes beside what its manifest vouches for


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all reports of a run share: the kit, Python, packages, fonts."""

    kit: Digest
    python: Text
    packages: Mapping[Text, Text]
    fonts: Mapping[Text, Digest]

    @classmethod
    def now(cls, workspace: Workspace) -> Surroundings:
        """Return the present ones."""
        fonts = {path.name: _font_hash(path, _state_of(path)) for path in font_files(workspace.fonts)}
        return cls(kit_hash(), platform.python_version(), package_versions(), fonts)

    @classmethod
    def of(cls, manifest: Manifest) -> Surroundings:
        """Return those that a manifest records."""
        return cls(manifest.kit.files, manifest.python, manifest.packages, manifest.fonts)


def input_files(workspace: Workspace, report: ReportId) -> list[Path]:
    """Return the files a report is made from: its own year's, earlier ones as published, its units', the notebook.

    And the tables of other kinds that it is compared with.
    """
    root, agency = workspace.root, workspace.root / "data" / report.agency
    known, kind = workspace.years(report.agency, report.kind), workspace.settings(report).kind
    before = dict.fromkeys((report.last_year, *(replace(report, year=year) for year in known if year < report.year)))
    notebook = workspace.notebook_of(kind, report)
    files = [agency / "agency.yaml", root / "params/words.yaml", root / HOLIDAYS]
    files += [path for each in before for path in released_files(root, each)]
    files += [*kind_files(root, kind.id), *([notebook] if notebook.is_relative_to(root) else [])]
    files += beside_files(workspace, report, kind)
    for each in (report, *before):
        folder = root / each.data_path
        if folder.is_dir():
            files += [root / "params" / f"{each.year}.yaml", *(path for path in folder.iterdir() if path.is_file())]
    signatures = sorted((root / report.data_path / SIGNATURES).glob("*.json"))
    files += [*signatures, root / ALLOWED_SIGNERS] if signatures else []
    template = word_template(workspace.root, workspace.parameters(report.year))
    files += [template] if template else []
    units = workspace.units(report)
    files += unit_input_files(root, units) if units else []
    return list({path for path in files if path.exists()})


def output_files(folder: Path) -> list[Path]:
    """Return the files of a built report that its manifest vouches for."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return [path for path in files if path.relative_to(folder).parts[0] not in UNVOUCHED]


@cache
def _font_hash(path: Path, _stamp: tuple[int, ...]) -> str:
    """Return the SHA-256 of a font; *_stamp* only tells one state of the file from another."""
    return sha256(path)


def _state_of(path: Path) -> tuple[int, ...]:
    """Return what changes when a file does: a copy may keep its old time, but not the inode."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@cache
def kit_hash() -> str:
    """Return one SHA-256 over the kit's own forms, rules, templates and modules, as this process found them."""
    root = Path(report_helpers.__file__).parent
    walked = (step for step in os.walk(root) if Path(step[0]).name != "__pycache__")
    files = (Path(folder, name) for folder, _, names in walked for name in names)
    lines = (f"{name} {digest}\n" for name, digest in hashes(root, files).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def package_versions() -> Mapping[str, str]:
    """Return the version of every package installed beside the kit.

    Read from the names of the .dist-info folders: opening each one's METADATA would
    cost a quarter of a CPU second.
    """
    folders = (folder for entry in sys.path for folder in Path(entry).glob("*.dist-info"))
    found = (folder.name.removesuffix(".dist-info").rpartition("-") for folder in folders)
    return dict(sorted((name.replace("_", "-").lower(), version) for name, _, version in found))


@cache
def git_commit(root: Path) -> str:
    """Return the commit the workspace stood at when this process first asked, or "" outside a repository."""
    return head(root).id
