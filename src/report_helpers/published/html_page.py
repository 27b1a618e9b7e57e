"""A web page as rows: tables by the HTML standard's algorithm, everything else line by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree, html

from report_helpers.errors import InputError, Problem
from report_helpers.published.model import Page, Row
from report_helpers.published.page_styles import is_gone, is_raised, is_unseen, mark_styles
from report_helpers.published.style_values import NOTE_MARK, RAISED_DIGITS
from report_helpers.published.text_page import is_page_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_DEPTH = 200  # the parser silently drops what lies deeper than 256
MAX_PLACES = 1_000_000
MARK = 6  # letters of the longest mark of a note
_UNSEEN = frozenset(
    "script style noscript template nav footer aside head iframe object svg select button textarea datalist "  # noqa: SIM905
    "canvas audio video noframes noembed meter progress del s strike rt rp rtc".split()
)
_BLOCKS = frozenset(
    "p div br hr li ul ol dl dt dd section article header main tr table tbody td th caption "  # noqa: SIM905
    "h1 h2 h3 h4 h5 h6 blockquote center pre figure".split()
)
_NOTE_LINK = re.compile(r"#.{0,40}?(?:fn|foot|note|ref|ftn|edn)|doc-noteref|footnote|endnote", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_BREAK = " \f "  # the end of a line: more than white space where a cell's lines are joined
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# What follows the end of a page is shown all the same; the parser would put it outside.
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


def read_html_page(text: str, shown: str) -> Page:
    """Return the page's rows; InputError where it declares entities, is nested too deep, or is no page."""
    if _ENTITY.search(text[:100_000]):
        raise InputError(Problem("含有实体声明（DTD）", shown, fix="请从浏览器里另存为 HTML"))
    try:
        root = html.document_fromstring(_END.sub("", _DECLARATION.sub("", text)))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputError(Problem("不是完整的 HTML 网页", shown, fix="请从浏览器里重新保存")) from None
    _refuse_depth(root, shown)
    mark_styles(root)
    title = " ".join((root.findtext(".//title") or "").split())
    return Page(shown, tuple(_filled(_rows(root), shown)), title)


def _filled(rows: Iterable[Row], shown: str) -> Iterator[Row]:
    """Yield the rows with anything in them; InputError where they have more cells than any report."""
    places = 0
    for row in rows:
        places += len(row.cells)
        if places > MAX_PLACES:
            raise InputError(Problem(f"表格超过了 {MAX_PLACES} 格，不像是年度报告", shown, fix="请检查是否放错了文件"))
        if any(row.cells):
            yield row


def _refuse_depth(root: Any, shown: str) -> None:  # noqa: ANN401  lxml is untyped
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise InputError(Problem(f"标签嵌套超过 {MAX_DEPTH} 层", shown, fix="请从浏览器里重新保存，或换成 Word 版"))


def _rows(root: Any) -> Iterator[Row]:  # noqa: ANN401
    """Yield lines and tables in reading order."""
    lines = tables = 0
    line = ""
    for piece in (*_pieces(root), _BREAK):
        if isinstance(piece, str) and piece != _BREAK:
            line += piece
            continue
        text = " ".join(line.split())
        line = ""
        if text and not is_page_number(text):
            lines += 1
            yield Row((text,), f"第 {lines} 段文字")
        if not isinstance(piece, str):
            tables += 1
            yield from _table_rows(piece, tables)


def _pieces(element: Any) -> Iterator[Any]:  # noqa: ANN401
    """Yield an element's texts without marks of notes, a break at each end of a block, and tables of figures whole."""
    if not isinstance(element.tag, str) or _is_unseen(element):
        return
    if element.tag == "table" and _is_data(element):
        yield element
    elif element.tag in {"sup", "sub"} or is_raised(element):
        yield _raised(element)
    elif _is_note_mark(element):
        return
    else:
        ends = [_BREAK] if element.tag in _BLOCKS else []
        yield from (*ends, *_pieces_within(element), *ends)


def _pieces_within(element: Any) -> Iterator[Any]:  # noqa: ANN401
    is_seen = not is_unseen(element)
    yield (element.text or "") if is_seen else ""
    for child in element:
        yield from _pieces(child)
        yield (child.tail or "") if is_seen else ""


def _is_unseen(element: Any) -> bool:  # noqa: ANN401
    return bool(
        element.tag in _UNSEEN
        or element.get("hidden") is not None
        or (element.tag == "dialog" and element.get("open") is None)
        or is_gone(element)
        or _stands_for_a_picture(element)
    )


def _stands_for_a_picture(element: Any) -> bool:  # noqa: ANN401
    """Tell whether an element, closed at first, says in words and figures what the picture beside it shows."""
    figure = element.getparent()
    return element.tag == "details" and figure is not None and figure.tag == "figure" and figure.find("img") is not None


def _raised(element: Any) -> str:  # noqa: ANN401
    """Return what a raised or lowered text says: nothing where it marks a note, digits as raised ones."""
    mark = "".join(piece for child in _pieces_within(element) if isinstance(piece := child, str)).replace(_BREAK, " ")
    if NOTE_MARK.fullmatch(mark) or any(map(_is_note_mark, element.iter())):
        return ""
    return mark.strip().translate(RAISED_DIGITS) if mark.strip().isdecimal() else f" {mark} "


def _is_note_mark(element: Any) -> bool:  # noqa: ANN401
    """Tell whether a link leads to a note: its short text is a mark, no figure."""
    if not isinstance(element.tag, str):
        return False
    says = " ".join(element.get(name) or "" for name in ("href", "role", "class", "epub:type"))
    return bool(_NOTE_LINK.search(says)) and element.tag in {"a", "sup", "span"} and len(element.text_content()) <= MARK


def _is_data(table: Any) -> bool:  # noqa: ANN401
    """Tell a table of figures from one that lays out the page: it holds no table, and has columns."""
    return table.find(".//table") is None and any(len(row.xpath("./td | ./th")) > 1 for row in table.iter("tr"))


def _table_rows(table: Any, number: int) -> Iterator[Row]:  # noqa: ANN401
    """Yield a table's rows; a place under a cell that begins elsewhere is None."""
    free: list[int] = []  # of each column, the first row that no cell above reaches into
    for row, line in enumerate(table.xpath("./tr | ./*[self::thead or self::tbody or self::tfoot]/tr")):
        column, texts = 0, {}
        for cell in line.xpath("./td | ./th"):
            while column < len(free) and free[column] > row:
                column += 1
            down, right = _span(cell, "rowspan", 1000), _span(cell, "colspan", 100)
            free += [0] * (column + right - len(free))
            free[column : column + right] = (max(row + down, taken) for taken in free[column : column + right])
            texts[column] = " ".join("".join(_pieces(cell)).split())
        while free and free[-1] <= row:
            free.pop()
        yield Row(tuple(map(texts.get, range(len(free)))), f"第 {number} 张表第 {row + 1} 行", number)


def _span(cell: Any, side: str, most: int) -> int:  # noqa: ANN401
    value = (cell.get(side) or "1").strip()
    return min(max(int(value), 1), most) if value.isascii() and value.isdecimal() and len(value) < 6 else 1  # noqa: PLR2004
