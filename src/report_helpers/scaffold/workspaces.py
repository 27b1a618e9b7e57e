"""Starts a workspace: parameters, notebooks, a Makefile, CI files and the office's own README in an empty folder."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, reason_of
from report_helpers.files.plain_files import write_whole
from report_helpers.scaffold.years import parameters_text
from report_helpers.sources.workspace import NOTEBOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator

TEMPLATES = Path(__file__).parent / "templates"
STAGE = "建立工作区"
# Where each template goes; a name that begins with a dot would be left out of some archives.
_PLACES = {
    "Makefile": "Makefile",
    "README.md": "README.md",
    "gitignore": ".gitignore",
    "requirements.txt": "requirements.txt",
    "github_workflow.yml": ".github/workflows/reports.yml",
    "gitlab_ci.yml": ".gitlab-ci.yml",
    "data_readme.md": "data/README.md",
}
_MAY_BE_THERE = {".git", ".gitattributes", ".venv", "LICENSE"}


def new_workspace(folder: Path, year: int) -> list[Path]:
    """Write a workspace for reports on *year* into *folder* and return the paths of its files.

    Raises InputError when there is something in the folder already, RunError when a file cannot be written.
    """
    try:
        there = {path.name for path in folder.iterdir()} - _MAY_BE_THERE if folder.exists() else set()
    except OSError as error:
        raise InputError(
            Problem(f"不能用作工作区（{reason_of(error)}）", str(folder), fix="请指定一个空文件夹")
        ) from None
    if there:
        names = "、".join(sorted(there)[:3])
        raise InputError(Problem(f"文件夹里已有文件（{names}）", str(folder), fix="请指定一个空文件夹或新文件夹"))
    written = []
    for shown, content in _files(year):
        path = folder / shown
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(STAGE, f"{path.parent} 无法建立（{reason_of(error)}）") from None
        write_whole(path, content, STAGE)
        written.append(path)
    return written


def _files(year: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a new workspace: path relative to it, content."""
    yield f"params/{year}.yaml", parameters_text(year).encode()
    folder = next(path for path in NOTEBOOKS if path.is_dir())
    for notebook in sorted(folder.glob("*.ipynb")):
        yield f"notebooks/{notebook.name}", notebook.read_bytes()
    for template, shown in _PLACES.items():
        text = (TEMPLATES / template).read_text(encoding="utf-8")
        yield shown, text.replace("@VERSION@", version("report-helpers")).replace("@YEAR@", str(year)).encode()
