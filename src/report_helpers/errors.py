"""Every error the kit raises, the sentence each one gives, and the lines and grids that commands print.

    ReportError                 exit code, one or more sentences in Chinese
    ├── InputError        (2)   the command or its input is wrong; nothing was written
    └── RunError          (3)   the run itself failed; what was there before is untouched

Exit codes are those of ARCHITECTURE.md: 0 done, 1 done with error findings
standing, 2 wrong input, 3 failed run.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    # What a feature has to say: lines and grids one after another, in the end the exit code.
    Printed = Generator["Line | Grid", None, "ExitCode"]


class ExitCode(IntEnum):
    """What every command returns to the shell."""

    DONE = 0
    FINDINGS = 1
    INPUT = 2
    FAILED = 3
    INTERRUPTED = 130  # as shells have it for Ctrl-C


class Line(NamedTuple):
    """A line for a person; `tone` is how a terminal sets it off."""

    text: str
    tone: Literal["", "heading", "good", "error", "warning", "note"] = ""


class Grid(NamedTuple):
    """A table for a person; `has_figures` says that all its columns but the first hold short figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_figures: bool = False


PROBLEMS = "input_problems"  # the key of an InputError's problems on their way out of a notebook
SHOWN_VALUE_LENGTH = 40
SHOWN_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with the input: what, where (file, 1-based row, column, value), which rule, what to do."""

    what: str
    file: str = ""
    row: int | None = None
    row_label: str = ""
    column: str = ""
    value: str | None = None
    rule: str = ""
    fix: str = ""

    def sentence(self) -> str:
        """Return the problem as one Chinese sentence, its place first."""
        place = self.file
        if self.row is not None:
            place += f" 第 {self.row} 行"
        if self.row_label:
            place += f"「{self.row_label}」"
        if self.column and not self.file:  # what somebody typed: a parameter, no column of a file
            place += self.column
        elif self.column:
            place += f"{'' if place.endswith('」') else ' '}列「{self.column}」"
        if self.value is not None:
            place += f"（值“{shorten(self.value)}”）" if self.file else f"“{shorten(self.value)}”"
        rule = f"〔{self.rule}〕" if self.rule else ""
        head = f"{place.strip()}：" if place else ""
        return visible(f"{head}{self.what}{rule}。" + (f"{self.fix}。" if self.fix else ""))


class ReportError(Exception):
    """Base of every error the kit raises on purpose."""

    exit_code = ExitCode.FAILED

    def sentences(self) -> Sequence[str]:
        """Return what to show a person, one sentence an item."""
        return (str(self),)

    def _render_traceback_(self) -> list[str]:
        """Show Jupyter users the sentences instead of a stack trace."""
        return list(self.sentences())


class InputError(ReportError):
    """The command or its input is wrong; nothing was written (exit 2). `problems` are what is wrong, all of it."""

    exit_code = ExitCode.INPUT

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        """Keep the problems; the text of the exception is their sentences."""
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(self.sentences()))

    def sentences(self) -> Sequence[str]:
        """Return one sentence a problem, at most SHOWN_PROBLEMS and a count of the rest."""
        lines = [problem.sentence() for problem in self.problems[:SHOWN_PROBLEMS]]
        rest = len(self.problems) - SHOWN_PROBLEMS
        return (*lines, f"……另有 {rest} 处问题未列出。") if rest > 0 else tuple(lines)


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise InputError with all *problems*, if there are any."""
    found = tuple(problems)
    if found:
        raise InputError(found)


@contextmanager
def gathering(problems: list[Problem]) -> Iterator[None]:
    """Keep what is wrong in the block beside what was found before, and go on."""
    try:
        yield
    except InputError as error:
        problems += error.problems


class RunError(ReportError):
    """The run itself failed; the last good report is untouched (exit 3)."""

    def __init__(self, stage: str, reason: str, remains: str = "") -> None:
        """Keep the stage that failed, why, and where its remains lie."""
        self.stage, self.reason, self.remains = stage, reason, remains
        tail = f"未完成的文件留在 {remains} 供查看。" if remains else ""
        super().__init__(f"{stage}失败：{reason}。此前生成的报告没有改动。{tail}")


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOENT: "文件或文件夹不存在",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出了磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EROFS: "磁盘只能读，不能写",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接循环",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.EBUSY: "正被占用",
    errno.EIO: "磁盘读写出错",
    errno.ENOMEM: "内存不足",
    errno.EPIPE: "接收的程序已经结束",
    errno.EBADF: "输出已经关闭",
    errno.EXDEV: "不在同一个磁盘上",
    errno.EADDRINUSE: "正被别的程序占用",
    errno.ETIMEDOUT: "等待超时",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "连接中断",
    errno.EHOSTUNREACH: "无法连到对方",
    errno.ENETUNREACH: "网络不通",
}
_NO_TEMPORARY = "No usable temporary directory"


def reason_of(error: Exception) -> str:
    """Return in Chinese why the system refused; what it says itself where that is not known."""
    number = getattr(error, "errno", None)
    said = getattr(error, "strerror", None) or (os.strerror(number) if number else str(error))
    if str(said).startswith(_NO_TEMPORARY):  # which tempfile reports as a file that is not there
        return "临时文件夹不能写入，可能是磁盘空间不足"
    return _REASONS.get(number or 0, str(said))


def shorten(value: str) -> str:
    """Return *value* fit for one line of a message."""
    return visible(value[:SHOWN_VALUE_LENGTH]) + ("…" if len(value) > SHOWN_VALUE_LENGTH else "")


def listed(names: Sequence[str], most: int, rest: str) -> str:
    """Return the first *most* of *names*, parted by 、; of more also how many there are, as *rest* says (等 {} 家)."""
    return "、".join(names[:most]) + (rest.format(len(names)) if len(names) > most else "")


def visible(text: str) -> str:
    """Return *text* with every character that shows nothing, or moves the cursor, as its code point."""
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else f"\\u{ord(c):04x}" for c in text)
