"""The nbconvert exporter of report.html.

It renders the `Publication` of an executed notebook, never its Markdown or HTML. The page is
one file: the style is inline and named by its hash in the content security policy, charts are
data URLs, nothing is fetched and no script runs.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jinja2 import BytecodeCache, StrictUndefined
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import List, Unicode, default

from report_helpers.checks import RESULT_WORDS, SEVERITY_WORDS, VERDICT_WORDS, WAIVER_WORDS
from report_helpers.outputs.html.json_ld import (
    dataset_description,
    download_label,
    media_type,
    relative_address,
    script_json,
)
from report_helpers.outputs.pages.closed_page import content_hash
from report_helpers.outputs.publication import Publication, read_publication, without_cells
from report_helpers.signoff import PART_WORDS
from report_helpers.tables.html import table_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jinja2 import Environment
    from jinja2.bccache import Bucket
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section with the tables and charts that follow it; the first may have no section."""

    section: dict[str, Any] | None
    items: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the page: its relative address, what it is called, its media type."""

    address: str
    label: str
    media_type: str


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
    downloads: tuple[Download, ...] = ()
    dataset: str = ""
    review: object | None = None

    def __deepcopy__(self, memo: object) -> Page:
        """Return itself: it is only read, and nbconvert copies whatever stands in its resources."""
        return self


class _CompiledOnce(BytecodeCache):
    """Keeps compiled templates for the process: both pages use most of them, and compiling is their main cost."""

    _compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja what was compiled before; it compares the source's checksum itself."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what Jinja compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


class StatutoryHTMLExporter(TemplateExporter):
    """The publication copy, report.html. Raises InputError for a notebook not run to its end.

    `downloads` names the files that will lie beside the page, relative to it, in the
    order they are offered: report.pdf, data/facts.csv …
    """

    workspace = Unicode("", help="工作区文件夹，自定报告种类从中读取").tag(config=True)
    downloads = List(Unicode(), help="Files beside the page, to be offered for download").tag(config=True)

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
        page = self._page(nb, read_publication(nb, Path(self.workspace) if self.workspace else None))
        text, resources = super().from_notebook_node(without_cells(nb), {**(resources or {}), "page": page}, **kw)
        del resources["page"]
        return text, resources

    def _page(self, nb: NotebookNode, publication: Publication) -> Page:
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
            style_hash=content_hash(style),
            **self._extras(nb, publication),
        )

    def _extras(self, nb: NotebookNode, publication: Publication) -> dict[str, Any]:  # noqa: ARG002  the review's reads it
        """Return the fields of the page this exporter adds to the report itself."""
        files = tuple(
            Download(relative_address(name), download_label(name), media_type(name)) for name in self.downloads
        )
        dataset = script_json(dataset_description(publication, self.downloads))
        return {"downloads": files, "dataset": Markup(dataset)}  # noqa: S704  script_json leaves no "<"

    def _style(self, publication: Publication) -> str:
        """Join the page's style sheets; the draft's own, which marks every printed page, last."""
        names = (*self.styles, *(("draft.css",) if publication.is_draft else ()))
        return "\n" + "\n".join(map(self._source, names))

    def compile_templates(self) -> None:
        """Compile every template the page is put together from: once, before a process is forked."""
        ours = [
            Path(folder)
            for folder in self.template_paths
            if any(Path(folder).is_relative_to(base) for base in self.extra_template_basedirs)
        ]
        for name in {path.name for folder in ours for path in folder.glob("*.j2")}:
            self.environment.get_template(name)

    def _source(self, name: str) -> str:
        """Return a file of the templates as it stands."""
        loader = self.environment.loader
        return loader.get_source(self.environment, name)[0] if loader else ""

    def _create_environment(self) -> Environment:
        environment: Environment = super()._create_environment()
        environment.autoescape = True
        environment.bytecode_cache = _CompiledOnce()
        environment.undefined = StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters |= {"table": _table, "data_url": _data_url}
        environment.globals |= {
            "severity_words": SEVERITY_WORDS,
            "verdict_words": VERDICT_WORDS,
            "result_words": RESULT_WORDS,
            "waiver_words": WAIVER_WORDS,
            "part_words": PART_WORDS,
        }
        return environment


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
