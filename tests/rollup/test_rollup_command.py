"""`report rollup`: what it prints, what it writes, and what it leaves alone."""

from __future__ import annotations

import pytest

from report_helpers.checks.checking import residuals_of
from report_helpers.facts.identifiers import ReportId
from tests.conftest import SHIPPED, run_report
from tests.rollup.region import CELLS, NAMES, PARENT, UNITS, list_units, region, set_figure, write_unit

NEW = "applications.new.total"


@pytest.fixture
def place(tmp_path):
    """A region of three real agencies, of which one has documents."""
    made = region(tmp_path)
    for slug in NAMES:
        facts = {fact.id: fact.printed or "0" for fact in SHIPPED.load(ReportId(slug, 2023)).cells()}
        documents = {cell: "0" for cell in CELLS if cell.startswith(("proactive.reg", "proactive.nor"))}
        write_unit(tmp_path, slug, facts | (documents if slug != "suqian" else {}))
    return made


def rollup(place, *more):
    """Run the command over the region."""
    return run_report("rollup", "region@2023", *more, cwd=place.root)


def table(place, name="applications"):
    """Return the path of one of the parent's tables."""
    return place.root / f"data/region/2023/{name}.csv"


def test_tables_that_are_not_there_are_written_and_read_back(place):
    """With all units in, the parent's tables are their sums, and a second run agrees."""
    finished = rollup(place)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "已报　3 家（0 家用已公布的数）" in finished.stdout
    written = {cell: fact for facts in place.typed_tables(PARENT).values() for cell, fact in facts.items()}
    units = [place.typed_tables(ReportId(slug, 2023)) for slug in NAMES]
    for cell, fact in written.items():
        assert fact.value == sum(unit[cell.partition(".")[0]][cell].value for unit in units)
    assert sorted(path.name for path in table(place).parent.iterdir()) == [
        "applications.csv",
        "disputes.csv",
        "narrative.md",
        "proactive.csv",
    ]
    assert "各表与各单位合计逐格一致" in rollup(place).stdout


@pytest.mark.long
def test_a_unit_that_moves_by_one_is_told_and_nothing_is_overwritten(place):
    """A cell that differs by 1 is printed with the units behind it; only --write replaces the tables."""
    rollup(place)
    before = table(place).read_bytes()
    now = int(SHIPPED.load(ReportId("suqian", 2023)).facts[NEW].value) + 1
    facts = {
        cell: fact.printed for t in place.typed_tables(ReportId("suqian", 2023)).values() for cell, fact in t.items()
    }
    write_unit(place.root, "suqian", facts | {NEW: str(now)})
    finished = rollup(place)
    assert finished.returncode == 1
    line = next(line for line in finished.stdout.splitlines() if line.startswith("不一致"))
    assert "一、本年新收政府信息公开申请数量 总计（applications.new.total）" in line
    assert "，差 −1" in line
    assert f"宿迁市 {now}" in finished.stdout
    assert table(place).read_bytes() == before
    again = rollup(place, "--write")
    assert again.returncode == 0
    assert "不一致" in again.stdout
    assert rollup(place).returncode == 0


@pytest.mark.long
def test_a_unit_left_out_of_the_typed_tables_is_guessed(place):
    """Where the gap is exactly one unit's figure, that unit is named first."""
    rollup(place)
    path = table(place, "proactive")
    licences = {
        slug: place.typed_tables(ReportId(slug, 2023))["proactive"]["proactive.licence.decisions"] for slug in NAMES
    }
    total = sum(fact.value for fact in licences.values())
    text = path.read_text(encoding="utf-8").replace(f",{total},", f",{total - licences['pingtan'].value},")
    path.write_text(text, encoding="utf-8")
    assert "可能漏计：平潭综合实验区" in rollup(place).stdout


def test_a_missing_unit_is_named_and_no_table_is_written(place):
    """As long as a unit is missing, nothing is written, not even with --write."""
    for path in (place.root / "data/pingtan/2023").iterdir():
        path.unlink()
    finished = rollup(place, "--write")
    assert finished.returncode == 1
    assert "未报　1 家：平潭综合实验区" in finished.stdout
    assert "逾期　平潭综合实验区：应于 2024-02-20 前报送，至今未报" in finished.stdout
    assert not table(place).exists()


def test_a_blank_is_written_as_a_blank_and_named(place):
    """The sum of a cell one unit left blank stays blank, and the command ends with 1."""
    set_figure(place.root, "shanzhou-sifaju", NEW, "")
    finished = rollup(place)
    assert finished.returncode == 1
    assert (
        "没有合计　一、本年新收政府信息公开申请数量 总计（applications.new.total）：陕州区司法局的这一格空白"
        in finished.stdout
    )
    assert place.typed_tables(PARENT)["applications"][NEW].value is None


def test_a_file_no_reader_accepts_ends_with_2_and_writes_nothing(place):
    """The unit's file, row and column are named."""
    set_figure(place.root, "suqian", NEW, "很多")
    finished = rollup(place)
    assert finished.returncode == 2
    assert "data/suqian/2023/applications.csv 第 2 行" in finished.stderr
    assert not table(place).exists()


def test_tables_typed_by_hand_are_never_written(place):
    """`typed: true` compares only; --write is refused."""
    list_units(place.root, UNITS, typed=True)
    assert rollup(place).returncode == 1
    assert not table(place).exists()
    refused = rollup(place, "--write")
    assert refused.returncode == 2
    assert "写明各表由人工填报，不能重写" in refused.stderr


@pytest.mark.long
def test_documents_that_may_be_joint_keep_what_a_person_typed(place):
    """Where sums of documents are only a bound, the typed figure stays, and more than the bound is a difference."""
    rollup(place)
    cell = "proactive.normative.issued"
    facts = {key: fact.printed for t in place.typed_tables(PARENT).values() for key, fact in t.items()}
    unit = {key: f.printed for t in place.typed_tables(ReportId("pingtan", 2023)).values() for key, f in t.items()}
    write_unit(place.root, "pingtan", unit | {cell: "3"})
    finished = rollup(place, "--write")
    assert "没有合计　行政规范性文件 本年制发件数" in finished.stdout
    assert place.typed_tables(PARENT)["proactive"][cell].printed == facts[cell]
    too_many = int(facts[cell]) + 4
    write_unit(place.root, "region", facts | {cell: str(too_many)})
    finished = rollup(place)
    assert finished.returncode == 1
    assert f"填报 {too_many}，各单位合计 至多 {too_many - 1}，差 +1" in finished.stdout


@pytest.mark.long
def test_explain_lists_every_unit_with_its_figure_and_file(place):
    """--explain names the units behind a cell; an unknown cell ends with 2."""
    finished = rollup(place, "--explain", NEW)
    assert finished.returncode == 0
    lines = finished.stdout.splitlines()
    assert lines[0].startswith("一、本年新收政府信息公开申请数量 总计（applications.new.total）：合计 ")
    assert [line.partition("　")[2] for line in lines[1:]] == [
        f"{name}（data/{slug}/2023/applications.csv）" for slug, name in NAMES.items()
    ]
    assert not table(place).exists()
    assert rollup(place, "--explain", "applications.nothing").returncode == 2


def test_an_agency_without_units_is_told_so(place):
    """Without a list of units there is nothing to roll up."""
    finished = run_report("rollup", "suqian@2023", cwd=place.root)
    assert finished.returncode == 2
    assert "宿迁市人民政府没有单位名单" in finished.stderr


def test_a_folder_that_cannot_be_written_leaves_what_was_there(place):
    """A failed write is a failed run, and no half of a table is left."""
    (place.root / "data/region/2023").write_text("", encoding="utf-8")
    finished = rollup(place)
    assert finished.returncode == 3
    assert "写汇总表失败" in finished.stderr
    assert sorted(path.name for path in (place.root / "data/region").iterdir()) == ["2023", "agency.yaml", "units.yaml"]


def test_units_whose_text_has_errors_are_named_and_strict_refuses_them(place):
    """A unit whose text is not finished, names a person or cannot be filled in is named, with what is wrong."""
    assert "有错误" not in rollup(place).stdout
    text = place.root / "data/suqian/2023/narrative.md"
    written = text.read_text(encoding="utf-8")
    for wrong, sentence in (
        ("张三，身份证号110101199003070012。", "P-1 "),
        ("待填：本年度情况。", "P-6 "),
        ("收到{{ applications.new.nothing }}件。", "正文不能用："),
    ):
        text.write_text(f"{written}\n\n{wrong}\n", encoding="utf-8")
        named = rollup(place, "--strict")
        assert (named.returncode, "宿迁市自己的表或正文有错误" in named.stderr) == (2, True)
        assert f"有错误　宿迁市：{sentence}" in named.stdout
        assert "19900307" not in named.stdout
        rows = residuals_of(place.load(PARENT))
        assert [row.spot.place for row in rows if row.rule == "C-4" and row.excess] == ["宿迁市"]


def test_units_whose_own_tables_have_errors_are_named_and_strict_refuses_them(tmp_path):
    """A unit whose total does not add up is named with what is wrong; with --strict nothing is written."""
    place = region(tmp_path)
    set_figure(tmp_path, "suqian", "applications.new.total", "75")
    refused = run_report("rollup", "region@2023", "--strict", cwd=place.root)
    assert refused.returncode == 2
    assert "宿迁市自己的表或正文有错误，不汇总（--strict）" in refused.stderr
    assert not (tmp_path / "data/region/2023").exists()
    named = run_report("rollup", "region@2023", cwd=place.root)
    assert "有错误　宿迁市：T3-1 〔勾稽〕" in named.stdout
    assert "有错误　陕州区司法局" not in named.stdout
