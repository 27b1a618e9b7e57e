"""Statutory tables in Word: true merged cells, header rows that repeat, fixed widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from report_helpers.outputs.word_package import TABLE_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TYPE_WIDTH_MM = 156.0
TWIPS_PER_MM = 56.6929
# Millimetres of the label columns; the figures share what is left of the type area.
_LABELS = {3: (11.0, 18.0, 43.0), 1: (42.0,), 0: ()}
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def add_table(document: Any, view: Mapping[str, Any]) -> None:  # noqa: ANN401  python-docx
    """Append the table of a TableView's JSON, and its remarks below it."""
    style = document.styles[TABLE_TEXT].style_id
    widths = column_widths(view)
    table = OxmlElement("w:tbl")
    table.append(_properties(view["caption"], sum(widths)))
    grid = _child(table, "w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=width)
    notes: list[str] = []
    for number, cells in enumerate(_grid_rows(view)):
        line = _child(table, "w:tr")
        settings = _child(line, "w:trPr")
        _child(settings, "w:cantSplit")
        if number < view["header_rows"]:
            _child(settings, "w:tblHeader")
        for cell, is_start in cells:
            width = sum(widths[cell["column"] : cell["column"] + cell["colspan"]])
            _cell(line, cell, width, style, notes if is_start else None)
    document.element.body.insert_element_before(table, "w:sectPr")
    text = f"注：{'；'.join(notes)}。" if notes else ""
    document.add_paragraph(text, style=TABLE_TEXT)


def column_widths(view: Mapping[str, Any]) -> list[int]:
    """Return the grid's column widths in twips; they add up to the type area."""
    labels = _LABELS[view["label_columns"]]
    figures = view["width"] - len(labels)
    each = (TYPE_WIDTH_MM - sum(labels)) / figures
    return [int(width * TWIPS_PER_MM) for width in (*labels, *[each] * figures)]


def _grid_rows(view: Mapping[str, Any]) -> Iterator[list[tuple[Mapping[str, Any], bool]]]:
    """Yield each grid row from left to right: its own cells (True) and those reaching down into it."""
    reaching: list[Mapping[str, Any]] = []
    for number, row in enumerate(view["rows"]):
        above = [(cell, False) for cell in reaching if cell["row"] + cell["rowspan"] > number]
        yield sorted([*above, *((cell, True) for cell in row)], key=lambda pair: int(pair[0]["column"]))
        reaching = [cell for cell, _ in above] + [cell for cell in row if cell["rowspan"] > 1]


def _cell(line: Any, cell: Mapping[str, Any], width: int, style: str, notes: list[str] | None) -> None:  # noqa: ANN401
    """Write one w:tc; *notes* is None for the continuation of a merged cell."""
    element = _child(line, "w:tc")
    settings = _child(element, "w:tcPr")
    _child(settings, "w:tcW", w=width, type="dxa")
    if cell["colspan"] > 1:
        _child(settings, "w:gridSpan", val=cell["colspan"])
    if cell["rowspan"] > 1:
        _child(settings, "w:vMerge", val="continue" if notes is None else "restart")
    _child(settings, "w:vAlign", val="center")
    paragraph = _child(element, "w:p")
    layout = _child(paragraph, "w:pPr")
    _child(layout, "w:pStyle", val=style)
    _child(layout, "w:jc", val="left" if cell["role"] == "row" else "center")
    if notes is not None and cell["text"]:
        run = _child(paragraph, "w:r")
        text = _child(run, "w:t")
        text.text = cell["text"] + _mark(cell, notes)
        text.set(qn("xml:space"), "preserve")


def _mark(cell: Mapping[str, Any], notes: list[str]) -> str:
    """Return the marker of a remark and keep the remark for below the table."""
    if not cell["note"]:
        return ""
    number = len(notes)
    mark = CIRCLED[number] if number < len(CIRCLED) else f"〔{number + 1}〕"
    notes.append(f"{mark}{cell['text']}{cell['note']}")
    return mark


def _properties(caption: str, width: int) -> Any:  # noqa: ANN401
    """Return w:tblPr, children in schema order."""
    properties = OxmlElement("w:tblPr")
    _child(properties, "w:tblW", w=width, type="dxa")
    borders = _child(properties, "w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        _child(borders, f"w:{side}", val="single", sz=4, space=0, color="000000")
    _child(properties, "w:tblLayout", type="fixed")
    margins = _child(properties, "w:tblCellMar")
    for side in ("left", "right"):
        _child(margins, f"w:{side}", w=40, type="dxa")
    _child(properties, "w:tblCaption", val=caption)
    return properties


def _child(parent: Any, tag: str, **attributes: object) -> Any:  # noqa: ANN401
    """Append an element with attributes of the w: namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    parent.append(element)
    return element
