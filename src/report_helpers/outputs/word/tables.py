"""Draws statutory tables in Word: true merged cells, header rows that repeat, fixed widths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.shared import Pt
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from report_helpers.outputs.word.styles import TABLE_HEAD, TABLE_TEXT, TEMPLATES
from report_helpers.tables.head_words import head_words
from report_helpers.tables.model import note_mark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TYPE_WIDTH_TWIPS = 8844  # 156 mm
# Characters of the only label column; else of the first, of those between, and of the last. The figures share the rest.
_ONE_LABEL, _FIRST, _INNER, _LAST = 11, 3, 4, 13
_TALL = 20  # rows from which a table is set closely, and may go on on the next page
_SIDE_INSET, _SLACK = 40, 10
_OFF = Pt(3)  # between a table and the lines over and under it
_HALF_POINTS = range(21, 11, -1)  # 五号 where the table allows it, then smaller: figures are never broken
_ASCII_LIMIT = 0x2000
_TEMPLATE = Environment(
    autoescape=True, loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
).get_template("table.xml.j2")


def add_table(document: Any, view: Mapping[str, Any]) -> None:  # noqa: ANN401  python-docx
    """Append the table of a TableView's JSON, and its remarks below it."""
    for line in view["above"]:
        document.add_paragraph(line, style=TABLE_HEAD).paragraph_format.space_after = _OFF
    size, widths = (view["size"], list(view["widths"])) if "widths" in view else lay_out_columns(view)
    noted = [cell for row in view["rows"] for cell in row if cell["note"]]
    marks = {cell["fact"]: note_mark(number) for number, cell in enumerate(noted)}
    source = _TEMPLATE.render(
        table=view,
        rows=[[_drawn(cell, widths, size, is_start=is_start) for cell, is_start in row] for row in _grid_rows(view)],
        marks=marks,
        size=size,
        widths=widths,
        is_tall=view["height"] > _TALL,
        above=25 if view["height"] > _TALL else 60,
        side_inset=_SIDE_INSET,
        text_style=document.styles[TABLE_TEXT].style_id,
        head_style=document.styles[TABLE_HEAD].style_id,
    )
    document.element.body.insert_element_before(parse_xml(source), "w:sectPr")
    notes = "；".join(f"{marks[cell['fact']]}{cell['text']}{cell['note']}" for cell in noted)
    for number, line in enumerate([*([f"注：{notes}。"] if notes else []), *view["below"]] or [""]):
        paragraph = document.add_paragraph(line, style=TABLE_TEXT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_before = _OFF if line and not number else None


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


def _drawn(cell: Mapping[str, Any], widths: list[int], size: int, *, is_start: bool) -> dict[str, Any]:
    """Return a cell with its width and insets; not *is_start* is a merged cell's continuation."""
    width = sum(widths[cell["column"] : cell["column"] + cell["colspan"]])
    return {**cell, "is_start": is_start, "width": width, "inset": _pair_inset(cell, width, size)}


def _pair_inset(cell: Mapping[str, Any], width: int, size: int) -> int:
    """Return side insets that break a narrow head between words of two: 结果/维持, 社会/公益/组织.

    A line break would stand in the label itself, which is exact and is searched for.
    """
    has_room = len(cell["text"]) * size * 10 <= width - 2 * _SIDE_INSET
    if cell["role"] != "column" or has_room or {len(word) for word in head_words(cell["text"])} != {2}:
        return 0
    return max((width - round(2.5 * size * 10)) // 2, 0)
