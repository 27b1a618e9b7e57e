"""Agencies of one workspace with forms of their own: some have no licensing power, and the county adds all up."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest
import yaml

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.units import UnitState
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from report_helpers.rollup.summing import roll_up
from report_helpers.scaffold.years import new_year
from tests.conftest import ROOT, run_report

COUNTY = ReportId("qingyuan", 2024, "enforcement")
PLAN = {"enforcement": {"forms": {"dangan": "no-licences"}}}
SENTENCE = "本单位无相关行政执法职责。"


@pytest.fixture
def office(workspace):
    """庆元 with two departments whose penalties are its own, half and half; only one of them decides on licences."""
    root = workspace.root
    params = root / "params/2024.yaml"
    params.write_text(params.read_text(encoding="utf-8") + yaml.safe_dump({"kinds": PLAN}), encoding="utf-8")
    for agency, penalties in (("jianshe", "12175,94929,235,189,101,0,11,0,12,107652,1753.79"),
                              ("dangan", "0,0,0,0,0,0,0,504,0,504,0")):  # fmt: skip
        shutil.copytree(ROOT / "data/qingyuan", root / "data" / agency)
        settings = root / "data" / agency / "agency.yaml"
        named = settings.read_text(encoding="utf-8").replace("type: government", "type: department")
        settings.write_text(named.replace("name: 庆元县", f"name: 庆元县公安局{agency}"), encoding="utf-8")
        table = root / "data" / agency / "enforcement/2024/penalties.csv"
        head = table.read_text(encoding="utf-8").splitlines()[0]
        table.write_text(f"{head}\npenalties,,{penalties}\n", encoding="utf-8")
    folder = root / "data/dangan/enforcement/2024"
    (folder / "licences.csv").unlink()
    text = (folder / "narrative.md").read_text(encoding="utf-8")
    before, _, rest = text.partition("## 二、")
    text = f"{before}## 二、行政许可实施情况统计表\n\n{SENTENCE}\n\n## {rest.partition('## ')[2]}"
    (folder / "narrative.md").write_text(text, encoding="utf-8")
    units = {"units": [{"agency": one, "kind": "部门"} for one in ("jianshe", "dangan")]}
    (root / "data/qingyuan/units.yaml").write_text(yaml.safe_dump(units), encoding="utf-8")
    return workspace


def test_each_agency_has_its_own_form(office):
    """The department without licensing power states it in the place of the table; the others keep the table."""
    assert [office.settings(office.report(one, 2024, "enforcement")).form.version for one in ("dangan", "jianshe")] == [
        "no-licences",
        "zj-2024",
    ]
    outcome = check(office.load(office.report("dangan", 2024, "enforcement")))
    assert (outcome.rules["EF-2"], outcome.rules["EF-1"], outcome.rules["EL-1"]) == ("pass", "pass", "not_applicable")


def test_the_county_adds_up_what_its_departments_have(office):
    """A department without a table adds nothing to it, and the county's totals are those of its departments."""
    report = office.load(COUNTY)
    assert report.units is not None
    assert [back.state for back in report.units.returns] == [UnitState.IN, UnitState.IN]
    sums = roll_up(report.units).cells
    assert (sums["penalties.total"].total, sums["licences.granted"].total) == (108156, 26462)
    assert check(report).rules["ER-2"] == "pass"


def penalties_in(office, version, values):
    """Put dangan on a form, with values for its penalties."""
    params = office.root / "params/2024.yaml"
    params.write_text(params.read_text(encoding="utf-8").replace("no-licences", version), encoding="utf-8")
    cells = form_cells(load_kind("enforcement").form(version)).values()
    labels = [cell.column_label for cell in cells if cell.table == "penalties"]
    table = office.root / "data/dangan/enforcement/2024/penalties.csv"
    table.write_text(f"行,名称,{','.join(labels)}\npenalties,,{values}\n", encoding="utf-8")


def test_finer_columns_are_added_up(office):
    """Datong's columns go into Zhejiang's: two kinds into one, an amount in 元 into 万元; so the county's sums hold."""
    penalties_in(office, "sx-2021", "3,1,0,0,2,4,0,5,6,0,504,0,525,12345.6")
    report = office.load(COUNTY)
    assert report.units is not None
    assert [back.state for back in report.units.returns] == [UnitState.IN, UnitState.IN]
    cells = roll_up(report.units).cells
    sums = {name: cells[f"penalties.{name}"].units["dangan"] for name in ("warn_notice", "suspend_downgrade", "total")}
    assert sums == {"warn_notice": 4, "suspend_downgrade": 6, "total": 525}
    assert cells["penalties.halt_close_ban"].total == 22
    assert cells["penalties.money_wan"].total == Decimal("1755.02456")
    assert check(report).rules["ER-2"] == "fail"
    found = run_report("rollup", str(COUNTY), cwd=office.root)
    assert "警告、通报批评" in found.stdout + found.stderr


def test_columns_that_nest_with_none_are_not_added_up(office):
    """The older columns do not go into Zhejiang's: the department is named, and the sums lack it."""
    penalties_in(office, "old-8-penalties", "0,0,0,0,0,0,504,0,504,0")
    report = office.load(COUNTY)
    assert report.units is not None
    (_, back) = report.units.returns
    assert (back.state, back.form) == (UnitState.OTHER_FORM, "old-8-penalties")
    assert roll_up(report.units).cells["penalties.total"].total is None


def test_a_lacking_table_is_named_and_no_form_is_guessed(office):
    """A department that has the power and sent no table in is not read as one without the power."""
    (office.root / "data/jianshe/enforcement/2024/licences.csv").unlink()
    report = office.load(COUNTY)
    assert report.units is not None
    (back, _) = report.units.returns
    assert back.state is UnitState.UNREADABLE
    assert back.problems[0].file == "data/jianshe/enforcement/2024/licences.csv"


def test_figures_that_nobody_would_read_are_refused(office):
    """A table on file that the department's form leaves out is an input error, not forgotten."""
    folder = office.root / "data/dangan/enforcement/2024"
    shutil.copy(office.root / "data/qingyuan/enforcement/2024/licences.csv", folder)
    with pytest.raises(InputError) as caught:
        office.load(office.report("dangan", 2024, "enforcement"))
    assert [problem.file for problem in caught.value.problems] == ["data/dangan/enforcement/2024/licences.csv"]


def test_a_new_year_keeps_the_forms_of_agencies(office):
    """The year's parameters name them again; the department without the power gets its sentence and no table."""
    (office.root / "params/2025.yaml").unlink()
    made = new_year(office, 2025, ["dangan", "jianshe"], "enforcement")
    assert yaml.safe_load((office.root / "params/2025.yaml").read_text(encoding="utf-8"))["kinds"] == PLAN
    names = {name.removeprefix("data/") for name in made.files if name.endswith(".csv")}
    assert names == {f"dangan/enforcement/2025/{one}.csv" for one in ("penalties",)} | {
        f"jianshe/enforcement/2025/{one}.csv" for one in ("penalties", "licences")
    }
    assert SENTENCE in (office.root / "data/dangan/enforcement/2025/narrative.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("forms", "column", "value"),
    [
        ({"dangan": "no-licence"}, "kinds·enforcement·forms·dangan", "no-licence"),
        ({"danganju": "no-licences"}, "kinds·enforcement·forms", "danganju"),
    ],
)
def test_a_form_or_an_agency_that_does_not_exist_is_refused(office, forms, column, value):
    """A slip in params/<year>.yaml is named with its place."""
    params = office.root / "params/2024.yaml"
    text = params.read_text(encoding="utf-8").partition("\nkinds:")[0] + "\n"
    params.write_text(text + yaml.safe_dump({"kinds": {"enforcement": {"forms": forms}}}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        office.settings(COUNTY)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.value) == ("params/2024.yaml", column, value)


@pytest.mark.long
def test_both_forms_are_built_by_one_command(office):
    """The batch builds each department on its own form, and the county above them."""
    finished = run_report("build-all", "2024", "--kind", "enforcement", cwd=office.root)
    assert finished.returncode == 0, finished.stderr
    texts = {
        agency: (office.root / f"reports/enforcement/2024/{agency}/report.html").read_text(encoding="utf-8")
        for agency in ("qingyuan", "dangan", "jianshe")
    }
    assert [agency for agency, text in texts.items() if "不予许可数量" in text] == ["qingyuan", "jianshe"]
    assert [agency for agency, text in texts.items() if SENTENCE in text] == ["dangan"]
