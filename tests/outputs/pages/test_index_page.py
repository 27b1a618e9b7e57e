"""The index of a year: rows read from built reports and the page over them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from dataclasses import replace
from decimal import Decimal

import lxml.html
import pytest

from report_helpers.outputs.pages.index_page import index_html
from report_helpers.outputs.pages.index_rows import IndexRow, Publication, Review, State, read_index_rows
from tests.conftest import DISCLOSURE

INDEX = DISCLOSURE.settings.index
CLEAN = IndexRow(
    "ju@2024",
    "示例局",
    "ju",
    verdict="pass",
    notes=1,
    figures=tuple(map(Decimal, (12, 10, 2, 1, 0))),
    seconds=6.25,
)
FAILED = IndexRow("zhen@2024", "示例镇", "zhen", state=State.FAILED, reason="内核没有回应")
MISSING = IndexRow("xian@2024", "示例县", "xian", state=State.MISSING, reason="没有 data/xian/2024/")


def unit(number, **fields):
    """Return one more row; *new* and *left* are its new applications and those carried out of the year."""
    new, left = fields.pop("new", Decimal(12)), fields.pop("left", Decimal(2))
    fields = {"figures": (new, Decimal(10), left, Decimal(1), Decimal(0)), **fields}
    return replace(CLEAN, report=f"u{number}@2024", agency=f"示例第{number}局", **{"folder": f"u{number}", **fields})


def parsed(*rows):
    """Return the page of *rows* as a tree."""
    return lxml.html.fromstring(index_html(rows, 2024, DISCLOSURE))


def cells(tree):
    """Return the words of every cell by row."""
    return [["".join(cell.itertext()) for cell in row] for row in tree.xpath("//table[@id='rows']/tbody/tr")]


def tallied(tree):
    """Return the counts over the table."""
    return ["".join(item.itertext()) for item in tree.xpath("//div[@class='tallies']//li")]


@pytest.fixture(scope="module")
def year_folder(built, tmp_path_factory):
    """A year's folder with a built report of suqian, a folder without a report, and one being built."""
    folder = tmp_path_factory.mktemp("reports") / "2024"
    shutil.copytree(built("suqian@2024"), folder / "suqian")
    shutil.copytree(folder / "suqian" / "data", folder / ".ju.1.building" / "data")
    (folder / "leer").mkdir()
    (folder / "index.html").write_text("", encoding="utf-8")
    return folder


def test_rows_are_read_from_built_reports(year_folder):
    """A report gives its verdict, findings, five figures and seconds; other folders are passed over."""
    (row,) = read_index_rows(year_folder, INDEX)
    assert (row.report, row.agency, row.folder, row.verdict) == ("suqian@2024", "宿迁市人民政府", "suqian", "pass")
    assert row.figures == tuple(map(Decimal, (3525, 3521, 125, 170, 77)))
    checks = json.loads((year_folder / "suqian" / "checks.json").read_text(encoding="utf-8"))
    assert (row.errors, row.warnings) == (0, 0)
    assert row.notes == len(checks["findings"])
    timings = json.loads((year_folder / "suqian" / "timings.json").read_text(encoding="utf-8"))
    assert row.seconds == pytest.approx(sum(stage["wall"] for stage in timings.values()))
    assert (row.state, row.pages) == (State.BUILT, ("report.html", "review.html"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("data/report.json", "{", "不是本工具生成的报告数据（文件损坏，不是有效的 JSON）"),
        ("data/report.json", "[]", "不是本工具生成的报告数据（文件损坏，不是有效的 JSON"),
        ("data/report.json", "{}", "不是本工具生成的报告数据"),
        ("data/report.json", '{"report": "a@2024", "facts": [], "findings": [], "verdict": "?"}', "不是本工具生成"),
        ("data/report.json", "[" * 100_000, "不是本工具生成的报告数据（文件损坏，不是有效的 JSON）"),
        ("timings.json", "\udcff", "不是本工具记录的用时（文件损坏，不是有效的 JSON）"),
        ("timings.json", '{"读取数据": 3}', "不是本工具记录的用时"),
    ],
)
def test_a_broken_file_is_named(year_folder, tmp_path, name, content, words):
    """A file that cannot be read makes a row that has failed, its reason naming year, folder and file."""
    folder = tmp_path / "2024"
    shutil.copytree(year_folder / "suqian", folder / "suqian")
    (folder / "suqian" / name).write_bytes(content.encode("utf-8", "surrogateescape"))
    (row,) = read_index_rows(folder, INDEX)
    assert row.state == State.FAILED
    assert f"2024/suqian/{name}：{words}" in row.reason


def test_what_is_not_there_is_no_row(year_folder, tmp_path):
    """A year without reports has no rows; a report without timings or pages has none of them."""
    assert read_index_rows(tmp_path / "1999", INDEX) == ()
    folder = tmp_path / "2024"
    shutil.copytree(year_folder / "suqian" / "data", folder / "suqian" / "data")
    (row,) = read_index_rows(folder, INDEX)
    assert (row.seconds, row.pages) == (None, ())
    assert not lxml.html.fromstring(index_html([row], 2024, DISCLOSURE)).xpath("//table//a")


def test_a_blank_cell_gives_no_figure(year_folder, tmp_path):
    """A blank is not 0, and a sum with a blank in it is blank."""
    folder = tmp_path / "2024"
    shutil.copytree(year_folder / "suqian", folder / "suqian")
    path = folder / "suqian" / "data" / "report.json"
    report = json.loads(path.read_text(encoding="utf-8"))
    gone = {"applications.new.total": "", "disputes.litigation_direct.total": "/"}
    report["facts"] = [fact | {"value": gone.get(fact["id"], fact["value"])} for fact in report["facts"]]
    path.write_text(json.dumps(report), encoding="utf-8")
    (row,) = read_index_rows(folder, INDEX)
    assert row.figures == (None, *map(Decimal, (3521, 125, 170)), None)
    assert cells(parsed(row))[0][10:] == ["—", "3521", "125", "170", "—"]


def test_every_agency_is_a_row():
    """The table has a row an agency, with the verdict in words and links to both pages."""
    tree = parsed(CLEAN, FAILED, MISSING)
    assert cells(tree) == [
        ["示例镇内核没有回应", "失败", *["—"] * 13],
        ["示例县没有 data/xian/2024/", "缺数据", *["—"] * 13],
        ["示例局 审核页", "通过", "0", "0", "1", *["—"] * 5, "12", "10", "2", "1", "0"],
    ]
    assert tree.xpath("//table//a/@href") == ["ju/report.html", "ju/review.html"]
    assert tree.xpath("//table//a/@aria-label") == ["审核页：示例局"]
    assert tree.xpath("//tbody//th/@scope") == ["row"] * 3
    heads = ["".join(head.itertext()) for head in tree.xpath("//thead//th")]
    assert " ".join(heads) == (
        "机关 校验结论 错误 提示 说明 初审 复审 终审 公布 缺报单位 新收申请 办理结果 结转下年度 行政复议 行政诉讼"
    )


def test_verdicts_are_counted():
    """The counts name every verdict, and a state only where it occurs; each counts the words of one column."""
    tree = parsed(CLEAN, CLEAN, unit(1, verdict="fail", errors=2))
    assert tallied(tree) == ["全部3家", "未通过1家", "有提示0家", "通过2家"]
    assert tallied(parsed(FAILED, MISSING))[:3] == ["全部2家", "失败1家", "缺数据1家"]
    signed = unit(2, reviews=(Review.SIGNED, Review.BROKEN, Review.OPEN), published=Publication.OVERDUE)
    tree = parsed(CLEAN, signed, unit(3, published=Publication.DONE))
    assert tallied(tree)[4:] == ["未签1家", "逾期未公布1家", "已公布1家"]
    heads = ["".join(head.itertext()) for head in tree.xpath("//thead//th")]
    for item in tree.xpath("//li[@data-word]"):
        words = [row[int(item.get("data-column"))] for row in cells(tree)]
        assert words.count(item.get("data-word")) == int(item.xpath("string(b)")), heads[int(item.get("data-column"))]


def test_what_is_urgent_comes_first():
    """Failed and wrongly published reports come first, then overdue ones, then by verdict; else the order is kept."""
    rows = [
        CLEAN,
        unit(1, verdict="fail", errors=1),
        unit(2, verdict="fail", errors=9),
        unit(3, published=Publication.OVERDUE),
        replace(MISSING, published=Publication.OVERDUE),
        unit(4, published=Publication.BROKEN, published_detail="没有 release.json"),
        FAILED,
        unit(5, verdict="warn"),
    ]
    names = [row[0].removesuffix(" 审核页") for row in cells(parsed(*rows))]
    assert names[0] == "示例镇内核没有回应"
    assert names[1:4] == ["示例第4局", "示例县没有 data/xian/2024/", "示例第3局"]
    assert names[4:] == ["示例第2局", "示例第1局", "示例第5局", "示例局"]


def test_reviews_publication_and_units_are_shown():
    """A row says how the three reviews stand, whether it is before the public, and which units sent nothing in."""
    detail = "期限 2025-01-31"
    row = unit(
        1,
        reviews=(Review.SIGNED, Review.BROKEN, Review.OPEN),
        published=Publication.OVERDUE,
        published_detail=detail,
        units=(60, ("甲局", "乙局")),
    )
    (shown,) = cells(parsed(row))
    assert shown[5:10] == ["已签", "有改动", "未签", f"逾期未公布{detail}", "2甲局、乙局，共 60 家"]
    (shown,) = cells(parsed(replace(row, units=(3, ()))))
    assert shown[9] == "0共 3 家"
    names = tuple(f"第{number}局" for number in range(7))
    (shown,) = cells(parsed(replace(row, units=(9, names))))
    assert shown[9] == "7第0局、第1局、第2局、第3局、第4局等 7 家，共 9 家"


def test_charts_say_what_they_show():
    """Each chart is a picture with all its counts in words; sizes fall into the right class."""
    sizes = [0, 0, 1, 9, 10, 49, 50, 199, 200, 999, 1000, 5000]
    rows = [unit(number, new=Decimal(size)) for number, size in enumerate(sizes)]
    charts = parsed(*rows, unit(99, new=None), FAILED).xpath("//svg")
    assert [chart.get("role") for chart in charts] == ["img"]
    assert charts[0].get("aria-label") == (
        "条形图。新收申请的件数：0 件 2 家；1—9 件 2 家；10—49 件 2 家；50—199 件 2 家；"
        "200—999 件 2 家；1000 件以上 2 家；空白 1 家。"
    )
    assert max(float(bar.get("width")) for bar in charts[0].xpath(".//rect")) == 215


def test_outliers_are_listed():
    """The five with the most applications, and those that carried more than three tenths of them out of the year."""
    rows = [unit(number, new=Decimal(number * 10), left=Decimal(0)) for number in range(7)]
    rows += [unit(7, new=Decimal(10), left=Decimal(3))]
    rows += [unit(8, new=Decimal(10), left=Decimal(4)), unit(9, left=None)]
    tree = parsed(*rows)
    largest = ["".join(item.itertext()) for item in tree.xpath("//ol/li")]
    assert largest == [f"示例第{number}局：{number * 10} 件" for number in (6, 5, 4, 3, 2)]
    backlogs = tree.xpath("//div[@class='outliers']/div[2]")[0]
    assert backlogs.xpath("./h3")[0].text == "结转下年度超过新收三成的 1 家"
    assert ["".join(item.itertext()) for item in backlogs.xpath(".//li")] == [
        "示例第8局：新收申请 10 件，结转下年度 4 件"
    ]


def test_many_backlogs_are_folded():
    """Of many backlogs twenty are shown and the rest is a click away."""
    tree = parsed(*(unit(number, left=Decimal(12)) for number in range(25)))
    assert len(tree.xpath("//div[@class='outliers']/div[2]/ul/li")) == 20
    assert tree.xpath("//details//details/summary")[0].text == "其余 5 家"
    assert len(tree.xpath("//details//details//li")) == 5


def test_nothing_of_an_agency_becomes_markup():
    """Names and reasons are text, control characters are spelt out, folders are never a scheme."""
    row = replace(FAILED, agency='<img src=x onerror="x">', reason="</script><b>\x1b[2J\u202e")
    odd = unit(1, folder="javascript:alert(1)")
    text = index_html([row, odd], 2024, DISCLOSURE)
    assert "<img" not in text
    assert "<b>\\u001b[2J\\u202e" not in text
    assert "&lt;b&gt;\\u001b[2J\\u202e" in text
    assert 'href="javascript%3Aalert%281%29/report.html"' in text


def test_the_page_is_closed():
    """Nothing is fetched; the one style and the one script are those named in the policy."""
    text = index_html([CLEAN], 2024, DISCLOSURE)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert not re.search(r"https?://|\bstyle=|\bon\w+=|@import|url\(", text)
    assert re.findall(r'(?:src|href)="([^"]*)"', text) == [
        "#list",
        *["ju/report.html"] * 2,
        "ju/review.html",
        "index.csv",
    ]


def test_the_same_rows_give_the_same_bytes():
    """No clock and no chance."""
    assert index_html([CLEAN, FAILED], 2024, DISCLOSURE) == index_html([CLEAN, FAILED], 2024, DISCLOSURE)


def test_a_year_without_rows_is_still_a_page():
    """No agency at all: counts of 0 and no table rows."""
    tree = parsed()
    assert cells(tree) == []
    assert [node.text for node in tree.xpath("//div[@class='outliers']//p")] == ["没有。", "没有。"]


def test_a_long_table_is_marked_as_such():
    """Rows out of sight are passed over only where there are very many."""
    assert not parsed(*(unit(number) for number in range(1000))).xpath("//table/@class")
    assert parsed(*(unit(number) for number in range(1001))).xpath("//table/@class") == ["long"]
