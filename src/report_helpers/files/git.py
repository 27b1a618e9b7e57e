"""Asks git about the repository a workspace lies in: commits and their days, changes, files as they once stood."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import tarfile
from typing import TYPE_CHECKING, NamedTuple

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SECONDS = 120
_SHORT_ID = 40  # characters of an id by SHA-1
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IN_CHINA = {"TZ": "CST-8"}  # a day is the day in China; needs no list of time zones
# Other variables of git have it answer for another repository, index or history than *root* has.
_KEPT = ("GIT_CONFIG_", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
_AS_IT_IS = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
_FORMAT = ("--no-show-signature", "--date=format-local:%Y-%m-%d")


class Commit(NamedTuple):
    """A commit: its id, and the day in China it was made on, as ISO date; both "" outside a repository."""

    id: str = ""
    day: str = ""


def head(root: Path) -> Commit:
    """Return the commit that *root* stands at."""
    return find_commit(root, "HEAD")


def find_commit(root: Path, name: str) -> Commit:
    """Return a commit by its id or HEAD; one without an id where git does not have it, or there is no git."""
    if name != "HEAD" and not _ID.fullmatch(name):
        return Commit()
    done = _git(root, "show", "--no-patch", *_FORMAT, "--format=%H %cd", "--end-of-options", f"{name}^{{commit}}")
    found = done.stdout.decode().split() if done and done.returncode == 0 else []
    return Commit(*found) if len(found) == len(Commit._fields) else Commit()


def is_repository(root: Path) -> bool:
    """Tell whether *root* lies in a repository."""
    done = _git(root, "rev-parse", "--is-inside-work-tree")
    return done is not None and done.stdout.strip() == b"true"


UNSHALLOW = "请先运行 git fetch --unshallow；CI 检出时取全部历史（fetch-depth: 0）"


def is_shallow(root: Path) -> bool:
    """Tell whether the repository at *root* lacks a part of its history."""
    done = _git(root, "rev-parse", "--is-shallow-repository")
    return done is not None and done.stdout.strip() == b"true"


def uncommitted(root: Path, files: Iterable[Path]) -> list[str]:
    """Return those of *files* that HEAD does not hold as they are, but for line endings.

    git's index is not asked: it can be told to take a changed file for unchanged. Raises InputError when *root*
    is in no repository or git does not run.
    """
    names = {path.relative_to(root).as_posix(): path for path in files}
    done = _git(root, "ls-tree", "-r", "-z", "HEAD", "--", *names)
    if done is None:
        raise InputError(Problem("git 没有运行成功，无法确认输入已经提交", fix="请安装 git 后重试"))
    if done.returncode != 0 and not is_repository(root):
        raise InputError(Problem("工作区不在 git 仓库里，输入没有提交", fix="请先 git init 并提交 data/ 和 params/"))
    entries = (entry.partition("\t") for entry in done.stdout.decode().split("\0") if entry)
    held = {name: about.split()[2] for about, _, name in entries}
    return [name for name, path in names.items() if not _is_held(path, held.get(name, ""))]


def _is_held(path: Path, blob: str) -> bool:
    """Tell whether a file has the content that git calls *blob*, with the line endings it has here or there."""
    content = path.read_bytes() if path.is_file() else b""
    make = hashlib.sha256 if len(blob) > _SHORT_ID else hashlib.sha1
    forms = (content, content.replace(b"\r\n", b"\n"))
    return blob in {make(b"blob %d\0%b" % (len(form), form)).hexdigest() for form in forms}


def came_in(root: Path, file: Path) -> str:
    """Return the day, as ISO date, on which HEAD's history came to hold a file as it is; "" where it does not.

    That is the latest day of the commit that brought it and of all before it: a commit can say an earlier day than
    it was made on, but not so easily an earlier one than those it was built on.
    """
    brought = _git(root, "log", "-1", *_FORMAT, "--format=%H", "--", file.relative_to(root).as_posix())
    commit = brought.stdout.decode().strip() if brought and brought.returncode == 0 else ""
    return latest_day(root, commit) if commit else ""


def latest_day(root: Path, commit: str = "HEAD") -> str:
    """Return the latest day that a commit or one before it was made on, as ISO date; "" outside a repository."""
    done = _git(root, "log", *_FORMAT, "--format=%cd", "--end-of-options", commit)
    return max(done.stdout.decode().split(), default="") if done and done.returncode == 0 else ""


def export(root: Path, commit: str, folder: Path) -> bool:
    """Write the files of *root* as they stood at *commit* into *folder*; False where that is none of HEAD's history.

    Only a whole id is taken for a commit, as git would read options and names of its own in other texts. What was
    never merged, such as a branch fetched from elsewhere, is not taken out.
    """
    if not _ID.fullmatch(commit):
        return False
    merged = _git(root, "merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD")
    done = _git(root, "archive", "--format=tar", "--end-of-options", commit, ".") if _is_done(merged) else None
    if done is None or not _is_done(done):
        return False
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return True


def text_at(root: Path, commit: str, name: str) -> str:
    """Return a file below *root* as it stood at a commit of HEAD's history; "" where there is none."""
    merged = _ID.fullmatch(commit) and _git(root, "merge-base", "--is-ancestor", "--end-of-options", commit, "HEAD")
    done = _git(root, "show", "--end-of-options", f"{commit}:./{name}") if merged and _is_done(merged) else None
    return done.stdout.decode("utf-8-sig", "replace") if done and _is_done(done) else ""


def _is_done(done: subprocess.CompletedProcess[bytes] | None) -> bool:
    return done is not None and done.returncode == 0


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """Run git; None when it is not there or takes too long."""
    command = ["git", "-C", str(root), *arguments]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(_KEPT)}
    environment = kept | _IN_CHINA | _AS_IT_IS
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=SECONDS, env=environment)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
