"""Runs commands as on Windows: what POSIX alone has is taken away. On other systems than Linux they run as they are."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.conftest import ROOT, run_report

# cp936 is what a Chinese console has; a text file that the kit opens without an encoding is an error.
ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).with_name("windows_like")),
    "PYTHONWARNDEFAULTENCODING": "1",
    "PYTHONIOENCODING": "cp936",
}
LACKING = ENVIRONMENT if sys.platform == "linux" else {}

report = partial(run_report, environment=LACKING)


def python(*arguments, cwd=ROOT):
    """Run this Python, as `report` runs the command."""
    command = [sys.executable, *arguments]
    how = {"capture_output": True, "encoding": "utf-8", "timeout": 300}
    return subprocess.run(command, cwd=cwd, env=os.environ | LACKING, check=False, **how)
