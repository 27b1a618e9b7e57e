"""Small published reports of every kind met, each with what is right, read and judged cell by cell.

`cells` gives a figure, "blank" or "refused" for each cell; `either` cells that may be that figure or refused.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError
from report_helpers.published.transcribe import transcribe

if TYPE_CHECKING:
    from report_helpers.published.model import CellReading

FOLDER = Path(__file__).parents[2] / "tests/published/cases"


@dataclass(frozen=True)
class Case:
    """One file and what is right about it."""

    path: Path
    kind: str
    right: dict[str, Any]


def cases() -> list[Case]:
    """Return all cases in the order of their index."""
    with (FOLDER / "INDEX.tsv").open(encoding="utf-8") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    return [
        Case(path, row["kind"], json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))
        for row in rows
        if (path := FOLDER / row["file"])
    ]


def judged(case: Case) -> Counter[str]:
    """Return how many cells are `right`, `refused` and `wrong`; a whole file refused counts as it should be."""
    right = case.right
    try:
        readings = transcribe(case.path).readings
    except InputError:
        return Counter(right=1) if right.get("refuse") else Counter(refused=len(right["cells"]))
    counts = Counter(_verdict(readings.get(cell), wanted) for cell, wanted in right["cells"].items())
    for cell, wanted in right.get("either", {}).items():
        reading = readings.get(cell)
        is_refused = reading is not None and reading.is_refused
        counts["right" if is_refused else _verdict(reading, wanted)] += 1
    named = {*right["cells"], *right.get("either", {})}
    counts["wrong"] += sum(reading.value is not None for cell, reading in readings.items() if cell not in named)
    return counts


def _verdict(reading: CellReading | None, wanted: float | str) -> str:
    """Return the verdict on one cell: a figure, or nothing, or a refusal, as is right."""
    value = None if reading is None else reading.value
    if wanted == "blank":
        return "right" if value is None else "wrong"
    if wanted == "refused":
        return "wrong" if value is not None else "right" if reading is not None and reading.is_refused else "refused"
    if value is None:
        return "refused"
    return "right" if value == Decimal(str(wanted)) else "wrong"
