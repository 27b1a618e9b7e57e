"""Collects what the review page says of the cells an office has added to its notebook: public ones and others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import nbformat
from nbconvert.filters.ansi import strip_ansi

from report_helpers.outputs.own.cells import INJECTED, numbered
from report_helpers.outputs.publication import RECORDS, is_public
from report_helpers.sources.workspace import NOTEBOOKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

WORDS = {"passage": "段文字", "frame": "张表", "picture": "幅图"}
_LARGEST_PICTURE = 3_000_000  # characters in base64
_OF_THE_RUN = {"parameters", INJECTED}


@dataclass(frozen=True, slots=True)
class OwnCell:
    """A cell that the kit's notebooks do not have: its number, what it publishes in words, and what it shows.

    `numbers` are those of its tables, each with its heads; `pictures` are PNGs in base64, of a cell that is not public.
    """

    number: int
    is_public: bool
    publishes: str
    source: str
    texts: tuple[str, ...]
    pictures: tuple[str, ...]
    numbers: tuple[str, ...]


def own_cells(notebook: NotebookNode, publication: Publication) -> list[OwnCell]:
    """Return the cells that an office has added and that show something, in order."""
    items: dict[int, list[dict[str, Any]]] = {}
    for item in publication.own:
        items.setdefault(item["cell"], []).append(item)
    return [_own_cell(number, cell, items.get(number, [])) for number, cell in numbered(notebook) if _is_own(cell)]


def _is_own(cell: NotebookNode) -> bool:
    """Tell whether a cell is public, or shows what no notebook of the kit shows."""
    if is_public(cell):
        return True
    if cell.source in _shipped_sources() or _OF_THE_RUN.intersection(cell.metadata.get("tags", ())):
        return False
    return bool(cell.source.strip()) if cell.cell_type != "code" else bool(_foreign(cell))


def _foreign(cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a cell that are not the kit's own."""
    shown = (output for output in cell.get("outputs", ()) if output.output_type != "error")
    return [output for output in shown if not any(mime in RECORDS for mime in output.get("data", {}))]


@cache
def _shipped_sources() -> frozenset[str]:
    """Return the sources of the cells of all notebooks that the package carries."""
    paths = (path for folder in NOTEBOOKS for path in sorted(folder.glob("*.ipynb")))
    return frozenset(cell.source for path in paths for cell in nbformat.read(path, as_version=4).cells)


def _own_cell(number: int, cell: NotebookNode, items: list[dict[str, Any]]) -> OwnCell:
    kinds = Counter(item["kind"] for item in items)
    publishes = "、".join(f"{kinds[kind]} {word}" for kind, word in WORDS.items() if kinds[kind])
    numbers = tuple(number for item in items if item["kind"] == "frame" for number in _numbers(item))
    source = "" if cell.cell_type == "code" else cell.source
    texts, pictures = [], []
    for output in () if is_public(cell) else _foreign(cell):
        data = output.get("data", {})
        texts.append(strip_ansi(str(output.get("text", "") or data.get("text/plain", ""))))
        png = "".join(str(data.get("image/png", "")).split())
        pictures += [png] if png and len(png) <= _LARGEST_PICTURE else []
    shown = tuple(text for text in texts if text.strip())
    return OwnCell(number, is_public(cell), publishes, source, shown, tuple(pictures), numbers)


def _numbers(table: Mapping[str, Any]) -> Iterator[str]:
    """Yield every number of an own table with its heads, for the reviewer to compare with its source."""
    cells = [cell for row in table["rows"] for cell in row]
    heads = {f"{cell['row']}-{cell['column']}": cell["text"] for cell in cells if cell["role"] != "data"}
    for cell in cells:
        if cell["role"] == "data" and any(character.isdecimal() for character in cell["text"]):
            named = (heads[place] for place in cell["headers"].split())
            yield f"{'　'.join(name for name in named if name)}：{cell['text']}"
