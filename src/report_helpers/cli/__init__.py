"""The `report` command."""

import os
import signal
import sys


def main() -> None:
    """Run the command and leave with its exit code, from the first import on without a stack trace."""
    try:
        # One thread a process, and none left in one that is forked: numpy reads this when it is imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        # A terminated run cleans up after itself as an interrupted one does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        from report_helpers.cli.app import run  # noqa: PLC0415  a second in which a person may press Ctrl-C

        code = int(run())
    except KeyboardInterrupt:
        code = 3
    sys.exit(code)


__all__ = ["main"]
