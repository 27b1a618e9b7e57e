"""The page read back with lxml: every statutory cell, every bound figure, every paragraph.

A cell is found by its place in the grid, as a browser lays merged cells out, and by the
fact it names; what it ought to say comes from the facts. The text is compared figure by
figure and paragraph by paragraph, in order.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, TypeVar

from lxml import etree

from report_helpers.forms import form_groups
from report_helpers.outputs.difference import Difference
from report_helpers.outputs.html.grid import read_grid, text_of
from report_helpers.outputs.publication import runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from report_helpers.outputs.html.grid import GridCell
    from report_helpers.outputs.publication import Publication

FILE = "report.html"
LACKING, SURPLUS = "（没有找到）", "（没有这一项）"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_LEAVES = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p"

_Item = TypeVar("_Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A page beside its publication; `report` is the element that holds the report."""

    report: etree._Element
    publication: Publication
    file: str

    def say(self, fact: str, expected: str, found: str, place: str = "") -> Difference:
        """Name a difference by its fact's label; by *place* where there is no such fact."""
        labels = (known["label"] for known in self.publication.facts if known["id"] == fact)
        return Difference(self.file, fact, next(labels, place or fact), expected, found)


def differences(html: str, publication: Publication, file: str = FILE) -> tuple[Difference, ...]:
    """Compare a page with the facts of *publication*; empty when every figure is right.

    *html* is the published page, or the review page, which holds the same report;
    *file* is the name the differences give it.
    """
    tree = etree.HTML(html)
    reading = _Reading(_report(tree), publication, file)
    title = publication.front["title"]
    titles = [text_of(heading) for heading in tree.xpath("//h1")]
    return (
        *(reading.say("", title, found, "标题") for found in titles or [LACKING] if found != title),
        *_cell_differences(reading),
        *_note_differences(reading),
        *_run_differences(reading),
        *_paragraph_differences(reading),
        *_chart_differences(reading),
    )


def _report(tree: etree._Element) -> etree._Element:
    """Return the element that holds the report: a part of the review page, else the page's main."""
    found = tree.xpath("//*[@class='sheet']") or tree.xpath("//main") or [tree]
    return found[0]


def _cell_differences(reading: _Reading) -> Iterator[Difference]:
    """Yield what is wrong in the statutory tables, which stand in the publication's order."""
    views = [item for item in reading.publication.body if item["kind"] == "table"]
    tables = reading.report.xpath(".//table")
    facts = {fact["id"]: fact for fact in reading.publication.facts if fact["table"]}
    for number, view in enumerate(views):
        cells = read_grid(tables[number]) if number < len(tables) else {}
        for row in view["rows"]:
            for cell in row:
                fact = facts.pop(cell["fact"], None)
                value = cell["text"] if fact is None else fact["value"]
                yield from _one_cell(reading, view, cell, value, cells)
        for (row_number, column), extra in cells.items():
            yield reading.say(extra.fact, SURPLUS, extra.text, _place(view, row_number, column))
    for table in tables[len(views) :]:
        yield reading.say("", SURPLUS, text_of(table).strip(), "表")
    for fact in facts.values():
        yield reading.say(fact["id"], fact["value"], LACKING)


def _one_cell(
    reading: _Reading,
    view: Mapping[str, Any],
    cell: Mapping[str, Any],
    value: str,
    cells: dict[tuple[int, int], GridCell],
) -> Iterator[Difference]:
    """Compare one cell with what the page has at all the places it covers, and take these out of *cells*."""
    row, column, height, width = cell["row"], cell["column"], cell["rowspan"], cell["colspan"]
    found = cells.pop((row, column), None)
    spanned = () if height == width == 1 else [(down, right) for down in range(height) for right in range(width)][1:]
    others = [cells.pop((row + down, column + right), None) for down, right in spanned]
    if found is None:
        yield reading.say(cell["fact"], value, LACKING, _place(view, row, column))
    elif found.text != value:
        yield reading.say(cell["fact"], value, found.text, _place(view, row, column))
    elif found.fact != cell["fact"]:
        yield reading.say(cell["fact"], cell["fact"], found.fact or LACKING, _place(view, row, column))
    elif any(other is not found for other in others) or found.is_head is bool(cell["fact"]):
        yield reading.say(cell["fact"], f"{height} 行 {width} 列的格", "另一种合并", _place(view, row, column))


def _place(view: Mapping[str, Any], row: int, column: int) -> str:
    return f"{view['caption']} 第 {row + 1} 行第 {column + 1} 列"


def _note_differences(reading: _Reading) -> Iterator[Difference]:
    """Yield the figures whose remark does not stand with them below their table."""
    notes = [text_of(item) for item in reading.report.xpath(".//ul[@class='table-notes']/li")]
    for fact in reading.publication.facts:
        remark = fact["value"] + fact["note"]
        if fact["table"] and fact["note"] and not any(note.endswith(f"：{remark}") for note in notes):
            yield reading.say(fact["id"], remark, LACKING)


def _run_differences(reading: _Reading) -> Iterator[Difference]:
    """Yield the bound stretches of text that are not the publication's, in its order, or not their fact's figure."""
    expected = [
        (run["fact"], run["derived"], run["text"])
        for item in reading.publication.body
        if item["kind"] == "section"
        for run in runs_of(item["blocks"])
        if run["fact"]
    ]
    spans = reading.report.xpath(".//*[@data-fact and not(ancestor::table)]")
    found = [(span.get("data-fact"), span.get("data-derived", ""), text_of(span)) for span in spans]
    for old, new in _changes(expected, found):
        if old and new and old[2] == new[2]:
            yield reading.say(old[0], f"{old[0]} {old[1]}".strip(), f"{new[0]} {new[1]}".strip())
        else:
            fact = (old or new or ("",))[0]
            yield reading.say(fact, old[2] if old else SURPLUS, new[2] if new else LACKING)
    values = _values(reading.publication)
    for fact, derived, text in found:
        value = values.get((fact, derived), "")
        if _NUMBER.fullmatch(value) and value not in _NUMBER.findall(text):
            yield reading.say(fact, value, text)


def _values(publication: Publication) -> dict[tuple[str, str], str]:
    """Return the figure a run must show, by fact id and how it is derived, for facts, last year's, and sums."""
    values = {(fact["id"], ""): fact["value"] for fact in publication.facts}
    for whole, parts in form_groups(publication.form).items():
        addends = [values.get((part, ""), "") for part in parts]
        if all(_NUMBER.fullmatch(text) for text in addends):
            values[whole, ""] = f"{sum(map(Decimal, addends)):f}"
    return values | {(fact["id"], "last_year"): fact["last_year"] or "" for fact in publication.facts}


def _paragraph_differences(reading: _Reading) -> Iterator[Difference]:
    """Yield the headings and paragraphs that read otherwise, stand elsewhere, are lacking or too many."""
    expected = [
        text
        for item in reading.publication.body
        if item["kind"] == "section"
        for text in (item["heading"], *_leaf_texts(item["blocks"]))
    ]
    leaves = reading.report.xpath(f".//*[({_LEAVES}) and not(ancestor::table)]")
    for old, new in _changes(expected, [text_of(leaf) for leaf in leaves]):
        yield reading.say("", SURPLUS if old is None else old, LACKING if new is None else new, "正文")


def _chart_differences(reading: _Reading) -> Iterator[Difference]:
    """Yield the charts whose caption or words are not the publication's."""
    expected = [(item["caption"], item["alt"]) for item in reading.publication.body if item["kind"] == "chart"]
    figures = reading.report.xpath(".//figure")
    found = [(figure.xpath("string(figcaption)"), figure.xpath("string(img/@alt)")) for figure in figures]
    for old, new in _changes(expected, found):
        yield reading.say("", "：".join(old or (SURPLUS,)), "：".join(new or (LACKING,)), "图")


def _leaf_texts(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the text of every heading and paragraph, those inside lists included."""
    for block in blocks:
        if block["kind"] != "list":
            yield "".join(run["text"] for run in block["runs"])
        for item in block["items"]:
            yield from _leaf_texts(item)


def _changes(expected: Sequence[_Item], found: Sequence[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Pair what changed between two sequences; None on the side that has nothing there."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, expected, found, autojunk=False).get_opcodes():
        if tag != "equal":
            for offset in range(max(i2 - i1, j2 - j1)):
                old = expected[i1 + offset] if i1 + offset < i2 else None
                yield old, found[j1 + offset] if j1 + offset < j2 else None
