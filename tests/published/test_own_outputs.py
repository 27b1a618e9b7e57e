"""The kit's own published files, read as anybody's."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources

from report_helpers.published.transcribe import transcribe


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.pdf"])
def test_what_the_kit_publishes_is_read_back_whole(built, name):
    """Every cell, the agency and the year are read from each file of a built report."""
    report = next(report for report in sources() if str(report.id) == "pingtan@2023")
    found = transcribe(built("pingtan@2023") / name)
    assert (found.agency, found.year, found.remarks) == (report.agency.name, 2023, ())
    assert [found.readings[cell.id].value for cell in report.cells()] == [cell.value for cell in report.cells()]
