"""The `report` command."""

import os
import sys


def main() -> None:
    """Run the command and leave with its exit code, from the first import on without a stack trace."""
    try:
        _open_closed_streams()
        # One thread a process, and none left in one that is forked: numpy reads this when it is imported.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        import signal  # noqa: PLC0415  what takes long to import does so here, where Ctrl-C is caught

        # A terminated run cleans up after itself as an interrupted one does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        from report_helpers.cli.app import run  # noqa: PLC0415

        code = int(run())
    except KeyboardInterrupt:
        code = 130
        sys.stderr.write("已中断，此前生成的报告没有改动。\n")
    sys.exit(code)


def _open_closed_streams() -> None:
    """Open the null device in the place of each standard stream that was closed, or files would get its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, os.fdopen(number, "w" if number else "r", encoding="utf-8"))


__all__ = ["main"]
