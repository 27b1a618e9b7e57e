"""The workbook as it is handed out: the printed form, locked labels, nobody's name, always the same bytes."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.tables.layout import lay_out
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.plan import address, areas
from report_helpers.workbook.relations import openings, sheet_relations, totals
from report_helpers.workbook.writing import workbook_bytes
from tests.conftest import DISCLOSURE, SHIPPED, copy_workspace
from tests.workbook.filling import PINGTAN, hand_out, places, unfilled


@pytest.mark.parametrize("report", [PINGTAN, ReportId("pingtan", 2020)], ids=str)
def test_the_sheets_are_the_printed_tables(tmp_path, report):
    """Every label and merge of the laid-out table stands in its sheet, in both forms."""
    workbook = load_workbook(hand_out(SHIPPED, tmp_path, report))
    draft = read_draft(SHIPPED, report)
    for name, table in zip(("表二", "表三", "表四"), draft.form.tables, strict=True):
        merges = {str(merged) for merged in workbook[name].merged_cells.ranges}
        for cell in lay_out(draft, table.id).cells():
            top = address((cell.row + 3, cell.column))
            if cell.role != "data":
                assert (workbook[name][top].value or "") == cell.text
            if cell.rowspan > 1 or cell.colspan > 1:
                assert f"{top}:{address((cell.row + cell.rowspan + 2, cell.column + cell.colspan - 1))}" in merges


def test_only_inputs_are_unlocked(tmp_path):
    """Each sheet is protected; figures typed in are unlocked, labels, totals and checks are not."""
    workbook = load_workbook(hand_out(SHIPPED, tmp_path))
    where = places(read_draft(SHIPPED, PINGTAN))
    assert all(sheet.protection.sheet for sheet in workbook)
    inputs = {(sheet, cell) for sheet, cell, role in where.values() if role == "input"}
    for name in ("表二", "表三", "表四"):
        sheet = workbook[name]
        spans = {cell for merged in sheet.merged_cells.ranges for row in sheet[str(merged)] for cell in row[1:]}
        unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked} - {
            cell.coordinate for cell in spans
        }
        assert unlocked == {cell for named, cell in inputs if named == name}
        validated = {str(one) for rule in sheet.data_validations.dataValidation for one in rule.sqref.ranges}
        assert validated == unlocked


def test_text_that_looks_like_a_formula_is_text(tmp_path):
    """A source that begins with =, +, - or @ is written as text that stays text when it is edited."""
    place = copy_workspace(tmp_path / "office")
    report = ReportId("shanzhou-sifaju", 2023)
    facts = place.root / "data/shanzhou-sifaju/2023/facts.csv"
    text = facts.read_text(encoding="utf-8").replace("公开发布的2023年度报告第一部分", "=HYPERLINK(1)", 1)
    facts.write_text(text.replace("微信公众号账号", "@账号"), encoding="utf-8")
    sheet = load_workbook(hand_out(place, tmp_path, report))["正文数字"]
    assert (sheet["G4"].value, sheet["G4"].data_type, sheet["G4"].quotePrefix) == ("=HYPERLINK(1)", "s", True)
    assert "@账号" in {cell.value for cell in sheet["B"]}


def test_the_file_names_nobody_and_is_the_same_every_time(tmp_path):
    """No property carries a person; two runs give the same bytes."""
    path = hand_out(SHIPPED, tmp_path)
    properties = load_workbook(path).properties
    assert {properties.creator, properties.lastModifiedBy, properties.description} <= {None, ""}
    draft = read_draft(SHIPPED, PINGTAN)
    assert workbook_bytes(draft) == workbook_bytes(draft)
    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "comment" in name]


def test_the_file_is_valid_open_xml(tmp_path):
    """openxml-audit finds no error."""
    command = [str(Path(sys.executable).with_name("openxml-audit")), str(hand_out(SHIPPED, tmp_path))]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout


def test_the_hidden_record_is_very_hidden(tmp_path):
    """The record by which a workbook is known again cannot be unhidden by accident."""
    workbook = load_workbook(hand_out(SHIPPED, tmp_path))
    assert workbook["模板信息"].sheet_state == "veryHidden"
    assert workbook.sheetnames[:4] == ["填写说明", "表二", "表三", "表四"]


def test_what_last_year_gave_looks_different(tmp_path):
    """A figure carried over from last year is yellow and says where it comes from."""
    report = ReportId("pingtan", 2024)
    place = unfilled(tmp_path / "office", report)
    sheet = load_workbook(hand_out(place, tmp_path, report))["表三"]
    assert (sheet["D8"].value, sheet["D8"].fill.fgColor.rgb) == (0, "FFFFF2CC")
    assert sheet["D7"].fill.fgColor.rgb != "FFFFF2CC"
    prompts = [rule.prompt for rule in sheet.data_validations.dataValidation if "D8" in str(rule.sqref)]
    assert "2023 年报告的期末数" in prompts[0]


@pytest.mark.parametrize("version", ["2019", "2021"])
def test_relations_come_from_the_form_and_the_catalogue(version):
    """All totals of the form are found, the openings are those of the yearly chain, every identity is checked."""
    form = DISCLOSURE.form(version)
    cells = form_cells(form)
    assert {cell for cell in cells if cell.split(".")[-1] == "total" or ".total." in cell} == set(
        totals(DISCLOSURE, form)
    )
    chains = {"2019": {"carried_in", "items_before"}, "2021": {"carried_in"}}
    assert {
        part for cell in openings(DISCLOSURE, form) for part in cell.split(".") if part in chains["2019"]
    } == chains[version]
    assert {"T3-1", "T3-2", "T3-3", "T4-1", "Y-1"} <= {
        relation.rule.id for relation in sheet_relations(DISCLOSURE, form)
    }


def test_places_become_few_ranges():
    """Runs along a row and equal runs below each other are one range."""
    assert areas([(0, 0), (0, 1), (1, 0), (1, 1), (3, 0)]) == ("A4", "A1:B2")
    assert address((0, 27)) == "AB1"
