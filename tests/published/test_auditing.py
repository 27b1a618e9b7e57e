"""Published reports checked without a workspace."""

from __future__ import annotations

import dataclasses

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged, run_together, web
from benchmarks.published.tables import sample

from report_helpers.errors import InputError
from report_helpers.published.audit_views import audit_html
from report_helpers.published.auditing import audit_files
from report_helpers.published.page_reader import find_files
from tests.conftest import DISCLOSURE

SUQIAN = sources()[7:9]


@pytest.fixture
def pages(tmp_path):
    """Two years of one agency as web pages."""
    for report in SUQIAN:
        (tmp_path / f"{report.year}.html").write_bytes(merged(sample(report))[1])
    return tmp_path


def test_sound_reports_have_no_error(pages):
    """Two sound reports have no error, and the later is linked to the earlier whatever the order."""
    audit = audit_files([pages / "2024.html", pages / "2023.html"], DISCLOSURE)
    assert not audit.has_errors
    assert [any("衔接" in remark for remark in file.remarks) for file in audit.files] == [True, False]


def test_a_broken_identity_is_an_error(pages):
    """A total that is no sum is an error, and says in which row of which table it stands."""
    changed = sample(SUQIAN[1]).with_figures(lambda c, t: ("999", "") if c == "applications.total.total" else (t, t))
    (pages / "2024.html").write_text(web(changed), encoding="utf-8")
    audit = audit_files([pages / "2024.html"], DISCLOSURE)
    errors = [finding for _, finding in audit.findings() if finding.severity == "error"]
    assert {finding.rule for finding in errors} == {"T3-1", "T3-2", "T3-3"}
    assert all("第 2 张表第 27 行" in finding.place for finding in errors)


def test_the_form_of_another_year_is_an_error(pages):
    """Tables of 2019 filed for 2021 are read as such, and Y-3 says so (国办公开办函〔2021〕30号)."""
    report = sources()[0]
    page = merged(sample(report))[1].decode().replace("2019年", "2021年")
    (pages / "old.html").write_text(page, encoding="utf-8")
    assert "Y-3" in {finding.rule for finding in audit_files([pages / "old.html"], DISCLOSURE).files[0].findings}


def test_the_unread_is_not_taken_for_unfilled(pages):
    """What could not be read is a warning with what stands there, never an error of the agency's."""
    (pages / "a.html").write_bytes(run_together(sample(sources()[-1]))[1])
    audit = audit_files([pages / "a.html"], DISCLOSURE)
    assert not audit.has_errors
    assert any("没有采用" in finding.message for _, finding in audit.findings())


def test_blanks_in_a_published_report_are_a_warning(pages):
    """A blank stays blank and is a warning: what is published can no longer be filled in."""
    changed = sample(SUQIAN[1]).with_figures(
        lambda c, t: ("", "") if c.startswith("applications.refused.1") else (t, t)
    )
    (pages / "a.html").write_text(web(changed), encoding="utf-8")
    found = [
        finding for finding in audit_files([pages / "a.html"], DISCLOSURE).files[0].findings if finding.rule == "F-1"
    ]
    assert [finding.severity for finding in found] == ["warning"]
    assert "共 7 格空白" in found[0].message


def test_a_report_of_no_known_year_is_not_checked(pages):
    """Which year's a report is is never guessed."""
    page = merged(sample(SUQIAN[0]))[1].decode()
    for title in (sample(SUQIAN[0]).title, "2023年"):
        page = page.replace(title, "")
    (pages / "a.html").write_text(page, encoding="utf-8")
    audit = audit_files([pages / "a.html"], DISCLOSURE)
    assert "无法判断是哪一年" in audit.unread[0].problems[0]


def test_a_report_of_nobody_knows_whom_is_checked_and_says_so(pages):
    """Without a title the year is the period's, the agency none; the tables are checked."""
    page = merged(sample(SUQIAN[0]))[1].decode().replace(sample(SUQIAN[0]).title, "")
    (pages / "a.html").write_text(page, encoding="utf-8")
    (file,) = audit_files([pages / "a.html"], DISCLOSURE).files
    assert (file.transcript.agency, file.transcript.year) == ("", 2023)
    assert "没有看出是哪个机关" in file.remarks[0]
    assert not file.count("error")


def test_the_text_is_checked_too(pages):
    """The rules on the text run over the page's text: a mobile number is found (P-1)."""
    page = merged(sample(SUQIAN[1]))[1].decode().replace("下一步将加强培训。", "请联系 13912345678。")
    (pages / "a.html").write_text(page, encoding="utf-8")
    assert "P-1" in {finding.rule for finding in audit_files([pages / "a.html"], DISCLOSURE).files[0].findings}


def test_numbers_without_a_source_are_the_offices_own_matter(pages):
    """Of a published report nobody is asked where a number that no table has comes from (N-1)."""
    page = (
        merged(sample(SUQIAN[1]))[1].decode().replace("下一步将加强培训。", "全年培训9场，平均11天办结，列全市第5位。")
    )
    (pages / "a.html").write_text(page, encoding="utf-8")
    assert "N-1" not in {finding.rule for finding in audit_files([pages / "a.html"], DISCLOSURE).files[0].findings}


def test_the_text_of_another_agency_is_a_warning(pages):
    """Of two agencies' reports on one year with the same text each is told of the other's (S-2)."""
    page = merged(sample(SUQIAN[1]))[1].decode()
    text = "围绕民生先公开方案，再公开进度，最后公开验收结果，疑难申请由法制科会商，答复前由分管领导签字。"
    (pages / "a.html").write_text(page.replace("下一步将加强培训。", text), encoding="utf-8")
    other = page.replace("宿迁市", "淮安市").replace("下一步将加强培训。", text)
    (pages / "b.html").write_text(other, encoding="utf-8")
    audit = audit_files([pages / "a.html", pages / "b.html"], DISCLOSURE)
    found = [[f.message for f in file.findings if f.rule == "S-2" and f.severity == "warning"] for file in audit.files]
    assert all(any(name in message for message in own) for name, own in zip(("淮安市", "宿迁市"), found, strict=True))
    alone = audit_files([pages / "a.html"], DISCLOSURE).files[0]
    assert not [f for f in alone.findings if f.rule == "S-2" and f.severity == "warning"]


def test_neighbours_are_compared_in_notes(pages):
    """Of five districts one has no application and one ten times the others': notes, shown on the page (G-1)."""
    received = {"东": 0, "南": 31, "西": 40, "北": 26, "中": 900}
    names = {f"清江市{place}区人民政府": figure for place, figure in received.items()}
    for name, figure in names.items():
        changed = sample(SUQIAN[1]).with_figures(
            lambda cell, text, own=str(figure): (own, "") if cell == "applications.new.total" else (text, text)
        )
        page = web(changed).replace(SUQIAN[1].agency.name, name)
        (pages / f"{name}.html").write_text(page, encoding="utf-8")
    audit = audit_files([pages / f"{name}.html" for name in names], DISCLOSURE)
    found = {file.transcript.agency: f for file in audit.files for f in file.findings if f.rule == "G-1"}
    assert {name: "为 0，" in f.message for name, f in found.items()} == {
        "清江市东区人民政府": True,
        "清江市中区人民政府": False,
    }
    assert {f.severity for f in found.values()} == {"note"}
    assert "相差悬殊" in audit_html(audit)


def test_a_report_of_two_forms_is_told_which(pages):
    """Y-3 names both forms of a report that mixes them, never one that it should have used."""
    by_form = {report.form.version: sample(report) for report in sources()[-2:]}
    base, other = by_form["2021"], by_form["2019"]
    mixed = dataclasses.replace(base, views=(base.views[0], other.views[1], base.views[2]))
    (pages / "mixed.html").write_text(web(mixed), encoding="utf-8")
    (file,) = audit_files([pages / "mixed.html"], DISCLOSURE).files
    (told,) = [finding.message for finding in file.findings if finding.rule == "Y-3"]
    assert "使用 2021 和 2019 年格式" in told


def test_the_page_shows_no_markup_of_others(pages):
    """What a file says of itself is text on the page, never markup."""
    page = merged(sample(SUQIAN[1]))[1].decode().replace("宿迁市", "宿迁&lt;b&gt;市")
    (pages / "<i>.html").write_text(page, encoding="utf-8")
    made = audit_html(audit_files([pages / "<i>.html"], DISCLOSURE))
    assert "<b>市" not in made
    assert "<i>" not in made


def test_files_folders_and_patterns_are_found_once(pages):
    """A folder, a pattern and a file that mean the same are one; lock files and hidden ones none."""
    (pages / "~$a.docx").write_text("")
    (pages / ".b.html").write_text("")
    found = find_files([str(pages), f"{pages}/*.html", str(pages / "2023.html")])
    assert [path.name for path in found] == ["2023.html", "2024.html"]


@pytest.mark.parametrize("given", ["nothing/*.html", "[", "**x/*"])
def test_a_pattern_that_means_nothing_is_said_to(given, tmp_path, monkeypatch):
    """A pattern without files gives a sentence."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError):
        find_files([given])


REGULATIONS = {"proactive.regulations.issued": "2", "proactive.regulations.in_force": "10"}


@pytest.mark.parametrize(
    ("agency", "severity"),
    [
        ("清江市", None),
        ("河西省", None),
        ("清江市人民政府办公室", None),
        ("财政部", None),
        ("中共青石县委机构编制委员会办公室", "error"),
        ("清江海关", "note"),
        ("清江市自然保护区管理局", "note"),
        ("清江市水利局", "warning"),
        ("清江市南岸区水利局", "error"),
        ("青石县白果乡人民政府", "error"),
    ],
)
def test_who_may_make_regulations(tmp_path, agency, severity):
    """规章 of a city or a province are no finding; where the name does not tell the level they are a note."""
    changed = sample(SUQIAN[1]).with_figures(lambda cell, text: (REGULATIONS.get(cell, text), text))
    page = web(changed).replace(SUQIAN[1].agency.name, agency)
    (tmp_path / "2024.html").write_text(page, encoding="utf-8")
    found = [f for _, f in audit_files([tmp_path / "2024.html"], DISCLOSURE).findings() if f.rule == "T2-3"]
    assert {f.severity for f in found} == ({severity} if severity else set())


def test_an_audit_advises_no_writer(pages):
    """What agrees is not listed, and no advice names a placeholder, facts.csv or a file of a workspace."""
    findings = [f for _, f in audit_files([pages / "2024.html"], DISCLOSURE).findings()]
    assert findings
    assert all(f.result != "pass" for f in findings)
    assert not [f.fix for f in findings if any(word in f.fix for word in ("占位符", ".csv", ".yaml", "过滤器"))]
