"""The kit's own published files, read as anybody's."""

from __future__ import annotations

import pytest
from benchmarks.published.figures import sources

from report_helpers.checks.finding import DRAFT_FINDINGS
from report_helpers.published.around_sections import opening_of
from report_helpers.published.model import Row
from report_helpers.published.transcribe import transcribe


@pytest.mark.parametrize("name", ["report.html", "report.docx", "report.pdf"])
def test_what_the_kit_publishes_is_read_back_whole(built, name):
    """Every cell, the agency and the year are read from each file of a built report."""
    report = next(report for report in sources() if str(report.id) == "pingtan@2023")
    found = transcribe(built("pingtan@2023") / name)
    assert (found.agency, found.year, found.remarks) == (report.agency.name, 2023, ())
    assert [found.readings[cell.id].value for cell in report.cells()] == [cell.value for cell in report.cells()]


def test_what_a_draft_lists_above_its_text_is_no_opening():
    """The findings that a draft with errors carries in Word and PDF are not read as the report's own words."""
    lines = [
        "某局2024年政府信息公开工作年度报告",
        "本报告依据条例编制。",
        DRAFT_FINDINGS,
        "2.【提示】F-1 〔填报〕空白。",
    ]
    rows = [Row((line,), f"{number}", 0) for number, line in enumerate(lines)]
    assert opening_of(rows, len(rows), ("政府信息公开工作年度报告",)) == "本报告依据条例编制。"
