"""A form of other words than the shipped ones: its title, numbers of headings, groups with an id, lacking columns."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal

import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.forms.cells import group_labels
from report_helpers.forms.kind import load_kind
from report_helpers.narrative.text import BoundSpan, Passage
from report_helpers.published.model import Row
from report_helpers.published.sections import section_starts
from report_helpers.published.title import is_title, names_of
from report_helpers.scaffold.years import new_year
from report_helpers.sources.workspace import find_workspace
from report_helpers.workbook.formulas import check_formula
from report_helpers.workbook.relations import sheet_relations
from tests.kinds.test_toy_kind import TOY

FORM = "params/kinds/waterworks/forms/county-1.yaml"


@pytest.fixture
def office(tmp_path):
    """A workspace whose default kind is its own, with other words on its form."""
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    path = tmp_path / FORM
    text = path.read_text(encoding="utf-8").replace("{agency}{year}年农田水利工作年报", "{agency}{year}年度水利公报")
    text = text.replace("number: 二, title", 'number: "2", separator: ". ", title')
    path.write_text(text.replace("- label: 渠道", "- id: canals\n            label: 渠道"), encoding="utf-8")
    variant = path.with_name("province-2.yaml")
    variant.write_text(
        variant.read_text(encoding="utf-8").replace("works.main:", "works.canals.main:"), encoding="utf-8"
    )
    for name in (path, path.parents[1] / "charts.yaml"):
        named = name.read_text(encoding="utf-8")
        for row in ("main", "branch"):
            named = named.replace(f"works.{row}.", f"works.canals.{row}.")
        name.write_text(named, encoding="utf-8")
    settings = "default_agency: shuili\ndefault_kind: waterworks\nkinds: {waterworks: {form: county-1}}\n"
    (tmp_path / "params/2024.yaml").write_text(f"year: 2024\n{settings}", encoding="utf-8")
    return tmp_path


def toy_office(folder):
    """Copy the toy statute's office to a folder, with the parameters of both its years."""
    shutil.copytree(TOY, folder, dirs_exist_ok=True)
    for year in (2023, 2024):
        (folder / f"params/{year}.yaml").write_text(f"year: {year}\ndefault_agency: shuili\n", encoding="utf-8")


def change(path, old, new):
    """Write the first *old* of a file as *new*."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_refused(folder, sentence):
    """The office's report is refused with a sentence."""
    place = find_workspace(folder)
    with pytest.raises(InputError, match=re.escape(sentence)):
        check(place.load(place.report("shuili", 2024, "waterworks")))


def test_a_year_is_started_with_the_offices_own_default_kind_and_form(office):
    """The parameters of the new year name both; 待填 is an error in a kind that has no rule of it."""
    place = find_workspace(office)
    started = new_year(place, 2025, ["shuili"])
    assert "data/shuili/2025/works.csv" in started.files
    text = (office / "params/2025.yaml").read_text(encoding="utf-8")
    assert "default_kind: waterworks\n" in text
    assert text.endswith('kinds:\n  waterworks:\n    form: "county-1"\n')
    assert check(place.load(place.report("shuili", 2025))).rules["O-3"] == "fail"


def test_the_sum_of_a_group_is_called_by_its_label(office):
    """A group with an id and no number is 渠道合计; one with numbers keeps them (三（三）合计)."""
    labels = group_labels(load_kind("waterworks", office).form("county-1"))
    assert labels["works.canals.length"] == "渠道合计 长度（千米）"
    shipped = group_labels(load_kind("disclosure").form("2021"))
    assert shipped["applications.refused.total"] == "三（三）合计 总计"


def test_a_published_page_is_known_by_the_forms_own_title_and_headings(office):
    """Title and headings as the form prints them are found, whatever the kind's name and the numbers are."""
    kind = load_kind("waterworks", office)
    assert names_of(kind) == ("农田水利工作年报", "水利公报")
    assert is_title("示例县水利局2024年度水利公报", names_of(kind))
    rows = [Row((text,), "") for text in ("一、基本情况", "2. 工程情况", "三、资金情况")]
    assert list(section_starts(kind.form("county-1"), rows, {})) == ["summary", "works", "funds"]


def test_a_negative_figure_is_a_figure_behind_any_word():
    """比上年增减-9吨 prints the fact −9, sign and all; a dash typed before a fact stays a typed one."""
    text = "比上年增减-9吨。"
    (own,) = Passage("s", "", 1, text, is_heading=False, bound=(BoundSpan(5, 8, "use.change", ""),)).mentions
    assert (own.fact, own.numeral.value) == ("use.change", Decimal(-9))
    (typed,) = Passage("s", "", 1, text, is_heading=False, bound=(BoundSpan(6, 8, "use.change", ""),)).mentions
    assert typed.fact == ""


def test_a_rule_about_a_column_the_form_lacks_has_no_place_in_a_workbook(tmp_path):
    """A province's licences without 申请数量 give a workbook; the rule that compares it is left out there."""
    forms = tmp_path / "params/kinds/enforcement/forms"
    forms.mkdir(parents=True)
    variant = (
        "variant_of: zj-2024\nversion: gx\nnotice: 某字〔2024〕1号\nyears: {first: 2024}\ndrop: [licences.applied]\n"
    )
    (forms / "gx.yaml").write_text(variant, encoding="utf-8")
    kind = load_kind("enforcement", tmp_path)
    rules = {relation.rule.id for relation in sheet_relations(kind, kind.form("gx"))}
    assert ("EL-1" in rules, "EL-2" in rules) == (False, True)


def test_a_check_in_a_workbook_compares_decimals():
    """0.1＋0.2 is 0.3 there, and a difference is shown with its decimals."""
    formula = check_formula([(1, (0, 0))], [(1, (1, 0))], is_equation=True)
    gap = "ROUND(SUM(A1)-(SUM(A2)),6)"
    assert formula == f'=IF(COUNTBLANK(A1:A2)>0,"",IF({gap}=0,"相符","差"&IF({gap}>0,"+","")&{gap}))'


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("rules.yaml", "差 {difference}", "差 {difference.real}", "大括号里只能是字段名"),
        ("rules.yaml", 'clause: "{notice}"', 'clause: "{law}"', "大括号里只能是 {notice}"),
        ("rules.yaml", "id: W-6", 'id: "W 6"', "应为编号"),
        ("rules.yaml", "id: W-1, title", "procedure: no_orphans, id: W-1, title", "在 rules.yaml 里已有核验方法"),
        (
            "rules.yaml",
            "procedure: no_jump,",
            "procedure: no_jump, comparison: {left: [a], right: [b]},",
            "有两种核验方法",
        ),
        ("kind.yaml", "notebook:", "period: {first: 06-30, last: 01-31}\nnotebook:", "早于第一天"),
        ("readings.yaml", "before: 投资", 'before: 投资, other: "["', "不是有效的正则表达式"),
        ("forms/county-1.yaml", "right: [works.main.*", "right: [], x: [works.main.*", "至少要有一项"),
        ("forms/county-1.yaml", "title: 资金情况", 'title: "资金\\n情况"', "不能换行"),
        ("forms/county-1.yaml", "number: 三, title: 资金情况", "number: 二, title: 工程情况", "编号重复"),
        ("forms/county-1.yaml", "id: pipe, label: 管道", 'id: pipe, label: "管\\n道"', "不能换行"),
        ("forms/county-1.yaml", "version: county-1", "version: ../county-1", "应为版本"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused_with_its_place(tmp_path, name, old, new, sentence):
    """What would end in a program error, or would silently not be compared, is refused when the kind is read."""
    toy_office(tmp_path)
    change(tmp_path / "params/kinds/waterworks" / name, old, new)
    assert_refused(tmp_path, sentence)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [("{cell}：{what}", "{law}：{what}", "没有这个字段"), ("parameters: {ratio: 5, floor: 20}, ", "", "缺少 ratio")],
)
def test_a_field_or_number_that_a_procedure_lacks_is_told(tmp_path, old, new, sentence):
    """A sentence with a field its procedure does not give, or a procedure without its number, is no program error."""
    toy_office(tmp_path)
    rules = tmp_path / "params/kinds/waterworks/rules.yaml"
    change(rules, "{cell}：空白，没有人填报{why}", "{cell}：{what}")
    change(rules, old, new)
    table = tmp_path / "data/shuili/waterworks/2024/funds.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("50", ""), encoding="utf-8")
    assert_refused(tmp_path, sentence)
