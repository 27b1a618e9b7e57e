"""Importing quickly: what is put off is there as soon as it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

CODE = """
import gc, sys
from report_helpers.checks.judgement import import_great_expectations, judge
judge(())
loaded = [name for name in ("altair.vegalite", "scipy.stats._stats_py") if name in sys.modules]
import altair, scipy.stats
print(loaded, gc.isenabled(), altair.Chart.__name__, scipy.stats.norm.name)
"""


@pytest.mark.long
def test_what_is_put_off_is_loaded_at_first_use_and_not_before():
    """A judgement loads neither scipy.stats nor altair; both work when somebody uses them."""
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[-2] == "[] True Chart norm"
