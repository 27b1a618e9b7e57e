"""Starts a workspace: parameters, notebooks, a Makefile, CI files and the office's own README in an empty folder."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from report_helpers.errors import InputError, Problem, reason_of
from report_helpers.files.file_sets import replace_files
from report_helpers.scaffold.years import parameters_text
from report_helpers.sources.workspace import NOTEBOOKS

TEMPLATES = Path(__file__).parent / "templates"
STAGE = "建立工作区"
# The files made from templates, by folder and name; no template's own name begins with a dot, as some archives leave
# such files out.
_PLACES = {
    "": {
        "Makefile": "Makefile",
        "README.md": "README.md",
        ".gitignore": "gitignore",
        "requirements.txt": "requirements.txt",
        ".gitlab-ci.yml": "gitlab_ci.yml",
    },
    ".github/workflows": {"reports.yml": "github_workflow.yml"},
    "data": {"README.md": "data_readme.md"},
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
    files = _files(year)
    return [path for place, texts in files.items() for path in replace_files(folder / place, texts, STAGE)]


def _files(year: int) -> dict[str, dict[str, str]]:
    """Return the texts of a new workspace's files by folder, relative to it, and name."""
    shipped = next(path for path in NOTEBOOKS if path.is_dir())
    notebooks = {path.name: path.read_text(encoding="utf-8") for path in sorted(shipped.glob("*.ipynb"))}
    files = {"params": {f"{year}.yaml": parameters_text(year)}, "notebooks": notebooks}
    for place, templates in _PLACES.items():
        files[place] = {name: _filled(template, year) for name, template in templates.items()}
    return files


def _filled(template: str, year: int) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return text.replace("@VERSION@", version("report-helpers")).replace("@YEAR@", str(year))
