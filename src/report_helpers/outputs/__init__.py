"""nbconvert exporters, the open data, and the reading back of all of them."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.outputs.fonts import font_files
    from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
    from report_helpers.outputs.pages.review_page import StatutoryReviewExporter
    from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter
    from report_helpers.outputs.publication import Publication, read_publication
    from report_helpers.outputs.rendering import Office, Rendered, preload, read_back, render

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
    "render",
]

__getattr__ = exported_lazily(
    __name__,
    {
        "fonts": "font_files",
        "html.exporter": "StatutoryHTMLExporter",
        "pages.review_page": "StatutoryReviewExporter",
        "pdf.exporter": "StatutoryPDFExporter",
        "publication": "Publication read_publication",
        "rendering": "Office Rendered preload read_back render",
    },
)
