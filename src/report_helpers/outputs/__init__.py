"""nbconvert exporters: the published page, the reviewer's page and the PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.outputs.html import StatutoryHTMLExporter, StatutoryReviewExporter
from report_helpers.outputs.pdf import StatutoryPDFExporter
from report_helpers.outputs.publication import Publication, read_publication

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbformat import NotebookNode

__all__ = [
    "Publication",
    "StatutoryHTMLExporter",
    "StatutoryPDFExporter",
    "StatutoryReviewExporter",
    "exporters",
    "read_publication",
]


def exporters(fonts_dir: Path) -> dict[str, Callable[[NotebookNode], str | bytes]]:
    """Return, by kind of output, what turns an executed notebook into its content.

    *fonts_dir* is the office's own font folder; it need not exist.
    """
    made: dict[str, TemplateExporter] = {
        "html": StatutoryHTMLExporter(),
        "review": StatutoryReviewExporter(),
        "pdf": StatutoryPDFExporter(fonts_dir=str(fonts_dir)),
    }

    def rendering(kind: str) -> Callable[[NotebookNode], str | bytes]:
        return lambda notebook: made[kind].from_notebook_node(notebook)[0]

    return {kind: rendering(kind) for kind in made}
