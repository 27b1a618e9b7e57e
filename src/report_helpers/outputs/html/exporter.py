"""Exports a notebook to report.html.

It renders the `Publication` of an executed notebook, never its Markdown or HTML. The page is
one file: the style is inline and named by its hash in the content security policy, charts are
data URLs, nothing is fetched and no script runs.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import List, Unicode

from report_helpers.checks.finding import RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS, WAIVER_WORDS
from report_helpers.outputs.draft_findings import print_findings
from report_helpers.outputs.exporter import PublicationExporter
from report_helpers.outputs.html.json_ld import dataset_description, description, download, script_json
from report_helpers.outputs.pages.closed_page import bytecode_cache, inlined
from report_helpers.signoff.state import PART_WORDS
from report_helpers.tables.charts import PICTURES
from report_helpers.tables.html import table_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from jinja2 import Environment
    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

TEMPLATES = Path(__file__).parent / "templates"
SHEETS = TEMPLATES / "statutory_html"


class StatutoryHTMLExporter(PublicationExporter, TemplateExporter):
    """The publication copy, report.html. Raises InputError for a notebook not run to its end.

    `downloads` names the files that will lie beside the page, relative to it, in the
    order they are offered: report.pdf, data/facts.csv …
    """

    export_from_notebook = "政府信息公开年度报告（网页）"
    output_mimetype = "text/html"
    styles: tuple[Path, ...] = (SHEETS / "statutory.css",)

    file_extension = Unicode(".html").tag(config=True)
    template_extension = Unicode(".html.j2").tag(config=True, affects_environment=True)
    template_name = Unicode("statutory_html").tag(config=True, affects_template=True)
    extra_template_basedirs = List(Unicode(), [str(TEMPLATES)]).tag(config=True, affects_environment=True)
    downloads = List(Unicode(), help="Files beside the page, to be offered for download").tag(config=True)
    license = Unicode("", help="The address of the licence of the open data").tag(config=True)

    def render(self, publication: Publication, nb: NotebookNode) -> str:
        """Return the page."""
        return str(self.template.render(page=self._page(nb, publication)))

    def _page(self, nb: NotebookNode, publication: Publication) -> dict[str, Any]:  # noqa: ARG002  the review's reads it
        """Return all a template may ask for; `anchors` are the ids the page has for facts and sections."""
        cells = (cell for table in publication.tables for row in table["rows"] for cell in row)
        anchors = {cell["fact"] for cell in cells if cell["fact"]}
        draft = (SHEETS / "draft.css",) if publication.is_draft else ()
        has_lines = any(table["above"] or table["below"] for table in publication.tables)
        lines = (SHEETS / "form_lines.css",) if has_lines else ()
        own = (SHEETS / "own.css",) if publication.own else ()
        return {
            "front": publication.front,
            "description": description(publication),
            "findings": publication.findings,
            "printed": print_findings(publication.findings["findings"]) if publication.is_draft else None,
            "is_draft": publication.is_draft,
            "chapters": _chapters(publication, anchors),
            "anchors": anchors,
            "pictures": publication.pictures,
            "downloads": [download(name) for name in self.downloads],
            "dataset": Markup(script_json(dataset_description(publication, self.downloads, self.license))),  # noqa: S704  no "<" in it
            **inlined("style", (*self.styles, *draft, *lines, *own)),
        }

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.bytecode_cache = bytecode_cache()
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters |= {"table": _table, "data_url": _data_url}
        environment.globals |= {
            "severity_words": SEVERITY_WORDS,
            "verdict_words": VERDICT_WORDS,
            "result_words": RESULT_WORDS,
            "waiver_words": WAIVER_WORDS,
            "part_words": PART_WORDS,
            "pictures_heading": PICTURES,
        }
        return environment


def _table(view: Mapping[str, Any]) -> Markup:
    return Markup(table_html(view))  # noqa: S704  table_html escapes all text


def _data_url(svg: str) -> str:
    """Return an SVG as the address of a picture: inside <img> it can neither run nor fetch."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _chapters(publication: Publication, anchors: set[str]) -> list[tuple[dict[str, Any] | None, list[dict[str, Any]]]]:
    """Return each section with what follows it: tables, charts, own cells; charts before the first have no section."""
    chapters: list[tuple[dict[str, Any] | None, list[dict[str, Any]]]] = [(None, [])]
    for item in publication.report:
        if item["kind"] == "section":
            anchors.add(item["id"])
            chapters.append(({**item, "blocks": _anchored(item["blocks"], anchors)}, []))
        elif item["kind"] == "passage":
            chapters[-1][1].append({**item, "blocks": _anchored(item["blocks"], anchors)})
        else:
            chapters[-1][1].append(item)
    return chapters if chapters[0][1] else chapters[1:]


def _anchored(blocks: Iterable[Mapping[str, Any]], anchors: set[str]) -> list[dict[str, Any]]:
    """Return the blocks with an id on each figure the page has no id for yet."""
    done = []
    for block in blocks:
        runs = []
        for run in block["runs"]:
            anchor = "" if run["fact"] in anchors else run["fact"]
            anchors.update({anchor} - {""})
            runs.append({**run, "anchor": anchor})
        done.append({**block, "runs": runs, "items": [_anchored(item, anchors) for item in block["items"]]})
    return done
