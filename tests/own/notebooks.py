"""Executed notebooks with cells of an office's own, made up without running anything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import nbformat

from report_helpers.facts.own import Frame, FrameCell
from report_helpers.narrative.model import SECTION_MIME

if TYPE_CHECKING:
    from nbformat import NotebookNode

v4 = nbformat.v4


def section(section_id: str = "applications") -> NotebookNode:
    """Return a code cell that has shown a section."""
    shown = json.dumps({"id": section_id, "heading": "", "blocks": []})
    return code(v4.new_output("display_data", {SECTION_MIME: shown}), tags=())


def code(*outputs: NotebookNode, tags: tuple[str, ...] = ("public",)) -> NotebookNode:
    """Return a code cell with its outputs."""
    return v4.new_code_cell("…", outputs=list(outputs), metadata={"tags": list(tags)})


def markdown(source: str, tags: tuple[str, ...] = ("public",)) -> NotebookNode:
    """Return a Markdown cell."""
    return v4.new_markdown_cell(source, metadata={"tags": list(tags)})


def printed(text: str, name: str = "stdout") -> NotebookNode:
    """Return what print leaves."""
    return v4.new_output("stream", name=name, text=text)


def shown(metadata: dict[str, Any] | None = None, **data: str) -> NotebookNode:
    """Return what a cell's last line leaves; MIME types are written with _ for / ("text_html")."""
    bundle = {name.replace("_", "/", 1): text for name, text in data.items()}
    return v4.new_output("execute_result", bundle, execution_count=1, metadata=metadata or {})


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Return a notebook of these cells."""
    return v4.new_notebook(cells=list(cells))


def own_frame(rows: list[list[Any]]) -> Frame:
    """Return an own table: a row of heads, then rows that begin with a label."""
    heads = tuple(FrameCell("column" if n else "corner", str(text), 0, n) for n, text in enumerate(rows[0]))
    body = (
        tuple(FrameCell("data" if n else "row", str(text), row, n) for n, text in enumerate(line))
        for row, line in enumerate(rows[1:], 1)
    )
    return Frame(len(heads), len(rows), 1, 1, (heads, *body))
