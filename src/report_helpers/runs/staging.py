"""Building beside the target and swapping in whole: a reader never sees half a report."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from report_helpers.errors import InputError, Problem, ReportError, RunError, reason_of
from report_helpers.files.interruptions import uninterrupted

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER_MODE = 0o755


@contextlib.contextmanager
def staged(target: Path) -> Iterator[Path]:
    """Yield an empty folder beside *target* that replaces it when the block succeeds.

    When the block fails, *target* is untouched and what was built so far is kept in
    `<target>.failed`, which the raised RunError names. An OSError (a full disk, say)
    becomes a RunError. Recovers a swap that a killed process left half done, and clears
    what it was building. Raises InputError when *target* is no folder, RunError when
    another process is building the same report.
    """
    with _alone(target):
        yield from _staged(target)


@contextlib.contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Keep every other build of *target* out; RunError when one is under way."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(_beside(target, "lock"))
        lock.acquire(blocking=False)
    except Timeout:
        raise RunError("准备输出文件夹", f"另一个程序正在生成 {target}，请等它完成") from None
    except (OSError, NotImplementedError) as error:
        raise RunError("准备输出文件夹", f"{target.parent} 不能写入（{reason_of(error)}）") from None
    try:
        yield
    finally:
        lock.release()


def _staged(target: Path) -> Iterator[Path]:
    kept, failed = _beside(target, "replaced"), remains_folder(target)
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(Problem("这里应是报告的文件夹，却是一个文件或链接", file=str(target), fix="请移走后重新生成"))
    try:
        _recover(target, kept)
        _clear_remains(target)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".building", dir=target.parent))
        folder.chmod(_FOLDER_MODE)
    except OSError as error:
        raise RunError("准备输出文件夹", f"{target.parent} 不能写入（{reason_of(error)}）") from None
    try:
        yield folder
        with uninterrupted():
            _swap(folder, target, kept)
        shutil.rmtree(failed, ignore_errors=True)
    except RunError as error:
        raise RunError(error.stage, error.reason, _keep_remains(folder, failed)) from None
    except OSError as error:
        raise RunError("写文件", _reason(error), _keep_remains(folder, failed)) from None
    except (ReportError, KeyboardInterrupt):
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except Exception as error:
        reason = f"程序出错（{type(error).__name__}：{error}）"
        raise RunError("生成报告", reason, _keep_remains(folder, failed)) from error


def _clear_remains(target: Path) -> None:
    """Remove what killed processes were building beside *target*, whose lock is ours: nobody else holds theirs."""
    for stale in target.parent.glob(".*.building"):
        other = target.parent / stale.name[1:].rpartition(".building")[0].rpartition(".")[0]
        if other == target:
            shutil.rmtree(stale, ignore_errors=True)
            continue
        with contextlib.suppress(Timeout, OSError), FileLock(_beside(other, "lock"), blocking=False):
            shutil.rmtree(stale, ignore_errors=True)


def remains_folder(target: Path) -> Path:
    """Return where the remains of a failed build of *target* are kept."""
    return _beside(target, "failed")


def _beside(target: Path, what: str) -> Path:
    return target.with_name(f".{target.name}.{what}")


def _swap(folder: Path, target: Path, kept: Path) -> None:
    """Put *folder* in the place of *target*; put *target* back if that fails."""
    if target.exists():
        target.replace(kept)
    try:
        folder.replace(target)
    except OSError:
        _recover(target, kept)
        raise
    shutil.rmtree(kept, ignore_errors=True)


def _recover(target: Path, kept: Path) -> None:
    """Undo or finish a swap that was interrupted between its two renames."""
    if kept.exists() and not target.exists():
        kept.replace(target)
    shutil.rmtree(kept, ignore_errors=True)


def _keep_remains(folder: Path, failed: Path) -> str:
    """Move what was built to where a person can look at it; return that place."""
    shutil.rmtree(failed, ignore_errors=True)
    try:
        folder.replace(failed)
    except OSError:
        return str(folder)
    return str(failed)


def _reason(error: OSError) -> str:
    name = Path(str(error.filename)).name if error.filename else ""
    return f"{reason_of(error)}{f'（{name}）' if name else ''}"
