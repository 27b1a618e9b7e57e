"""A real report as files: what a slip of the pen would change in them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from report_helpers.narrative.values import FILTERS, bind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from random import Random

    from report_helpers.facts.report import Report

    # Paths in the workspace, each with the file's new text.
    Changes = Mapping[str, str]

_PLACEHOLDER = re.compile(r"\{\{ *(?P<name>[a-z_0-9.]+)(?: *\| *(?P<filter>\w+)(?:\((?P<of>[^)]*)\))?)? *\}\}")
_PARAGRAPH = re.compile(r"^[^#\n].*$", re.MULTILINE)
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder in the narrative's source: where it stands, what it names, how it is derived."""

    start: int
    end: int
    name: str
    derived: str
    whole: str


@dataclass(frozen=True)
class Page:
    """One clean report and its files below *root*."""

    root: Path
    report: Report

    @property
    def folder(self) -> str:
        """The report's folder in the workspace."""
        return self.report.id.data_path

    @cached_property
    def narrative(self) -> str:
        """The source of the text."""
        return self.read(f"{self.folder}/narrative.md")

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every placeholder of the text, those in branches not taken too."""
        found = _PLACEHOLDER.finditer(self.narrative)
        return tuple(Placeholder(*m.span(), m["name"], m["filter"] or "", m["of"] or "") for m in found)

    def read(self, path: str) -> str:
        """Return a file of the workspace."""
        return (self.root / path).read_text(encoding="utf-8")

    def rows(self, table: str) -> list[list[str]]:
        """Return a table as its file has it, header first."""
        return list(csv.reader(io.StringIO(self.read(f"{self.folder}/{table}.csv"))))

    def with_rows(self, table: str, rows: list[list[str]]) -> Changes:
        """Return the change that writes *rows* as the table's file."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return {f"{self.folder}/{table}.csv": out.getvalue()}

    def with_text(self, start: int, end: int, text: str) -> Changes:
        """Return the change that puts *text* in place of a stretch of the narrative."""
        return self.with_narrative(self.narrative[:start] + text + self.narrative[end:])

    def with_narrative(self, text: str) -> Changes:
        """Return the change that makes *text* the narrative."""
        return {f"{self.folder}/narrative.md": text}

    def section(self, number: str, source: str = "") -> tuple[int, int]:
        """Return where the body of section 一 … 六 stands in the narrative or another *source*."""
        text = source or self.narrative
        start = text.index("\n", text.index(f"## {number}、")) + 1
        end = text.find("\n## ", start)
        return start, len(text) if end < 0 else end + 1

    def paragraphs(self, *numbers: str) -> list[tuple[int, int]]:
        """Return where the paragraphs of the sections *numbers* stand, headings left out; of all without any."""
        spans = [self.section(number) for number in numbers or "一二三四五六"]
        lines = ((start, _PARAGRAPH.finditer(self.narrative[start:end])) for start, end in spans)
        return [(start + m.start(), start + m.end()) for start, found in lines for m in found]

    def printed(self, place: Placeholder) -> str:
        """Return what a placeholder prints; "" when it names no figure."""
        if self.report.get(place.name) is None:
            return ""
        value = bind(self.report, place.name)
        if not place.derived:
            return value.text
        arguments = [bind(self.report, place.whole)] if place.whole else []
        return str(FILTERS[place.derived](value, *arguments).text)


def slip(number: str, random: Random) -> str:
    """Return *number* mistyped: one more or less in its last place, or two neighbouring digits exchanged."""
    digits = number.replace(".", "")
    point = len(number) - number.find(".") - 1 if "." in number else 0
    ways: list[Callable[[], str]] = [lambda: str(int(digits) + 1), lambda: str(max(0, int(digits) - 1))]
    pairs = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and (i or digits[1] != "0")]
    if pairs:
        place = random.choice(pairs)
        ways += [lambda: digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]] * 2
    wrong = random.choice(ways)().zfill(point + 1)
    wrong = f"{wrong[:-point]}.{wrong[-point:]}" if point else wrong
    return wrong if wrong != number else slip(number, random)


def slip_in(text: str, random: Random) -> str:
    """Return *text* with its first number mistyped; as it is where it has none."""
    return _NUMBER.sub(lambda found: slip(found[0], random), text, count=1)
