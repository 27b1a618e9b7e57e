"""The index of a year as it is written: what its rows say that no built report does."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from report_helpers.runs import year_index
from report_helpers.runs.year_index import write_index
from report_helpers.sources.standing import reporters


def rows_on(workspace, day, monkeypatch):
    """Return the rows of the year 2024, written on a day, by agency."""
    monkeypatch.setattr(year_index, "today", lambda: day)
    page = write_index(workspace, 2024, "", ())
    text = page.with_name("index.csv").read_text(encoding="utf-8-sig")
    return {row["报告编号"].partition("@")[0]: row for row in csv.DictReader(text.splitlines())}


@pytest.mark.parametrize(
    ("day", "word"),
    [(date(2025, 3, 10), "未公布"), (date(2025, 3, 11), "逾期未公布"), (date(2031, 1, 1), "逾期未公布")],
)
def test_a_report_is_overdue_from_the_day_after(workspace, monkeypatch, day, word):
    """A city's report is due by 10 March: on that day it is not overdue, on the next it is, with or without data."""
    row = rows_on(workspace, day, monkeypatch)["suqian"]
    assert (row["公布"], row["公布说明"]) == (word, "期限 2025-03-10")


def test_an_agency_of_another_kind_is_not_overdue(workspace, monkeypatch):
    """An agency with data of another kind only is not in a kind's index; one without any data is in the default's."""
    data = workspace.root / "data"
    for name in ("other-kind", "new-agency"):
        (data / name).mkdir()
        (data / name / "agency.yaml").write_text((data / "suqian" / "agency.yaml").read_text("utf-8"), "utf-8")
    (data / "other-kind" / "enforcement" / "2024").mkdir(parents=True)
    rows = rows_on(workspace, date(2031, 1, 1), monkeypatch)
    assert "other-kind" not in rows
    assert rows["new-agency"]["状态"] == "缺数据"
    others = reporters(workspace, "enforcement")
    assert "other-kind" in others
    assert "new-agency" not in others


def test_absent_units_are_named(workspace, monkeypatch):
    """Of the units on a list those with neither data nor a release are counted and named; no list, no count."""
    units = "units:\n- {agency: pingtan, kind: 部门}\n- {agency: xin-ju, name: 新局, kind: 部门}\n"
    units += "- {agency: shanzhou-sifaju, kind: 部门}\n"  # it has data of another year only
    (workspace.root / "data" / "suqian" / "units.yaml").write_text(units, encoding="utf-8")
    rows = rows_on(workspace, date(2025, 1, 1), monkeypatch)
    name = rows["shanzhou-sifaju"]["机关"]
    assert (rows["suqian"]["缺报单位"], rows["suqian"]["缺哪些单位"]) == ("2", f"新局、{name}")
    assert rows["pingtan"]["缺报单位"] == ""


def test_a_wrong_list_of_units_is_said(workspace, monkeypatch):
    """A list that cannot be read stops no index: the agency's row says what is wrong with it."""
    (workspace.root / "data" / "suqian" / "units.yaml").write_text("units: 3\n", encoding="utf-8")
    rows = rows_on(workspace, date(2025, 1, 1), monkeypatch)
    assert "data/suqian/units.yaml" in rows["suqian"]["原因"]
    assert rows["pingtan"]["公布"] == "未公布"
