"""The nbconvert exporter of review.html: the report with its findings, sources and the code that ran.

It shares the templates of report.html. It runs one script of our own, named by its hash, and
shows the same content without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from traitlets import default

from report_helpers.outputs.html.exporter import TEMPLATES as PAGE_TEMPLATES
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.html.json_ld import script_json
from report_helpers.outputs.pages.closed_page import content_hash
from report_helpers.outputs.pages.review_data import (
    CodeCell,
    Parameter,
    RuleRow,
    SourceGroup,
    code_cell,
    panel_data,
    parameters,
    rule_rows,
    source_groups,
)

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Review:
    """What only the review page has; `data` is the JSON its `script` reads."""

    rules: tuple[RuleRow, ...]
    sources: tuple[SourceGroup, ...]
    parameters: tuple[Parameter, ...]
    cells: tuple[CodeCell, ...]
    data: Markup
    script: Markup
    script_hash: str


class StatutoryReviewExporter(StatutoryHTMLExporter):
    """The reviewer's page: verdict and findings, the report, and the code that made it."""

    export_from_notebook = "政府信息公开年度报告（审核页）"
    styles = ("statutory.css", "review.css")

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES), str(PAGE_TEMPLATES)]

    @default("template_name")
    def _template_name_default(self) -> str:
        return "statutory_review"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        # Not ".html": `jupyter nbconvert` would write it over the publication copy.
        return ".review.html"

    def _extras(self, nb: NotebookNode, publication: Publication) -> dict[str, Any]:
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        script = "\n" + self._source("panel.js")
        review = Review(
            rules=rule_rows(publication),
            sources=source_groups(publication),
            parameters=tuple(parameters(code)),
            cells=tuple(map(code_cell, code)),
            data=Markup(script_json(panel_data(publication))),  # noqa: S704  script_json leaves no "<"
            script=Markup(script),  # noqa: S704  our own script, no data in it
            script_hash=content_hash(script),
        )
        return {"review": review}
