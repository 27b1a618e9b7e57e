"""Statutory tables in Word: true merged cells, header rows that repeat, fixed widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from report_helpers.outputs.word.styles import TABLE_HEAD, TABLE_TEXT
from report_helpers.tables import note_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TYPE_WIDTH_TWIPS = 8844  # 156 mm
# Characters of the only label column; else of the first, of those between, and of the last. The figures share the rest.
_ONE_LABEL, _FIRST, _INNER, _LAST = 11, 3, 4, 13
_TALL = 20  # rows from which a table is set closely, to stand on one page
_SIDE_INSET, _SLACK = 40, 10
_HALF_POINTS = range(21, 11, -1)  # 五号 where the table allows it, then smaller: figures are never broken
_ASCII_LIMIT = 0x2000


def add_table(document: Any, view: Mapping[str, Any]) -> None:  # noqa: ANN401  python-docx
    """Append the table of a TableView's JSON, and its remarks below it."""
    styles = {name: document.styles[name].style_id for name in (TABLE_TEXT, TABLE_HEAD)}
    size, widths = lay_out_columns(view)
    table = OxmlElement("w:tbl")
    table.append(_properties(view, widths))
    grid = _child(table, "w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=width)
    notes: list[str] = []
    has_notes = any(cell["note"] for row in view["rows"] for cell in row)
    for number, cells in enumerate(_grid_rows(view)):
        line = _child(table, "w:tr")
        settings = _child(line, "w:trPr")
        _child(settings, "w:cantSplit")
        if number < view["header_rows"]:
            _child(settings, "w:tblHeader")
        # Each row stays with the next: a table that fits on a page is not cut by its end.
        is_kept = number + 1 < view["height"] or has_notes
        for cell, is_start in cells:
            width = sum(widths[cell["column"] : cell["column"] + cell["colspan"]])
            paragraph = _cell(line, cell, width, size, is_start=is_start)
            _paragraph(paragraph, cell, styles, is_kept=is_kept)
            if is_start and cell["text"]:
                _run(paragraph, cell["text"], size)
            if is_start and cell["note"]:
                _run(paragraph, _mark(cell, notes), size, is_raised=True)
    document.element.body.insert_element_before(table, "w:sectPr")
    document.add_paragraph(f"注：{'；'.join(notes)}。" if notes else "", style=TABLE_TEXT)


def lay_out_columns(view: Mapping[str, Any]) -> tuple[int, list[int]]:
    """Return text size in half-points and column widths in twips, the type area in sum.

    The largest size at which labels have their characters, heads two or three in a line
    and every figure a line of its own. Spare width goes to the last of several label
    columns, else evenly to the figures.
    """
    first = view["label_columns"]
    labels = [_FIRST, *[_INNER] * (first - 2), _LAST] if first > 1 else [_ONE_LABEL] * first
    figures = [3.0 if first > 1 else 2.0] * (view["width"] - first)
    for cell in (cell for row in view["rows"] for cell in row):
        if cell["role"] == "data" and cell["colspan"] == 1:
            place = cell["column"] - first
            figures[place] = max(figures[place], _characters(cell["text"]) + (1 if cell["note"] else 0))
    size, spare, widths = 0, -1, []
    for size in _HALF_POINTS:
        widths = [round(count * size * 10) + 2 * _SIDE_INSET + _SLACK for count in (*labels, *figures)]
        spare = TYPE_WIDTH_TWIPS - sum(widths)
        if spare >= 0:
            break
    taking = range(first - 1, first) if first > 1 else range(first, view["width"])
    each, rest = divmod(max(spare, 0), len(taking))
    for column in taking:
        widths[column] += each + (rest if column == taking[-1] else 0)
    return size, widths


def _characters(text: str) -> float:
    """Return how many characters wide a text is: a digit is half of one."""
    return sum(0.5 if ord(char) < _ASCII_LIMIT else 1.0 for char in text)


def _grid_rows(view: Mapping[str, Any]) -> Iterator[list[tuple[Mapping[str, Any], bool]]]:
    """Yield each grid row from left to right: its own cells (True) and those reaching down into it."""
    reaching: list[Mapping[str, Any]] = []
    for number, row in enumerate(view["rows"]):
        above = [(cell, False) for cell in reaching if cell["row"] + cell["rowspan"] > number]
        yield sorted([*above, *((cell, True) for cell in row)], key=lambda pair: int(pair[0]["column"]))
        reaching = [cell for cell, _ in above] + [cell for cell in row if cell["rowspan"] > 1]


def _cell(line: Any, cell: Mapping[str, Any], width: int, size: int, *, is_start: bool) -> Any:  # noqa: ANN401
    """Write one w:tc and return its paragraph; not *is_start* is a merged cell's continuation."""
    element = _child(line, "w:tc")
    settings = _child(element, "w:tcPr")
    _child(settings, "w:tcW", w=width, type="dxa")
    if cell["colspan"] > 1:
        _child(settings, "w:gridSpan", val=cell["colspan"])
    if cell["rowspan"] > 1:
        _child(settings, "w:vMerge", val="restart" if is_start else "continue")
    inset = _pair_inset(cell, width, size)
    if inset:
        margins = _child(settings, "w:tcMar")
        for side in ("left", "right"):
            _child(margins, f"w:{side}", w=inset, type="dxa")
    _child(settings, "w:vAlign", val="center")
    return _child(element, "w:p")


def _pair_inset(cell: Mapping[str, Any], width: int, size: int) -> int:
    """Return side insets that break a narrow head between words of two: 结果/维持, 社会/公益/组织."""
    length = len(cell["text"])
    if cell["role"] != "column" or length not in {4, 6} or length * size * 10 <= width - 2 * _SIDE_INSET:
        return 0
    return max((width - round(2.5 * size * 10)) // 2, 0)


def _paragraph(paragraph: Any, cell: Mapping[str, Any], styles: Mapping[str, str], *, is_kept: bool) -> None:  # noqa: ANN401
    layout = _child(paragraph, "w:pPr")
    is_head = cell["role"] not in {"data", "row"}
    _child(layout, "w:pStyle", val=styles[TABLE_HEAD if is_head else TABLE_TEXT])
    if is_kept:
        _child(layout, "w:keepNext")
    is_line_label = cell["role"] == "row" and cell["rowspan"] == 1
    _child(layout, "w:jc", val="left" if is_line_label else "center")


def _run(paragraph: Any, text: str, size: int, *, is_raised: bool = False) -> None:  # noqa: ANN401
    run = _child(paragraph, "w:r")
    look = _child(run, "w:rPr")
    _child(look, "w:rFonts", hint="eastAsia")
    for name in ("w:sz", "w:szCs"):
        _child(look, name, val=size)
    if is_raised:
        _child(look, "w:vertAlign", val="superscript")
    written = _child(run, "w:t")
    written.text = text
    written.set(qn("xml:space"), "preserve")


def _mark(cell: Mapping[str, Any], notes: list[str]) -> str:
    """Return the marker of a remark and keep the remark for below the table."""
    mark = note_mark(len(notes))
    notes.append(f"{mark}{cell['text']}{cell['note']}")
    return mark


def _properties(view: Mapping[str, Any], widths: list[int]) -> Any:  # noqa: ANN401
    """Return w:tblPr, children in schema order."""
    properties = OxmlElement("w:tblPr")
    _child(properties, "w:tblW", w=sum(widths), type="dxa")
    _child(properties, "w:jc", val="center")
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, f"w:{side}", val="single", sz=4, space=0, color="000000")
    _child(properties, "w:tblLayout", type="fixed")
    # A tall table is kept low enough to stand on one page with its heading.
    above = 25 if view["height"] > _TALL else 60
    margins = _child(properties, "w:tblCellMar")
    for side, width in (("top", above), ("left", _SIDE_INSET), ("bottom", above), ("right", _SIDE_INSET)):
        _child(margins, f"w:{side}", w=width, type="dxa")
    _child(properties, "w:tblCaption", val=view["caption"])
    return properties


def _child(parent: Any, tag: str, **attributes: object) -> Any:  # noqa: ANN401
    """Append an element with attributes of the w: namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element
