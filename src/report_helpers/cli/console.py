"""What the commands print: lines, grids, errors."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table

from report_helpers.errors import ExitCode, Grid, ReportError, reason_of, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from report_helpers.errors import Line, Printed

STYLES = {"heading": "bold", "good": "green", "error": "red", "warning": "yellow", "note": "dim"}
FIGURE_WIDTH = 6

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):  # a terminal set to ASCII must not stop a report
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class NotShownError(ReportError):
    """What a command has to say could not be written."""

    def __init__(self, error: OSError) -> None:
        """Say why."""
        super().__init__(f"结果没有全部显示出来（{reason_of(error)}）。")


class _Console(Console):
    """A console that goes silent when its reader has gone (`| head`): the exit code stays ours."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401  rich's own signature
        """Print; NotShownError when the output cannot be written."""
        try:
            super().print(*objects, **options)
        except OSError as error:
            raise NotShownError(error) from None

    def on_broken_pipe(self) -> None:
        """Keep quiet from now on."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if self.stderr else sys.stdout).fileno())


# What is printed stands as it is: no [b], no :x: in a value is anything but itself.
out = _Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
err = _Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def say(text: str, style: str = "") -> None:
    """Print a line as it stands."""
    out.print(text, style=style or None)


def say_lines(lines: Iterable[Line | Grid]) -> None:
    """Print lines and grids one after another, each as soon as it is there."""
    for line in lines:
        if isinstance(line, Grid):
            _show_grid(line)
        else:
            say(line.text, STYLES.get(line.tone, ""))


def say_all(printed: Printed) -> ExitCode:
    """Print what a feature has to say and return the exit code it ends with."""
    code = ExitCode.DONE

    def lines() -> Iterator[Line | Grid]:
        nonlocal code
        code = yield from printed

    say_lines(lines())
    return code


def chosen(question: str, answers: Sequence[str]) -> str:
    """Ask until one of *answers* is typed; nothing is the first of them."""
    while (typed := click.prompt(question, default=answers[0], show_default=False).strip().lower()) not in answers:
        say(f"“{visible(typed)}”不在其中，请输入 {'、'.join(answers)}", "yellow")
    return typed


def confirmed() -> bool:
    """Ask whether to write; say that nothing was written where nobody agrees."""
    agreed = False
    if sys.stdin is not None and (sys.stdin.isatty() or sys.stdin.readable()):
        try:
            agreed = chosen("写入吗 [y/N]", ["n", "y", "no", "yes"]).startswith("y")
        except click.Abort:  # nobody there to answer
            out.print()
    if not agreed:
        say("没有确认，什么也没有写。脚本里请加 --yes。", "yellow")
    return agreed


def _show_grid(grid: Grid) -> None:
    table = Table(box=None, pad_edge=False, collapse_padding=True) if grid.has_figures else Table()
    for number, head in enumerate(grid.heads):
        if not grid.has_figures:
            table.add_column(head, overflow="fold")
        elif number:
            table.add_column(head, justify="right", max_width=FIGURE_WIDTH, overflow="fold")
        else:
            table.add_column(head, no_wrap=True)
    for row in grid.rows:
        table.add_row(*row)
    out.print(table)


def complain(error: ReportError) -> ExitCode:
    """Print an error's sentences; return its exit code."""
    for sentence in error.sentences():
        err.print(sentence, style="red")
    return error.exit_code
