"""What is filled in comes back as it was: every cell and figure of the text, blanks and remarks too."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal

import pytest

from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.sources.workspace import Workspace
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.importing import changes, files_to_write, save
from report_helpers.workbook.reading import read_workbook
from tests.conftest import SHIPPED, copy_workspace
from tests.released import release
from tests.workbook.filling import PINGTAN, contents, edit, fill, hand_out, places, shipped, unfilled

REPORTS = [ReportId(agency, year) for agency, year in (
    ("pingtan", 2019), ("pingtan", 2020), ("pingtan", 2021), ("pingtan", 2023), ("pingtan", 2024),
    ("shanzhou-sifaju", 2023), ("suqian", 2024),
)]  # fmt: skip


@pytest.mark.parametrize("report", REPORTS, ids=str)
def test_a_workbook_handed_out_and_taken_back_changes_nothing(tmp_path, report):
    """The workbook of a shipped report, of either form, with blanks and totals that do not add up, changes no fact."""
    filled = read_workbook(SHIPPED, hand_out(SHIPPED, tmp_path, report))
    assert changes(filled) == ()
    assert files_to_write(SHIPPED, filled) == {}
    assert filled.mended == ()


@pytest.mark.parametrize("report", [PINGTAN, ReportId("shanzhou-sifaju", 2023)], ids=str)
def test_a_blank_workbook_filled_in_gives_the_published_facts(tmp_path, report):
    """Typing a published report's figures into a blank workbook gives its facts and its files, byte for byte."""
    place = unfilled(tmp_path / "office", report)
    path = hand_out(place, tmp_path, report)
    edit(path, lambda workbook: fill(workbook, read_draft(place, report), shipped(report)))
    filled = read_workbook(place, path)
    assert filled.mended == ()
    assert contents(filled.report.facts) == contents(shipped(report))
    for written in save(place, filled):
        assert written.read_bytes() == (SHIPPED.root / written.relative_to(place.root)).read_bytes()
    assert contents(read_draft(place, report).facts) == contents(shipped(report))


def test_slashes_remarks_decimals_and_blanks_come_back(tmp_path):
    """A slash, a figure with a remark, 45.50 with its nought, and a blank keep value and status."""
    place = copy_workspace(tmp_path / "office")
    folder = place.root / "data/pingtan/2023"
    table = folder / "proactive.csv"
    text = table.read_text(encoding="utf-8").replace("77,132,470", "22（其中修订16件）,,470")
    table.write_text(text.replace("2629", "/").replace("5949.088667", "45.50"), encoding="utf-8")
    filled = read_workbook(place, hand_out(place, tmp_path))
    assert changes(filled) == ()
    facts = filled.report.facts
    assert (facts["proactive.normative.issued"].value, facts["proactive.normative.issued"].note) == (
        Decimal(22),
        "（其中修订16件）",
    )
    assert facts["proactive.normative.repealed"].status is Status.BLANK
    assert facts["proactive.licence.decisions"].status is Status.NOT_APPLICABLE
    assert facts["proactive.fees.amount"].printed == "45.50"


def test_last_years_closing_opens_the_year(tmp_path):
    """四 of last year stands in 二 of the new workbook, its total computed; nothing else is filled in."""
    report = ReportId("pingtan", 2024)
    place = unfilled(tmp_path / "office", report)
    before = place.root / "data/pingtan/2023/applications.csv"
    text = before.read_text(encoding="utf-8").replace("结转下年度继续办理,0,0", "结转下年度继续办理,3,2")
    before.write_text(text, encoding="utf-8")
    facts = read_workbook(place, hand_out(place, tmp_path, report)).report.facts
    assert [facts[f"applications.carried_in.{who}"].printed for who in ("natural", "commercial", "total")] == [
        "3",
        "2",
        "5",
    ]
    others = [fact for fact in facts.values() if not fact.id.startswith("applications.carried_in.")]
    assert {fact.status for fact in others} == {Status.BLANK}


def test_a_total_is_computed_anew(tmp_path):
    """The results of formulas stored in the file are not looked at: a leaf changed changes its totals."""

    def one_more(workbook):
        sheet, address, _ = places(read_draft(SHIPPED, PINGTAN))["applications.granted.natural"]
        workbook[sheet][address] = 23

    filled = read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), one_more))
    assert {change.fact: (change.old, change.new) for change in changes(filled)} == {
        "applications.granted.natural": ("22", "23"),
        "applications.granted.total": ("22", "23"),
        "applications.total.natural": ("80", "81"),
        "applications.total.total": ("81", "82"),
    }


def test_a_first_year_opens_blank(tmp_path):
    """Without a report on the year before, every cell is blank; a blank workbook leaves them so."""
    report = ReportId("pingtan", 2019)
    place = unfilled(tmp_path / "office", report)
    filled = read_workbook(place, hand_out(place, tmp_path, report))
    assert {fact.status for fact in filled.report.facts.values()} == {Status.BLANK}
    assert changes(filled) == ()


def test_the_text_figures_of_a_sheet_may_be_fewer(tmp_path):
    """A row of the text's figures that is emptied is taken out of facts.csv, and the preview says so."""
    report = ReportId("shanzhou-sifaju", 2023)
    place = copy_workspace(tmp_path / "office")

    def emptied(workbook):
        for column in range(1, 8):
            workbook["正文数字"].cell(15, column).value = None

    filled = read_workbook(place, edit(hand_out(place, tmp_path, report), emptied))
    (change,) = changes(filled)
    assert (change.fact, change.old, change.new) == ("text.processing_fee", change.old, "（没有）")
    assert [path.name for path in save(place, filled)] == ["facts.csv"]
    assert isinstance(place, Workspace)
    assert "text.processing_fee" not in read_draft(place, report).facts


def test_the_published_closing_outranks_the_draft(tmp_path):
    """Where last year's report is published, its figures open the year, whatever its data say since."""
    report = ReportId("pingtan", 2024)
    place = unfilled(tmp_path / "office", report)
    cell, path = "四、结转下年度继续办理", place.root / "data/pingtan/2023/applications.csv"
    kept = path.read_text(encoding="utf-8")
    line = next(line for line in kept.splitlines() if cell in line)
    path.write_text(kept.replace(line, re.sub(f"{cell},\\d+", f"{cell},7", line)), encoding="utf-8")
    release(place, PINGTAN)
    path.write_text(kept, encoding="utf-8")
    for folder in ("with data", "without data"):
        if folder == "without data":
            shutil.rmtree(place.root / "data/pingtan/2023")
        (tmp_path / folder).mkdir()
        read = read_workbook(place, hand_out(place, tmp_path / folder, report)).report.facts
        assert read["applications.carried_in.natural"].printed == "7"
        assert read["applications.carried_in.commercial"].printed == "0"
