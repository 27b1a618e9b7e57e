"""Data Docs on demand: the pages Great Expectations itself makes, with one expectation a rule."""

from __future__ import annotations

import re
import resource
from decimal import Decimal
from urllib.parse import unquote

import lxml.html
import pytest

from report_helpers.checks.checking import check, conclude
from report_helpers.checks.data_docs import write_data_docs
from report_helpers.checks.rule_catalogue import rules_for
from report_helpers.errors import InputError, RunError
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.residual import Residual, Spot
from tests.conftest import SHIPPED, run_report


@pytest.mark.long
def test_the_index_leads_to_every_rule_with_its_title_and_clause(tmp_path):
    """`report check --data-docs` writes an index whose link leads to a page that names all rules, and which failed."""
    folder = tmp_path / "docs"
    done = run_report("check", "pingtan@2023", "--data-docs", str(folder), cwd=SHIPPED.root)
    assert done.returncode == 0
    index = (folder / "index.html").read_text(encoding="utf-8")
    link = re.search(r"validations/[^\"\\]+?\.html", index)[0]
    page = lxml.html.parse(folder / unquote(link)).getroot()
    text = " ".join(page.text_content().split())
    report = SHIPPED.load(ReportId("pingtan", 2023))
    for rule in rules_for(report.kind, report.form).values():
        assert f"{rule.id} {rule.title}" in text
        assert rule.clause in text
    assert "Unsuccessful Expectations2" in text.replace("Expectations 2", "Expectations2")
    assert "proactive.normative.in_force" in text


@pytest.mark.long
def test_what_a_text_holds_stays_text(tmp_path):
    """A script in a place of the text, or in an office's own rule, is no script in the page."""
    report = SHIPPED.load(ReportId("pingtan", 2023))
    mark = "<script>alert(1)</script>$x"
    rules = rules_for(report.kind, report.form)
    marked = rules["N-1"].model_copy(update={"title": mark, "clause": mark})
    row = Residual(
        "N-1", (), "eq", Decimal(1), Decimal(0), "warning", "", {"numbers": "", "hint": ""}, spot=Spot(mark, "", "")
    )
    page = write_data_docs(conclude(report, (row,)), rules | {"N-1": marked}, tmp_path / "docs")
    assert "alert(1)" in page.read_text(encoding="utf-8")
    assert all("<script>alert" not in path.read_text(encoding="utf-8") for path in page.parents[3].rglob("*.html"))


def test_a_folder_with_files_in_it_is_refused(tmp_path):
    """Nothing that is there is overwritten."""
    (tmp_path / "mine.txt").write_text("")
    report = SHIPPED.load(ReportId("pingtan", 2023))
    with pytest.raises(InputError, match="文件夹里已有文件"):
        write_data_docs(check(report), rules_for(report.kind, report.form), tmp_path)


def test_a_page_that_cannot_be_written_leaves_nothing(tmp_path, capfd):
    """A file larger than the system allows: the reason in a sentence, no trace, and the new folder is gone."""
    report = SHIPPED.load(ReportId("pingtan", 2023))
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, old[1]))
    try:
        with pytest.raises(RunError, match="写 Data Docs失败：文件过大"):
            write_data_docs(check(report), rules_for(report.kind, report.form), tmp_path / "docs")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert "Traceback" not in capfd.readouterr().err
    assert list(tmp_path.iterdir()) == []
