"""The kit's own published files, audited: nothing that `check` would not say."""

from __future__ import annotations

import pytest

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.published.auditing import audit_files
from tests.conftest import SHIPPED

FILES = [("suqian@2024", "report.html"), ("enforcement/qingyuan@2024", "report.html")]
REPORTS = ("pingtan@2023", "pingtan@2024", "suqian@2024", "enforcement/qingyuan@2024", "enforcement/xihu-gongan@2022")
FILES += [
    pytest.param(report, name, marks=pytest.mark.long)
    for report in (*REPORTS, "enforcement/zhengzhou-chengguan@2020")
    for name in ("report.html", "report.pdf", "report.docx")
    if (report, name) not in FILES
]


@pytest.mark.parametrize(("report", "name"), FILES)
def test_an_audit_finds_nothing_that_a_check_does_not(built, report, name):
    """Each error and warning of a published file is one of the report's, of the same rule and severity."""
    ours = SHIPPED.load(ReportId.parse(report))
    known = {(f.rule, f.severity) for f in check(ours).findings}
    (file,) = audit_files([built(report) / name], ours.kind).files
    found = [f for f in file.findings if f.severity != "note"]
    assert [f.message for f in found if (f.rule, f.severity) not in known] == []
