"""Hubei's form, from the YAML of a workspace alone: fourteen kinds, a column 单位名称, a table folded in two bands."""

from __future__ import annotations

import shutil
from decimal import Decimal

import pytest

from report_helpers.checks.checking import check
from report_helpers.facts.fact import Status
from report_helpers.forms.kind import load_kind
from report_helpers.published.transcribe import transcribe
from report_helpers.sources.workspace import Workspace
from report_helpers.tables.charts import draw_chart
from report_helpers.tables.layout import lay_out
from tests.conftest import ROOT, run_report

HUBEI = ROOT / "tests/workspaces/hubei"
REPORT = "enforcement/zhushan-wenlv@2023"
TABLE = "data/zhushan-wenlv/enforcement/2023/penalties.csv"


@pytest.fixture
def hubei(tmp_path):
    """A copy of the workspace of an office in Hubei."""
    return Workspace(shutil.copytree(HUBEI, tmp_path / "hubei"))


@pytest.fixture
def zhushan(hubei):
    """竹山县文化和旅游局 2023, as published."""
    return hubei.load(hubei.report("zhushan-wenlv", 2023, "enforcement"))


def test_the_published_figures_keep_every_rule(zhushan):
    """竹山's nine penalties are the sum of the fourteen kinds, and the parts of its staff make the whole."""
    outcome = check(zhushan)
    assert (zhushan.form.version, outcome.verdict) == ("hb-2023", "pass")
    assert (outcome.rules["EP-1"], outcome.rules["EX-3"]) == ("pass", "pass")


def test_the_table_is_folded_and_names_the_organ_once(zhushan):
    """Eight heads, the name and its values; then eight heads and their values, without the name."""
    rows = [[cell.text for cell in row] for row in lay_out(zhushan, "penalties").rows]
    assert rows[0] == ["单位名称", "行政处罚实施数量（宗）"]
    assert rows[2] == ["竹山县文化和旅游局", "8", "0", "0", "0", "0", "0", "0", "0"]
    assert rows[3][:2] == ["", "限制开展生产经营活动"]
    assert rows[4] == ["", "0", "1", "0", "0", "0", "0", "9", "0"]


def test_bars_are_named_by_kind_not_by_the_organ(zhushan):
    """The organ's name is no label of a figure."""
    chart = draw_chart(zhushan, "penalties")
    assert ">没收非法财物<" in chart.svg
    assert ">竹山县文化和旅游局<" not in chart.svg


def test_goods_are_no_cases(hubei, zhushan):
    """「304册」 as the page prints it is refused with its place; with the remark apart it is a noted 0."""
    assert zhushan.facts["penalties.confiscate_goods"].status is Status.NOTED
    path = hubei.root / TABLE
    path.write_text(path.read_text(encoding="utf-8").replace("0（304册）", "304册"), encoding="utf-8")
    finished = run_report("check", REPORT, cwd=hubei.root)
    assert finished.returncode == 2
    assert f"{TABLE} 第 2 行" in finished.stderr
    assert "列「没收非法财物」（值“304册”）" in finished.stderr


@pytest.mark.parametrize("name", ["", "竹山县文化和旅游局", "数据"])
def test_the_row_may_be_called_by_the_organs_name(hubei, name):
    """In the file the row is what it is on paper, or nothing; of 宗 and 万元 it is not 件数."""
    path = hubei.root / TABLE
    path.write_text(path.read_text(encoding="utf-8").replace("penalties,,8", f"penalties,{name},8x"), encoding="utf-8")
    finished = run_report("check", REPORT, cwd=hubei.root)
    assert finished.returncode == 2
    assert f"{TABLE} 第 2 行「数据」列「警告」（值“8x”）" in finished.stderr


def test_the_form_is_the_workspaces_own():
    """The kit does not ship it: the workspace's YAML alone makes it."""
    assert "hb-2023" in load_kind("enforcement", HUBEI).forms
    assert "hb-2023" not in load_kind("enforcement").forms


PAGE = """竹山县文化和旅游局2023年度行政执法统计年报
一、行政执法主体概况
大队现实际在编在岗人员10名。
二、2023年度行政执法案件情况
2023年本局实施行政处罚9宗。
（一）2023年行政处罚实施情况统计表
<table><tr><td rowspan="2">单位名称</td><td colspan="8">行政处罚实施数量（宗）</td></tr>
<tr><td>警告</td><td>通报批评</td><td>罚款</td><td>没收违法所得</td><td>没收非法财物</td><td>暂扣许可证件</td><td>降低资质等级</td>
<td>吊销许可证件</td></tr>
<tr><td>竹山县文旅局</td><td>8</td><td>0</td><td>0</td><td>0</td><td>{goods}</td><td>0</td><td>0</td><td>0</td></tr>
<tr><td></td><td>限制开展生产经营活动</td><td>责令停产停业</td><td>责令关闭</td><td>限制从业</td><td>行政拘留</td>
<td>其他行政处罚</td><td>合计（宗）</td><td>罚没金额（万元）</td></tr>
<tr><td></td><td>0</td><td>1</td><td>0</td><td>0</td><td>0</td><td>0</td><td>9</td><td>0</td></tr></table>
"""


@pytest.mark.parametrize(
    ("goods", "values"),
    [("0", [8, 0, 0, 0, 0, 0, 0, 0]), ("304册", [8, 0, 0, 0, None, 0, 0, 0]), ("0①", [8, 0, 0, 0, 0, 0, 0, 0])],
)
def test_a_published_page_of_the_form_is_read(tmp_path, goods, values):
    """Both bands of a folded table are read, whatever the organ calls itself in it; beside goods none is guessed."""
    path = tmp_path / "page.html"
    lines = [line if line.startswith("<") else f"<p>{line}</p>" for line in PAGE.format(goods=goods).splitlines()]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = transcribe(path, kind=load_kind("enforcement", HUBEI))
    read = [reading.value for reading in found.readings.values()]
    assert (found.form.version, found.year) == ("hb-2023", 2023)
    assert read == [*values, 0, 1, 0, 0, 0, 0, 9, 0]
    assert found.narrative["penalties"].startswith("2023年本局实施行政处罚9宗。")


def test_a_page_of_another_form_is_read_in_the_same_workspace(tmp_path):
    """The workspace's own form is the newest; a page on 郑州's older one is read with its own headings."""
    heads = ("警告", "罚款", "没收违法所得、没收非法财物", "暂扣许可证、执照", "责令停产停业", "吊销许可证、执照")
    rows = (*heads, "其他行政处罚", "合计（宗）", "罚没金额（万元）"), ("0", "293", *"00000", "293", "11817.5")
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    path = tmp_path / "page.html"
    path.write_text(
        "<p>郑州市城市管理局2020年度行政执法统计年报</p><p>一、行政许可实施情况</p><p>许可2207宗。</p>"
        f"<p>二、行政处罚实施情况</p><p>实施行政处罚293宗。</p><table>{table}</table><p>三、行政执法总体情况</p>",
        encoding="utf-8",
    )
    found = transcribe(path, kind=load_kind("enforcement", HUBEI))
    read = [found.readings[f"penalties.{cell}"].value for cell in ("fine", "total", "money_wan")]
    assert (found.form.version, read) == ("old-8-zhengzhou", [293, 293, Decimal("11817.5")])
    assert found.narrative["licences"] == "许可2207宗。"


@pytest.mark.long
def test_every_output_is_built_and_read_back(hubei):
    """HTML, PDF and Word of a folded table are each read back; the workbook goes out and comes back unchanged."""
    finished = run_report("build", REPORT, cwd=hubei.root)
    assert finished.returncode == 0, finished.stderr
    folder = hubei.root / "reports/enforcement/2023/zhushan-wenlv"
    assert {"report.html", "report.pdf", "report.docx", "review.html"} <= {path.name for path in folder.iterdir()}
    assert run_report("template", REPORT, "--output", "b.xlsx", cwd=hubei.root).returncode == 0
    before = (hubei.root / TABLE).read_bytes()
    finished = run_report("import", "b.xlsx", "--yes", cwd=hubei.root)
    assert finished.returncode == 0, finished.stderr
    assert (hubei.root / TABLE).read_bytes() == before
