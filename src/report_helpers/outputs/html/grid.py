"""A table of a page as a browser lays it out: the cell over each grid place, spans walked."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

OVERLAP = "（两格重叠）"

text_of = etree.XPath("string()")  # all text in an element, in order
_ROWS = etree.XPath("./tr | ./*[self::thead or self::tbody or self::tfoot]/tr")
_FACTS = etree.XPath("./descendant-or-self::*/@data-fact")
_NAMED = etree.XPath("./*[@data-fact]")


@dataclass(frozen=True, slots=True, eq=False)
class GridCell:
    """A cell as it is read: its text without its note's mark, and the fact it names.

    `fact` holds all ids named in the cell, so that a cell naming two never passes for one.
    """

    text: str
    fact: str
    is_head: bool


def read_grid(table: etree._Element) -> dict[tuple[int, int], GridCell]:
    """Return the cell over each (row, column), 0-based, by the HTML standard's algorithm."""
    places: dict[tuple[int, int], GridCell] = {}
    for row, line in enumerate(_ROWS(table)):
        column = 0
        for element in line.iterchildren("td", "th"):
            while (row, column) in places:
                column += 1
            cell = _read_cell(element)
            for down in range(_span(element, "rowspan")):
                for right in range(_span(element, "colspan")):
                    place = (row + down, column + right)
                    places[place] = GridCell(OVERLAP, "", is_head=False) if place in places else cell
    return places


def _read_cell(element: etree._Element) -> GridCell:
    text, fact, is_head = element.text or "", element.get("data-fact", ""), element.tag == "th"
    if not len(element):  # nothing in it but text, as a label
        return GridCell(text, fact, is_head)
    child = element[0]
    if len(element) == 1 and child.tag == "span" and not (len(child) or text or child.tail):  # as most figures
        named_facts = (element.get("data-fact"), child.get("data-fact"))
        return GridCell(child.text or "", " ".join(name for name in named_facts if name is not None), is_head)
    marks = "".join(text_of(mark) for mark in element.iterchildren("sup"))
    facts = [str(fact) for fact in _FACTS(element)]
    named = _NAMED(element)
    # The figure is what stands in the element that names its fact; anything beside it but the mark is part of the text.
    whole = text_of(element)
    text = whole.removesuffix(marks) if marks else whole
    inner = text_of(named[0]) if named else text
    return GridCell(text if text == inner else f"{inner}｜{text}", " ".join(facts), is_head)


def _span(element: etree._Element, side: str) -> int:
    """Return a cell's span; what is no number spans one, as in a browser."""
    value = element.get(side, "1")
    return max(int(value), 1) if value.isdecimal() else 1
