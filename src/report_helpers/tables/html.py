"""Draws a statutory table as HTML, for the published page; `notebook_html` adds the styles for the notebook.

Drawn from `TableView.to_json()`. Header cells are called by place (`t-applications-3-0`)
and every figure names them in `headers`, because under merged headers `scope` alone
does not say which ones govern it. A figure's cell is called by its fact's id, so a
finding, or a colleague's message, can link to it. The element carrying `data-fact`
holds the figure and nothing else; note markers stand beside it.
"""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Any

from report_helpers.tables.head_words import head_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# What a screen reader says for a cell whose print is empty or a bare stroke.
_SPOKEN = {"blank": "空白，未填报", "not_applicable": "不适用"}

_FITS = 7  # columns; a table of more scrolls sideways on a small screen


def table_html(view: Mapping[str, Any]) -> str:
    """Return the table of `TableView.to_json()` as an HTML fragment, notes below it.

    The fragment is a focusable region, so that a wide table scrolls in itself and by
    keyboard. All text is escaped. Raises KeyError when *view* is no table's JSON.
    """
    name = f"t-{view['id']}"
    noted = [cell for row in view["rows"] for cell in row if cell["note"]]
    marks = {cell["fact"]: number for number, cell in enumerate(noted, 1)}
    top = view["header_rows"]
    wide = " wide" if view["width"] > _FITS else ""
    # A line over the table that says the caption is seen instead of it; the caption stays for who listens.
    unseen = ' class="unseen"' if any(line.endswith(view["caption"]) for line in view["above"]) else ""
    lines = [
        *_printed(view["above"], "over-table"),
        f'<div class="table-region" role="region" tabindex="0" aria-labelledby="{escape(name)}-caption">',
        f'<table class="statutory-table{wide}" id="{escape(name)}" data-columns="{int(view["width"])}">',
        f'<caption{unseen} id="{escape(name)}-caption">{escape(view["caption"])}</caption>',
        *_column_groups(view),
    ]
    if top:
        lines += ["<thead>", *_rows(view["rows"][:top], name, top, marks), "</thead>"]
    for body in _bodies(view):
        lines += ["<tbody>", *_rows(body, name, top, marks), "</tbody>"]
    lines += ["</table>", "</div>"]
    return "\n".join([*lines, *_notes(view, name, noted), *_printed(view["below"], "under-table")])


def _printed(lines: Sequence[str], place: str) -> Iterator[str]:
    """Yield the lines that the form prints over or under a table."""
    return (f'<p class="{place}">{escape(line)}</p>' for line in lines)


def _column_groups(view: Mapping[str, Any]) -> Iterator[str]:
    """Yield one colgroup for the labels and one for each top header over the figures."""
    labels = view["label_columns"]
    if labels:
        yield f'<colgroup class="labels">{"<col>" * labels}</colgroup>'
    tops = [cell["colspan"] for cell in view["rows"][0] if cell["role"] == "column"] if view["header_rows"] else []
    for width in tops or [view["width"] - labels]:
        yield f'<colgroup class="figures" span="{width}"></colgroup>'


def _bodies(view: Mapping[str, Any]) -> list[list[Sequence[Mapping[str, Any]]]]:
    """Split the rows below the header into row groups: by band, else by outermost label."""
    opener = "band" if any(cell["role"] == "band" for row in view["rows"] for cell in row) else "row"
    bodies: list[list[Sequence[Mapping[str, Any]]]] = []
    for row in view["rows"][view["header_rows"] :]:
        if not bodies or any(cell["role"] == opener and cell["column"] == 0 for cell in row):
            bodies.append([])
        bodies[-1].append(row)
    return bodies


def _rows(rows: Sequence[Sequence[Mapping[str, Any]]], name: str, top: int, marks: Mapping[str, int]) -> Iterator[str]:
    for row in rows:
        cells = (_figure(cell, name, marks) if cell["role"] == "data" else _head(cell, name, top) for cell in row)
        yield f"<tr>{''.join(cells)}</tr>"


def _head(cell: Mapping[str, Any], name: str, header_rows: int) -> str:
    """Return a header cell; group scopes for those with other headers under or beside them."""
    scope = {
        "band": "rowgroup",
        "row": "rowgroup" if cell["rowspan"] > 1 else "row",
        "corner": "colgroup" if cell["colspan"] > 1 else "col",
        "column": "colgroup" if cell["row"] + cell["rowspan"] < header_rows else "col",
    }[cell["role"]]
    place = f"{name}-{cell['row']}-{cell['column']}"
    text = cell["text"]
    words = head_words(text) if cell["role"] == "column" else ()
    name_of = "words" if words else cell["role"] if cell["role"] in {"band", "corner"} else ""
    kind = f' class="{name_of}"' if name_of else ""
    printed = "<wbr>".join(map(escape, words)) if words else escape(text)
    return f'<th id="{escape(place)}"{kind} scope="{scope}"{_spans(cell)}>{printed}</th>'


def _figure(cell: Mapping[str, Any], name: str, marks: Mapping[str, int]) -> str:
    """Return a figure's cell, with a link to its note where it has one; a cell of an own table is no fact's."""
    fact = escape(cell["fact"])
    headers = _headers(name, cell["headers"])
    if not fact:
        return f'<td headers="{headers}"{_spans(cell)}>{escape(cell["text"])}</td>'
    spoken = _SPOKEN.get(cell["status"])
    label = f' aria-label="{spoken}"' if spoken and not cell["note"] else ""
    mark = ""
    if cell["fact"] in marks:
        number = marks[cell["fact"]]
        mark = f'<sup><a href="#{escape(name)}-note-{number}">注{number}</a></sup>'
    return (
        f'<td id="{fact}" headers="{headers}" data-status="{escape(cell["status"])}"{label}{_spans(cell)}>'
        f'<span data-fact="{fact}">{escape(cell["text"])}</span>{mark}</td>'
    )


@lru_cache(maxsize=2048)  # a form's tables have the same ones in every report
def _headers(name: str, places: str) -> str:
    return escape(" ".join(f"{name}-{place}" for place in places.split()))


def _spans(cell: Mapping[str, Any]) -> str:
    if cell["rowspan"] == cell["colspan"] == 1:
        return ""
    return "".join(f' {side}="{int(cell[side])}"' for side in ("rowspan", "colspan") if cell[side] > 1)


def _notes(view: Mapping[str, Any], name: str, noted: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the list of remarks, each beginning with its number and the labels of its cell."""
    if not noted:
        return
    heads = {f"{cell['row']}-{cell['column']}": cell for row in view["rows"] for cell in row}
    yield '<ul class="table-notes">'
    for number, cell in enumerate(noted, 1):
        order = sorted((heads[place] for place in cell["headers"].split()), key=lambda head: head["role"] == "column")
        label = " ".join(head["text"] for head in order if head["role"] != "band")
        yield (
            f'<li id="{escape(name)}-note-{number}"><a href="#{escape(cell["fact"])}">注{number}</a>　'
            f"{escape(label)}：{escape(cell['text'])}{escape(cell['note'])}</li>"
        )
    yield "</ul>"
