"""Exports a notebook to review.html: the report with its findings, sources and the code that ran.

It shares the templates of report.html. It runs one script of our own, named by its hash, and
shows the same content without it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape
from traitlets import List, Unicode

from report_helpers.outputs.html.exporter import TEMPLATES as PAGE_TEMPLATES
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.html.json_ld import script_json
from report_helpers.outputs.pages.closed_page import inlined
from report_helpers.outputs.pages.own_cells import own_cells
from report_helpers.outputs.pages.review_data import (
    code_cell,
    marks_of,
    panel_data,
    parameters,
    rule_rows,
    source_groups,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

FIGURE = re.compile('data-fact="([^"]*)"')
TEMPLATES = Path(__file__).parent / "templates"


class StatutoryReviewExporter(StatutoryHTMLExporter):
    """The reviewer's page: verdict and findings, the report, and the code that made it."""

    export_from_notebook = "政府信息公开年度报告（审核页）"
    styles = (*StatutoryHTMLExporter.styles, TEMPLATES / "statutory_review" / "review.css")

    # Not ".html": `jupyter nbconvert` would write it over the publication copy.
    file_extension = Unicode(".review.html").tag(config=True)
    template_name = Unicode("statutory_review").tag(config=True, affects_template=True)
    extra_template_basedirs = List(Unicode(), [str(TEMPLATES), str(PAGE_TEMPLATES)]).tag(
        config=True, affects_environment=True
    )

    def _page(self, nb: NotebookNode, publication: Publication) -> dict[str, Any]:
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        review = {
            "rules": rule_rows(publication),
            "marks": marks_of(publication.findings["findings"]),
            "sources": source_groups(publication),
            "parameters": parameters(code),
            "cells": [code_cell(cell) for cell in code],
            "own": own_cells(nb, publication),
            "data": Markup(script_json(panel_data(publication))),  # noqa: S704  script_json leaves no "<"
            **inlined("script", [TEMPLATES / "statutory_review" / "panel.js"]),
        }
        return super()._page(nb, publication) | {"review": review}

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.filters |= {"marked": _marked, "breakable": _breakable}
        return environment


def _marked(body: Markup, marks: Mapping[str, str]) -> Markup:
    """Return the report with a mark on every figure that has one."""

    def mark(figure: re.Match[str]) -> str:
        found = marks.get(figure[1])
        return f'{figure[0]} data-mark="{found}"' if found else figure[0]

    return Markup(FIGURE.sub(mark, body)) if marks else body  # noqa: S704  the page as it was, marks of our own


def _breakable(fact: str) -> Markup:
    """Return a fact's id with places to break the line between its words."""
    return Markup(str(escape(fact)).replace(".", ".<wbr>").replace("_", "_<wbr>"))  # noqa: S704  escaped
