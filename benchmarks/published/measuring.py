"""How much of each layout is read right, refused, or read wrong."""

from __future__ import annotations

import tempfile
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.published.figures import sources
from benchmarks.published.tables import sample

from report_helpers.published.transcribe import transcribe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.published.tables import Sample

    from report_helpers.facts.report import Report
    from report_helpers.published.model import CellReading


def measure(layout: Callable[[Sample], tuple[str, bytes, Sample]], reports: Sequence[Report] = ()) -> Counter[str]:
    """Return the counts of cells `right`, `refused` and `wrong` over *reports*, all sources by default."""
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for number, report in enumerate(reports or sources()):
            suffix, data, printed = layout(sample(report, number))
            path = Path(folder) / f"{number}{suffix}"
            path.write_bytes(data)
            transcript = transcribe(path)
            if (transcript.form, transcript.year, transcript.agency) != (report.form, report.year, printed.agency):
                counts["wrong"] += len(printed.expected)
                continue
            counts.update(verdict(transcript.readings[cell], text) for cell, text in printed.expected.items())
    return counts


def verdict(reading: CellReading, expected: str) -> str:
    """Return what a reading is against what is printed: a blank where a figure stands is no reading."""
    if reading.is_refused:
        return "refused"
    if reading.value is None:
        if expected in {"", "/"}:
            return "right" if (expected == "/") == (reading.status == "not_applicable") else "wrong"
        return "refused"
    try:
        return "right" if Decimal(expected) == reading.value else "wrong"
    except InvalidOperation:
        return "wrong"
