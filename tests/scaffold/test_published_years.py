"""Last year as it was published: from a page to tables, text and their source in the workspace."""

from __future__ import annotations

import hashlib
import re

import pytest
import yaml
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged, web
from benchmarks.published.tables import sample

from report_helpers.checks.checking import check
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.clock import today
from report_helpers.narrative.render import render_all
from report_helpers.published.same_report import is_same_name
from tests.conftest import run_report

BEFORE, NEXT = ReportId("suqian", 2023), ReportId("suqian", 2024)
REPORT = next(report for report in sources() if report.id == BEFORE)
FOLDER = "data/suqian/2023"
BY = ("--into", "suqian@2023", "--by", "张三", "--yes")


@pytest.fixture
def place(workspace):
    """A workspace without 宿迁 2023, but for the page on which it was published."""
    (workspace.root / "2023.html").write_bytes(merged(sample(REPORT))[1])
    for path in (workspace.root / FOLDER).iterdir():
        path.unlink()
    (workspace.root / FOLDER).rmdir()
    return workspace


def bring_in(place, *options, file="2023.html"):
    """Run the command in a workspace."""
    return run_report("import-published", file, *options, cwd=place.root)


def tree(place):
    """Return every file of a workspace's data and parameters with its bytes."""
    found = (path for part in ("data", "params") for path in (place.root / part).rglob("*") if path.is_file())
    return {path.relative_to(place.root).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("absent", ["", "params/2023.yaml"])
def test_a_report_of_another_kind_is_refused(place, absent):
    """A page without a cell of the kind it is brought in for becomes no year of that kind, begun or not: exit 2."""
    if absent:
        (place.root / absent).unlink()
    before = tree(place)
    done = bring_in(place, "--into", "enforcement/suqian@2023", *BY[2:])
    assert (done.returncode, tree(place) == before) == (2, True), done.stdout
    assert "“行政执法统计年报”的表一格也没有读到。请核对是不是这一种报告" in done.stderr


def test_a_published_page_becomes_last_year(place):
    """Figures, text and source are the page's; the next year's chain runs over them and names where they come from."""
    done = bring_in(place, *BY)
    assert done.returncode == 0, done.stderr
    assert "读到 200 格" in done.stdout
    report = place.load(NEXT)
    assert {key: fact.value for key, fact in report.previous.facts.items()} == {f.id: f.value for f in REPORT.cells()}
    outcome = check(report)
    assert (outcome.verdict, outcome.rules["Y-1"], outcome.rules["Y-2"]) == ("pass", "pass", "pass")
    words = f"外部公布件（2023.html，{today()} 由张三导入）"
    assert outcome.last_year == f"2023 年的数据出自{words}"
    assert words in run_report("status", str(BEFORE), cwd=place.root).stdout
    said = yaml.safe_load((place.root / FOLDER / "source.yaml").read_text(encoding="utf-8"))
    assert said["sha256"] == hashlib.sha256((place.root / "2023.html").read_bytes()).hexdigest()
    texts = [section.blocks[0].text() for section in render_all(place.load(BEFORE)) if section.blocks]
    assert texts[0].startswith("本机关依照条例编制本报告。统计期限为2023年1月1日")


def test_a_figure_changed_by_hand_is_found(place):
    """A figure read on the page and changed afterwards is a finding of both years; what was not read may be added."""
    bring_in(place, *BY)
    table, read = (place.root / FOLDER / name for name in ("disputes.csv", "provenance.csv"))
    figures, origins = table.read_text(encoding="utf-8"), read.read_text(encoding="utf-8")
    assert check(place.load(NEXT)).rules["O-4"] == "pass"
    table.write_text(re.sub(r"[0-9]+(?=\n)", "987654", figures), encoding="utf-8")
    for year in (BEFORE, NEXT):
        done = run_report("check", str(year), cwd=place.root)
        assert "现在是 987654，导入时在2023.html读到的是" in done.stdout, done.stderr
    read.write_text(
        re.sub(r"^(disputes[^,]*,[^,]*,)[^,]*,[^,]*,", r"\1读不准,,", origins, flags=re.MULTILINE), encoding="utf-8"
    )
    assert check(place.load(NEXT)).rules["O-4"] == "pass"
    for wrong, sentence in ((origins.replace("数值", "数", 1), "表头"), (origins + "x\n", "不是 9 列")):
        read.write_text(wrong, encoding="utf-8")
        refused = run_report("check", str(NEXT), cwd=place.root)
        assert (refused.returncode, "provenance.csv" in refused.stderr, sentence in refused.stderr) == (2, True, True)
    read.unlink()
    assert check(place.load(NEXT)).rules["O-4"] == "not_verifiable"


def test_a_page_without_text_serves_too(place):
    """Nothing but tables: no narrative.md is written, and the chain holds."""
    page = re.sub(r"<p>(?!宿迁)(?![一二三四五六]、).*?</p>", "", (place.root / "2023.html").read_text(encoding="utf-8"))
    (place.root / "2023.html").write_text(page, encoding="utf-8")
    done = bring_in(place, *BY)
    assert (done.returncode, "不写 narrative.md" in done.stdout) == (0, True), done.stderr
    assert not (place.root / FOLDER / "narrative.md").exists()
    assert check(place.load(NEXT)).rules["Y-1"] == "pass"


def test_a_year_without_parameters_gets_them(place):
    """The year before the workspace's first one begins with the parameters of that, but for its own year."""
    (place.root / "params/2023.yaml").unlink()
    done = bring_in(place, *BY)
    assert (done.returncode, "新建 params/2023.yaml" in done.stdout) == (0, True), done.stderr
    assert place.parameters(2023).year == 2023
    assert place.load(NEXT).previous.imported is not None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--into", "pingtan@2023", "--by", "张三", "--yes"),
            "不是平潭综合实验区（pingtan）的",
        ),
        (
            ("--into", "suqian@2024", "--by", "张三", "--yes"),
            "不是 2024 年的。请改为 suqian@2023",
        ),
        (("--into", "suqian@2023", "--yes"), "没有写明由谁导入。请写 --by 姓名"),
        (("--into", "suqian@2023", "--by", "张", "--yes"), "--by“张”：姓名没有写全。请写 --by 姓名"),
        (("--into", "suqian@2023", "--by", "张三", "--output", "new"), "不能同时写 --output"),
        (("--into", "nobody@2023", "--by", "张三", "--yes"), "没有这个机关的数据"),
        (("--yes",), "只能与 --into 同用"),
        (("--into", "suqian@2023", "--by", "张三"), ""),
    ],
)
def test_what_does_not_belong_there_is_refused(place, options, said):
    """Another agency or year, nobody's name, two targets, no consent: one sentence, exit 2, nothing written."""
    before = tree(place)
    done = bring_in(place, *options)
    assert (done.returncode, said in done.stderr, "Traceback" in done.stderr) == (2, True, False), done.stderr
    assert tree(place) == before


def test_tables_of_another_form_are_refused(place):
    """2019's tables under a title of 2023: the sentence says which line of the parameters would allow them."""
    old = next(report for report in sources() if report.id == ReportId("pingtan", 2019))
    page = web(sample(old)).replace("2019年政府", "2023年政府").replace("平潭综合实验区", "宿迁市")
    (place.root / "old.html").write_text(page, encoding="utf-8")
    done = bring_in(place, *BY, file="old.html")
    assert (done.returncode, "form: 2019" in done.stderr) == (2, True), done.stderr


@pytest.mark.long
def test_what_is_on_file_changes_only_as_shown(workspace):
    """Each cell old → new; figures that would become blank need --blank; a published year stays the office's own."""
    changed = sample(REPORT).with_figures(lambda c, t: ("7", "7") if c == "applications.new.natural" else (t, t))
    path = workspace.root / "2023.html"
    path.write_text(web(changed), encoding="utf-8")
    done = bring_in(workspace, *BY)
    old = REPORT.get("applications.new.natural")
    assert (done.returncode, f"{old.label}（{old.id}）：{old.printed} → 7" in done.stdout) == (0, True), done.stderr
    blank = sample(REPORT).with_figures(lambda c, t: ("", "") if c == "applications.new.natural" else (t, t))
    path.write_text(web(blank), encoding="utf-8")
    before = tree(workspace)
    done = bring_in(workspace, *BY)
    assert (done.returncode, "确要改为空白的加 --blank" in done.stderr, tree(workspace) == before) == (2, True, True)
    assert bring_in(workspace, *BY, "--blank").returncode == 0
    (workspace.root / "releases/2023/suqian").mkdir(parents=True)
    done = bring_in(workspace, *BY)
    assert (done.returncode, "已由本机关公布" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("printed", "own", "is_same"),
    [
        ("宿迁市", "宿迁市人民政府", True),
        ("陕州区司法局", "三门峡市陕州区司法局", True),
        ("三门峡市陕州区司法局", "陕州区司法局", True),
        ("司法局", "三门峡市陕州区司法局", False),
        ("南区司法局", "海南区司法局", False),
        ("宿迁市人民政府办公室", "宿迁市人民政府", False),
        ("州区司法局", "三门峡市陕州区司法局", False),
    ],
)
def test_names_of_one_agency(printed, own, is_same):
    """人民政府 may be lacking, and the place before a name; a part of a word is no name."""
    assert is_same_name(printed, own) is is_same
