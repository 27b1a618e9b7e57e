"""The faults of `make faults`: every kind finds a place, and clean reports give no error."""

from __future__ import annotations

import pytest
from benchmarks.faults.catching import REPORTS, Bench
from benchmarks.faults.seeding import KINDS, seed

from tests.conftest import contents

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """A workspace in which faults are made."""
    return Bench(tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_finds_a_place(bench, kind):
    """Two faults of every kind can be seeded, not alike, and each changes files of one report."""
    faults = list(seed(kind, bench.pages, 2, bench.is_fault))
    assert len(faults) == 2
    assert faults[0].changes != faults[1].changes
    assert all(fault.changes for fault in faults)


def test_chance_is_seeded(bench):
    """The same faults are seeded every time."""
    first, second = ([*seed(KINDS[0], bench.pages, 2, bench.is_fault)] for _ in range(2))
    assert first == second


def test_a_fault_leaves_no_trace(bench):
    """After a fault was caught, the workspace reads as before."""
    fault = next(seed(KINDS[0], bench.pages, 1, bench.is_fault))
    assert bench.catch(fault).errors
    assert contents(bench.workspace.load(fault.page.report.id)) == contents(fault.page.report)


def test_clean_reports_have_no_errors(bench):
    """No rule finds an error in a report as published."""
    found = [finding for report in REPORTS for finding in bench.alarms[report]]
    assert not [finding for finding in found if finding.severity == "error"]
