"""A PDF as rows: ruled tables by their rulings, everything else line by line, page numbers left out."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from report_helpers.errors import InputError, Problem
from report_helpers.processes.limited import ExceededError, within_limits
from report_helpers.published.model import Page, Row
from report_helpers.published.pdf_limits import refuse_large_pdf
from report_helpers.published.text_page import may_be_page_number

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 120
MAX_CHARACTERS = 60_000  # a page
CPU_SECONDS = 30
MEMORY = 1_000_000_000
_EDGE = 0.09  # of a page's height, where its number stands
_CJK_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
_SOURCE = "请向原单位要文字版，或从 Word 重新导出"


def read_pdf_page(data: bytes, shown: str) -> Page:
    """Return the document's rows; InputError where it is encrypted, cut short, too long, or only pictures."""
    if b"%%EOF" not in data[-2048:]:
        raise InputError(Problem("PDF 不完整，像是没有下载完", shown, fix="请重新下载"))
    refuse_large_pdf(data, shown)
    try:
        return within_limits(lambda: _read(data, shown), CPU_SECONDS, MEMORY)
    except ExceededError:
        what = f"内容过于复杂，{CPU_SECONDS} 秒内没有读完"
        raise InputError(Problem(what, shown, fix=_SOURCE)) from None


def _read(data: bytes, shown: str) -> Page:
    try:
        with pdfplumber.open(io.BytesIO(data), pages=range(1, MAX_PAGES + 2)) as document:
            rows, has_pictures = _rows(document.pages, shown)
            title = (document.metadata or {}).get("Title")
    except (InputError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  pdfminer raises whatever a broken file leads it to
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)):
            raise InputError(Problem("加了密码", shown, fix="请去掉密码后另存")) from None
        raise InputError(Problem("PDF 已损坏，无法读取", shown, fix="请重新下载或重新导出")) from None
    if not rows:
        what = "只有图片，没有可读的文字" if has_pictures else "没有可读的文字"
        raise InputError(Problem(what, shown, fix=_SOURCE))
    return Page(shown, tuple(rows), title if isinstance(title, str) else "")


def _rows(pages: list[Any], shown: str) -> tuple[list[Row], bool]:
    if len(pages) > MAX_PAGES:
        raise InputError(Problem(f"超过了 {MAX_PAGES} 页，不像是年度报告", shown, fix="请检查是否放错了文件"))
    rows: list[Row] = []
    has_pictures, tables = False, 0
    for number, page in enumerate(pages, 1):
        if len(page.chars) > MAX_CHARACTERS:
            raise InputError(Problem(f"第 {number} 页的字数超出合理范围", shown, fix="请检查是否放错了文件"))
        has_pictures = has_pictures or bool(page.images)
        found = [(table.bbox, table) for table in page.find_tables() if len(table.rows[0].cells) > 1]
        pieces: list[tuple[float, list[Row]]] = []
        for box, table in found:
            tables += 1
            pieces.append((box[1], list(_table_rows(table, number, tables))))
        pieces += _lines(page, number, [box for box, _ in found])
        rows += [row for _, group in sorted(pieces, key=lambda piece: piece[0]) for row in group]
    return rows, has_pictures


def _table_rows(table: Any, page: int, number: int) -> Iterator[Row]:  # noqa: ANN401  pdfplumber is untyped for us
    for line, cells in enumerate(table.extract(), 1):
        texts = tuple(None if cell is None else _joined(cell) for cell in cells)
        if any(texts):
            yield Row(texts, f"第 {page} 页表格第 {line} 行", number)


def _joined(cell: str) -> str:
    """Return a cell's text; a label wrapped over lines is one, figures on lines of their own stay apart."""
    return _CJK_GAP.sub("", " ".join(cell.split()))


def _lines(page: Any, number: int, boxes: list[tuple[float, ...]]) -> list[tuple[float, list[Row]]]:  # noqa: ANN401
    """Return the lines outside tables with their heights, a paragraph's lines joined."""
    lines = [line for line in page.extract_text_lines(return_chars=False) if not _is_inside(line, boxes)]
    lines = [line for line in lines if not _is_page_number(line, page.height)]
    if not lines:
        return []
    right = max(line["x1"] for line in lines)
    left = min(line["x0"] for line in lines)
    joined: list[tuple[float, list[Row]]] = []
    text, is_full = "", False
    for count, line in enumerate(lines, 1):
        size = line["bottom"] - line["top"]
        if joined and is_full and line["x0"] < left + size and not _has_figures(line["text"]):
            text += line["text"]
            joined[-1] = (joined[-1][0], [Row((_joined(text),), joined[-1][1][0].place)])
        else:
            text = line["text"]
            joined.append((line["top"], [Row((_joined(text),), f"第 {number} 页第 {count} 行")]))
        is_full = line["x1"] > right - 2 * size and not _has_figures(line["text"])
    return joined


def _has_figures(text: str) -> bool:
    """Tell whether a line is part of a table without rulings."""
    return any(word.isdecimal() for word in text.split())


def _is_inside(line: dict[str, Any], boxes: list[tuple[float, ...]]) -> bool:
    middle = (line["top"] + line["bottom"]) / 2
    return any(box[1] <= middle <= box[3] and line["x0"] < box[2] and line["x1"] > box[0] for box in boxes)


def _is_page_number(line: dict[str, Any], height: float) -> bool:
    is_at_edge = line["top"] < height * _EDGE or line["bottom"] > height * (1 - _EDGE)
    return is_at_edge and may_be_page_number(line["text"])
