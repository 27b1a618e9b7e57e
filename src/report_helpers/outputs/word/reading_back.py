"""Reading the Word file back with python-docx and comparing it with the facts.

Tables are read by grid place, as Word itself lays merged cells out; the text by its
paragraphs, in order.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from docx import Document

from report_helpers.outputs.comparing import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.table import Table

    from report_helpers.outputs.publication import Publication

FILE = "report.docx"
LACKING = "（没有）"
_MARKER = re.compile("[①-⑳]$")


def differences(content: bytes, publication: Publication) -> tuple[Difference, ...]:
    """Return every statutory cell and every bound figure the file shows otherwise."""
    document = Document(io.BytesIO(content))
    views = [item for item in publication.body if item["kind"] == "table"]
    found: list[Difference] = []
    for number, view in enumerate(views):
        grid = _grid(document.tables[number]) if number < len(document.tables) else []
        found += _table_differences(view, grid)
    return (*found, *_text_differences(publication, [paragraph.text for paragraph in document.paragraphs]))


def _grid(table: Table) -> list[list[str]]:
    """Return the text at every grid place; a merged cell's text stands at all it covers."""
    return [[cell.text for cell in row.cells] for row in table.rows]


def _table_differences(view: dict[str, Any], grid: Sequence[Sequence[str]]) -> Iterator[Difference]:
    for row in view["rows"]:
        for cell in row:
            place = grid[cell["row"]] if cell["row"] < len(grid) else []
            text = place[cell["column"]] if cell["column"] < len(place) else LACKING
            if cell["status"] == "noted":
                text = _MARKER.sub("", text)
            if "".join(text.split()) != "".join(cell["text"].split()):
                label = f"{view['caption']} 第 {cell['row'] + 1} 行第 {cell['column'] + 1} 列"
                yield Difference(FILE, cell["fact"] or cell["role"], label, cell["text"], text)


def _text_differences(publication: Publication, paragraphs: Sequence[str]) -> Iterator[Difference]:
    """Yield the first bound figure of every block that is not found word for word, in order."""
    position = 0
    for item in publication.body:
        for block in _leaf_blocks(item["blocks"]) if item["kind"] == "section" else ():
            expected = "".join(run["text"] for run in block["runs"])
            place = next((n for n in range(position, len(paragraphs)) if expected in paragraphs[n]), None)
            if place is not None:
                position = place
                continue
            standing = paragraphs[position + 1] if position + 1 < len(paragraphs) else LACKING
            run = _first_lacking(block["runs"], standing)
            yield Difference(FILE, run["fact"], item["heading"], run["text"] if run["fact"] else expected, standing)


def _first_lacking(runs: Sequence[dict[str, Any]], standing: str) -> dict[str, Any]:
    """Return the first bound run the standing paragraph lacks, else the block's first run."""
    return next((run for run in runs if run["fact"] and run["text"] not in standing), runs[0])


def _leaf_blocks(blocks: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["runs"]:
            yield block
        for inner in block["items"]:
            yield from _leaf_blocks(inner)
