"""A table of a page as a browser lays it out: the cell over each grid place, spans walked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

OVERLAP = "（两格重叠）"


@dataclass(frozen=True, slots=True, eq=False)
class GridCell:
    """A cell as it is read: its text without its note's mark, and the fact it names.

    `fact` holds all ids named in the cell, so that a cell naming two never passes for one.
    """

    text: str
    fact: str
    is_head: bool


def read_grid(table: HtmlElement) -> dict[tuple[int, int], GridCell]:
    """Return the cell over each (row, column), 0-based, by the HTML standard's algorithm."""
    places: dict[tuple[int, int], GridCell] = {}
    for row, line in enumerate(table.xpath("./tr | ./*[self::thead or self::tbody or self::tfoot]/tr")):
        column = 0
        for element in line.xpath("./td | ./th"):
            while (row, column) in places:
                column += 1
            cell = _read_cell(element)
            for down in range(_span(element, "rowspan")):
                for right in range(_span(element, "colspan")):
                    place = (row + down, column + right)
                    places[place] = GridCell(OVERLAP, "", is_head=False) if place in places else cell
    return places


def _read_cell(element: HtmlElement) -> GridCell:
    marks = "".join(mark.text_content() for mark in element.xpath("./sup"))
    facts = [str(fact) for fact in element.xpath("./descendant-or-self::*/@data-fact")]
    named = element.xpath("./*[@data-fact]")
    # The figure is what stands in the element that names its fact; anything beside it but the mark is part of the text.
    text = element.text_content().removesuffix(marks) if marks else element.text_content()
    inner = named[0].text_content() if named else text
    return GridCell(text if text == inner else f"{inner}｜{text}", " ".join(facts), is_head=element.tag == "th")


def _span(element: HtmlElement, side: str) -> int:
    """Return a cell's span; what is no number spans one, as in a browser."""
    value = element.get(side, "1")
    return max(int(value), 1) if value.isdecimal() else 1
