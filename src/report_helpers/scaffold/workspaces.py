"""Starts a workspace: parameters, notebooks, settings, a Makefile, CI files and its README in an empty folder."""

from __future__ import annotations

import os
import re
from fnmatch import fnmatchcase
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, reason_of
from report_helpers.files.file_sets import absent_folders, remove_empty, replace_files
from report_helpers.files.interruptions import uninterrupted
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.runs.lab import CHINESE, OVERRIDES, SETTINGS
from report_helpers.scaffold.years import parameters_text
from report_helpers.sources.workspace import NOTEBOOKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TEMPLATES = Path(__file__).parent / "templates"
STAGE = "建立工作区"
# The files made from templates, by folder and name; no template's own name begins with a dot, as some archives leave
# such files out.
LOCK = "requirements.lock"  # beside the notebooks, in a checkout and in a wheel
_PLACES = {
    "": {
        "Makefile": "Makefile",
        "README.md": "README.md",
        ".gitignore": "gitignore",
        ".gitattributes": "gitattributes",
        ".gitlab-ci.yml": "gitlab_ci.yml",
    },
    ".github/workflows": {"reports.yml": "github_workflow.yml"},
    "data": {"README.md": "data_readme.md"},
}
# What a shipped notebook says of a sample, as its JSON has it.
_AGENCY, _YEAR = re.compile(r'agency = \\"[a-z-]+\\"(  # [^\\]*)'), re.compile(r"\b(year = |YEAR=)\d{4}")
_MAY_BE_THERE = (".git", ".gitattributes", ".venv", "LICENSE", LOCK, "*.whl")


def new_workspace(folder: Path, year: int) -> list[Path]:
    """Write a workspace for reports on *year* into *folder* and return the paths of its files.

    What may be there already, such as git's files, the wheel and its lock, is left as it is.
    Raises InputError for a year without a form and when there is something else in the folder, RunError when a file
    cannot be written.
    """
    load_kind(DEFAULT_KIND).form_for_year(year)
    try:
        there = [path.name for path in folder.iterdir()] if os.path.lexists(folder) else []
    except OSError as error:
        raise InputError(
            Problem(f"不能用作工作区（{reason_of(error)}）", str(folder), fix="请指定一个空文件夹")
        ) from None
    strange = sorted(name for name in there if not any(fnmatchcase(name, known) for known in _MAY_BE_THERE))
    if strange:
        names = "、".join(strange[:3])
        raise InputError(Problem(f"文件夹里已有文件（{names}）", str(folder), fix="请指定一个空文件夹或新文件夹"))
    files = {place: _without(there, texts) if not place else texts for place, texts in _files(year).items()}
    new = sorted({one for place in files for one in absent_folders(folder / place)}, reverse=True)  # the deepest first
    with uninterrupted():
        try:
            return [path for place, texts in files.items() for path in replace_files(folder / place, texts, STAGE)]
        except RunError:  # half a workspace would stand in the way of the next attempt
            for place, texts in files.items():
                for name in texts:
                    (folder / place / name).unlink(missing_ok=True)
            remove_empty(new)
            raise


def _without(there: Sequence[str], texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name not in there}


def _files(year: int) -> dict[str, dict[str, str]]:
    """Return the texts of a new workspace's files by folder, relative to it, and name."""
    shipped = next(path for path in NOTEBOOKS if path.is_dir())
    notebooks = {path.name: _notebook(path, year) for path in sorted(shipped.glob("*.ipynb"))}
    files = {"params": {f"{year}.yaml": parameters_text(year, load_kind(DEFAULT_KIND))}, "notebooks": notebooks}
    files[SETTINGS] = {OVERRIDES: CHINESE}
    for place, templates in _PLACES.items():
        files[place] = {name: _filled(template, year) for name, template in templates.items()}
    files[""][LOCK] = (shipped.parent / LOCK).read_text(encoding="utf-8")
    return files


def _notebook(path: Path, year: int) -> str:
    """Return a shipped notebook with the parameters of this workspace: its default agency and its first year."""
    text = _AGENCY.sub(r'agency = \\"\\"\1；留空时为 params 里的默认机关', path.read_text(encoding="utf-8"))
    return _YEAR.sub(rf"\g<1>{year}", text)


def _filled(template: str, year: int) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return text.replace("@VERSION@", version("report-helpers")).replace("@YEAR@", str(year))
