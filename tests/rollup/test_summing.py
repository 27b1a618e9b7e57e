"""The roll-up: sums, the units behind them, and what is lacking, named."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.units import Unit, UnitList, UnitReturn, Units, UnitState
from report_helpers.rollup.reporting import late_units
from report_helpers.rollup.summing import roll_up
from report_helpers.runs.fingerprints import input_files
from report_helpers.sources.unit_figures import rollup_policy
from tests.conftest import DISCLOSURE, SHIPPED
from tests.released import release
from tests.rollup.region import CELLS, FORM, NAMES, PARENT, UNITS, list_documents, list_units, region, set_figure

NEW = "applications.new.total"
ISSUED = "proactive.normative.issued"


def rolled(place):
    """Return the roll-up of the region."""
    return roll_up(place.units(PARENT))


def test_every_cell_is_the_sum_of_the_real_reports(tmp_path):
    """Three published reports add up cell by cell, and each sum keeps the units behind it."""
    rollup = rolled(region(tmp_path))
    reports = {slug: SHIPPED.load(ReportId(slug, 2023)) for slug in NAMES}
    for cell in CELLS:
        expected = {slug: report.facts[cell].value for slug, report in reports.items()}
        assert rollup.cells[cell].units == expected
        assert rollup.cells[cell].so_far == sum(value for value in expected.values() if value is not None)
    assert rollup.cells[NEW].total == sum(report.facts[NEW].value for report in reports.values())
    assert not rollup.absent


def test_a_missing_unit_leaves_every_sum_blank_and_is_named(tmp_path):
    """Without one unit there is no sum, only what the others add up to."""
    place = region(tmp_path)
    shutil.rmtree(tmp_path / "data/suqian/2023")
    rollup = rolled(place)
    assert [back.unit.name for back in rollup.of_state(UnitState.MISSING)] == ["宿迁市"]
    assert {cell.total for cell in rollup.cells.values()} == {None}
    cell = rollup.cells[NEW]
    assert cell.so_far == sum(cell.units.values())
    assert rollup.lacking(cell) == "还缺宿迁市"


def test_a_blank_in_one_unit_leaves_that_sum_blank_only(tmp_path):
    """A blank is not 0: its sum is blank and names the unit; "/" adds nothing."""
    place = region(tmp_path)
    set_figure(tmp_path, "suqian", NEW, "")
    set_figure(tmp_path, "shanzhou-sifaju", NEW, "/")
    rollup = rolled(place)
    cell = rollup.cells[NEW]
    assert (cell.total, cell.blank) == (None, ("suqian",))
    assert rollup.lacking(cell) == "宿迁市的这一格空白"
    assert rollup.cells["applications.carried_out.total"].total is not None
    set_figure(tmp_path, "suqian", NEW, "5")
    cell = rolled(place).cells[NEW]
    assert cell.total == cell.units["pingtan"] + 5


def test_a_unit_on_another_form_is_named_with_its_form(tmp_path):
    """Tables of the form of 2019 are neither added nor called unreadable."""
    place = region(tmp_path)
    shutil.rmtree(tmp_path / "data/pingtan/2023")
    shutil.copytree(tmp_path / "data/pingtan/2020", tmp_path / "data/pingtan/2023")
    found = rolled(place).of_state(UnitState.OTHER_FORM)
    assert [(back.unit.name, back.form) for back in found] == [("平潭综合实验区", "2019")]


def test_a_file_that_cannot_be_read_is_named_with_file_and_row(tmp_path):
    """A unit whose table holds no number is out, with the strict reader's words."""
    place = region(tmp_path)
    set_figure(tmp_path, "suqian", NEW, "0023")
    (tmp_path / "data/shanzhou-sifaju/2023/disputes.csv").unlink()
    first, second = rolled(place).of_state(UnitState.UNREADABLE)
    assert "data/suqian/2023/applications.csv 第 2 行" in first.problems[0].sentence()
    assert "以 0 开头" in first.problems[0].sentence()
    assert "disputes.csv：找不到这个文件" in second.problems[0].sentence()


def test_a_release_outranks_the_draft(tmp_path):
    """What a unit published is what is added, whatever its draft says now; one that was altered is not read."""
    place = region(tmp_path)
    before = rolled(place).cells[NEW].total
    release(place, ReportId("suqian", 2023), date(2024, 2, 1))
    set_figure(tmp_path, "suqian", NEW, "1")
    rollup = rolled(place)
    assert rollup.cells[NEW].total == before
    folder = "releases/2023/suqian"
    assert rollup.present[1].files == (f"{folder}/public/data/report.json", f"{folder}/record/release.json")
    path = tmp_path / folder / "public/data/report.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"value": "74"', '"value": "75"', 1), encoding="utf-8")
    unreadable = rolled(place).of_state(UnitState.UNREADABLE)[0]
    assert unreadable.unit.agency == "suqian"
    assert "公布之后被改动" in unreadable.problems[0].sentence()
    shutil.rmtree(tmp_path / folder)
    (tmp_path / folder / "data").mkdir(parents=True)
    (tmp_path / folder / "data/facts.csv").write_text("id,value,status\n", encoding="utf-8")
    assert "releases/ 里只放 report publish 写的公布件" in rolled(place).absent[0].problems[0].sentence()


def test_late_is_not_in_by_the_day_or_published_after_it(tmp_path):
    """A lower government is due by the day of its level, a unit with its own day by that."""
    units = [UNITS[0], UNITS[1], UNITS[2] | {"until": "2024-01-10"}]
    place = region(tmp_path, units)
    deadlines = place.settings(ReportId("shi", 2023)).deadlines
    day = deadlines["county"]
    assert not list(late_units(place.units(PARENT), "city", deadlines, day))
    release(place, ReportId("suqian", 2023), date(2024, 5, 1))
    for slug in ("pingtan", "shanzhou-sifaju"):
        shutil.rmtree(tmp_path / f"data/{slug}/2023")
    late = list(late_units(place.units(PARENT), "city", deadlines, day))
    assert [(item.unit.agency, str(item.published)) for item in late] == [
        ("suqian", "2024-05-01"),
        ("shanzhou-sifaju", "None"),
    ]


def test_joint_documents_count_once_by_their_number(tmp_path):
    """Where every unit lists what it counts, a document of two units counts once, however its brackets are typed."""
    place = region(tmp_path)
    set_figure(tmp_path, "pingtan", ISSUED, "2")
    set_figure(tmp_path, "suqian", ISSUED, "1")
    set_figure(tmp_path, "shanzhou-sifaju", ISSUED, "0")
    list_documents(tmp_path, "pingtan", ["岚政〔2023〕1号,甲,normative,issued", "岚政〔2023〕2号,乙,normative,issued"])
    rollup = rolled(place)
    assert rollup.cells[ISSUED].total is None
    assert rollup.cells[ISSUED].unlisted == ("suqian",)
    assert rollup.lacking(rollup.cells[ISSUED]) == (
        "各单位相加 3，宿迁市没有在 documents.csv 里列全文件，联合发文可能重复计数"
    )
    list_documents(tmp_path, "suqian", ["岚政[2023]1号,甲,行政规范性文件,制发"])
    assert rolled(place).cells[ISSUED].total == 2
    set_figure(tmp_path, "suqian", ISSUED, "0")
    rollup = rolled(place)
    assert rollup.cells[ISSUED].total == 2
    assert "列出 1 件，表二填报 0" in rollup.problems[0].sentence()


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (",甲,normative,issued", "没有文号"),
        ("一号,甲,办法,issued", "取值无效"),
        ("一号,甲,normative,有效", "取值无效"),
        ("一号,甲,normative,issued\n一号,甲,规范性文件,issued", "取值无效"),
        ("一号,甲,normative,issued\n一号,甲,normative,制发", "重复"),
    ],
)
def test_an_ill_formed_list_of_documents_is_refused(tmp_path, row, what):
    """A document without a number, of no known kind or twice makes the unit unreadable."""
    place = region(tmp_path)
    list_documents(tmp_path, "suqian", [row])
    rollup = rolled(place)
    assert what in rollup.of_state(UnitState.UNREADABLE)[0].problems[0].sentence()
    assert set(rollup.cells[NEW].units) == {"pingtan", "shanzhou-sifaju"}
    assert rollup.cells[NEW].total is None


UNIT = "- {agency: suqian, name: 宿迁市, kind: 下级政府}"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("units: []", "至少要有一项"),
        ("typed: true", "缺少这一项"),
        (f"units:\n{UNIT}\n{UNIT}", "这个单位重复了"),
        ("units: [{agency: region, kind: 本级机关}]", "机关不能汇总自己"),
        ("units: [{agency: ../suqian, kind: 部门}]", "应为机关代号：只用小写字母"),
        ("units: [{agency: suqian, kind: 局}]", "不在允许的取值之内"),
        ("units: [{agency: suqian, kind: 部门, until: 二月}]", "应为日期"),
        ("units: [{agency: suqian, kind: 部门, deadline: 2024-01-31}]", "没有这一项"),
        (f"units:\n{UNIT}\nexcluded: [{{name: 税务局}}]", "缺少这一项"),
        (f"units:\n{UNIT}\nexcluded: [{{name: 宿迁市, reason: 垂直管理}}]", "又在 excluded 里"),
        (f"units:\n{UNIT}\ntyped: 也许", "应为 true 或 false"),
        (f"units:\n{UNIT}\n- {{agency: pingtan, name: 宿迁市, kind: 部门}}", "已用于另一个单位"),
    ],
)
def test_an_ill_formed_list_of_units_is_refused(tmp_path, text, what):
    """What is wrong with units.yaml is said in Chinese, with its file."""
    place = region(tmp_path)
    (tmp_path / "data/region/units.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=what) as caught:
        place.units(PARENT)
    assert "data/region/units.yaml" in str(caught.value)
    assert ("至少要有一项" in str(caught.value)) == (text == "units: []")


def test_the_list_kept_for_a_year_outranks_the_current_one(tmp_path):
    """units-2023.yaml is the list of 2023, units-2022.yaml the one C-3 compares it with."""
    place = region(tmp_path)
    list_units(tmp_path, UNITS[:2], "units-2023.yaml")
    list_units(tmp_path, UNITS[1:], "units-2022.yaml")
    units = place.units(PARENT)
    assert [unit.agency for unit in units.list.units] == ["pingtan", "suqian"]
    assert [unit.agency for unit in units.last_year.units] == ["suqian", "shanzhou-sifaju"]


def test_a_unit_without_a_name_bears_the_one_of_its_agency(tmp_path):
    """The name stands in agency.yaml; without one the unit goes by its id."""
    place = region(tmp_path, [{"agency": "suqian", "kind": "部门"}, {"agency": "nobody", "kind": "部门"}])
    assert [unit.name for unit in place.units(PARENT).list.units] == ["宿迁市人民政府", "nobody"]


def test_loading_a_parent_brings_its_units_and_c_1_names_the_missing(tmp_path):
    """A report with a list of units is checked against them; its manifest names their files."""
    place = region(tmp_path)
    shutil.copytree(tmp_path / "data/suqian/2023", tmp_path / "data/region/2023")
    shutil.rmtree(tmp_path / "data/pingtan")
    outcome = check(place.load(PARENT))
    message = "C-1 〔汇总〕名单上 3 家，已报 2 家，平潭综合实验区没有报"
    assert message in [finding.message for finding in outcome.findings if finding.severity == "error"]
    names = sorted(path.relative_to(tmp_path).as_posix() for path in input_files(place, PARENT))
    assert {"data/region/units.yaml", "data/shanzhou-sifaju/2023/disputes.csv"} <= set(names)
    assert len(names) == len(set(names))
    assert place.load(ReportId("suqian", 2023)).units is None


figures = st.lists(st.integers(0, 10**6), min_size=len(CELLS), max_size=len(CELLS))


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(whole=figures, cuts=st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_any_split_of_figures_over_units_rolls_up_to_the_whole(whole, cuts):
    """However figures are dealt out over units, the roll-up gives them back, exactly."""
    rest = [
        Decimal(value) / (Decimal(10) ** 20 if cell == "proactive.fees.amount" else 1)
        for cell, value in zip(CELLS, whole, strict=True)
    ]
    parts = []
    for cut in cuts:
        part = [(value * Decimal(cut)).to_integral_value() if value == int(value) else value / 2 for value in rest]
        rest = [value - taken for value, taken in zip(rest, part, strict=True)]
        parts.append(part)
    parts.append(rest)
    units = [Unit(f"u{number}", f"单位{number}", "部门") for number in range(len(parts))]
    returns = tuple(UnitReturn(unit, UnitState.IN, values=tuple(part)) for unit, part in zip(units, parts, strict=True))
    rollup = roll_up(Units(2023, FORM, rollup_policy(DISCLOSURE), UnitList("units.yaml", tuple(units)), returns))
    for cell, part in zip(CELLS, zip(*parts, strict=True), strict=True):
        is_of_documents = rollup.cells[cell].unlisted
        assert rollup.cells[cell].so_far == sum(part)
        assert rollup.cells[cell].total == (None if is_of_documents else rollup.cells[cell].so_far)
        assert tuple(rollup.cells[cell].units.values()) == part
    sums = [rollup.cells[cell].so_far for cell in CELLS if cell != "proactive.fees.amount"]
    assert sums == [value for cell, value in zip(CELLS, whole, strict=True) if cell != "proactive.fees.amount"]
