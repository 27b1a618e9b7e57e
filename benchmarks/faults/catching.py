"""A copy of the workspace in which faults are made one at a time, and what the rules say of each."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.faults.page import Page

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.narrative.text import read_text_of
from report_helpers.sources.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.faults.seeding import Fault

    from report_helpers.checks.finding import Finding

ROOT = Path(__file__).parents[2]
REPORTS = (
    ReportId("suqian", 2024),
    ReportId("suqian", 2023),
    ReportId("pingtan", 2022),
    ReportId("pingtan", 2023),
    ReportId("pingtan", 2024),
    ReportId("pingtan", 2025),
    ReportId("shanzhou-sifaju", 2023),
    ReportId("qingyuan", 2024, "enforcement"),
    ReportId("zhengzhou-chengguan", 2020, "enforcement"),
)
# What is true of a report as published: figures that do not follow, cells that cannot be read, an unexplained rest.
TRUE_FINDINGS = {
    ReportId("pingtan", 2022): {"Y-5"},
    ReportId("pingtan", 2023): {"Y-2", "Y-5"},
    ReportId("pingtan", 2024): {"F-1", "Y-6"},
    ReportId("pingtan", 2025): {"Y-5"},
    ReportId("shanzhou-sifaju", 2023): {"X-11"},
}
REFUSED = "读取"
CONTEXT, SHOWN = 20, 120


@dataclass(frozen=True, slots=True)
class Catch:
    """What came of a fault: the rules that gave a new error or refused the files, and those that gave a new warning."""

    errors: frozenset[str]
    warnings: frozenset[str]


class Bench:
    """A workspace of its own below *folder*, copied from the shipped one."""

    def __init__(self, folder: Path) -> None:
        for part in ("data", "params"):
            shutil.copytree(ROOT / part, folder / part)
        self.workspace = Workspace(folder)
        self.pages = tuple(Page(folder, self.workspace.load(report)) for report in REPORTS)

    @cached_property
    def alarms(self) -> dict[ReportId, tuple[Finding, ...]]:
        """The errors and warnings of every clean report."""
        return {page.report.id: _alarms(check(page.report).findings) for page in self.pages}

    @cached_property
    def _texts(self) -> dict[ReportId, list[str]]:
        return {page.report.id: _text(page) for page in self.pages}

    def is_fault(self, fault: Fault) -> bool:
        """Tell whether a reader would see a change: in a table, in the text as printed, or the files are refused."""
        if any(self._original(path) == text for path, text in fault.changes.items()):
            return False
        if fault.kind.weight == "harmless" or any(not path.endswith(".md") for path in fault.changes):
            return True
        with self._made(fault):
            try:
                report = self.workspace.load(fault.page.report.id)
                return _text(Page(self.workspace.root, report)) != self._texts[report.id]
            except InputError:
                return True

    def catch(self, fault: Fault) -> Catch:
        """Read and check the faulty report as `make check` would; report what the clean one does not have."""
        with self._made(fault):
            try:
                findings = check(self.workspace.load(fault.page.report.id)).findings
            except InputError as error:
                return Catch(frozenset(problem.rule or REFUSED for problem in error.problems), frozenset())
        clean = {_key(finding) for finding in self.alarms[fault.page.report.id]}
        new = [finding for finding in _alarms(findings) if _key(finding) not in clean]
        return Catch(
            frozenset(finding.rule for finding in new if finding.severity == "error"),
            frozenset(finding.rule for finding in new if finding.severity == "warning"),
        )

    def _original(self, path: str) -> str | None:
        file = self.workspace.root / path
        return file.read_text(encoding="utf-8") if file.exists() else None

    @contextmanager
    def _made(self, fault: Fault) -> Iterator[None]:
        """Write the fault's files, and afterwards what stood there before."""
        before = {path: self._original(path) for path in fault.changes}
        for path, text in fault.changes.items():
            (self.workspace.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.workspace.root / path).write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            for path, original in before.items():
                if original is None:
                    (self.workspace.root / path).unlink()
                else:
                    (self.workspace.root / path).write_text(original, encoding="utf-8")


def difference(fault: Fault) -> str:
    """Show in one line what a fault changed: every changed line, from shortly before its first difference."""
    shown = []
    for path, text in fault.changes.items():
        file = fault.page.root / path
        old, new = (file.read_text(encoding="utf-8") if file.exists() else "").splitlines(), text.splitlines()
        gone, come = [line for line in old if line not in new], [line for line in new if line not in old]
        pairs = zip_longest(gone, come, fillvalue="")
        shown.append(f"{path}：" + "；".join(f"“{was}”→“{now}”" for was, now in map(_trimmed, pairs)))
    return "；".join(shown)


def _trimmed(pair: tuple[str, str]) -> tuple[str, str]:
    """Return two versions of a line without the most of what they share."""
    begin, tail = _shared(*pair), _shared(*(line[::-1] for line in pair))
    begin, tail = max(0, begin - CONTEXT), max(0, min(tail, *(len(line) - begin for line in pair)) - CONTEXT)
    was, now = (line[begin : len(line) - tail] for line in pair)
    return was[:SHOWN], now[:SHOWN]


def _shared(one: str, other: str) -> int:
    """Return how many characters two lines begin with in common."""
    same = takewhile(lambda both: both[0] == both[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _alarms(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.severity != "note" and not finding.waiver)


def _key(finding: Finding) -> tuple[str, tuple[str, ...], str]:
    return finding.rule, finding.where, finding.sentence


def _text(page: Page) -> list[str]:
    return [passage.text for passage in read_text_of(page.report).passages]
