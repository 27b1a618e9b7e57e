"""From a publication to the data a Typst template lays out.

Text reaches Typst as data, never as markup: the whole document travels in one Typst
string (`typst_string`), which the template reads as JSON. So no character of a report
can be taken for a command, and there is one place where escaping has to be right.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from report_helpers.files.json_text import compact
from report_helpers.outputs.draft_findings import print_findings
from report_helpers.sources.open_data_csv import facts_csv
from report_helpers.tables.charts import PICTURES
from report_helpers.tables.head_words import head_words
from report_helpers.tables.model import note_mark

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from report_helpers.outputs.publication import Publication

HEADER_ROLES = frozenset({"band", "corner", "column"})


def typst_string(value: str) -> str:
    """Return *value* as a Typst string literal."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_json(publication: Publication, roles: Mapping[str, Sequence[str]]) -> str:
    """Return a Typst string literal of JSON with all a template needs.

    Keys: `front`, `draft` (bool), `findings` (of a draft only), `body`, `pictures` (the appendix) and its heading,
    `fonts` (families by role), `dataset` (facts.csv, to be attached).
    """
    data = {
        "front": publication.front,
        "draft": publication.is_draft,
        "findings": print_findings(publication.findings["findings"]) if publication.is_draft else None,
        "body": [_print_item(item) for item in publication.report],
        "pictures": [_print_item(item) for item in publication.pictures],
        "pictures_heading": PICTURES,
        "fonts": roles,
        "dataset": facts_csv(publication.facts).decode(),
    }
    return typst_string(compact(data, sort_keys=True))


def print_table(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return a table as runs of rows, each a header that repeats or a body.

    *table* is a TableView as JSON. `parts` are `{"header": level or 0, "cells": […]}`:
    a band's title is a header of level 1, the column heads below it one of level 2.
    A cell with a remark gets a `mark`, and `notes` lists mark, figure and remark.
    """
    notes: list[dict[str, str]] = []
    rows = [[_print_cell(cell, notes) for cell in row] for row in table["rows"]]
    levels = _header_levels(table["rows"])
    parts = [
        {"header": level, "cells": [cell for row, _ in run for cell in row]}
        for level, run in groupby(zip(rows, levels, strict=True), key=lambda pair: pair[1])
    ]
    sizes = {"width": table["width"], "labels": table["label_columns"]}
    sizes |= {"size": table["size"], "widths": table["widths"]} if "widths" in table else {}
    return {
        "kind": "frame" if "widths" in table else "table",
        **sizes,
        "parts": parts,
        "notes": notes,
        "above": table["above"],
        "below": table["below"],
    }


def print_section(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section, or a passage of an own cell, with heading depths that never skip a level.

    Depth 1 is the section's own heading; PDF/UA forbids a 1. below a 一、 with no
    （一） between, so such a heading takes the next depth there is.
    """
    depth = 1
    blocks = []
    for block in section["blocks"]:
        if block["kind"] == "heading":
            depth = min(max(block["level"] - 1, 2), depth + 1)
            blocks.append({**block, "depth": depth, "style": block["level"]})
        else:
            blocks.append(block)
    kind = "section" if "heading" in section else "passage"
    return {"kind": kind, "heading": section.get("heading", ""), "blocks": blocks}


def _print_item(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return one item of the body with what the template prints of it."""
    if item["kind"] in {"table", "frame"}:
        return print_table(item)
    if item["kind"] in {"section", "passage"}:
        return print_section(item)
    if item["kind"] == "picture":
        return {key: item[key] for key in ("kind", "caption", "alt", "millimetres")} | {"svg": _as_svg(item)}
    return {key: item[key] for key in ("kind", "caption", "alt", "svg")}


def _as_svg(picture: Mapping[str, Any]) -> str:
    """Return a picture inside an SVG: only text reaches Typst, which prints the same pixels."""
    size = f'width="{picture["width"]}" height="{picture["height"]}"'
    image = f'<image href="data:image/png;base64,{picture["png"]}" {size}/>'
    view = f'viewBox="0 0 {picture["width"]} {picture["height"]}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>{image}</svg>'


def _header_levels(rows: Sequence[Sequence[Mapping[str, Any]]]) -> list[int]:
    """Return for each row its header level, 0 for a row with figures.

    A row without cells of its own is covered by cells from above and goes with them.
    """
    is_banded = any(cell["role"] == "band" for row in rows for cell in row)
    levels: list[int] = []
    for row in rows:
        roles = {cell["role"] for cell in row}
        if not roles:
            levels.append(levels[-1] if levels else 0)
        elif roles <= HEADER_ROLES:
            levels.append(2 if is_banded and "band" not in roles else 1)
        else:
            levels.append(0)
    return levels


def _print_cell(cell: Mapping[str, Any], notes: list[dict[str, str]]) -> dict[str, Any]:
    """Return a cell as it is drawn; a remark is added to *notes*."""
    mark = ""
    if cell["note"]:
        mark = note_mark(len(notes))
        notes.append({"mark": mark, "text": cell["text"] + cell["note"]})
    printed = {key: cell[key] for key in ("role", "text", "row", "column", "rowspan", "colspan")}
    return {**printed, "mark": mark, "words": head_words(cell["text"]) if cell["role"] == "column" else ()}
