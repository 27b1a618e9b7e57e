"""How the commands' help reads: click's own words in Chinese, columns by the width of the characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = {
    "Options": "选项",
    "Commands": "命令",
    "[OPTIONS]": "[选项]",
    "COMMAND": "命令",
    "[COMMAND]": "[命令]",
    "[ARGS]...": "[参数]…",
}
# What a line is broken between: a word of ASCII or one other character, with the marks that stay beside it.
_UNIT = re.compile(r"[（“《]*(?:[!-~]+|.)[，。；：、）”》？！]*\s*")


class _Page(click.HelpFormatter):
    """A page of help as click writes it, in Chinese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:  # noqa: ARG002  click's own
        """Write how the command is typed."""
        self.write(f"用法：{prog} {' '.join(_WORDS.get(word, word) for word in args.split())}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(f"{' ' * self.current_indent}{_WORDS.get(heading, heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs parted by an empty line."""
        indent = " " * self.current_indent
        paragraphs = (self._lines("".join(one.splitlines()), self.current_indent) for one in text.split("\n\n"))
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns."""
        rows = list(rows)
        indent = min(max(cell_len(name) for name, _ in rows), col_max) + col_spacing + self.current_indent
        for name, meaning in rows:
            first, *rest = self._lines(meaning, indent)
            start = " " * self.current_indent + name
            room = indent - cell_len(start)
            self.write(start + (" " * room if room >= col_spacing else "\n" + " " * indent) + first + "\n")
            self.write("".join(f"{' ' * indent}{line}\n" for line in rest))

    def _lines(self, text: str, indent: int) -> list[str]:
        """Return *text* in lines that fit behind *indent* columns."""
        lines = [""]
        for unit in _UNIT.findall(text):
            if lines[-1] and indent + cell_len(lines[-1] + unit.rstrip()) > self.width:
                lines.append("")
            lines[-1] += unit
        return [line.rstrip() for line in lines]


class _Context(click.Context):
    formatter_class = _Page


class _Chinese:
    """What commands and groups of them have in common."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option that asks for help."""
        option: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if option:
            option.help = "显示本说明"
        return option

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, each with whether it must be given; then the commands of a group."""
        with formatter.section("Options"):
            options = (param for param in self.get_params(ctx) if isinstance(param, click.Option))  # type: ignore[attr-defined]
            formatter.write_dl([_described(option, ctx) for option in options])
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)


class Command(_Chinese, click.Command):
    """A command whose help is Chinese."""

    context_class = _Context


class Group(_Chinese, click.Group):
    """A group of such commands."""

    context_class = _Context
    command_class = Command


def allowed(kind: click.ParamType[Any, Any]) -> str:
    """Return the values that a parameter may have, where they are few or numbers between two."""
    if isinstance(kind, click.Choice):
        return f"，可以写 {'、'.join(kind.choices)}"
    if isinstance(kind, (click.IntRange, click.FloatRange)) and None not in {kind.min, kind.max}:
        return f"，应为 {kind.min} 至 {kind.max} 的{'整数' if isinstance(kind, click.IntRange) else '数'}"
    return ""


def _described(option: click.Option, ctx: click.Context) -> tuple[str, str]:
    spelt, _ = option.get_help_record(ctx) or ("", "")
    listed = isinstance(option.type, click.Choice)  # in what stands behind its name
    return spelt, (option.help or "") + allowed(option.type) * (not listed) + "（必填）" * option.required
