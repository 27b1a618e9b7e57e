"""`python -m benchmarks.drafts`: what import-text binds of the samples' own texts, right, asked and wrong.

Exits 1 when a placeholder comes back wrong, or too few come back.
"""

from __future__ import annotations

import sys
from collections import Counter

from benchmarks.drafts.measuring import measure
from benchmarks.drafts.samples import samples
from rich.cells import cell_len

REQUIRED = 95
WIDTH = 28


def main() -> int:
    """Print the table; return the exit code."""
    total: Counter[str] = Counter()
    print(f"{'正文':<{WIDTH - 2}}{'占位符':>6}{'写成':>6}{'写对':>6}{'待定':>6}{'照写':>6}{'写错':>6}")
    for report in samples():
        counts = measure(report)
        print(_line(str(report.id), counts))
        total += counts
    print(_line("合计", total))
    print(f"写对 {100 * total['right'] / total['all']:.1f}%（须达到 {REQUIRED}%，写错须为 0）")
    return int(total["wrong"] > 0 or 100 * total["right"] < REQUIRED * total["all"])


def _line(name: str, counts: Counter[str]) -> str:
    bound = counts["right"] + counts["wrong"]
    typed = counts["all"] - bound - counts["open"]
    figures = (counts["all"], bound, counts["right"], counts["open"], typed, counts["wrong"])
    return f"{name}{' ' * (WIDTH - cell_len(name))}{figures[0]:7d}" + "".join(f"{number:8d}" for number in figures[1:])


if __name__ == "__main__":
    sys.exit(main())
