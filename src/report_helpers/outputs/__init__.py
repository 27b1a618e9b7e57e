"""nbconvert exporters, the open data, and the reading back of all of them."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.outputs.fonts import font_files
    from report_helpers.outputs.html import StatutoryHTMLExporter, StatutoryReviewExporter
    from report_helpers.outputs.pdf import StatutoryPDFExporter
    from report_helpers.outputs.publication import Publication, read_publication
    from report_helpers.outputs.rendering import Office, Rendered, preload, read_back, rehearse, render

__all__ = [
    "Office",
    "Publication",
    "Rendered",
    "StatutoryHTMLExporter",
    "StatutoryPDFExporter",
    "StatutoryReviewExporter",
    "font_files",
    "preload",
    "read_back",
    "read_publication",
    "rehearse",
    "render",
]

__getattr__ = exported_lazily(
    __name__,
    {
        "fonts": "font_files",
        "html": "StatutoryHTMLExporter StatutoryReviewExporter",
        "pdf": "StatutoryPDFExporter",
        "publication": "Publication read_publication",
        "rendering": "Office Rendered preload read_back rehearse render",
    },
)
