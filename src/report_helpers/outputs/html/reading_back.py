"""Reads the page back with lxml: every statutory cell, every bound figure, every paragraph.

A cell is found by its place in the grid, as a browser lays merged cells out, and by the
fact it names; what it ought to say comes from the facts. The text is compared figure by
figure and paragraph by paragraph, in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from lxml import etree

from report_helpers.facts.fact import with_minus
from report_helpers.outputs.comparing import LACKING, SURPLUS, Comparison, cell_place, changes
from report_helpers.outputs.publication import bound_runs, flat_blocks, text_of
from report_helpers.tables.charts import PICTURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.outputs.comparing import Difference
    from report_helpers.outputs.publication import Publication

FILE = "report.html"
OVERLAP = "（两格重叠）"
_MOST_DIGITS, _MOST_PLACES = 6, 1_000_000  # of a span, and of all spans of a table
_LEAVES = "self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6 or self::p"
_words = etree.XPath("string()")  # all text in an element, in order
_naming = etree.XPath("./*[@data-fact]")
_facts_in = etree.XPath("./descendant-or-self::*/@data-fact")


@dataclass(frozen=True, slots=True)
class _GridCell:
    """A cell as it is read: its text without its note's mark, and the fact it names.

    `fact` holds all ids named in the cell, so that a cell naming two never passes for one.
    """

    text: str
    fact: str
    is_head: bool


_Grid = dict[tuple[int, int], _GridCell]


def differences(html: str, publication: Publication, file: str = FILE) -> tuple[Difference, ...]:
    """Compare a page with the facts of *publication*; empty when every figure is right.

    *html* is the published page, or the review page, which holds the same report;
    *file* is the name the differences give it.
    """
    tree = etree.HTML(html)
    comparison = Comparison(file, publication)
    # The report is a part of the review page, else the page's main.
    report = (tree.xpath("//*[@class='sheet']") or tree.xpath("//main") or [tree])[0]
    title, titles = publication.front["title"], [_words(heading) for heading in tree.xpath("//h1")]
    notes = [_words(item) for item in report.xpath(".//ul[@class='table-notes']/li")]
    return (
        *(comparison.say("", title, found, "标题") for found in titles or [LACKING] if found != title),
        *_cell_differences(comparison, report.xpath(".//table[not(ancestor::figure)]")),
        *comparison.remark_differences(lambda remark: any(note.endswith(f"：{remark}") for note in notes)),
        *_run_differences(comparison, report),
        *_paragraph_differences(comparison, report),
        *_chart_differences(comparison, report),
        *_order_differences(comparison, report),
    )


def _cell_differences(comparison: Comparison, tables: list[etree._Element]) -> Iterator[Difference]:
    """Yield what is wrong in the statutory tables, which stand in the publication's order."""
    views = comparison.publication.tables
    facts = {fact["id"]: fact for fact in comparison.publication.facts if fact["table"]}
    for number, view in enumerate(views):
        cells = _read_grid(tables[number]) if number < len(tables) else {}
        for cell in (cell for row in view["rows"] for cell in row):
            fact = facts.pop(cell["fact"], None)
            wrong = _wrong_in_cell(cell, cell["text"] if fact is None else with_minus(fact["value"]), cells)
            if wrong:
                yield comparison.say(cell["fact"], *wrong, cell_place(view, cell["row"], cell["column"]))
        for place, extra in cells.items():
            yield comparison.say(extra.fact, SURPLUS, extra.text, cell_place(view, *place))
    for table in tables[len(views) :]:
        yield comparison.say("", SURPLUS, _words(table).strip(), "表")
    for fact in facts.values():
        yield comparison.say(fact["id"], fact["value"], LACKING)


def _wrong_in_cell(cell: Mapping[str, Any], value: str, cells: _Grid) -> tuple[str, str] | None:
    """Return what a cell should be and is; what the page has at the places it covers is taken out of *cells*."""
    height, width = cell["rowspan"], cell["colspan"]
    places = [(cell["row"] + down, cell["column"] + right) for down in range(height) for right in range(width)]
    found, *others = [cells.pop(place, None) for place in places]
    if found is None:
        return value, LACKING
    if found.text != value:
        return value, found.text
    if found.fact != cell["fact"]:
        return cell["fact"], found.fact or LACKING
    if any(other is not found for other in others) or found.is_head is (cell["role"] == "data"):
        return f"{height} 行 {width} 列的格", "另一种合并"
    return None


def _read_grid(table: etree._Element) -> _Grid:
    """Return the cell over each (row, column), 0-based, by the HTML standard's algorithm.

    Reading ends where spans cover more than any table of a report: what is then missing is a difference.
    """
    places: _Grid = {}
    covered = 0
    for row, line in enumerate(table.xpath("./tr | ./*[self::thead or self::tbody or self::tfoot]/tr")):
        column = 0
        for element in line.iterchildren("td", "th"):
            while (row, column) in places:
                column += 1
            cell, height, width = _read_cell(element), _span(element, "rowspan"), _span(element, "colspan")
            covered += height * width
            if covered > _MOST_PLACES:
                return places
            for place in product(range(row, row + height), range(column, column + width)):
                places[place] = _GridCell(OVERLAP, "", is_head=False) if place in places else cell
    return places


def _read_cell(element: etree._Element) -> _GridCell:
    text = _words(element).removesuffix("".join(map(_words, element.iterchildren("sup"))))
    # The figure is what stands in the element that names its fact; anything beside it but the mark is part of the text.
    named = _naming(element)
    inner = _words(named[0]) if named else text
    facts = " ".join(_facts_in(element))
    return _GridCell(text if text == inner else f"{inner}｜{text}", facts, element.tag == "th")


def _span(element: etree._Element, side: str) -> int:
    """Return a cell's span; what is no number spans one, as in a browser."""
    value = element.get(side, "1")
    return max(int(value), 1) if value.isdecimal() and len(value) < _MOST_DIGITS else 1


def _run_differences(comparison: Comparison, report: etree._Element) -> Iterator[Difference]:
    """Yield the bound stretches of text that are not the publication's, in its order, or not their fact's figure."""
    spans = report.xpath(".//*[@data-fact and not(ancestor::table)]")
    found = [(span.get("data-fact"), span.get("data-derived", ""), str(_words(span))) for span in spans]
    for old, new in changes(bound_runs(comparison.publication), found):
        if old and new and old[2] == new[2]:
            yield comparison.say(old[0], " ".join(old[:2]).strip(), " ".join(new[:2]).strip())
        else:
            fact = (old or new or ("",))[0]
            yield comparison.say(fact, old[2] if old else SURPLUS, new[2] if new else LACKING)
    yield from comparison.run_differences(found)


def _paragraph_differences(comparison: Comparison, report: etree._Element) -> Iterator[Difference]:
    """Yield the headings and paragraphs that read otherwise, stand elsewhere, are lacking or too many."""
    correction = comparison.publication.front["correction"]
    expected: list[str] = [correction] if correction else []
    for item in comparison.publication.body:
        if item["kind"] in {"table", "frame"}:
            expected += [*item["above"], *item["below"]]
        elif "blocks" in item:
            blocks = (block for block in flat_blocks(item["blocks"]) if block["kind"] != "list")
            expected += [*([item["heading"]] if "heading" in item else []), *map(text_of, blocks)]
    expected += comparison.publication.front["closing"]
    expected += [PICTURES] if comparison.publication.pictures else []
    leaves = report.xpath(f".//*[({_LEAVES}) and not(ancestor::table)]")
    for old, new in changes(expected, [_words(leaf) for leaf in leaves]):
        yield comparison.say("", SURPLUS if old is None else old, LACKING if new is None else new, "正文")


def _chart_differences(comparison: Comparison, report: etree._Element) -> Iterator[Difference]:
    """Yield the charts and pictures whose caption or words are not the publication's, and pictures with other bytes."""
    views = [item for item in comparison.publication.body if item["kind"] in {"chart", "picture"}]
    figures = report.xpath(".//figure")
    found = [(figure.xpath("string(figcaption)"), figure.xpath("string(img/@alt)")) for figure in figures]
    for old, new in changes([(view["caption"], view["alt"]) for view in views], found):
        yield comparison.say("", "：".join(old or (SURPLUS,)), "：".join(new or (LACKING,)), "图")
    for view, figure in zip(views, figures, strict=False):
        if "png" not in view and _twin(figure) != [(group["label"], *group["written"]) for group in view["groups"]]:
            yield comparison.say("", view["caption"], "图中数据与图不同", "图")
        if "png" in view and figure.xpath("string(img/@src)") != f"data:image/png;base64,{view['png']}":
            yield comparison.say("", view["caption"] or view["alt"], "另一幅图", "图")


def _twin(figure: etree._Element) -> list[tuple[str, ...]]:
    """Return the rows of the table that stands for a chart."""
    return [tuple(map(_words, row.xpath("th | td"))) for row in figure.xpath(".//tbody/tr")]


def _order_differences(comparison: Comparison, report: etree._Element) -> Iterator[Difference]:
    """Yield what of sections, tables and pictures stands elsewhere; of a report with own cells only."""
    if comparison.publication.own:
        words = {"section": "部分", "table": "表"}
        found = report.xpath(".//section | .//table[not(ancestor::figure)] | .//figure")
        yield from comparison.order_differences(
            [words.get(each.tag) or f"图：{each.xpath('string(img/@alt)')}" for each in found]
        )
