"""Asks git about the repository a workspace lies in: commits and their days, changes, files as they once stood."""

from __future__ import annotations

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
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IN_CHINA = {"TZ": "CST-8"}  # a day is the day in China; needs no list of time zones


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
    command = ("show", "--no-patch", "--no-show-signature", "--date=format-local:%Y-%m-%d", "--format=%H %cd")
    done = _git(root, *command, "--end-of-options", f"{name}^{{commit}}")
    found = done.stdout.decode().split() if done and done.returncode == 0 else []
    return Commit(*found) if len(found) == len(Commit._fields) else Commit()


def is_repository(root: Path) -> bool:
    """Tell whether *root* lies in a repository."""
    done = _git(root, "rev-parse", "--is-inside-work-tree")
    return done is not None and done.stdout.strip() == b"true"


def is_shallow(root: Path) -> bool:
    """Tell whether the repository at *root* lacks a part of its history."""
    done = _git(root, "rev-parse", "--is-shallow-repository")
    return done is not None and done.stdout.strip() == b"true"


def uncommitted(root: Path, files: Iterable[Path]) -> list[str]:
    """Return those of *files* that the repository does not hold as they are, ignored ones included.

    Raises InputError when *root* is in no repository or git does not run.
    """
    names = [path.relative_to(root).as_posix() for path in files]
    done = _git(root, "status", "--porcelain", "--ignored", "-z", "--", *names)
    if done is None:
        raise InputError(Problem("git 没有运行成功，无法确认输入已经提交", fix="请安装 git 后重试"))
    if done.returncode != 0:
        raise InputError(Problem("工作区不在 git 仓库里，输入没有提交", fix="请先 git init 并提交 data/ 和 params/"))
    return [entry[3:] for entry in done.stdout.decode().split("\0") if entry]


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


def _is_done(done: subprocess.CompletedProcess[bytes] | None) -> bool:
    return done is not None and done.returncode == 0


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    """Run git; None when it is not there or takes too long."""
    command = ["git", "-C", str(root), *arguments]
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=SECONDS, env=os.environ | _IN_CHINA)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
