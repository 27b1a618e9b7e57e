"""A statute of a workspace's own, made up here, goes through every command without a line of it in the engine."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.forms.kind import load_kind
from tests.conftest import copy_workspace, run_report
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing

if TYPE_CHECKING:
    from report_helpers.sources.workspace import Workspace

TOY = Path(__file__).parent / "toy"
REPORT = "waterworks/suqian@2024"
ID = ReportId("suqian", 2024, "waterworks")


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A workspace with the shipped kind and the toy kind, in git, with three signers."""
    root = tmp_path_factory.mktemp("toy")
    copy_workspace(root)
    shutil.copytree(TOY, root, dirs_exist_ok=True)
    set_up_signing(root)
    return root


def done(root, *arguments, code=0):
    """Run the command, which must end with *code*; return what it printed."""
    finished = run_report(*arguments, cwd=root)
    assert finished.returncode == code, finished.stdout + finished.stderr
    return finished.stdout


def test_the_toy_kind_is_read_as_it_is_written():
    """Its cells have ids, kinds and units of their own; its index figures and deadlines come from kind.yaml."""
    kind = load_kind("waterworks", TOY)
    cells = form_cells(kind.form("county-1"))
    assert len(cells) == 15
    assert (cells["works.main.length"].kind, cells["works.main.cost"].unit) == ("decimal", "万元")
    assert cells["works.main.cost"].label == "干渠 投资（单位：万元）"
    assert kind.deadlines(2024)["unit"].isoformat() == "2025-02-15"
    assert [figure.label for figure in kind.settings.index.figures] == ["工程投资", "工程处数"]


def test_a_variant_names_only_what_differs():
    """The province's form lacks the pipes, calls the main canals otherwise, and its sum has no dropped term."""
    kind = load_kind("waterworks", TOY)
    form = kind.form("province-2")
    cells = form_cells(form)
    assert len(cells) == 12
    assert cells["works.main.cost"].row_label == "主干渠"
    (sums, *_) = form.identities
    assert sums.right == ("works.main.*", "works.branch.*")
    assert [one.version for one in kind.forms_of(2022)] == ["county-1", "province-2"]


@pytest.mark.long
def test_both_kinds_of_one_agency_are_built_at_once_and_do_not_touch_each_other(office):
    """One batch builds the disclosure report and the toy report of an agency; each has its folder and its index."""
    done(office, "build-all", "2024", "--agency", "suqian")
    toy, shipped = office / "reports/waterworks/2024/suqian", office / "reports/2024/suqian"
    for folder, title in ((toy, "农田水利工作年报"), (shipped, "政府信息公开工作年度报告")):
        assert title in (folder / "report.html").read_text(encoding="utf-8")
        assert {"report.pdf", "report.docx", "review.html", "checks.json"} <= {path.name for path in folder.iterdir()}
        assert title in (folder.parent / "index.html").read_text(encoding="utf-8")
    facts = json.loads((toy / "data/report.json").read_text(encoding="utf-8"))["facts"]
    assert {fact["id"]: fact["value"] for fact in facts}["works.main.length"] == "12.5"
    assert "没有变化 2 份" in done(office, "build-all", "2024", "--agency", "suqian")


def test_a_cross_table_identity_that_fails_is_an_error(office, tmp_path):
    """Works and funds must agree: where they do not, the draft names both tables' cell, and the command ends with 1."""
    root = tmp_path / "copy"
    shutil.copytree(office, root, ignore=shutil.ignore_patterns("reports", ".git"))
    path = root / "data/suqian/waterworks/2024/funds.csv"
    path.write_text(
        path.read_text().replace("central,中央,40", "central,中央,41").replace("all,合计,60", "all,合计,61")
    )
    said = done(root, "check", REPORT, code=1)
    assert "W-3 〔勾稽〕合计 投资（单位：万元）：填报 60，资金合计 61，差 −1" in said
    assert "W-2" not in said


@pytest.mark.long
def test_status_explain_rules_and_diff_know_the_kind(office):
    """The commands that show something take the toy report's id."""
    done(office, "build", REPORT)
    assert "waterworks/suqian@2024" in done(office, "status", "2024", code=1)
    said = done(office, "explain", f"{REPORT}/works.all.cost")
    assert "60万元" in said
    assert "W-3 工程投资等于资金合计" in said
    assert "W-10" in done(office, "rules", "--kind", "waterworks")
    done(office, "build", "waterworks/shuili-a@2024")
    assert "都相同" in done(office, "diff", REPORT, REPORT)
    done(office, "diff", REPORT, "waterworks/shuili-a@2024", code=1)


@pytest.mark.long
def test_a_workbook_goes_out_and_comes_back(office):
    """A filled workbook of the toy kind is imported: decimals and money as typed, the sum as the form adds it."""
    done(office, "template", "waterworks/shuili-b@2024", "--output", "b.xlsx")
    book = openpyxl.load_workbook(office / "b.xlsx")
    sheet = book["表二"]
    place = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value) == "2.5")
    sheet[place.coordinate] = 4.25
    book.save(office / "b.xlsx")
    done(office, "import", "b.xlsx", "--yes")
    text = (office / "data/shuili-b/waterworks/2024/works.csv").read_text(encoding="utf-8")
    assert "main,干渠,1,4.25,5" in text
    assert "all,合计,3,14.25,12.5" in text
    subprocess.run(["git", "checkout", "-q", "data"], cwd=office, check=True)


def test_a_draft_is_split_by_the_kinds_own_headings(office):
    """A draft under the toy's headings comes in, and the figure that its reading explains is bound."""
    lines = (
        "1. 基本情况",
        "2024年完成投资12.5万元，培训3场。",
        "2. 工程情况",
        "按类别列表如下。",
        "3. 资金情况",
        "资金见表。",
    )
    (office / "draft.txt").write_text("\n".join(lines), encoding="utf-8")
    said = done(office, "import-text", "draft.txt", "waterworks/shuili-b@2024", "--yes", code=1)
    assert "改为　{{ year }}年完成投资{{ works.all.cost }}，培训3场。" in said
    text = (office / "data/shuili-b/waterworks/2024/narrative.md").read_text(encoding="utf-8")
    assert text.startswith("## 一、基本情况\n\n{{ year }}年完成投资")
    subprocess.run(["git", "checkout", "-q", "data"], cwd=office, check=True)


@pytest.mark.long
def test_a_parent_is_the_sum_of_its_units(office):
    """The roll-up adds the toy's units, decimals included, and finds the parent's tables equal to the sums."""
    assert "一致" in done(office, "rollup", "waterworks/shuili@2024")
    assert "27.5" not in done(office, "rollup", "waterworks/shuili@2024", "--explain", "works.all.length")


@pytest.mark.long
def test_the_toy_report_is_signed_published_and_verified(office):
    """Three signatures, a release in a folder of its kind, and a rebuild that gives the same bytes."""
    done(office, "build", REPORT)
    for stage, name in PEOPLE.items():
        done(office, "sign", REPORT, "--stage", stage, "--by", name, "--key", str(key_of(office, name)))
    commit(office)
    done(office, "publish", REPORT)
    assert (office / "releases/waterworks/2024/suqian/public/report.html").exists()
    commit(office)
    done(office, "verify", "releases/waterworks/2024/suqian")


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("kind.yaml", "name:", "nam:", "params/kinds/waterworks/kind.yaml"),
        ("rules.yaml", "id: W-2,", "id: W-1,", "规则编号重复"),
        ("rules.yaml", "id: W-3,", "id: W-30,", "勾稽关系没有对应的规则"),
        ("rules.yaml", "procedure: no_jump", "procedure: no_jumps", "没有这种核验方法"),
        ("rules.yaml", "rollup.cases_are_the_sum_of_the_units", "rollup.cases_add_up", "没有这种核验方法"),
        ("readings.yaml", "before: 投资", 'before: "("', "不是有效的正则表达式"),
        ("forms/province-2.yaml", "drop: [works.pipe]", "drop: [works.pipes]", "原格式里没有这一部分"),
        ("forms/province-2.yaml", "variant_of: county-1", "variant_of: county-9", "没有这个格式"),
        ("charts.yaml", "charts:", "chart:", "params/kinds/waterworks/charts.yaml"),
    ],
)
def test_a_wrong_file_of_a_kind_is_refused_with_its_place(tmp_path, name, old, new, sentence):
    """What a workspace writes wrong in a kind is an input error that names the file and what to do."""
    root = tmp_path / "office"
    copy_workspace(root)
    shutil.copytree(TOY, root, dirs_exist_ok=True)
    path = root / "params/kinds/waterworks" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    finished = run_report("check", REPORT, cwd=root)
    if name == "charts.yaml":
        finished = run_report("build", REPORT, cwd=root)
    assert finished.returncode == 2, finished.stderr
    assert sentence in finished.stderr
    assert "Traceback" not in finished.stderr


def test_an_unknown_file_in_a_kind_is_refused(tmp_path):
    """A misspelt file name would be overlooked in silence; it is refused instead."""
    shutil.copytree(TOY, tmp_path, dirs_exist_ok=True)
    (tmp_path / "params/kinds/waterworks/rule.yaml").write_text("rules: []\n", encoding="utf-8")
    with pytest.raises(InputError, match="没有这种文件"):
        load_kind("waterworks", tmp_path)


@pytest.mark.long
def test_a_workspace_adds_a_rule_to_a_shipped_kind(workspace: Workspace):
    """params/kinds/disclosure/rules.yaml adds rules; they run beside the shipped ones."""
    folder = workspace.root / "params/kinds/disclosure"
    folder.mkdir(parents=True)
    rule = (
        "rules:\n  - {id: O-9, title: 许可不为零, tag: 本单位, severity: warning, clause: 本单位规定,\n"
        "     comparison: {relation: le, left: [applications.new.total], right: [applications.carried_in.total]},\n"
        '     message: "{cell}：填报 {left}，多于 {right}", fix: 请核对}\n'
    )
    (folder / "rules.yaml").write_text(rule, encoding="utf-8")
    said = done(workspace.root, "check", "suqian@2024")
    assert "O-9 〔本单位〕" in said


def test_the_default_kind_need_not_be_named(workspace: Workspace):
    """`disclosure/suqian@2024` is `suqian@2024`; a year whose default is another kind names it the other way round."""
    assert str(workspace.report("suqian", 2024, "disclosure")) == "suqian@2024"
    shutil.copytree(TOY, workspace.root, dirs_exist_ok=True)
    path = workspace.root / "params/2024.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("default_kind: disclosure", "default_kind: waterworks"))
    assert str(workspace.report("suqian", 2024, "waterworks")) == "suqian@2024"
    assert str(workspace.report("suqian", 2024, "disclosure")) == "disclosure/suqian@2024"
    assert ID.data_path == "data/suqian/waterworks/2024"
