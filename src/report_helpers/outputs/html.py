"""The web page of a report and the review page: nbconvert exporters over one set of templates.

Both draw the `Publication` of an executed notebook; neither reads its Markdown or its
HTML. A page is one file: style inline and named by its hash in the page's content
security policy, charts as data URLs, no script, nothing fetched from anywhere.
"""

from __future__ import annotations

import ast
import base64
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.ansi import strip_ansi
from traitlets import default

from report_helpers.checks import RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.outputs.publication import Publication, read_publication
from report_helpers.tables.html import table_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2 import Environment
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with the tables and charts that follow it; the first may have no section."""

    section: dict[str, Any] | None
    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class CodeCell:
    """What a reviewer reads of a code cell: its number, its source, its output as text."""

    count: str
    source: str
    outputs: tuple[str, ...]
    errors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the notebook as it ran; `injected` when the run, not the notebook, set it."""

    name: str
    value: str
    injected: bool


@dataclass(frozen=True, slots=True)
class Page:
    """All a template may ask for. `anchors` are the ids the page has for facts and sections."""

    front: dict[str, Any]
    findings: dict[str, Any]
    is_draft: bool
    chapters: tuple[Chapter, ...]
    anchors: frozenset[str]
    style: Markup
    style_hash: str
    rules: tuple[tuple[str, str], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    cells: tuple[CodeCell, ...] = ()


class StatutoryHTMLExporter(TemplateExporter):
    """The publication copy, report.html. Raises InputError for a notebook not run to its end."""

    export_from_notebook = "政府信息公开年度报告（网页）"
    output_mimetype = "text/html"
    styles: tuple[str, ...] = ("statutory.css",)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "statutory_html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".html.j2"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @default("default_preprocessors")
    def _default_preprocessors(self) -> list[str]:
        # A publication is read from the notebook as it ran: nothing may be cut out on
        # the way, and each stock preprocessor would validate the whole notebook again.
        return []

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: object
    ) -> tuple[str, dict[str, Any]]:
        """Return the page and nbconvert's resources; InputError for an unfinished notebook."""
        page = self._page(nb, read_publication(nb))
        text, resources = super().from_notebook_node(nb, {**(resources or {}), "page": page}, **kw)
        del resources["page"]
        return text, resources

    def _page(self, nb: NotebookNode, publication: Publication) -> Page:  # noqa: ARG002  the review page reads it
        tables = (item for item in publication.body if item["kind"] == "table")
        anchors = {cell["fact"] for table in tables for row in table["rows"] for cell in row if cell["fact"]}
        body = [_anchored_section(item, anchors) if item["kind"] == "section" else item for item in publication.body]
        style = self._style(publication)
        return Page(
            front=publication.front,
            findings=publication.findings,
            is_draft=publication.is_draft,
            chapters=tuple(_chapters(body)),
            anchors=frozenset(anchors),
            style=Markup(style),  # noqa: S704  our own style sheets, no data in them
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )

    def _style(self, publication: Publication) -> str:
        """Join the page's style sheets; the draft's own, which marks every printed page, last."""
        names = (*self.styles, *(("draft.css",) if publication.is_draft else ()))
        loader = self.environment.loader
        sources = (loader.get_source(self.environment, name)[0] for name in names) if loader else ()
        return "\n" + "\n".join(sources)

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters |= {"table": _table, "data_url": _data_url}
        environment.globals |= {
            "severity_words": SEVERITY_WORDS,
            "verdict_words": VERDICT_WORDS,
            "result_words": RESULT_WORDS,
        }
        return environment


class StatutoryReviewExporter(StatutoryHTMLExporter):
    """The reviewer's page: verdict and findings, the report, and the code that made it."""

    export_from_notebook = "政府信息公开年度报告（审核页）"
    styles = ("statutory.css", "review.css")

    @default("template_name")
    def _template_name_default(self) -> str:
        return "statutory_review"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        # Not ".html": `jupyter nbconvert` would write it over the publication copy.
        return ".review.html"

    def _page(self, nb: NotebookNode, publication: Publication) -> Page:
        page = super()._page(nb, publication)
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        return replace(
            page,
            rules=tuple(sorted(publication.findings["rules"].items(), key=lambda item: _natural(item[0]))),
            parameters=tuple(_parameters(code)),
            cells=tuple(_code_cell(cell) for cell in code),
        )


def _table(view: Mapping[str, Any]) -> Markup:
    return Markup(table_html(view))  # noqa: S704  table_html escapes all text


def _data_url(svg: str) -> str:
    """Return an SVG as the address of a picture: inside <img> it can neither run nor fetch."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def _chapters(body: Sequence[dict[str, Any]]) -> Iterator[Chapter]:
    """Gather the body under its sections, in reading order."""
    section: dict[str, Any] | None = None
    items: list[dict[str, Any]] = []
    for item in body:
        if item["kind"] != "section":
            items.append(item)
            continue
        if section or items:
            yield Chapter(section, tuple(items))
        section, items = item, []
    if section or items:
        yield Chapter(section, tuple(items))


def _anchored_section(section: dict[str, Any], anchors: set[str]) -> dict[str, Any]:
    """Return the section with an id on each figure the page has no id for yet."""
    anchors.add(section["id"])
    return {**section, "blocks": _anchored(section["blocks"], anchors)}


def _anchored(blocks: Sequence[Mapping[str, Any]], anchors: set[str]) -> list[dict[str, Any]]:
    done = []
    for block in blocks:
        runs = []
        for run in block["runs"]:
            anchor = "" if run["fact"] in anchors else run["fact"]
            anchors.update({anchor} - {""})
            runs.append({**run, "anchor": anchor})
        done.append({**block, "runs": runs, "items": [_anchored(item, anchors) for item in block["items"]]})
    return done


def _natural(rule: str) -> list[str]:
    """Return a sort key that puts X-2 before X-10; nbformat sorts a notebook's keys as text."""
    return [part.zfill(4) if part.isdecimal() else part for part in rule.split("-")]


def _parameters(cells: Sequence[NotebookNode]) -> Iterator[Parameter]:
    """Yield the assignments of the parameters cells, the injected ones in place of the defaults."""
    found: dict[str, Parameter] = {}
    for tag in ("parameters", "injected-parameters"):
        for cell in cells:
            if tag in cell.metadata.get("tags", ()):
                for name, value in _assignments(cell.source):
                    found[name] = Parameter(name, value, injected=tag == "injected-parameters")
    yield from found.values()


def _assignments(source: str) -> Iterator[tuple[str, str]]:
    """Yield the plain assignments of a cell as (name, value as written)."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return  # a magic or a broken cell: its source is on the page all the same
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        value = getattr(statement, "value", None)
        if value is not None:
            yield from ((name.id, ast.unparse(value)) for name in targets if isinstance(name, ast.Name))


def _code_cell(cell: NotebookNode) -> CodeCell:
    outputs, errors = [], []
    for output in cell.outputs:
        if output.output_type == "error":
            errors.append("\n".join(output.traceback) or f"{output.ename}: {output.evalue}")
        elif output.output_type == "stream":
            outputs.append(output.text)
        elif "text/plain" in output.data:
            outputs.append(output.data["text/plain"])
    count = " " if cell.execution_count is None else str(cell.execution_count)
    return CodeCell(count, cell.source, tuple(map(strip_ansi, outputs)), tuple(map(strip_ansi, errors)))
