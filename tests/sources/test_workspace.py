"""The workspace: agencies, years and parameters, and that no path escapes from it."""

from __future__ import annotations

import os
import re
from datetime import date

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId, parse_fact_id
from report_helpers.forms.kind import SHIPPED as SHIPPED_KINDS
from report_helpers.sources.workspace import find_workspace
from tests.conftest import SHIPPED


def complaint(action) -> str:
    """Return what *action* complains of."""
    with pytest.raises(InputError) as caught:
        action()
    return str(caught.value)


@pytest.mark.parametrize("agency", ["../../etc", "..", "a/b", "", "A", "机关", "a\0b", "-a", "a" * 80])
def test_a_slug_is_a_plain_folder_name(agency):
    """No agency can name a path."""
    assert "不是有效的机关代号" in complaint(lambda: ReportId.of(agency, 2023))


@pytest.mark.parametrize("year", ["abc", "20x3", "2023.0", 2023.5, True, "", "二〇二三", "02023"])
def test_a_year_is_four_digits(year):
    """What is no year is told so, with an example."""
    assert "不是有效的年份。请写四位年份，如 2023。" in complaint(lambda: ReportId.of("suqian", year))


def test_ids_read_back():
    """A report id and a fact id are read as they are written."""
    assert str(ReportId.parse("shanzhou-sifaju@2023")) == "shanzhou-sifaju@2023"
    report, fact = parse_fact_id("suqian@2024/applications.refused.3.natural")
    assert (str(report), fact) == ("suqian@2024", "applications.refused.3.natural")


def test_an_unknown_agency_is_answered_with_the_known_ones():
    """A typing error in AGENCY is met with the list of agencies."""
    text = complaint(lambda: SHIPPED.load(ReportId("suqain", 2024)))
    assert "没有这个机关的数据" in text
    assert "pingtan、qingyuan、shanzhou-sifaju、suqian、xihu-gongan、zhengzhou-chengguan" in text


def test_a_year_without_data_is_answered_with_the_years_on_file():
    """A year that is not on file is met with those that are."""
    text = complaint(lambda: SHIPPED.load(ReportId("suqian", 2022)))
    assert "宿迁市人民政府没有 2022 年的数据" in text
    assert "现有年份：2023、2024" in text


def test_data_of_another_kind_are_named():
    """Who leaves the kind out of an id is told of the kind there are data of."""
    text = complaint(lambda: SHIPPED.load(ReportId("qingyuan", 2024)))
    assert "另一种报告请写 enforcement/qingyuan@2024" in text


def test_a_folder_that_leads_out_of_the_workspace_is_no_agency(workspace, tmp_path):
    """A link to a folder elsewhere is not followed."""
    (tmp_path / "elsewhere").mkdir()
    (workspace.root / "data" / "link").symlink_to(tmp_path / "elsewhere")
    assert "指向工作区以外的链接" in complaint(lambda: workspace.load(ReportId("link", 2023)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("year: 2024\n", "params/2024.yaml 列「default_agency」：缺少这一项。"),
        ("year: 二\n", "列「year」（值“二”）：应为整数。"),
        ("yaer: 2024\n", "列「yaer」（值“2024”）：没有这一项，可能写错了名字。"),
        ("year: 2024\nyear: 2024\n", "不是有效的 YAML"),
        ("[", "不是有效的 YAML"),
        ("? [1, 2]\n: x\n", "不是有效的 YAML"),
        ("year: !!python/object/apply:os.system ['true']\n", "不是有效的 YAML"),
        ("", "params/2024.yaml"),
        ("[" * 100_000, "不是有效的 YAML（嵌套过深）"),
        ("- " * 100_000, "不是有效的 YAML（嵌套过深）"),
        ("a: &a {x: 1}\nb: {<<: *a}\n", "不能用合并键"),
        (
            "a: &a [1,1,1,1,1,1,1,1,1]\n"
            + "".join(f"{c}: &{c} [{', '.join([f'*{p}'] * 9)}]\n" for p, c in zip("abcdef", "bcdefg", strict=True)),
            "引用（*）展开后过大",
        ),
        ("a: &a [*a]\n", "引用（*）展开后过大"),
        ('default_agency: "\\x00"\n', "含有不可见的字符（U+0000）"),
        ("default_agency: \ue000\n", "不是有效的 YAML"),
        ("license: CC-BY-4.0\n", "列「license」（值“CC-BY-4.0”）：应为以 http:// 或 https:// 开头的网址"),
        ("default_agency: [a\n", "附近的缩进、冒号或引号写法有误"),
    ],
)
def test_bad_parameters_are_named(workspace, text, sentence):
    """params/<year>.yaml is held to its shape, item by item."""
    (workspace.root / "params/2024.yaml").write_text(text, encoding="utf-8")
    assert sentence in complaint(lambda: workspace.parameters(2024))


def test_parameters_for_a_kind_that_there_is_not_are_refused(workspace):
    """A misspelt kind is named with those there are; what is said of it is not passed over."""
    path = workspace.root / "params/2024.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "kinds: {disclosur: {form: '2019'}}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"列「kinds·disclosur」：没有这一种报告，可能写错了名字。现有：disclosure、"):
        workspace.parameters(2024)


def test_a_default_kind_that_there_is_not_is_refused(workspace):
    """A misspelt default kind is refused, also where the report asked for names its own kind."""
    path = workspace.root / "params/2024.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("default_kind: disclosure", "default_kind: xx"), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"params/2024.yaml 列「default_kind」（值“xx”）：没有这一种报告.*现有：disclosure"
    ):
        workspace.report("suqian", 2024, "enforcement")


@pytest.mark.parametrize("name", ["name", "short", "parent"])
def test_a_name_of_hundreds_of_characters_is_refused(workspace, name):
    """A name no title page has room for is refused before a build fails over it."""
    path = workspace.root / "data/suqian/agency.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    changed = [f"{name}: {'宿' * 201}" if line.startswith(f"{name}:") else line for line in lines]
    assert changed != lines
    path.write_text("\n".join(changed), encoding="utf-8")
    with pytest.raises(InputError, match=f"列「{name}」.*：太长"):
        workspace.agency("suqian")


def test_parameters_of_another_year_are_refused(workspace):
    """A parameter file that was copied but not changed is noticed."""
    text = (workspace.root / "params/2023.yaml").read_text(encoding="utf-8")
    (workspace.root / "params/2024.yaml").write_text(text, encoding="utf-8")
    assert "列「year」（值“2023”）：与文件名不符" in complaint(lambda: workspace.parameters(2024))


def with_period(path, period):
    """Add a period of the disclosure report to a year's parameters."""
    own = f"kinds: {{disclosure: {{period: {period}}}}}\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("params/2024.yaml", "default_kind", 'form: "2021"\ndefault_kind', "列「form」（值“2021”）"),
        ("params/2024.yaml", "default_kind", "deadlines: {}\ndefault_kind", "请移到 kinds: {disclosure: {deadlines"),
        ("data/suqian/agency.yaml", "type:", "kind:", "请把这一行的 kind 改为 type"),
    ],
)
def test_an_entry_that_has_moved_is_refused_with_the_line_to_change(workspace, file, old, new, sentence):
    """What older workspaces wrote elsewhere is refused, and the message says what to write instead."""
    path = workspace.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert sentence in complaint(lambda: workspace.load(ReportId("suqian", 2024)))


@pytest.mark.parametrize("first", ["2023-12-31", "2025-01-01", "2024-01-02"])
def test_a_period_that_is_not_the_statutes_is_refused(workspace, first):
    """The days a report covers are the statute's: from 1 January to 31 December."""
    path = workspace.root / "params/2024.yaml"
    with_period(path, f"{{first: {first}, last: 2024-12-31}}")
    said = complaint(lambda: workspace.settings(ReportId("suqian", 2024)))
    assert f"（值“{first} 至 2024-12-31”）：统计期限由规定写定，为 2024-01-01 至 2024-12-31" in said


@pytest.mark.parametrize(
    ("deadlines", "sentence"),
    [
        ("{unit: 2025-02-01}", "列「deadlines·unit」（值“2025-02-01”）：晚于规定的期限 2025-01-31"),
        ("{county: 2099-01-01}", "晚于规定的期限 2025-02-20"),
        ("{unit: 2024-12-31}", "在统计期限（到 2024-12-31）之内"),
        ("{village: 2025-01-31}", "规定里没有这一级的期限"),
    ],
)
def test_deadlines_the_statute_does_not_allow_are_refused(workspace, deadlines, sentence):
    """A workspace may set an earlier day, never a later one, one within the period, or one for a level there is not."""
    path, text = workspace.root / "params/2024.yaml", (workspace.root / "params/2024.yaml").read_text(encoding="utf-8")
    path.write_text(f"{text}kinds: {{disclosure: {{deadlines: {deadlines}}}}}\n", encoding="utf-8")
    assert sentence in complaint(lambda: workspace.settings(ReportId("suqian", 2024)))
    path.write_text(f"{text}kinds: {{disclosure: {{deadlines: {{unit: 2025-01-20}}}}}}\n", encoding="utf-8")
    assert workspace.settings(ReportId("suqian", 2024)).deadlines["unit"] == date(2025, 1, 20)


def test_a_shipped_kinds_days_stand_whatever_the_workspaces_own_file_says(workspace):
    """A kind.yaml in params/kinds/ does not prolong what the shipped statute prescribes."""
    own = workspace.root / "params/kinds/disclosure"
    own.mkdir(parents=True)
    text = (SHIPPED_KINDS / "disclosure/kind.yaml").read_text(encoding="utf-8")
    (own / "kind.yaml").write_text(
        text.replace("unit: 01-31", "unit: 03-31").replace("12-31", "11-30"), encoding="utf-8"
    )
    said = complaint(lambda: workspace.settings(ReportId("suqian", 2024)))
    assert "params/kinds/disclosure/kind.yaml 列「deadlines·unit」（值“2025-03-31”）：晚于规定的期限 2025-01-31" in said
    assert "列「period」（值“2024-01-01 至 2024-11-30”）" in said


@pytest.mark.parametrize(
    ("agency", "day"), [({}, "2025-03-10"), ({"level": "county"}, "2025-02-20"), ({"type": "department"}, "2025-01-31")]
)
def test_a_report_is_due_by_its_agencys_level(workspace, agency, day):
    """A government is due by the day of its level, a department and an office by that of the units."""
    path = workspace.root / "data/suqian/agency.yaml"
    text = path.read_text(encoding="utf-8")
    for name, value in agency.items():
        text = re.sub(rf"^{name}: .*$", f"{name}: {value}", text, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    report = ReportId("suqian", 2024)
    assert workspace.settings(report).due(workspace.agency(report.agency)).isoformat() == day


def test_parameters_changed_between_two_calls_are_read_anew(workspace):
    """Parameters are kept by what the file holds: equal content is parsed once, a change is seen at once."""
    path = workspace.root / "params/2024.yaml"
    with_period(path, "{first: 2024-01-01, last: 2024-12-31}")
    before = workspace.parameters(2024)
    assert workspace.parameters(2024) is before
    stamp, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text(text.replace("12-31", "12-30"), encoding="utf-8")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert workspace.parameters(2024).kinds["disclosure"].period.last == date(2024, 12, 30)
    path.write_text("[", encoding="utf-8")
    assert "不是有效的 YAML" in complaint(lambda: workspace.parameters(2024))
    path.write_text(text, encoding="utf-8")
    assert workspace.parameters(2024) == before


def test_a_note_on_a_cell_that_does_not_exist_is_refused(workspace):
    """A reason for a blank must name a cell of the year's form."""
    path = workspace.root / "data/suqian/agency.yaml"
    note = "notes: [{year: 2024, cells: [applications.other.total.x], reason: 试}]"
    path.write_text(path.read_text(encoding="utf-8").replace("notes: []", note), encoding="utf-8")
    text = complaint(lambda: workspace.load(ReportId("suqian", 2024)))
    assert "agency.yaml 列「notes」（值“applications.other.total.x”）：没有这个数据格。" in text


def test_every_shipped_year_has_parameters_and_loads():
    """All ten shipped reports load, and every year's default agency has data."""
    loaded = 0
    for year in range(2019, 2026):
        agencies = SHIPPED.agencies(year)
        assert SHIPPED.parameters(year).default_agency in agencies
        loaded += sum(bool(SHIPPED.load(ReportId(agency, year)).facts) for agency in agencies)
    assert loaded == 10


def test_the_workspace_is_found_from_below_and_from_the_environment(workspace, tmp_path, monkeypatch):
    """The nearest folder above wins; $REPORT_WORKSPACE wins over it; a wrong one is refused."""
    monkeypatch.chdir(workspace.root / "data" / "suqian")
    assert find_workspace().root == workspace.root
    monkeypatch.setenv("REPORT_WORKSPACE", str(SHIPPED.root))
    assert find_workspace().root == SHIPPED.root
    assert "不是年度报告的工作区" in complaint(lambda: find_workspace(tmp_path / "nowhere"))


def test_an_offices_own_words_are_read(workspace):
    """params/words.yaml extends the list of unfit words; another shape is named."""
    path = workspace.root / "params/words.yaml"
    path.write_text('words:\n  老旧说法: 新说法\n  不妥: ""\n', encoding="utf-8")
    assert workspace.load(ReportId("suqian", 2024)).words == {"老旧说法": "新说法", "不妥": ""}
    path.write_text("- 老旧说法\n", encoding="utf-8")
    assert "params/words.yaml" in complaint(lambda: workspace.load(ReportId("suqian", 2024)))
