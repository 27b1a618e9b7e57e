"""`make faults`: seed every kind of fault, print how many the rules catch and what they say of clean reports.

Exits 1 when too few are caught or a clean report has an error or two warnings. Each report's files are
changed in a copy of the workspace and read and checked as `make check` would.
`--missed` lists the faults nobody noticed. FAULTS=<number> seeds so many of a kind.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.catching import REPORTS, TRUE_FINDINGS, Bench, difference
from benchmarks.faults.seeding import KINDS, Kind, seed
from rich.cells import cell_len, set_cell_size

COUNT = int(os.environ.get("FAULTS", "45"))
REQUIRED = {"hard": 100, "soft": 95}
MOST_WARNINGS = 1  # on a clean report, besides what is true of it
WEIGHTS = {"hard": "硬", "soft": "软", "unseen": "另计", "harmless": "无错"}
_benches: list[Bench] = []


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the faults of a kind; `rules` counts the faults a rule caught."""

    kind: Kind
    seeded: int
    caught: int
    only_warned: int
    rules: Counter[str]
    missed: tuple[str, ...]

    @property
    def share(self) -> float:
        """The share caught, in per cent."""
        return 100 * self.caught / max(1, self.seeded)


def main() -> int:
    """Print the tables; return the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        with ProcessPoolExecutor(os.cpu_count(), initializer=_open_bench, initargs=(folder,)) as pool:
            tallies = list(pool.map(_tally, range(len(KINDS))))
        bench = Bench(Path(tempfile.mkdtemp(dir=folder)))
        _print_kinds(tallies)
        false_alarms = _print_alarms(bench)
    if "--missed" in sys.argv:
        print("\n没有发现的差错（硬性差错只有提示的也在内）")
        for title, line in ((tally.kind.title, line) for tally in tallies for line in tally.missed):
            print(f"  {title}：{line}")
    return _verdict(tallies, false_alarms)


def _open_bench(folder: str) -> None:
    _benches.append(Bench(Path(tempfile.mkdtemp(dir=folder))))


def _tally(number: int) -> Tally:
    """Seed and catch the faults of one kind; runs in a worker."""
    kind, bench = KINDS[number], _benches[0]
    rules: Counter[str] = Counter()
    seeded = caught = only_warned = 0
    missed = []
    for fault in seed(kind, bench.pages, COUNT, bench.is_fault):
        catch = bench.catch(fault)
        seeded += 1
        counted = catch.errors if kind.weight == "hard" else catch.errors | catch.warnings
        caught += bool(counted)
        only_warned += bool(catch.warnings and not counted)
        rules.update(counted)
        if bool(counted) == (kind.weight == "harmless"):
            missed.append(f"{fault.page.report.id} {difference(fault)} {'、'.join(sorted(catch.warnings))}")
    return Tally(kind, seeded, caught, only_warned, rules, tuple(missed))


def _print_kinds(tallies: list[Tally]) -> None:
    width = max(cell_len(kind.title) for kind in KINDS) + 2
    print(f"{set_cell_size('差错', width)}类别  播种  发现    比例  由哪些规则（发现的件数）")
    for tally in tallies:
        rules = "、".join(f"{rule} {count}" for rule, count in sorted(tally.rules.items(), key=_most))
        rules += f"（另有 {tally.only_warned} 件只有提示）" if tally.only_warned else ""
        weight = set_cell_size(WEIGHTS[tally.kind.weight], 4)
        figures = f"{tally.seeded:>6}{tally.caught:>6}{tally.share:>7.1f}%"
        print(f"{set_cell_size(tally.kind.title, width)}{weight}{figures}  {rules}")


def _most(counted: tuple[str, int]) -> tuple[int, str]:
    """Sort by count, the largest first, then by rule."""
    rule, count = counted
    return -count, rule


def _print_alarms(bench: Bench) -> int:
    """Print what the clean reports are charged with; return the errors, and the warnings beyond one a report."""
    alarms = [(report, finding) for report in REPORTS for finding in bench.alarms[report]]
    errors = [finding for _, finding in alarms if finding.severity == "error"]
    rules = Counter(finding.rule for _, finding in alarms if finding.severity == "warning")
    print(f"\n未改动的 {len(REPORTS)} 份报告：错误 {len(errors)} 条，提示 {sum(rules.values())} 条", end="")
    print(f"（{'、'.join(f'{rule} {count}' for rule, count in sorted(rules.items(), key=_most))}）")
    for report, finding in alarms:
        print(f"  {report} {finding.message}")
    false = [pair for pair in alarms if pair[1].rule not in TRUE_FINDINGS.get(pair[0], ())]
    for report in REPORTS:
        print(f"  {report} 误报 {sum(which == report for which, _ in false)} 条")
    print(f"  平均每份误报 {len(false) / len(REPORTS):.2f} 条")
    warned = Counter(report for report, finding in false if finding.severity == "warning")
    return len(errors) + sum(max(0, count - MOST_WARNINGS) for count in warned.values())


def _verdict(tallies: list[Tally], false_alarms: int) -> int:
    """Print the shares against what is required; return the exit code."""
    faults = [tally for tally in tallies if tally.kind.weight in REQUIRED]
    print(f"\n差错 {len(faults)} 种，播种 {sum(tally.seeded for tally in faults)} 件")
    is_short = False
    for weight, required in REQUIRED.items():
        own = [tally for tally in tallies if tally.kind.weight == weight]
        seeded, caught = sum(tally.seeded for tally in own), sum(tally.caught for tally in own)
        share = 100 * caught / max(1, seeded)
        is_short |= share < required
        print(f"  {WEIGHTS[weight]}性差错：发现 {caught}/{seeded}，{share:.1f}%（要求不低于 {required}%）")
    print(f"  未改动报告的错误和多于 {MOST_WARNINGS} 条的提示：{false_alarms} 条（要求 0 条）")
    return int(is_short or false_alarms > 0)


if __name__ == "__main__":
    sys.exit(main())
