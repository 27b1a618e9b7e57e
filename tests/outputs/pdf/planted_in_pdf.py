"""Differences to plant between a PDF and its facts: figures, labels, rows, sentences."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from report_helpers.facts.record import FACTS_MIME
from report_helpers.narrative.model import SECTION_MIME
from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter
from report_helpers.tables.model import TABLE_MIME
from tests.outputs.built_pages import edited, outputs

if TYPE_CHECKING:
    from collections.abc import Callable

    from nbformat import NotebookNode

    Json = dict[str, Any]
    Plant = Callable[["Draft"], None]


FEE = "proactive.fees.amount"


class Draft:
    """An executed notebook to plant differences in, by fact, table or section."""

    def __init__(self, notebook: NotebookNode) -> None:
        self._notebook = notebook
        self._payloads = {mime: outputs(notebook, mime) for mime in (FACTS_MIME, SECTION_MIME, TABLE_MIME)}

    @property
    def notebook(self) -> NotebookNode:
        """The notebook with the payloads as they are now."""
        changed = copy.deepcopy(self._notebook)
        for mime, payloads in self._payloads.items():
            with edited(changed, mime) as places:
                places[:] = payloads
        return changed

    def payloads(self, mime: str) -> list[Any]:
        """Return the payloads of one MIME type, to be edited in place."""
        return self._payloads[mime]

    def table(self, name: str) -> Json:
        """Return one statutory table."""
        return next(table for table in self.payloads(TABLE_MIME) if table["id"] == name)

    def cell(self, name: str) -> Json:
        """Return the table cell of a fact."""
        cells = (cell for table in self.payloads(TABLE_MIME) for row in table["rows"] for cell in row)
        return next(cell for cell in cells if cell["fact"] == name)

    def head(self, table: str, text: str) -> Json:
        """Return the first head or label of a table that reads *text*."""
        return next(cell for row in self.table(table)["rows"] for cell in row if cell["text"] == text)

    def section(self, name: str) -> Json:
        """Return one section."""
        return next(section for section in self.payloads(SECTION_MIME) if section["id"] == name)

    def runs(self) -> list[Json]:
        """Return every bound run of the text in reading order."""
        blocks = (block for section in self.payloads(SECTION_MIME) for block in section["blocks"])
        return [run for block in blocks for run in block["runs"] if run["fact"]]

    def export(self) -> bytes:
        """Return the PDF of the notebook as it is now."""
        return StatutoryPDFExporter().from_notebook_node(self.notebook)[0]


def write(fact: str, text: str) -> Plant:
    """Print *text* in a cell."""
    return lambda draft: draft.cell(fact).update(text=text)


def swap(first: str, second: str) -> Plant:
    """Exchange what two cells print."""

    def plant(draft: Draft) -> None:
        one, other = draft.cell(first), draft.cell(second)
        assert one["text"] != other["text"]
        one["text"], other["text"] = other["text"], one["text"]

    return plant


def relabel(table: str, old: str, new: str) -> Plant:
    """Change a head or a row label."""
    return lambda draft: draft.head(table, old).update(text=new)


def exchange_heads(table: str, first: str, second: str) -> Plant:
    """Exchange two heads or two row labels, figures staying."""

    def plant(draft: Draft) -> None:
        one, other = draft.head(table, first), draft.head(table, second)
        one["text"], other["text"] = other["text"], one["text"]

    return plant


def turn(table: str, *, row: int, by: int = 1) -> Plant:
    """Move the figures of a row along by *by* columns, the last coming first."""

    def plant(draft: Draft) -> None:
        cells = [cell for cell in draft.table(table)["rows"][row] if cell["role"] == "data"]
        texts = [cell["text"] for cell in cells]
        for cell, text in zip(cells, texts[-by:] + texts[:-by], strict=True):
            cell["text"] = text

    return plant


def lower_column(draft: Draft) -> None:
    """Move the 总计 column of the applications down by one row."""
    cells = [row[-1] for row in draft.table("applications")["rows"] if row and row[-1]["role"] == "data"]
    texts = [cell["text"] for cell in cells]
    for cell, text in zip(cells, texts[-1:] + texts[:-1], strict=True):
        cell["text"] = text


def drop_last_row(draft: Draft) -> None:
    """Leave out 四、结转下年度继续办理."""
    draft.table("applications")["rows"].pop()


def drop_inner_row(draft: Draft) -> None:
    """Leave out 三（五）2.重复申请; the labels beside it become one row shorter."""
    rows = draft.table("applications")["rows"]
    index = next(i for i, row in enumerate(rows) if any(cell["text"] == "2.重复申请" for cell in row))
    for cell in (cell for row in rows for cell in row if cell["role"] == "row" and cell["rowspan"] > 1):
        cell["rowspan"] -= cell["row"] <= index < cell["row"] + cell["rowspan"]
    del rows[index]


def repeat_row(draft: Draft) -> None:
    """Print 四、结转下年度继续办理 twice."""
    rows = draft.table("applications")["rows"]
    rows.append(copy.deepcopy(rows[-1]))


def reverse_rows(draft: Draft) -> None:
    """Print 规章 below 行政规范性文件, labels and figures together."""
    rows = draft.table("proactive")["rows"]
    rows[2], rows[3] = rows[3], rows[2]


def rewrite(index: int, old: str, new: str) -> Plant:
    """Change a bound figure of the text."""

    def plant(draft: Draft) -> None:
        run = draft.runs()[index]
        assert old in run["text"]
        run["text"] = run["text"].replace(old, new)

    return plant


def swap_runs(first: int, second: int) -> Plant:
    """Exchange two bound figures of the text."""

    def plant(draft: Draft) -> None:
        runs = draft.runs()
        one, other = runs[first], runs[second]
        assert one["text"] != other["text"]
        one["text"], other["text"] = other["text"], one["text"]

    return plant


def edit_before(index: int, text: str) -> Plant:
    """Print *text* directly before a bound figure."""

    def plant(draft: Draft) -> None:
        run = draft.runs()[index]
        run["text"] = text + run["text"]

    return plant


def drop_paragraph(draft: Draft) -> None:
    """Leave out a paragraph with figures."""
    draft.section("disputes")["blocks"].pop()


def exchange_paragraphs(draft: Draft) -> None:
    """Print the text of two sections in each other's place."""
    one, other = draft.section("proactive"), draft.section("disputes")
    one["blocks"], other["blocks"] = other["blocks"], one["blocks"]


def insert_sentence(draft: Draft) -> None:
    """Print a sentence with a figure nobody entered."""
    block = draft.section("disputes")["blocks"][-1]
    block["runs"].insert(1, {**block["runs"][0], "text": "另有9件调解结案，"})


MUTATIONS: dict[str, Plant] = {
    "左右相邻两格互换": swap("disputes.review.upheld", "disputes.review.corrected"),
    "上下相邻两格互换": swap("applications.refused.6.natural", "applications.refused.7.natural"),
    "总计与结转互换": swap("applications.total.total", "applications.carried_out.total"),
    "跨表两格互换": swap("disputes.review.upheld", "proactive.normative.issued"),
    "隔页两格互换": swap("applications.partial.natural", "applications.unavailable.1.natural"),
    "两个合计互换": swap("disputes.litigation_direct.total", "disputes.litigation_after_review.total"),
    "首位数字改变": write("proactive.licence.decisions", "2573179"),
    "末位数字改变": write("proactive.licence.decisions", "1573178"),
    "中间两位对调": write("proactive.penalty.decisions", "2674674"),
    "少一位": write("proactive.penalty.decisions", "267647"),
    "多一位": write("applications.new.natural", "34400"),
    "前面多一个零": write("applications.new.natural", "03440"),
    "金额四舍五入": write(FEE, "72701.26"),
    "金额末尾补零": write(FEE, "72701.25780"),
    "小数点移位": write(FEE, "7270.12578"),
    "加千位分隔符": write("proactive.licence.decisions", "1,573,179"),
    "加单位": write("proactive.coercion.decisions", "29351件"),
    "全角数字": write("disputes.review.upheld", "８８"),
    "加负号": write("disputes.review.total", "-170"),
    "数字变空白": write("applications.granted.natural", ""),
    "零变空白": write("applications.not_processed.3.natural", ""),
    "零变斜杠": write("disputes.litigation_direct.corrected", "/"),
    "零变字母": write("disputes.litigation_direct.corrected", "O"),
    "一格串到邻格": write("disputes.review.upheld", "88 18"),
    "整行右移一列": turn("disputes", row=3),
    "整行右移一块": turn("disputes", row=3, by=5),
    "申请表一行右移": turn("applications", row=13),
    "总计列下移一行": lower_column,
    "删去末行": drop_last_row,
    "删去中间一行": drop_inner_row,
    "末行印两遍": repeat_row,
    "两行颠倒": reverse_rows,
    "两个列名互换": exchange_heads("applications", "自然人", "总计"),
    "两个行名互换": exchange_heads("applications", "6.属于四类过程性信息", "7.属于行政执法案卷"),
    "两个项名互换": exchange_heads("proactive", "第二十条第（五）项", "第二十条第（六）项"),
    "两个组名互换": exchange_heads("disputes", "未经复议直接起诉", "复议后起诉"),
    "行名写错": relabel("applications", "（七）总计", "（六）总计"),
    "列名写错": relabel("applications", "商业企业", "企业"),
    "分组名写错": relabel("applications", "（四）无法提供", "（四）不予提供"),
    "正文数字改变": rewrite(5, "3525", "3526"),
    "正文数字少一位": rewrite(5, "3525", "352"),
    "正文数字前多一位": edit_before(0, "1"),
    "正文数字前多负号": edit_before(2, "-"),
    "正文同比改变": rewrite(3, "54.1", "45.1"),
    "正文增减写反": rewrite(3, "下降", "增长"),
    "正文小数点丢失": rewrite(3, "54.1", "541"),
    "正文两数互换": swap_runs(7, 8),
    "正文跨段两数互换": swap_runs(0, -1),
    "正文数字丢失": rewrite(8, "3521件", ""),
    "正文段落丢失": drop_paragraph,
    "两章正文互换": exchange_paragraphs,
    "正文多出一句": insert_sentence,
}
