"""README in both languages: its blocks of commands, its tables, its figures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.conftest import ROOT

NAMES = ("README.md", "README.zh-CN.md")
WITHOUT_MAKE = {"README.md": "## Without make", "README.zh-CN.md": "## 没有 make 时"}
_BLOCK = re.compile(r"```\n(.*?)```", re.DOTALL)
_CODE = re.compile("`([^`]+)`")


@dataclass(frozen=True)
class Readme:
    """One of the two."""

    name: str

    @property
    def text(self):
        """All of it."""
        return (ROOT / self.name).read_text(encoding="utf-8")

    def section(self, heading):
        """The text below a heading, up to the next."""
        return self.text.partition(f"{heading}\n")[2].partition("\n## ")[0]

    def blocks(self, heading=""):
        """The lines of each block of code, of the whole or below a heading."""
        text = self.section(heading) if heading else self.text
        return [block.splitlines() for block in _BLOCK.findall(text)]

    def without_make(self):
        """The lines for Linux and macOS, and those for Windows."""
        unix, windows = self.blocks(WITHOUT_MAKE[self.name])
        return unix, windows

    def rows(self, first):
        """The cells of the rows of the table whose first cell of the first row holds *first*."""
        tables = re.findall(r"(?:^\|.*\n)+", self.text, re.MULTILINE)
        (table,) = [table for table in tables if first in table.splitlines()[2].split(" | ")[0]]
        return [line.strip("| ").split(" | ") for line in table.splitlines()[2:]]

    def make_targets(self):
        """The targets of make that the table of commands names."""
        cells = (row[0] for row in self.rows("make report"))
        return {name for cell in cells for code in _CODE.findall(cell) for name in re.findall(r"^make ([a-z-]+)", code)}

    def report_commands(self):
        """The commands of `report` that the table of commands names."""
        cells = [row[0] for row in self.rows("make report") if "bin/report" in row[0]]
        codes = [code.removeprefix(".venv/bin/report ") for cell in cells for code in _CODE.findall(cell)]
        return {code.split()[0] for code in codes}
