"""Reads the HTML of a shown DataFrame or Styler as a table value; of what it looks like nothing is kept.

What is no plain table is refused: scripts, frames, links, text beside it, a table that is cut short or has gaps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from report_helpers.errors import InputError, Problem
from report_helpers.files.characters import first_unfit
from report_helpers.outputs.own.frame_grid import GridCell, laid_out

if TYPE_CHECKING:
    from collections.abc import Iterator

    from report_helpers.facts.own import Frame

LARGEST = 2_000_000  # characters of HTML
MOST_ROWS, MOST_COLUMNS = 300, 30
LONGEST_CELL = 300
_PARTS = frozenset("html head body div style table caption colgroup col thead tbody tfoot tr th td".split())  # noqa: SIM905
_INLINE = frozenset("b strong i em span sub sup br small u".split())  # noqa: SIM905
_DIMENSIONS = re.compile(r"\s*\d+ rows × \d+ columns\s*")
_EMPTY = {"nan", "none", "<na>", "nat", "null", "inf", "-inf"}
_WHOLE = '请写 pd.set_option("display.max_rows", None)、("display.max_columns", None)、("display.max_colwidth", None)'
_PLAIN = "公开的表请直接显示 DataFrame 或 Styler；不公开的请去掉 public 标签"


def parse_frame(source: str, place: str) -> tuple[Frame, str]:
    """Return the table that *source* shows, and its caption.

    Raises InputError, naming the cell (*place*), for anything but one whole table without gaps.
    """
    if len(source) > LARGEST:
        fix = f"请汇总或拆分，每张表不超过 {MOST_ROWS} 行"
        raise InputError(Problem(f"表有 {len(source) // 1_000_000} MB，太大", place, fix=fix))
    tree = etree.HTML(source, etree.HTMLParser(remove_comments=True, remove_pis=True))
    tables = [] if tree is None else tree.xpath("//table")
    if tree is not None:
        _require_plain(tree, place)
    if len(tables) != 1:
        what = "显示的 HTML 不是表，不能公开" if not tables else f"一次显示了 {len(tables)} 张表"
        raise InputError(Problem(what, place, fix=_PLAIN if not tables else "请一张一张显示（display），不要嵌套"))
    caption = " ".join(_words(each) for each in tables[0].xpath("./caption"))
    frame = laid_out(list(_rows(tables[0], place)), place)
    _require_whole(frame, place)
    return frame, caption


def _require_plain(tree: etree._Element, place: str) -> None:
    """Refuse whatever is neither part of a table nor plain text in one of its cells."""
    for element in tree.iter(etree.Element):
        name = str(element.tag)
        if name == "p" and _DIMENSIONS.fullmatch(_words(element)):
            continue
        if name not in _PARTS | _INLINE:
            raise InputError(Problem(f"表里有不能公开的 HTML 元素 <{name}>", place, fix=_PLAIN))
        odd = next((key for key in element.attrib if key.startswith("on") or key in {"href", "src", "srcdoc"}), None)
        if odd:
            raise InputError(Problem(f"表里有不能公开的 HTML 属性 {odd}", place, fix=_PLAIN))
    beside = tree.xpath("//text()[normalize-space() and not(ancestor::table or ancestor::style or ancestor::p)]")
    if beside:
        raise InputError(
            Problem("表外还有文字", place, value=str(beside[0]).strip(), fix="请另用 Markdown 单元格写这段文字")
        )


def _rows(table: etree._Element, place: str) -> Iterator[list[GridCell]]:
    """Yield the rows of the table as they stand in it."""
    lines = table.xpath("./tr | ./*[self::thead or self::tbody or self::tfoot]/tr")
    if len(lines) > MOST_ROWS:
        raise InputError(
            Problem(f"表有 {len(lines)} 行，太长", place, fix=f"请汇总或拆分，每张表不超过 {MOST_ROWS} 行")
        )
    for line in lines:
        is_top = line.getparent().tag == "thead"
        yield [
            GridCell(_words(cell), cell.tag == "th", _span(cell, "rowspan"), _span(cell, "colspan"), is_top)
            for cell in line.iterchildren("th", "td")
        ]


def _words(element: etree._Element) -> str:
    parts = (each if isinstance(each, str) else " " for each in element.xpath(".//text() | .//br"))
    return " ".join("".join(parts).split())


def _span(cell: etree._Element, side: str) -> int:
    value = cell.get(side, "1")
    return min(max(int(value), 1), MOST_ROWS + 1) if value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004


def _require_whole(frame: Frame, place: str) -> None:
    """Refuse a table that is cut short, has gaps, or cells nobody can print."""
    if frame.width > MOST_COLUMNS:
        raise InputError(
            Problem(f"表有 {frame.width} 列，太宽", place, fix=f"请只留要公开的列，不超过 {MOST_COLUMNS} 列")
        )
    for cell in (cell for row in frame.rows for cell in row):
        where = f"表的第 {cell.row + 1} 行第 {cell.column + 1} 列"
        if cell.text in {"...", "…"} or cell.text.endswith("..."):
            raise InputError(Problem(f"表没有显示完整，{where}是“...”", place, fix=_WHOLE))
        if cell.role == "data" and cell.text.casefold() in _EMPTY:
            fix = '请用 fillna 填上，或用 Styler 的 format(na_rep="/") 写明'
            raise InputError(Problem(f"{where}没有数值", place, value=cell.text, fix=fix))
        if len(cell.text) > LONGEST_CELL:
            fix = "长的文字请写在 Markdown 单元格里"
            raise InputError(Problem(f"{where}有 {len(cell.text)} 字，太长", place, fix=fix))
        unfit = first_unfit(cell.text)
        if unfit is not None:
            raise InputError(Problem(f"{where}有看不见的字符（U+{ord(unfit):04X}）", place, fix="请删去这个字符"))
