"""What the tests of the PDF share: a report laid out, and its pages as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2

from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter

if TYPE_CHECKING:
    from pathlib import Path

    from nbformat import NotebookNode


def export(notebook: NotebookNode, fonts_dir: Path | None = None) -> bytes:
    """Return the PDF of a notebook."""
    exporter = StatutoryPDFExporter(fonts_dir=str(fonts_dir or ""))
    content, _ = exporter.from_notebook_node(notebook)
    return content


def page_texts(source: Path | bytes) -> list[str]:
    """Return the text of every page, lines joined by a blank."""
    with pypdfium2.PdfDocument(source) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def squeezed(text: str) -> str:
    """Return *text* without white space: line ends fall anywhere in Chinese."""
    return "".join(text.split())
