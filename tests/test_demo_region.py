"""The synthetic region of `make demo-region`: clean but for what is planted, the same bytes for the same seed."""

from __future__ import annotations

import csv

import cn2an
import pytest
from benchmarks.demo_region.__main__ import main
from benchmarks.demo_region.planting import PLANTS, make_unit, planted
from benchmarks.demo_region.region import in_words, make_region
from benchmarks.demo_region.second_kind import KIND, RULE

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.sources.workspace import Workspace

YEAR = 2024

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def region(tmp_path_factory):
    """A region of eight units, and the rule planted in each unit that has one."""
    folder = tmp_path_factory.mktemp("region") / "demo"
    make_region(folder, 8, YEAR, "1")
    return Workspace(folder), rules_of(folder)


def rules_of(folder):
    """Return the planted rule by unit."""
    with (folder / "planted.csv").open(encoding="utf-8", newline="") as file:
        return {row["单位"]: row["规则"] for row in csv.DictReader(file)}


def alarms(outcome):
    """Return the rules that give an error or a warning."""
    return {finding.rule for finding in outcome.findings if finding.severity != "note"}


def files_of(folder):
    """Return every file's bytes by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_clean_units_pass_and_planted_ones_do_not(region):
    """A unit without a fault passes this year and last; one with a fault breaks that rule alone."""
    workspace, rules = region
    agencies = workspace.agencies(YEAR)
    assert len(agencies) == 8
    assert RULE in rules.values()
    assert len(rules) == 2
    for agency in agencies:
        outcome = check(workspace.load(ReportId(agency, YEAR)))
        assert alarms(outcome) == ({rules[agency]} if agency in rules else set()), agency
        assert (outcome.verdict == "pass") == (agency not in rules)
        assert check(workspace.load(ReportId(agency, YEAR - 1))).verdict == "pass"


def test_the_difference_between_two_kinds_is_named_in_both_reports(region):
    """One department has enforcement statistics too; its penalties differ, which each of its reports says."""
    workspace, rules = region
    (agency,) = (unit for unit, rule in rules.items() if rule == RULE)
    assert workspace.agencies(YEAR, KIND) == (agency,)
    for kind in ("", KIND):
        outcome = check(workspace.load(ReportId(agency, YEAR, kind)))
        assert alarms(outcome) == {RULE}
        assert (outcome.rules["ED-1"], outcome.rules[RULE]) == ("pass", "fail")


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.rule)
def test_every_kind_of_fault_breaks_its_rule_alone(tmp_path, monkeypatch, plant):
    """Whatever unit it is planted in, the smallest too, a fault is found by its rule and no other.

    Where the text lists the parts of a total that is wrong, it is found there too.
    """
    monkeypatch.setattr("benchmarks.demo_region.region.planted", lambda units, _: dict.fromkeys(range(units), plant))
    make_region(tmp_path / "demo", 5, YEAR, "3")
    workspace = Workspace(tmp_path / "demo")
    assert set(rules_of(workspace.root).values()) == {plant.rule}
    for agency in ("shili-ju-0001", "shili-zhen-0001"):
        found = alarms(check(workspace.load(ReportId(agency, YEAR))))
        assert found - ({"X-11"} if plant.rule == "T3-2" else set()) == {plant.rule}, agency


def test_about_one_unit_in_twenty_has_a_fault():
    """Faults are few, never none, and take turns through all kinds."""
    assert [len(planted(units, "1")) for units in (1, 8, 60, 7000)] == [1, 1, 3, 350]
    assert {plant.rule for plant in planted(160, "1").values()} == {plant.rule for plant in PLANTS}


def test_units_are_numbered_in_words():
    """A unit's number is written out as cn2an, which the region does without, writes it."""
    assert [in_words(number) for number in range(1, 20_001)] == [cn2an.an2cn(number) for number in range(1, 20_001)]


def test_the_same_seed_gives_the_same_bytes(region, tmp_path):
    """Files depend on units, year and seed alone; a region written over another keeps nothing of it."""
    workspace, _ = region
    folder = tmp_path / "demo"
    make_region(folder, 11, YEAR + 1, "2")
    (folder / "reports").mkdir()
    (folder / "reports" / "stale.html").write_text("", encoding="utf-8")
    assert files_of(folder) != files_of(workspace.root)
    make_region(folder, 8, YEAR, "1")
    assert files_of(folder) == files_of(workspace.root)
    assert not (folder / "reports").exists()


def test_everything_is_marked_as_synthetic(region):
    """Every agency and every narrative says that it is made up."""
    workspace, _ = region
    narratives = ("data/*/*/narrative.md", "data/*/*/*/narrative.md")
    for pattern in ("data/*/agency.yaml", "data/*/units.yaml", *narratives, "params/*.yaml"):
        files = list(workspace.root.glob(pattern))
        assert files
        assert all("（合成数据）" in path.read_text(encoding="utf-8") for path in files)
    assert len(list(workspace.root.glob("data/*/*/narrative.md"))) == 16


def test_a_unit_does_not_depend_on_how_many_there_are():
    """A unit's figures and text follow from the seed and its id."""
    who = ("shili-ju-0001", "示例市第一局", "本局", "部门")
    assert make_unit(who, "1", None) == make_unit(who, "1", None)
    assert make_unit(who, "1", None) != make_unit(who, "2", None)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["0"], "UNITS“0”"),
        (["很多"], "请写 1 到 20000 的整数，如 UNITS=60"),
        (["-3"], "不是有效的单位数"),
        (["20001"], "不是有效的单位数"),
        (["8", "2021"], "年份太早"),
        (["8", "明年"], "不是有效的年份"),
        (["8", "2024", "x"], "不是有效的随机种子"),
    ],
)
def test_a_wrong_value_is_a_sentence(tmp_path, capsys, given, words):
    """UNITS=0, a word or a year too early: one sentence in Chinese, exit 2, nothing written."""
    folder = tmp_path / "demo"
    assert main([*given, *[""] * (3 - len(given)), str(folder)]) == 2
    assert words in capsys.readouterr().err
    assert not folder.exists()


def test_a_folder_of_ones_own_is_left_alone(tmp_path, capsys):
    """A folder that is no synthetic region is not touched."""
    (tmp_path / "agency.yaml").write_text("name: 真实机关", encoding="utf-8")
    assert main(["8", "", "", str(tmp_path)]) == 2
    assert "这里已有别的文件，不是合成的地区" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["agency.yaml"]
