"""Reads the Word file back with python-docx and compares it with the facts.

Tables are read by grid place, as Word itself lays merged cells out; the text by its
paragraphs, in order.
"""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

from report_helpers.outputs.comparing import Comparison, Difference, cell_place
from report_helpers.outputs.publication import flat_blocks, text_of
from report_helpers.tables.model import NOTE_MARK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.table import Table

    from report_helpers.outputs.publication import Publication

FILE = "report.docx"
LACKING = "（没有）"


def differences(content: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Return every statutory cell and every bound figure the file shows otherwise."""
    from docx import Document  # noqa: PLC0415  only where there is a Word file

    document = Document(io.BytesIO(content))
    found: list[Difference] = []
    for number, view in enumerate(publication.tables):
        found += _table_differences(view, _grid(document.tables[number]) if number < len(document.tables) else [])
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    lines = Comparison(FILE, publication).line_differences(paragraphs.__contains__)
    own = _own_differences(document, publication) if publication.own else ()
    return (*found, *lines, *_text_differences(publication, paragraphs), *own)


def _own_differences(document: Any, publication: Publication) -> Iterator[Difference]:  # noqa: ANN401  python-docx
    """Yield own pictures with other bytes or captions, and what of sections, tables and pictures stands elsewhere."""
    from docx.oxml.ns import qn  # noqa: PLC0415

    comparison, events, pictures, texts = Comparison(FILE, publication), [], [], []
    for element in document.element.body.iterchildren():
        if element.tag == qn("w:tbl"):
            events.append("表")
        styles = element.findall(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if document.styles["Heading 1"].style_id in [style.get(qn("w:val")) for style in styles]:
            events.append("部分")
        for drawing in element.iter(qn("wp:inline")):
            events.append(f"图：{drawing.find(qn('wp:docPr')).get('descr')}")
            blip = next(drawing.iter(qn("a:blip"))).get(qn("r:embed"))
            pictures.append(base64.b64encode(document.part.related_parts[blip].blob).decode())
            texts.append("".join(each.text or "" for each in element.getnext().iter(qn("w:t"))))
    yield from comparison.order_differences(events)
    views = [item for item in publication.body if item["kind"] in {"chart", "picture"}]
    for view, png, text in zip(views, pictures, texts, strict=False):
        if "png" in view and (png != view["png"] or (view["caption"] and text != view["caption"])):
            yield comparison.say("", view["caption"] or view["alt"], text or "另一幅图", "图")


def _grid(table: Table) -> list[list[str]]:
    """Return the text at every grid place; a merged cell's text stands at all it covers."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def _table_differences(view: dict[str, Any], grid: Sequence[Sequence[str]]) -> Iterator[Difference]:
    for row in view["rows"]:
        for cell in row:
            line = grid[cell["row"]] if cell["row"] < len(grid) else []
            text = line[cell["column"]] if cell["column"] < len(line) else LACKING
            if cell["status"] == "noted":
                text = NOTE_MARK.sub("", text)
            if "".join(text.split()) != "".join(cell["text"].split()):
                place = cell_place(view, cell["row"], cell["column"])
                yield Difference(FILE, cell["fact"] or cell["role"], place, cell["text"], text)


def _text_differences(publication: Publication, paragraphs: Sequence[str]) -> Iterator[Difference]:
    """Yield the first bound figure of every block that is not found word for word, in order."""
    position = 0
    heading = ""
    for item in publication.texts:
        heading = item.get("heading", heading)
        for block in (block for block in flat_blocks(item["blocks"]) if block["runs"]):
            expected = text_of(block)
            place = next((n for n in range(position, len(paragraphs)) if expected in paragraphs[n]), None)
            if place is not None:
                position = place
                continue
            standing = paragraphs[position + 1] if position + 1 < len(paragraphs) else LACKING
            runs = block["runs"]
            run = next((run for run in runs if run["fact"] and run["text"] not in standing), runs[0])
            yield Difference(FILE, run["fact"], heading, run["text"] if run["fact"] else expected, standing)
