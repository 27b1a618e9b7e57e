"""The kit's own published files, audited: nothing that `check` would not say."""

from __future__ import annotations

import pytest
from benchmarks.published.tables import sample

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.published.auditing import audit_files
from report_helpers.published.transcribe import transcribe
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


@pytest.mark.parametrize("name", ["enforcement/xihu-gongan@2022", "enforcement/zhengzhou-chengguan@2020"])
def test_a_form_is_known_by_its_headings_in_other_years_too(tmp_path, name):
    """西湖公安 used an older form in 2022: its page is read by that, not by the form of the year."""
    ours = SHIPPED.load(ReportId.parse(name))
    views = {table.id: view for table, view in zip(ours.form.tables, sample(ours).views, strict=True)}
    rows = {
        key: "".join(
            f"<tr>{''.join(f'<td colspan={c.colspan} rowspan={c.rowspan}>{c.text}</td>' for c in row)}</tr>"
            for row in view.rows
        )
        for key, view in views.items()
    }
    parts = [f"<p>{s.heading}</p><table>{rows.get(s.table, '')}</table>" for s in ours.form.sections]
    title = ours.form.title.format(agency=ours.agency.name, year=ours.year)
    path = tmp_path / "r.html"
    path.write_text(f"<p>{title}</p>{''.join(parts)}", encoding="utf-8")
    found = transcribe(path, kind=ours.kind)
    assert found.form.version == ours.form.version
    assert {cell.id: cell.printed for cell in ours.cells()} == {c: r.printed for c, r in found.readings.items()}
