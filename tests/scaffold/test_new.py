"""From an empty folder to a checked report: a workspace, an agency, a year, the next year."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.forms.kind import load_kind
from report_helpers.narrative.render import render_all
from report_helpers.notebook.annual_report import load
from report_helpers.scaffold.agencies import new_agency
from report_helpers.scaffold.workspaces import new_workspace
from report_helpers.scaffold.years import new_year, skeleton_text
from report_helpers.sources.table_csv import write_table
from report_helpers.sources.workspace import find_workspace
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.importing import blanked
from report_helpers.workbook.reading import read_workbook
from report_helpers.workbook.writing import workbook_bytes
from tests.conftest import ROOT, SHIPPED, run_report

SAID = {"name": "鹿江市水务局", "short": "本局", "level": "city", "type": "department", "parent": "鹿江市人民政府"}
OPTIONS = [part for name, value in SAID.items() for part in (f"--{name}", value)]


@pytest.fixture
def office(tmp_path):
    """A new workspace with one agency."""
    new_workspace(tmp_path / "office", 2025)
    place = find_workspace(tmp_path / "office")
    new_agency(place, "lujiang", SAID)
    return place


def tree(folder):
    """Return every file below a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fill(place, year, **figures):
    """Write a figure into every blank cell of a year: that of its row in *figures*, or 0."""
    report = place.report("lujiang", year)
    form, typed = place.settings(report).form, place.typed_tables(report)
    for table, facts in typed.items():
        shown = {name: fact.printed or figures.get(name.split(".")[1], "0") for name, fact in facts.items()}
        path = place.root / report.data_path / f"{table}.csv"
        path.write_text(write_table(form, form.table(table), shown), encoding="utf-8")


@pytest.mark.long
def test_an_empty_folder_becomes_a_report_by_three_commands(tmp_path):
    """`new workspace`, `new agency` and `new year` give what `check` reads and finds unfinished."""
    made = run_report("new", "workspace", "office", "--year", "2025", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    office = tmp_path / "office"
    for arguments in (("new", "agency", "lujiang", *OPTIONS), ("new", "year", "2025")):
        finished = run_report(*arguments, cwd=office)
        assert finished.returncode == 0, finished.stderr
        assert "下一步：report " in finished.stdout
    assert "report check lujiang@2025" in finished.stdout
    checked = run_report("check", "@2025", cwd=office)
    assert checked.returncode == 1
    assert "P-6" in checked.stdout
    assert "F-1" in checked.stdout
    assert "司法" not in "".join(content.decode() for content in tree(office).values())
    assert "陕州" not in "".join(content.decode() for content in tree(office).values())


def test_in_a_terminal_an_answer_that_may_not_stand_is_asked_for_again(tmp_path):
    """A level that is none is asked for at once, not after the last question; its meaning does for the code."""
    new_workspace(tmp_path / "office", 2025)
    keyboard, terminal = pty.openpty()
    os.write(keyboard, "鹿江市水务局\n本局\n市\n市级\ndepartment\n\n".encode())
    command = [str(Path(sys.executable).with_name("report")), "new", "agency", "lujiang"]
    how = {"stdin": terminal, "capture_output": True, "encoding": "utf-8", "timeout": 60}
    asked = subprocess.run(command, check=True, cwd=tmp_path / "office", **how)
    assert "“市”不在其中，请输入 state、province、city" in asked.stdout
    said = yaml.safe_load((tmp_path / "office/data/lujiang/agency.yaml").read_text(encoding="utf-8"))
    assert (said["level"], said["type"], said["parent"]) == ("city", "department", "")


def test_the_wheel_and_what_git_has_may_be_there(tmp_path):
    """A workspace is begun beside the wheel, its lock and git's own files, which are left as they are."""
    kept = {
        name: name.encode() for name in ("report_helpers-9-py3-none-any.whl", "requirements.lock", ".gitattributes")
    }
    for name, content in kept.items():
        (tmp_path / name).write_bytes(content)
    new_workspace(tmp_path, 2025)
    assert {name: (tmp_path / name).read_bytes() for name in kept} == kept
    new_workspace(tmp_path / "other", 2025)
    assert (tmp_path / "other/requirements.lock").read_bytes() == (ROOT / "requirements.lock").read_bytes()


def test_what_a_workspace_holds_is_what_its_tools_read(office):
    """CI files and parameters are valid YAML, make lists its targets, ledgers and filled workbooks stay out of git."""
    for shown in (".github/workflows/reports.yml", ".gitlab-ci.yml", "params/2025.yaml"):
        assert yaml.safe_load((office.root / shown).read_text(encoding="utf-8"))
    helped = subprocess.run(["make", "help"], cwd=office.root, capture_output=True, text=True, check=True).stdout
    assert "make new-year" in helped
    subprocess.run(["git", "init", "-q"], cwd=office.root, check=True)
    new_year(office, 2025, ["lujiang"])
    for name in ("ledger.csv", "disputes_ledger.xlsx", "lujiang-2025-填报表.xlsx", "narrative.md"):
        (office.root / "data/lujiang/2025" / name).touch()
    status = ["git", "-c", "core.quotepath=off", "status", "--porcelain", "-uall"]
    shown = subprocess.run(status, cwd=office.root, capture_output=True, text=True, check=True).stdout
    assert "narrative.md" in shown
    assert "ledger" not in shown
    assert "填报表" not in shown
    settings = ".jupyterlab/overrides.json"  # `report lab` writes them where a workspace has none
    assert (office.root / settings).read_bytes() == (ROOT / settings).read_bytes()
    assert settings in shown


def test_the_next_year_begins_with_what_the_last_one_closed_with(office):
    """Last year's closing figures are this year's opening, its named figures wait for a value, the rest is blank."""
    new_year(office, 2025, ["lujiang"])
    fill(office, 2025, carried_out="3", new="3")
    facts = "编号,名称,数值,约数,单位,属于,来源\ntext.posts,公众号信息,120,余,条,,办公室\n"
    facts += "text.talks,培训,6,,场,,正文草稿 a.docx\n"
    (office.root / "data/lujiang/2025/facts.csv").write_text(facts, encoding="utf-8")
    new_year(office, 2026, ["lujiang"])
    folder = office.root / "data/lujiang/2026"
    lines = (folder / "applications.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = {line.split(",")[0]: line.split(",")[2:] for line in lines}
    assert rows["carried_in"][:6] == ["3"] * 6
    assert set(rows["new"]) == {""}
    named = (folder / "facts.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert named == ["text.posts,公众号信息,,,条,,办公室", "text.talks,培训,,,场,,"]  # last year's draft is no source
    assert office.parameters(2026).default_agency == "lujiang"
    report = office.report("lujiang", 2026)
    (office.root / "a.xlsx").write_bytes(workbook_bytes(read_draft(office, report)))  # its named figures still blank
    assert blanked(read_workbook(office, office.root / "a.xlsx")) == ()


def test_what_is_filled_in_and_written_passes(office):
    """With figures in every cell and no 待填 left, the skeleton's own sentences give no finding."""
    new_year(office, 2025, ["lujiang"])
    fill(office, 2025)
    path = office.root / "data/lujiang/2025/narrative.md"
    written = "围绕供水保障和节水管理，按月梳理应公开事项，逐件核对后发布，并安排专人答复群众来电。"
    text = path.read_text(encoding="utf-8")
    lines = [line if "待填" not in line else line.split("待填")[0] + written for line in text.splitlines()]
    path.write_text("\n".join(lines).replace(written, written + "未收取信息处理费。", 1) + "\n", encoding="utf-8")
    result = check(office.load(office.report("lujiang", 2025)))
    assert [finding.message for finding in result.findings if finding.severity == "error"] == []


@pytest.mark.parametrize("version", ["2019", "2021"])
def test_the_skeleton_fits_every_form(office, version):
    """Its headings are the form's, its placeholders are cells of it, and every section without a table is marked."""
    kind = load_kind("disclosure")
    form = kind.form(version)
    text = skeleton_text(kind, form)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [one.heading for one in form.sections]
    year = max(form.years.first, 2020)
    new_year(office, year, ["lujiang"])
    fill(office, year)
    assert len(render_all(office.load(office.report("lujiang", year)))) == len(form.sections)


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("agency", "Lujiang", *OPTIONS), "不是有效的机关代号"),
        (("agency", "lujiang", *OPTIONS), "已有这个机关"),
        (("agency", "other"), "--name、--short、--level、--type、--parent"),
        (
            ("agency", "other", *OPTIONS[:-5], "市级", *OPTIONS[-4:]),
            "--level “市级”：没有这种取值。可以是：层级（state 国务院部门",
        ),
        (("agency", "other", OPTIONS[0], "", *OPTIONS[2:]), "--name “”：不能为空"),
        (("agency", "../out", *OPTIONS), "不是有效的机关代号"),
        (("agency", "nul", *OPTIONS), "不是有效的机关代号"),
        (("agency", "other", *OPTIONS[:1], "鹿江市\n交通局", *OPTIONS[2:]), "不可见的字符（U+000A）"),
        (("year", "2025", "--agency", "nobody"), "没有这个机关的数据"),
        (("year", "25"), "不是有效的年份"),
        (("year", "2010", "--agency", "lujiang"), "没有规定的报告格式"),
        (("year", "2025", "--all", "--agency", "lujiang"), "同时写了两种"),
        (("year", "2024", "--all", "--kind", "nothing"), "没有这个报告种类"),
        (("workspace", "."), "文件夹里已有文件"),
        (("year", "2024", "--agency", "lujiang"), "data/lujiang/2024：不是文件夹"),
        (("workspace", "new", "--year", "2010"), "没有规定的报告格式"),
        (("workspace", "gone"), "不能用作工作区"),
        (("workspace", "README.md"), "不能用作工作区（不是文件夹）"),
    ],
)
def test_bad_input_writes_nothing(office, command, sentence):
    """A slug with capitals, what is there already, an unknown agency or kind: one sentence, exit 2, nothing written."""
    second = {"name": "鹿江市交通局", "short": "本局", "level": "city", "type": "department", "parent": ""}
    new_agency(office, "jiaotong", second)
    (office.root / "data/lujiang/2024").write_text("x", encoding="utf-8")
    (office.root / "gone").symlink_to("nowhere")
    before = tree(office.root)
    finished = run_report("new", *command, cwd=office.root)
    assert finished.returncode == 2
    assert sentence in finished.stderr
    assert tree(office.root) == before


def test_a_year_that_is_there_is_not_written_over(office):
    """Named, it is refused; with --all it is left alone and said, and the others are started."""
    new_year(office, 2025, ["lujiang"])
    new_agency(office, "jiaotong", SAID | {"name": "鹿江市交通局"})
    before = tree(office.root / "data/lujiang")
    refused = run_report("new", "year", "2025", "--agency", "lujiang", "--agency", "jiaotong", cwd=office.root)
    assert (refused.returncode, "data/lujiang/2025：已有这个年度" in refused.stderr) == (2, True)
    assert not (office.root / "data/jiaotong/2025").exists()
    finished = run_report("new", "year", "2025", "--all", cwd=office.root)
    assert (finished.returncode, "没有改动的：lujiang@2025" in finished.stdout) == (0, True)
    assert "report template-all 2025 " in finished.stdout
    assert (office.root / "data/jiaotong/2025/narrative.md").exists()
    assert tree(office.root / "data/lujiang") == before


def test_a_year_whose_tables_came_first_gets_its_text(office):
    """Tables that an import brought in stay as they are; the text is added, once."""
    new_year(office, 2025, ["lujiang"])
    folder = office.root / "data/lujiang/2025"
    fill(office, 2025)
    (folder / "narrative.md").unlink()
    before = tree(folder)
    finished = run_report("new", "year", "2025", "--agency", "lujiang", cwd=office.root)
    assert (finished.returncode, "narrative.md" in finished.stdout) == (0, True)
    assert {name: data for name, data in tree(folder).items() if name != "narrative.md"} == before
    assert "待填" in (folder / "narrative.md").read_text(encoding="utf-8")
    assert run_report("new", "year", "2025", "--agency", "lujiang", cwd=office.root).returncode == 2


def test_a_year_nobody_has_started_names_the_command_that_does(office):
    """`check` and `build` of a year without parameters or data say how it is started."""
    for report in ("@2031", "lujiang@2025"):
        finished = run_report("check", report, cwd=office.root)
        assert finished.returncode == 2
        assert "report new year" in finished.stderr


def test_the_shipped_samples_start_the_present_year(tmp_path):
    """A checkout has the parameters of 2026; `new year` takes last year's published or typed figures."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    place = find_workspace(tmp_path)
    assert SHIPPED.parameters(2026).year == 2026
    new_year(place, 2025, ["suqian"])
    opened = place.typed_tables(place.report("suqian", 2025))["applications"]
    closed = place.typed_tables(place.report("suqian", 2024))["applications"]
    assert opened["applications.carried_in.natural"].value == closed["applications.carried_out.natural"].value


def test_last_years_broken_table_stops_the_new_year(office):
    """Opening figures are never guessed: a table of last year that cannot be read is named, and nothing is started."""
    new_year(office, 2025, ["lujiang"])
    path = office.root / "data/lujiang/2025/applications.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("carried_out", "carried_over"), encoding="utf-8")
    with pytest.raises(InputError, match="applications"):
        new_year(office, 2026, ["lujiang"])
    assert not (office.root / "data/lujiang/2026").exists()
    assert not (office.root / "params/2026.yaml").exists()


def test_all_means_those_that_report_the_kind(tmp_path):
    """`--all` starts the year for the agencies that report this kind: none gets the tables of a statute not its own."""
    for name in ("params", "data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for kind, folder in ((), "data/*/2026"), (("--kind", "enforcement"), "data/*/enforcement/2026"):
        finished = run_report("new", "year", "2026", "--all", *kind, cwd=tmp_path)
        assert finished.returncode == 0, finished.stderr
        started = {path.relative_to(tmp_path).parts[1] for path in tmp_path.glob(folder)}
        own = {"qingyuan", "xihu-gongan", "zhengzhou-chengguan"}
        assert started == (own if kind else {"pingtan", "shanzhou-sifaju", "suqian"})


def test_the_notebooks_run_as_they_are(office):
    """Nobody has to type an agency or a year first: they read the workspace's default agency and its first year."""
    for path in (office.root / "notebooks").glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        said = next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", ()))
        assert 'agency = ""  # 机关代号，data/ 下的文件夹名；留空时为 params 里的默认机关\nyear = 2025 ' in said
        assert "YEAR=2025" in cells[0].source
    new_year(office, 2025, ["lujiang"])
    fill(office, 2025)
    assert load("", 2025, str(office.root)).report.id == office.report("lujiang", 2025)
