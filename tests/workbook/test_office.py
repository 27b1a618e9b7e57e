"""LibreOffice in between: it recalculates and saves, and everything comes back."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from openpyxl import load_workbook

from report_helpers.facts.identifiers import ReportId
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.reading import read_workbook
from tests.workbook.filling import PINGTAN, contents, edit, fill, hand_out, places, shipped, unfilled

# $SOFFICE names another LibreOffice than the one on the path.
OFFICE = os.environ.get("SOFFICE") or shutil.which("soffice")

pytestmark = pytest.mark.browser


def converted(path, folder, kind="xlsx"):
    """Have LibreOffice open a workbook, recalculate it and save it."""
    if OFFICE is None:
        _lacking("soffice is not there")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(path)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    result = folder / f"{path.stem}.{kind}"
    if not result.exists():
        _lacking(f"LibreOffice without Calc: {finished.stderr.strip()}")
    return result


def _lacking(what):
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.mark.parametrize("report", [PINGTAN, ReportId("shanzhou-sifaju", 2023), ReportId("pingtan", 2020)], ids=str)
def test_a_workbook_filled_in_and_saved_by_libreoffice_gives_the_published_facts(tmp_path, report):
    """Blank workbook, figures typed in, recalculated and saved by LibreOffice: all cells and figures as published."""
    place = unfilled(tmp_path / "office", report)
    path = hand_out(place, tmp_path, report)
    edit(path, lambda workbook: fill(workbook, read_draft(place, report), shipped(report)))
    saved = converted(path, tmp_path / "saved")
    filled = read_workbook(place, saved)
    assert filled.mended == ()
    published = contents(shipped(report))
    if report.year == 2020:  # two published totals are not the sums; the form's formulas are
        for cell in ("applications.total.natural", "applications.total.total"):
            assert published.pop(cell) != contents(filled.report.facts)[cell]
    assert {cell: contents(filled.report.facts)[cell] for cell in published} == published


def checks_of(path):
    """Return what the checks of 表三 and 表四 show, and the line over each table."""
    workbook = load_workbook(path, data_only=True)
    shown = [workbook["表三"].cell(row, column).value for row in (34, 35, 37) for column in range(4, 11)]
    shown += [workbook["表三"].cell(row, 12).value for row in range(7, 32)]
    shown += [workbook["表四"][cell].value for cell in ("E11", "J11", "O11")]
    return shown, [workbook[name]["A2"].value for name in ("表二", "表三", "表四")]


def test_formulas_agree_for_right_figures_and_turn_for_a_wrong_one(tmp_path):
    """LibreOffice computes: neutral while blank, 相符 for published figures, the difference when one is changed."""
    place = unfilled(tmp_path / "office")
    path = hand_out(place, tmp_path)
    blank = path.rename(tmp_path / "blank.xlsx")
    shown, lines = checks_of(converted(edit(blank, lambda _: None), tmp_path / "a"))
    assert {text or "" for text in shown} == {"", "相符"}  # 相符 where last year opened the year
    assert lines[0] == "共 10 格，已填 0 格；勾稽不符 0 处（必须改正），提示 0 处（改正或说明）"

    right = hand_out(place, tmp_path)
    edit(right, lambda workbook: fill(workbook, read_draft(place, PINGTAN), shipped(PINGTAN)))
    shown, lines = checks_of(converted(right, tmp_path / "b"))
    assert set(shown) == {"相符"}
    assert lines[1] == "共 175 格，已填 175 格；勾稽不符 0 处（必须改正），提示 0 处（改正或说明）"
    assert "提示 1 处" in lines[0]  # Y-2, as published

    sheet, address, _ = places(read_draft(place, PINGTAN))["applications.granted.natural"]
    wrong = edit(right, lambda workbook: workbook[sheet].__setitem__(address, 25))
    shown, lines = checks_of(converted(wrong, tmp_path / "c"))
    assert [text for text in shown if text != "相符"] == ["差-3", "差-3"]  # T3-1: 自然人 and 总计
    assert "勾稽不符 2 处（必须改正）" in lines[1]


def test_it_prints_on_one_page_a_table(tmp_path):
    """Each table, its checks included, prints on one landscape A4 page."""
    pdf = converted(hand_out(unfilled(tmp_path / "office"), tmp_path), tmp_path / "pdf", "pdf")
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    assert all(page.get_width() > page.get_height() for page in document)
    for section in ("二、主动公开", "三、收到和处理", "四、政府信息公开行政复议"):
        assert sum(f"年度报告　{section}" in text for text in pages) == 1
