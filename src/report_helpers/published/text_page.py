"""Plain text and Markdown as rows: lines with tabs and lines with pipes are rows of tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.files.characters import cut_out
from report_helpers.published.cell_stream import rows_of_cells
from report_helpers.published.model import Page, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

_SEPARATOR = frozenset("|:-+=")
_HEADING = re.compile(r"^#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_TAG = re.compile(r"<(?:br|/?(?:p|b|i|u|sub|span|div|center|font)\b[^<>]*)\s*/?>", re.IGNORECASE)
# Struck out, small signs over the line, and references to notes.
_GONE = re.compile(
    r"~~(?=\S)[^~]{1,200}~~|<(s|del|strike|rt|rp)\b[^<>]{0,200}>[^<>]{0,200}</\1\s*>|\[\^[^\]\s]{1,40}\]", re.IGNORECASE
)
LEAST_BARS = 5  # lines with nothing but bars, of a text whose cells stand on lines of their own
_FORMULA = re.compile(r"\$\s?([-−]?[0-9０-９][0-9０-９,.]{0,14}|/)\s?\$")  # recognised figures set as formulas: $12$
_BARE = re.compile(r"\s*\d{1,3}\s*")
_ESCAPED_PIPE = "\ue000"
# 3, — 3 —, 第 3 页, 3/12, 第3页 共12页
_LONGEST_PAGE_NUMBER = 40
_PAGE_NUMBER = re.compile(r"[—–\-\s]*第?\s*\d{1,3}\s*页?(?:\s*[/共]\s*\d{1,3}\s*页?)?[—–\-\s]*")


def read_text_page(text: str, shown: str) -> Page:
    """Return the lines of *text* as rows, numbered as in the file; page numbers are left out."""
    text = cut_out(text, "<!--", "-->", kept="\n")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").split("\n")
    if sum("|" in line and not line.replace("|", "").strip() for line in lines) >= LEAST_BARS and not any(
        map(_is_separator, lines)
    ):
        return Page(
            shown, tuple(rows_of_cells((n, line) for n, line in enumerate(lines, 1) if not _is_number(lines, n)))
        )
    rows: list[Row] = []
    table, was_table = 0, False
    for number, raw in enumerate(lines, 1):
        if _is_number(lines, number):
            continue
        cells = _cells(raw.replace("\f", ""))
        is_table = len(cells) > 1
        table += is_table and not was_table
        was_table = is_table
        if is_table and _is_separator(raw):
            continue
        if any(cell.strip() for cell in cells):
            rows.append(Row(tuple(cells), f"第 {number} 行", table if is_table else 0))
    return Page(shown, tuple(rows))


def _cells(line: str) -> list[str]:
    """Return the cells of a row of a table, or the line itself."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.count("|") > 1:
        inner = stripped.replace("\\|", _ESCAPED_PIPE).removeprefix("|").removesuffix("|")
        return [_plain(cell.replace(_ESCAPED_PIPE, "|")) for cell in inner.split("|")]
    if "|" in stripped and "\t" not in line:
        return [_plain(cell) for cell in stripped.removesuffix("|").split("|")]
    if "\t" in line:
        return [cell.strip() for cell in line.split("\t")]
    return [_plain(line)]


def _plain(text: str) -> str:
    """Return *text* without Markdown's marks for headings, emphasis and formulas of a figure."""
    text = _FORMULA.sub(r"\1", _HEADING.sub("", _TAG.sub(" ", _GONE.sub("", text.strip()))).rstrip())
    head = text.rstrip("#")
    return _EMPHASIS.sub(r"\2", head if head[-1:].isspace() else text).strip()


def _is_separator(line: str) -> bool:
    """Tell whether a line only parts a table's head from its rows."""
    return "|" in line and "-" in line and set("".join(line.split())) <= _SEPARATOR


def _is_number(lines: Sequence[str], number: int) -> bool:
    """Tell whether the line of that number is a page's number: marked as one, or bare at a form feed."""
    line, after = lines[number - 1], lines[number] if number < len(lines) else ""
    text = line.strip("\f ")
    if not text or not any(c.isdigit() for c in text):
        return False
    if is_page_number(text):
        return True
    return _BARE.fullmatch(text) is not None and (line.endswith("\f") or after.startswith("\f"))


def is_page_number(text: str) -> bool:
    """Tell whether *text* is marked as a page's number: 第 3 页, — 3 —."""
    return may_be_page_number(text) and ("页" in text or (text[0] in "—–-" and text[-1] in "—–-"))


def may_be_page_number(text: str) -> bool:
    """Tell whether *text* is written as a page's number; a bare figure is, too."""
    return len(text) <= _LONGEST_PAGE_NUMBER and _PAGE_NUMBER.fullmatch(text) is not None
