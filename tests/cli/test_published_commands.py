"""report import-published and report audit, as a shell runs them."""

from __future__ import annotations

import csv
import io
import re

import pytest
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged, web
from benchmarks.published.tables import sample

from report_helpers.files.csv_text import csv_safe
from report_helpers.published.importing import write_transcript
from report_helpers.published.transcribe import transcribe
from report_helpers.sources.table_csv import read_table
from tests.conftest import run_report

SUQIAN = sources()[7:9]


@pytest.fixture
def suqian(tmp_path):
    """Two years of one agency as web pages."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for report in SUQIAN:
        (folder / f"{report.year}.html").write_bytes(merged(sample(report))[1])
    return folder


def test_import_writes_what_the_workspace_reads(tmp_path, suqian):
    """The three CSV files hold the published figures, and provenance.csv where each stood."""
    into = ("--output", str(tmp_path / "new"))
    done = run_report("import-published", str(suqian / "2024.html"), *into, "--cells", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "applications.new.natural" in done.stdout
    report = SUQIAN[1]
    for table in report.form.tables:
        path = tmp_path / "new" / f"{table.id}.csv"
        facts = read_table(path, path.name, report.form, table)
        assert {cell: fact.value for cell, fact in facts.items()} == {f.id: f.value for f in report.cells(table.id)}
    rows = list(csv.reader((tmp_path / "new" / "provenance.csv").open(encoding="utf-8")))
    assert len(rows) == 201
    assert rows[1][6] == "第 1 张表第 3 行"


def test_import_prints_a_summary(tmp_path, suqian):
    """Without --cells: counts, what was refused, and rows that are none of the form's; 1 where there is any."""
    page = (suqian / "2024.html").read_text(encoding="utf-8")
    row = "<tr><td>另外的事项</td><td>12</td><td>3</td></tr></table>"
    (suqian / "2024.html").write_text(page.replace("</table>", row, 1), encoding="utf-8")
    done = run_report("import-published", str(suqian / "2024.html"), cwd=tmp_path)
    assert (done.returncode, "applications.new.natural" in done.stdout) == (1, False)
    assert "读到 200 格，读不准 0 格，没有找到 0 格；不认识的行 1 行。" in done.stdout
    assert "另外的事项 12 3" in done.stdout
    (suqian / "2024.html").write_text(re.sub(r">(\d+)<", ">1 2 3<", page, count=8), encoding="utf-8")
    done = run_report("import-published", str(suqian / "2024.html"), cwd=tmp_path)
    assert (done.returncode, "读不准　第 1 张表" in done.stdout) == (1, True)


def test_import_never_writes_over_data(tmp_path, suqian):
    """A folder with anything in it is refused and left as it is; so is all output when one file is unreadable."""
    used = tmp_path / "used"
    used.mkdir()
    (used / "mine.csv").write_text("1")
    done = run_report("import-published", str(suqian / "2024.html"), "--output", str(used), cwd=tmp_path)
    assert (done.returncode, [path.name for path in used.iterdir()]) == (2, ["mine.csv"])
    (suqian / "bad.html").write_text("")
    files = [str(suqian / "2024.html"), str(suqian / "bad.html")]
    done = run_report("import-published", *files, "--output", str(tmp_path / "new"), cwd=tmp_path)
    assert done.returncode == 2
    assert "文件是空的" in done.stderr
    assert not (tmp_path / "new").exists()


def test_no_cell_becomes_a_formula(tmp_path):
    """Text that begins as a formula is written so that no spreadsheet runs it; a signed number stays one."""
    page = web(sample(sources()[-1])).replace(">11<", ">=HYPERLINK(1)<", 1)
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    write_transcript(tmp_path / "new", transcribe(tmp_path / "a.html"))
    assert ",'=HYPERLINK(1)," in (tmp_path / "new" / "provenance.csv").read_text(encoding="utf-8")
    assert [csv_safe(text) for text in ("-5", "+5", "@a", "-a", "5")] == ["-5", "+5", "'@a", "'-a", "5"]


@pytest.mark.long
def test_audit_links_the_years(tmp_path, suqian):
    """Of two years of an agency, the later one's carried-in is held against the earlier one's carried-out."""
    report = SUQIAN[1]
    changed = sample(report).with_figures(lambda c, t: ("7", "") if c == "applications.carried_in.natural" else (t, t))
    (suqian / "2024.html").write_text(web(changed), encoding="utf-8")
    (suqian / "bad.html").write_text("政府信息公开")
    out = ("--csv", str(tmp_path / "a.csv"), "--html", str(tmp_path / "a.html"))
    done = run_report("audit", str(suqian), *out, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "没有找到年度报告" in done.stderr
    assert "Y-1 〔年度衔接〕" in done.stdout
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8-sig"))))
    rules = {row[1] for row in rows if row[3] == "2024" and row[0] != "说明"}
    assert {"Y-1", "T3-1", "T3-3"} <= rules
    ranks = [["无法读取", "错误", "提示", "说明"].index(row[0]) for row in rows[1:]]
    assert ranks == sorted(ranks)
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "http" not in page.replace("http-equiv", "")
    assert 'lang="zh-CN"' in page
    assert "bad.html" in page


def test_audit_of_nothing_is_an_error(tmp_path):
    """A folder without reports is said to be one."""
    done = run_report("audit", ".", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "没有可读的文件" in done.stderr


@pytest.mark.long
def test_who_and_when_may_be_said_of_a_page_without_a_title(tmp_path):
    """--agency and --year count where the page names none, never against what it says."""
    titled = sample(SUQIAN[1])
    text = web(titled).replace(f"<p>{titled.title}</p>", "").replace(f"<title>{titled.title}</title>", "")
    (tmp_path / "a.html").write_text(text.replace("统计期限", ""), encoding="utf-8")
    (tmp_path / "b.html").write_text(web(titled), encoding="utf-8")
    names = ("--agency", "平安县水利局", "--year", "2023")
    for command in ("audit", "import-published"):
        assert "平安县水利局 2023 年" in run_report(command, "a.html", *names, cwd=tmp_path).stdout
        assert "平安县水利局" not in run_report(command, "b.html", *names, cwd=tmp_path).stdout


@pytest.mark.long
def test_an_audit_with_unread_cells_leaves_something_open(tmp_path):
    """A cell that could not be read gives exit code 1 though no error stands; a report read whole gives 0."""
    report = sources()[5]
    texts = web(sample(report)), web(sample(report)).replace("自然人", "外国人")
    codes = []
    for name, text in zip("ab", texts, strict=True):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
        codes.append(run_report("audit", f"{name}.html", cwd=tmp_path))
    assert "错误 0" in codes[0].stdout
    assert [done.returncode for done in codes] == [0, 1]
