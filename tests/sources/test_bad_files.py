"""Bad files: each gives a sentence naming file, row, column and value, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.cells import form_cells
from report_helpers.sources.table_csv import read_table, table_headers, write_table
from tests.conftest import DISCLOSURE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from report_helpers.sources.workspace import Workspace

REPORT = ReportId("suqian", 2024)
FOLDER = "data/suqian/2024"


def edited(workspace: Workspace, name: str, edit: Callable[[str], str]) -> None:
    """Rewrite a file of the report by *edit*."""
    path = workspace.root / FOLDER / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")


def complaint(workspace: Workspace) -> str:
    """Return what loading the report complains of."""
    with pytest.raises(InputError) as caught:
        workspace.load(REPORT)
    return str(caught.value)


def replaced(old: str, new: str) -> Callable[[str], str]:
    """Return an edit that replaces *old*, which must be there."""

    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


def without_line(start: str) -> Callable[[str], str]:
    """Return an edit that drops the line beginning with *start*."""
    return lambda text: "".join(line for line in text.splitlines(keepends=True) if not line.startswith(start))


GRANTED = "granted,三（一）予以公开,1408,21,0,0,2,0,1431\n"


@pytest.mark.parametrize(
    ("name", "edit", "sentence"),
    [
        (
            "applications.csv",
            without_line("granted"),
            "applications.csv：缺少 1 行：“三（一）予以公开”（granted）〔F-1〕。没有发生的也要列出并填 0。",
        ),
        (
            "applications.csv",
            replaced(GRANTED, GRANTED * 2),
            "applications.csv 第 5 行「三（一）予以公开」：这一行重复了（第 4 行已有）。请删去一行。",
        ),
        (
            "applications.csv",
            replaced("granted,", "grantd,"),
            "applications.csv 第 4 行「三（一）予以公开」列「行」（值“grantd”）：无法识别这一行。",
        ),
        (
            "applications.csv",
            replaced("granted,三（一）予以公开", "granted,三（二）部分公开"),
            "列「名称」（值“三（二）部分公开”）：与行标识“granted”不符。应为“三（一）予以公开”。",
        ),
        (
            "applications.csv",
            replaced("自然人,商业企业", "商业企业,自然人"),
            "applications.csv 第 1 行 列「商业企业」：第 3 列应为“自然人”，列的顺序颠倒了。",
        ),
        ("applications.csv", replaced("科研机构", "科研单位"), "第 1 行 列「科研单位」：第 5 列的表头无法识别。"),
        ("applications.csv", replaced("科研机构", "自然人"), "第 1 行 列「自然人」：第 5 列的表头重复。"),
        (
            "applications.csv",
            replaced("1408", "-1408"),
            "第 4 行「三（一）予以公开」列「自然人」（值“-1408”）：是负数〔T3-4〕。此处不能为负数，请核对。",
        ),
        ("applications.csv", replaced("1408", "1408.5"), "（值“1408.5”）：不是整数〔T3-4〕。件数应为整数，请核对。"),
        ("applications.csv", replaced("1408", "很多"), "（值“很多”）：不是数字〔T3-4〕。请填数字；"),
        ("applications.csv", replaced("1408", "1000000000000"), "超出合理范围（超过 10 亿）〔T3-4〕。"),
        ("applications.csv", replaced("1408,", '"1408,'), "不是有效的 CSV"),
        ("applications.csv", replaced(GRANTED, GRANTED.strip() + ",7\n"), "第 4 行：有 10 格，表头只有 9 格。"),
        ("applications.csv", lambda _: "", "applications.csv：文件是空的。第一行应为：行,名称,自然人,"),
        ("applications.csv", lambda text: text.replace(",", "\t"), "不是用英文逗号分隔的"),
        ("applications.csv", lambda text: "\ufeff\ufeff" + text, "开头有两个字节顺序标记（BOM）"),
        (
            "proactive.csv",
            replaced("licence,行政许可,,,,", "licence,行政许可,5,,,"),
            "proactive.csv 第 4 行「行政许可」列「本年制发件数」（值“5”）：表中没有这一格，不应填写。",
        ),
        (
            "proactive.csv",
            replaced("normative,行政规范性文件", "procurement,政府集中采购"),
            "无法识别这一行。这是 2019 年格式的行，本年度应使用 2021 年格式（国办公开办函〔2021〕30号）〔Y-3〕。",
        ),
        ("narrative.md", replaced("## 五、存在的主要问题及改进情况", "## 五、存在问题"), "不是规定的标题"),
        ("narrative.md", without_line("## 六"), "缺少标题：六、其他需要报告的事项"),
        ("narrative.md", lambda text: "前言\n" + text, "narrative.md 第 1 行：第一个标题之前有文字。"),
        ("narrative.md", lambda text: text + "字" * 5_000_000, "超过了 100 KB 的上限。"),
        ("narrative.md", lambda text: text + "\ue000", "含有不可见或自造的字符（U+E000）"),
        ("narrative.md", lambda text: text + "\ufffe", "含有不可见或自造的字符（U+FFFE）"),
        ("narrative.md", lambda text: text + "收到\u202e53\u202c件。", "含有不可见或自造的字符（U+202E）"),
        ("narrative.md", lambda text: text + "收到\u206753\u2069件。", "含有不可见或自造的字符（U+2067）"),
        ("narrative.md", lambda text: text + "收到5\u200f3件。", "含有不可见或自造的字符（U+200F）"),
        ("applications.csv", lambda text: text + "x,y\n" * 300_000, "超过了 2000 行或 100 列"),
        ("applications.csv", lambda text: "x," * 200_000 + "\n" + text, "超过了 2000 行或 100 列"),
        ("applications.csv", replaced("granted,三（一）予以公开", "granted,开"), "与行标识“granted”不符"),
    ],
)
def test_a_bad_file_is_named_with_its_place(workspace, name, edit, sentence):
    """A wrong file is refused with a sentence that says where, what and what to do."""
    edited(workspace, name, edit)
    assert sentence in complaint(workspace)


def test_a_missing_file_is_named(workspace):
    """A missing table is named with its path."""
    (workspace.root / FOLDER / "disputes.csv").unlink()
    assert "data/suqian/2024/disputes.csv：找不到这个文件。" in complaint(workspace)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04\x00\x00\x08", "不是文本文件"),
        (b"\xff\xfe1\x00", "是 UTF-16 编码"),
        (b"\xff\xff\xff", "既不是 UTF-8"),
    ],
)
def test_a_binary_file_called_csv_is_refused(workspace, content, sentence):
    """A workbook, a UTF-16 file or rubbish under a .csv name is told from text."""
    (workspace.root / FOLDER / "disputes.csv").write_bytes(content)
    assert sentence in complaint(workspace)


def test_all_problems_are_told_at_once(workspace):
    """An analyst sees the faults of every file in one go."""
    edited(workspace, "applications.csv", replaced("1408", "x"))
    edited(workspace, "proactive.csv", replaced("72701.2578", "y"))
    edited(workspace, "narrative.md", without_line("## 六"))
    text = complaint(workspace)
    assert all(name in text for name in ("applications.csv", "proactive.csv", "narrative.md"))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("text.x,,,条", "facts.csv 第 2 行「text.x」列「数值」：没有数值〔F-1〕。"),
        ("text.x,/,,条", "没有数值"),
        ("x,1,,条", "列「编号」（值“x”）：不是有效的编号。请写成 text.英文名，如 text.wechat_posts。"),
        ("text.x,1,,条\ntext.x,2,,条", "第 3 行 列「编号」（值“text.x”）：这个编号重复了。"),
        ("text.x,1,许,条", "列「约数」（值“许”）：取值无效。可用的有：余、约、近。"),
        ("text.x,1,,条,text.y", "列「属于」（值“text.y”）：找不到这个数据项。"),
        ("text.x,1,,条,applications.new.total", "它的单位是“件”，与本行的“条”不同，不能相加〔X-11〕。"),
        ("text.x,1,,500条", "列「单位」（值“500条”）：不是有效的单位。"),
        ("text.x,1,,**条**", "不是有效的单位"),
        ("text.x,5件,,元", "单位“件”与本行的单位不同"),
        ("text.x,5件", "单位“件”应写在“单位”列"),
        ("text.x,1,,条,text.y\ntext.y,1,,条,text.x", "归属关系循环"),
    ],
)
def test_a_bad_figure_of_the_text_is_named(workspace, row, sentence):
    """facts.csv is held to ids, values, qualifiers and wholes that exist."""
    path = workspace.root / FOLDER / "facts.csv"
    path.write_text(f"id,value,qualifier,unit,part_of\n{row}\n", encoding="utf-8")
    assert sentence in complaint(workspace)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("headers", ["labels", "ids"])
def test_the_encodings_offices_save_are_read(tmp_path, encoding, headers):
    """UTF-8 with or without BOM and GB 18030 give the same facts, headers by label or id."""
    form = DISCLOSURE.form("2021")
    table = form.table("applications")
    text = write_table(form, table, dict.fromkeys(form_cells(form), "1，234") | {"applications.new.total": "/"})
    if headers == "ids":
        text = ",".join(header.id for header in table_headers(form, table.id)) + "\n" + text.partition("\n")[2]
    path = tmp_path / "applications.csv"
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    facts = read_table(path, "applications.csv", form, table)
    assert len(facts) == 175
    assert facts["applications.new.total"].status is Status.NOT_APPLICABLE
    assert facts["applications.new.natural"].value == 1234


def test_a_fact_knows_its_file_row_and_column(suqian_2024):
    """Every statutory fact says where it was read."""
    origin = suqian_2024.facts["applications.granted.natural"].origin
    assert (origin.file, origin.row, origin.column) == (f"{FOLDER}/applications.csv", 4, "自然人")
    assert all(fact.origin for fact in suqian_2024.facts.values())


def test_remarks_blanks_and_strokes_are_kept_apart_from_zero(workspace):
    """「22（其中修订16件）」 keeps its remark; a blank stays blank; "/" is a decision."""
    edited(workspace, "proactive.csv", replaced("50,227,420", "50（其中修订6件）,,/"))
    facts = workspace.load(REPORT).facts
    issued = facts["proactive.normative.issued"]
    assert (issued.status, issued.printed, issued.note) == (Status.NOTED, "50", "（其中修订6件）")
    assert facts["proactive.normative.repealed"].status is Status.BLANK
    assert facts["proactive.normative.in_force"].status is Status.NOT_APPLICABLE


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(max_size=400), st.text(max_size=400).map(str.encode)))
def test_any_bytes_are_a_table_or_a_sentence(tmp_path: Path, content: bytes):
    """Whatever is in the file, the reader gives facts or an InputError, never anything else."""
    form = DISCLOSURE.form("2021")
    path = tmp_path / "disputes.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_table(path, "disputes.csv", form, form.table("disputes"))
    assert "disputes.csv" in str(caught.value)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(st.text(st.characters(codec="utf-8"), max_size=12), min_size=15, max_size=15))
def test_any_cells_are_figures_or_a_sentence(tmp_path: Path, cells: list[str]):
    """A well-formed file with anything in its cells gives 15 facts or names the faulty ones."""
    form = DISCLOSURE.form("2021")
    table = form.table("disputes")
    ids = [cell.id for cell in form_cells(form).values() if cell.table == "disputes"]
    path = tmp_path / "disputes.csv"
    path.write_text(write_table(form, table, dict(zip(ids, cells, strict=True))), encoding="utf-8", newline="")
    try:
        facts = read_table(path, "disputes.csv", form, table)
    except InputError as error:
        assert "disputes.csv" in str(error)
    else:
        assert list(facts) == ids
