"""What the tests of the pages share: the reports they read, a page and its notebook."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import nbformat
from lxml import html as lxml_html

from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.publication import read_publication

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lxml.html import HtmlElement
    from nbformat import NotebookNode


CLEAN, DRAFT = "shanzhou-sifaju@2023", "pingtan@2020"
REPORTS = (CLEAN, "pingtan@2023", "suqian@2024", DRAFT)
PAGES = ("report.html", "review.html")
DRAFT_MARK = "草稿：未通过校验"


def page(folder: Path, name: str = "report.html") -> HtmlElement:
    """Return a built page, parsed."""
    return lxml_html.document_fromstring((folder / name).read_text(encoding="utf-8"))


def read_notebook(folder: Path) -> NotebookNode:
    """Return the executed notebook of a built report."""
    return nbformat.read(folder / "report.ipynb", as_version=4)


def export(
    nb: NotebookNode, exporter: type[StatutoryHTMLExporter] = StatutoryHTMLExporter, downloads: Sequence[str] = ()
) -> HtmlElement:
    """Return the exported page of a notebook, parsed."""
    return lxml_html.document_fromstring(exporter(downloads=list(downloads)).from_notebook_node(nb)[0])


def outputs(nb: NotebookNode, mime: str) -> list[Any]:
    """Return the payloads of one MIME type."""
    return [json.loads(data[mime]) for data in _bundles(nb, mime)]


@contextlib.contextmanager
def edited(nb: NotebookNode, mime: str) -> Iterator[list[Any]]:
    """Give the payloads of one MIME type to be edited in place, and put them back."""
    payloads = outputs(nb, mime)
    yield payloads
    for data, payload in zip(_bundles(nb, mime), payloads, strict=True):
        data[mime] = json.dumps(payload, ensure_ascii=False)


def _bundles(nb: NotebookNode, mime: str) -> list[dict[str, Any]]:
    shown = [output.get("data", {}) for cell in nb.cells for output in cell.get("outputs", ())]
    return [data for data in shown if mime in data]


def tables(folder: Path) -> list[dict[str, Any]]:
    """Return the JSON of the statutory tables of a built report."""
    return [item for item in read_publication(read_notebook(folder)).body if item["kind"] == "table"]
