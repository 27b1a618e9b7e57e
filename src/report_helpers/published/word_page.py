"""A Word document as rows: paragraphs and tables in order, merged cells where they begin."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from report_helpers.errors import InputError, Problem
from report_helpers.published.model import Page, Row

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SPAN = 100
_GONE = (qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")


def read_word_page(data: bytes, shown: str) -> Page:
    """Return the document's rows; InputError where it is no Word document."""
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        title = document.core_properties.title or ""
    except (KeyError, ValueError, AttributeError, etree.XMLSyntaxError, docx.opc.exceptions.PackageNotFoundError):
        fix = "可以读 HTML、DOCX、PDF（文字版）、TXT 和 Markdown"
        raise InputError(Problem("不是 Word 文档（.docx），或者已经损坏", shown, fix=fix)) from None
    return Page(shown, tuple(_rows(body)), title)


def _rows(body: Any) -> Iterator[Row]:  # noqa: ANN401  python-docx's elements are untyped
    lines = tables = 0
    for element in body.iter(qn("w:p"), qn("w:tbl")):
        if element.tag == qn("w:tbl"):
            if element.getparent().tag != qn("w:tc"):
                tables += 1
                yield from _table_rows(element, tables)
        elif not any(parent.tag == qn("w:tc") for parent in element.iterancestors()):
            for text in _text(element).split("\n"):
                if text.strip():
                    lines += 1
                    yield Row((" ".join(text.split()),), f"第 {lines} 段文字")


def _table_rows(table: Any, number: int) -> Iterator[Row]:  # noqa: ANN401
    for row, line in enumerate(table.findall(qn("w:tr")), 1):
        cells: list[str | None] = [None] * _before(line)
        for cell in line.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is not line:
                continue
            properties = cell.find(qn("w:tcPr"))
            is_covered = False
            span = 1
            if properties is not None:
                merge = properties.find(qn("w:vMerge"))
                is_covered = merge is not None and merge.get(qn("w:val")) != "restart"
                grid = properties.find(qn("w:gridSpan"))
                span = _number(grid.get(qn("w:val"))) if grid is not None else 1
            text = " ".join(" ".join(_text(paragraph) for paragraph in cell.iter(qn("w:p"))).split())
            cells += [None if is_covered else text, *[None] * (span - 1)]
        if any(cells):
            yield Row(tuple(cells), f"第 {number} 张表第 {row} 行", number)


def _before(line: Any) -> int:  # noqa: ANN401
    """Return how many grid columns a row leaves out at its left."""
    found = line.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
    return _number(found.get(qn("w:val"))) if found is not None else 0


def _number(value: str | None) -> int:
    return min(int(value), MAX_SPAN) if value and value.isascii() and value.isdecimal() else 1


def _text(paragraph: Any) -> str:  # noqa: ANN401
    """Return a paragraph as it reads with its tracked changes accepted."""
    pieces = []
    for element in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if any(parent.tag in _GONE for parent in element.iterancestors()):
            continue
        if next(element.iterancestors(qn("w:p"))) is not paragraph:
            continue
        pieces.append((element.text or "") if element.tag == qn("w:t") else _space(element))
    return "".join(pieces)


def _space(element: Any) -> str:  # noqa: ANN401
    if element.tag == qn("w:tab"):
        return "" if element.getparent().tag == qn("w:tabs") else " "
    return "\n"
