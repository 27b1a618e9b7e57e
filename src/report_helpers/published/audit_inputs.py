"""What a person names on the command line as files: files, folders, patterns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.published.page_reader import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_FILES = 5000
_PATTERN = frozenset("*?[")


def find_files(given: Iterable[str]) -> tuple[Path, ...]:
    """Return the files meant, each once: a folder stands for the reports in it, at any depth.

    Hidden files and Office's lock files are passed over. Raises InputError for a folder
    or a pattern without reports, and for too many files.
    """
    files: dict[Path, None] = {}
    for name in given:
        path = Path(name)
        if path.is_dir():
            found = [file for file in sorted(path.rglob("*")) if _is_report(file)]
        elif _PATTERN & set(name) and not path.exists():
            found = _matching(name)
        else:
            found = [path]
        if not found:
            known = "、".join(suffix[1:].upper() for suffix in SUFFIXES)
            raise InputError(Problem("里面没有可读的文件", name, fix=f"可以读的有：{known}"))
        files |= dict.fromkeys(found)
        if len(files) > MAX_FILES:
            raise InputError(Problem(f"超过了 {MAX_FILES} 个文件", name, fix="请分批审阅"))
    return tuple(files)


def _matching(pattern: str) -> list[Path]:
    path = Path(pattern)
    root = Path(path.anchor) if path.anchor else Path()
    try:
        return sorted(file for file in root.glob(str(path.relative_to(path.anchor))) if _is_report(file))
    except (ValueError, OSError, NotImplementedError, IndexError):
        raise InputError(Problem("不是有效的文件名或通配符", value=pattern)) from None


def _is_report(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file()
