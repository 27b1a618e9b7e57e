"""`python -m benchmarks.ledger 100000`: what it costs to read, count and examine a made ledger; whether it agrees."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.ledger.generator import Made, as_csv, as_xlsx, make_ledger

from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.ledger.examining import examine
from report_helpers.ledger.files import read_ledger
from report_helpers.ledger.words import vocabularies

PERIOD = (date(2024, 1, 1), date(2024, 12, 31))


def measure(made: Made, name: str, content: bytes) -> bool:
    """Print what one file costs from the disk to the findings; tell whether its table is the one it was made from."""
    kind = load_kind(DEFAULT_KIND)
    form, vocabulary = kind.form("2021"), vocabularies(kind)["applications"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(content)
        start, cpu = time.perf_counter(), time.process_time()
        ledger = read_ledger(Path(folder), ".", vocabulary, form, PERIOD)
        counted = time.perf_counter() - start
        breaches = examine(ledger.load, PERIOD)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    differing = [cell for cell, count in ledger.counted.items() if count != made.table[cell]]
    late = len(breaches["overdue"][0].cases)
    print(
        f"{name} {len(content) / 1e6:.1f} MB, {len(ledger.load.rows)} cases: {wall:.2f} s wall, {cpu:.2f} s CPU "
        f"(read and counted {counted:.2f} s); {len(ledger.counted)} cells, {len(differing)} differ; "
        f"late {late}, made {made.late}"
    )
    return not differing and late == made.late


def main(cases: int) -> int:
    """Measure CSV in both encodings and xlsx; return 0 when all agree."""
    made = make_ledger(cases)
    text = as_csv(made)
    files = (("ledger.csv", text.encode()), ("ledger.csv", text.encode("gb18030")), ("ledger.xlsx", as_xlsx(made)))
    agreeing = [measure(made, *file) for file in files]
    return 0 if all(agreeing) else 1


if __name__ == "__main__":
    gc.disable()  # as the `report` command does
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
