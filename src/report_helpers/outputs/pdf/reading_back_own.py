"""Reads own cells back from a PDF: their tables row by row, their pictures pixel by pixel, and what follows what."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING, Any

import pikepdf

from report_helpers.outputs.comparing import LACKING, SURPLUS
from report_helpers.outputs.own.pictures import pixels
from report_helpers.outputs.pdf.reading_back_text import letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from report_helpers.outputs.comparing import Comparison, Difference
    from report_helpers.outputs.pdf.page_reader import PrintedGrid

    Rows = list[tuple[str, ...]]

_DEPTH = 8  # of objects inside others on a page


def frame_differences(comparison: Comparison, grids: list[PrintedGrid]) -> Iterator[Difference]:
    """Yield the own tables that are not printed row by row as they were shown; take theirs out of *grids*.

    One that runs over a page begins with its heads again there.
    """
    start = 0
    for frame in comparison.publication.parts("frame"):
        rows = [tuple(letters(cell["text"]) for cell in row) for row in frame["rows"]]
        heads, body = rows[: frame["header_rows"]], rows[frame["header_rows"] :]
        while body and start < len(grids):
            printed = _rows(grids[start])
            taken = _taken(printed, heads, body)
            if taken:
                body = body[taken:]
                del grids[start]
            else:
                start += 1
        if body:
            yield comparison.say(
                "", " ".join(body[0]), LACKING, f"{frame['caption']}（notebook 第 {frame['cell']} 格）"
            )


def _rows(grid: PrintedGrid) -> Rows:
    return [tuple(letters(cell.text) for cell in grid.cells if cell.row == row) for row in range(grid.height)]


def _taken(printed: Rows, heads: Rows, body: Rows) -> int:
    """Return how many of the rows in *body* a grid prints below the heads; 0 when it is not of this table."""
    found = printed[len(heads) :]
    return len(found) if printed[: len(heads)] == heads and found == body[: len(found)] else 0


def picture_differences(comparison: Comparison, content: bytes) -> Iterator[Difference]:
    """Yield the own pictures that are not printed pixel by pixel, in their order."""
    views = comparison.publication.parts("picture")
    expected = [pixels(base64.b64decode(view["png"])) for view in views]
    found = list(_printed_pictures(content))
    for number in range(max(len(expected), len(found))):
        if expected[number : number + 1] != found[number : number + 1]:
            view = views[number] if number < len(views) else {"caption": SURPLUS, "alt": ""}
            yield comparison.say("", view["caption"] or view["alt"], LACKING if view["alt"] else SURPLUS, "图")


def _printed_pictures(content: bytes) -> Iterator[bytes]:
    """Yield the pixels of every picture in the order it is drawn."""
    from pypdfium2 import PdfDocument, raw  # noqa: PLC0415  the native module loads when a PDF is read

    with PdfDocument(content) as document:
        for page in document:
            for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=_DEPTH):
                yield bytes(drawn.get_data(decode_simple=True))


def order_differences(comparison: Comparison, content: bytes) -> Iterator[Difference]:
    """Yield what of sections, tables and pictures stands elsewhere by the tags, or has another alt text."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        found = list(_events(pdf.Root.StructTreeRoot))
    yield from comparison.order_differences(found)


def _events(parent: Any) -> Iterator[str]:  # noqa: ANN401  pikepdf's objects
    kids = parent.get("/K")
    for child in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if not isinstance(child, pikepdf.Dictionary) or "/S" not in child:
            continue
        name = str(child.S)
        if name == "/H1":
            yield "部分"
        elif name == "/Table":
            yield "表"
        elif name == "/Figure":
            yield f"图：{child.get('/Alt', '')}"
        yield from _events(child)


def own_differences(comparison: Comparison, content: bytes, grids: list[PrintedGrid]) -> Sequence[Difference]:
    """Return what of own cells a PDF shows otherwise; their grids are taken out of *grids*."""
    if not comparison.publication.own:
        return ()
    return (
        *frame_differences(comparison, grids),
        *picture_differences(comparison, content),
        *order_differences(comparison, content),
    )
