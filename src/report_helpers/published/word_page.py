"""A Word document as rows: paragraphs and tables in order, merged cells where they begin."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from report_helpers.errors import InputError, Problem
from report_helpers.published.model import Page, Row
from report_helpers.published.word_runs import UnseenRuns, is_gone_row

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SPAN = 100
_GONE = (
    qn("w:moveFrom"),
    qn("w:del"),
    qn("w:rt"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
)


def read_word_page(data: bytes, shown: str) -> Page:
    """Return the document's rows; InputError where it is no Word document."""
    try:
        document = docx.Document(io.BytesIO(data))
        unseen = UnseenRuns(document.styles.element)
        return Page(shown, tuple(_rows(document.element.body, unseen)), document.core_properties.title or "")
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError, docx.opc.exceptions.PackageNotFoundError):
        fix = "可以读 HTML、DOCX、PDF（文字版）、TXT 和 Markdown"
        raise InputError(Problem("不是 Word 文档（.docx），或者已经损坏", shown, fix=fix)) from None


def _rows(body: Any, unseen: UnseenRuns) -> Iterator[Row]:  # noqa: ANN401  python-docx's elements are untyped
    """Yield lines and tables in reading order; a table that holds others only lays out the page."""
    lines = tables = 0
    layouts = {outer for table in body.iter(qn("w:tbl")) for outer in table.iterancestors(qn("w:tbl"))}
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            if element not in layouts:
                tables += 1
                yield from _table_rows(element, tables, unseen)
        elif (table := next(element.iterancestors(qn("w:tbl")), None)) is None or table in layouts:
            for text in _text(element, unseen).split("\n"):
                if text.strip():
                    lines += 1
                    yield Row((" ".join(text.split()),), f"第 {lines} 段文字")


def _table_rows(table: Any, number: int, unseen: UnseenRuns) -> Iterator[Row]:  # noqa: ANN401
    for row, line in enumerate(table.tr_lst, 1):
        if is_gone_row(line):
            continue
        cells: list[str | None] = [None] * min(line.grid_before, MAX_SPAN)
        for cell in line.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is line:
                text = " ".join(" ".join(_text(paragraph, unseen) for paragraph in cell.iter(qn("w:p"))).split())
                is_covered = cell.vMerge == "continue"
                cells += [None if is_covered else text, *[None] * (min(cell.grid_span, MAX_SPAN) - 1)]
        if any(cells):
            yield Row(tuple(cells), f"第 {number} 张表第 {row} 行", number)


def _text(paragraph: Any, unseen: UnseenRuns) -> str:  # noqa: ANN401
    """Return a paragraph as it reads with its tracked changes accepted, without what is hidden or struck out."""
    own = [run for run in paragraph.iter(qn("w:r")) if next(run.iterancestors(qn("w:p"))) is paragraph]
    seen, around = unseen.without_codes(own), unseen.of_paragraph(paragraph)
    return "".join(
        unseen.text_of(run, around) for run in seen if not any(parent.tag in _GONE for parent in run.iterancestors())
    )
