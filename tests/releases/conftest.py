"""What several tests of releases start from."""

from __future__ import annotations

import pytest

from tests.releases.compared_reports import report_json


@pytest.fixture
def suqian():
    """The report.json of a report without error findings."""
    return report_json("suqian", 2024)
