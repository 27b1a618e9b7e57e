"""How notebooks are run: by which engine, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass

STOCK, WARM = "nbclient", "warm"  # papermill's own engine, and ours


@dataclass(frozen=True, slots=True)
class ExecutionMode:
    """papermill's engine, the seconds a cell may take, the bytes a forked notebook may add to its own (0: any).

    With `reads_first` the data are read before the notebook runs, so that wrong input starts
    no kernel; a fork costs no more than reading twice.
    """

    engine: str = STOCK
    cell_seconds: float = 600
    memory: int = 0
    reads_first: bool = True


SINGLE = ExecutionMode(WARM)
# A report's cells take a tenth of a second; what takes minutes in a batch will never end.
BATCH = ExecutionMode(WARM, cell_seconds=120, memory=1_000_000_000, reads_first=False)
