"""`python -m benchmarks.published`: cells read right, refused and wrong, by layout, case, damage; sentences misjudged.

Exits 1 when a cell is read wrong, or too few are read right where figures are not run together.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import chain

from benchmarks.published.cases import cases, judged
from benchmarks.published.damage import TRIALS, trials
from benchmarks.published.figures import sources
from benchmarks.published.invented import invented
from benchmarks.published.layouts import LAYOUTS, RUN_TOGETHER, SLOW_LAYOUTS
from benchmarks.published.measuring import measure
from benchmarks.published.sentences import is_right, sentences
from benchmarks.published.shapes import SHAPES
from rich.cells import cell_len

REQUIRED = 97
SHAPED, SHAPED_TRIALS = 12, 2000  # invented reports in each shape, and damaged ones
WIDTH = 28


def main() -> int:
    """Print the table; return the exit code."""
    total: Counter[str] = Counter()
    print(f"{'版式':<{WIDTH - 2}}{'格':>7}{'读对':>6}{'不读':>6}{'读错':>6}")
    for name, layout in (LAYOUTS | SLOW_LAYOUTS).items():
        counts = measure(layout, sources()[::3] if name in SLOW_LAYOUTS else ())
        print(_line(name, counts))
        if name != RUN_TOGETHER:
            total += counts
    for name, shape in SHAPES.items():
        counts = measure(shape, [invented(seed) for seed in range(SHAPED)])
        print(_line(name, counts))
        total += counts
    print(_line("合计（不含数字连写）", total))
    _print_sentences()
    wrong = _print_cases() + _print_damage()
    return int(total["wrong"] > 0 or wrong > 0 or 100 * total["right"] < REQUIRED * sum(total.values()))


def _print_sentences() -> None:
    """Print how many sentences, sound and faulty, are misjudged, and which."""
    for name, are_sound in (("无误的句子", True), ("有误的句子", False)):
        own = [sentence for sentence in sentences() if (sentence.verdict == "ok") == are_sound]
        wrong = [sentence.id for sentence in own if not is_right(sentence)]
        print(f"{name}{' ' * (WIDTH - cell_len(name))}{len(own):8d}  误判 {len(wrong)} {'、'.join(wrong)}")


def _print_cases() -> int:
    """Print the counts of each kind of case; return how many cells are wrong."""
    kinds: dict[str, Counter[str]] = {}
    for case in cases():
        kinds.setdefault(case.kind, Counter()).update(judged(case))
    for kind, counts in kinds.items():
        print(_line(kind[:WIDTH], counts))
    return sum(counts["wrong"] for counts in kinds.values())


def _print_damage() -> int:
    """Print the counts over all damaged reports, and each with a wrong cell; return how many cells are wrong."""
    total: Counter[str] = Counter()
    for what, counts in chain(trials(TRIALS), trials(SHAPED_TRIALS, are_invented=True)):
        total += counts
        if counts["wrong"]:
            print(what, dict(counts))
    print(_line(f"损坏 {TRIALS + SHAPED_TRIALS} 次", total))
    return total["wrong"]


def _line(name: str, counts: Counter[str]) -> str:
    cells = sum(counts.values())
    shares = "".join(f"{100 * counts[what] / cells:7.2f}%" for what in ("right", "refused", "wrong"))
    return f"{name}{' ' * (WIDTH - cell_len(name))}{cells:8d}{shares}"


if __name__ == "__main__":
    sys.exit(main())
