"""Reads what an executed notebook publishes: the one reading of its outputs all exporters share.

Outputs are recognised by the kit's own MIME types (see `MIMES`); everything else in the
notebook - code, guidance, stray displays - is for the reviewer and never published.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from json import loads
from typing import TYPE_CHECKING, Any

from report_helpers.checks.finding import FINDINGS_MIME, Checks
from report_helpers.errors import InputError, Problem
from report_helpers.facts.identifiers import FactName
from report_helpers.facts.own import PUBLIC
from report_helpers.facts.record import CASES_MIME, FACTS_MIME, CasesRecord, FactRecord, Front
from report_helpers.files.records import parse_record
from report_helpers.forms.kind import Kind, load_kind
from report_helpers.narrative.model import SECTION_MIME, SectionRecord
from report_helpers.notebook.shown import FRONT_MIME
from report_helpers.tables.charts import Chart
from report_helpers.tables.model import CHART_MIME, TABLE_MIME, TableView
from report_helpers.tables.own import OWN_MIME, OwnRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from nbformat import NotebookNode

    from report_helpers.forms.model import Form

BoundRun = tuple[str, str, str]
MIMES = {SECTION_MIME: "section", TABLE_MIME: "table", CHART_MIME: "chart"}
RECORDS: Mapping[str, Any] = {
    FRONT_MIME: Front,
    FACTS_MIME: list[FactRecord],
    CASES_MIME: dict[FactName, CasesRecord],
    FINDINGS_MIME: Checks,
    SECTION_MIME: SectionRecord,
    TABLE_MIME: TableView,
    CHART_MIME: Chart,
    OWN_MIME: list[OwnRecord],
}
_OWN_FIELDS = {"passage": ("blocks",), "frame": ("table", "size", "widths"), "picture": ("picture",)}
_RUN_IT = "请从头到尾运行 notebooks/annual_report.ipynb 之后再导出"


@dataclass(frozen=True, slots=True)
class Publication:
    """Front matter, facts, the body in reading order, and the findings of one report.

    `kind` and `form` are those the front matter names. `facts` are the records of
    `facts.fact_records`; `body` items are `{"kind": "section" | "table" | "chart", **payload}`, and what public cells
    add: `{"kind": "passage" | "frame" | "picture", "cell": number, …}` with the blocks, the table or the picture;
    the charts of the appendix come last.
    `cases` are the records of `facts.case_records`, for the review page alone.
    """

    kind: Kind
    form: Form
    front: dict[str, Any]
    facts: tuple[dict[str, Any], ...]
    body: tuple[dict[str, Any], ...]
    findings: dict[str, Any]
    cases: dict[str, Any] = field(default_factory=dict)

    def parts(self, kind: str) -> list[dict[str, Any]]:
        """Return the sections, the tables or the charts, in order."""
        return [item for item in self.body if item["kind"] == kind]

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Every table, the form's and those of own cells, in order."""
        return [item for item in self.body if item["kind"] in {"table", "frame"}]

    @property
    def texts(self) -> list[dict[str, Any]]:
        """Every section and every passage of own cells, in order: what has blocks."""
        return [item for item in self.body if item["kind"] in {"section", "passage"}]

    @property
    def own(self) -> list[dict[str, Any]]:
        """What own cells add, in order."""
        return [item for item in self.body if "cell" in item]

    @property
    def pictures(self) -> list[dict[str, Any]]:
        """The charts of the appendix."""
        return [item for item in self.body if item.get("appendix")]

    @property
    def report(self) -> list[dict[str, Any]]:
        """Everything before the appendix."""
        return [item for item in self.body if not item.get("appendix")]

    def in_print(self) -> Publication:
        """Return what is printed: without pictures that stand on the page alone."""
        return replace(self, body=tuple(item for item in self.body if item.get("printed", True)))

    @property
    def is_draft(self) -> bool:
        """Whether error findings stand; every page must then say so."""
        return bool(self.findings["verdict"] == "fail")


def flat_blocks(blocks: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a section's blocks in reading order, each list before the blocks in its items."""
    for block in blocks:
        yield block
        for item in block["items"]:
            yield from flat_blocks(item)


def text_of(block: Mapping[str, Any]) -> str:
    """Return what a block says; a list itself says nothing."""
    return "".join(run["text"] for run in block["runs"])


def bound_runs(publication: Publication) -> list[BoundRun]:
    """Return the stretches of text that are bound to a fact, in reading order: fact, how it is derived, text."""
    blocks = (block for text in publication.texts for block in flat_blocks(text["blocks"]))
    return [(run["fact"], run["derived"], run["text"]) for block in blocks for run in block["runs"] if run["fact"]]


def read_publication(notebook: NotebookNode, root: Path | None = None) -> Publication:
    """Collect the published parts of an executed notebook; *root* is the workspace, for kinds of its own.

    Raises InputError when the notebook was not executed to its end, lacks a section or a table the form prescribes,
    or has a public cell that no build has read: an exporter must not publish part of a report.
    """
    _require_own_read(notebook)
    payloads = [(number, mime, parse(mime, text)) for number, mime, text in payload_texts(notebook)]
    found = {mime: payload for _, mime, payload in payloads}
    required = {FRONT_MIME: "封面信息", FACTS_MIME: "数据项", FINDINGS_MIME: "校验结果"}
    lacking = [name for mime, name in required.items() if mime not in found]
    if lacking:
        reason = f"这份 notebook 里没有{'、'.join(lacking)}，不是一份完整运行过的年度报告"
        raise InputError(Problem(reason, fix=_RUN_IT))
    for number, mime, payload in payloads:
        if mime == CHART_MIME and not str(payload.get("alt", "")).strip():  # no screen reader could speak it
            fix = "请给图表写上替代文字（alt），说明图中的内容"
            raise InputError(Problem(f"notebook 第 {number} 格的图表没有替代文字", fix=fix))
    items = (item for _, mime, payload in payloads for item in _items(mime, payload))
    body = tuple(sorted(items, key=lambda item: bool(item.get("appendix"))))  # stable
    front, facts, findings = found[FRONT_MIME], tuple(found[FACTS_MIME]), found[FINDINGS_MIME]
    front = {"correction": "", **front}  # not in notebooks of earlier versions
    kind = load_kind(front["kind"], root)
    publication = Publication(kind, kind.form(front["form"]), front, facts, body, findings, found.get(CASES_MIME, {}))
    _require_every_part(publication)
    return publication


def is_public(cell: NotebookNode) -> bool:
    """Tell whether a cell is published."""
    return PUBLIC in cell.metadata.get("tags", ())


def _require_own_read(notebook: NotebookNode) -> None:
    """Refuse a public cell whose content no build has read and checked."""
    for number, cell in enumerate(notebook.cells, 1):
        if is_public(cell) and OWN_MIME not in cell.metadata:
            fix = "有公开单元格的报告请用 report build 生成，不从 notebook 直接导出"
            raise InputError(Problem(f"notebook 第 {number} 格标为公开，内容还没有核对", fix=fix))


def _items(mime: str, payload: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  JSON
    """Yield the items of the body that a payload gives."""
    if mime in MIMES:
        yield {"kind": MIMES[mime], **payload}
    elif mime == OWN_MIME:
        for record in payload:
            content = {name: record[name] for name in _OWN_FIELDS[record["kind"]]}
            content |= content.pop("table", None) or content.pop("picture", None) or {}
            yield {"kind": record["kind"], "cell": record["cell"], **content}


def payload_texts(notebook: NotebookNode) -> Iterator[tuple[int, str, str]]:
    """Yield the kit's own payloads in a notebook: number of the cell, MIME type, JSON text.

    They stand in the outputs; what a public cell publishes stands in its metadata.
    """
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            found = output.get("data", {}).items()
            yield from ((number, mime, text) for mime, text in found if mime in RECORDS and mime != OWN_MIME)
        if is_public(cell) and OWN_MIME in cell.metadata:
            yield number, OWN_MIME, cell.metadata[OWN_MIME]


def parse(mime: str, text: object) -> Any:  # noqa: ANN401  JSON
    """Return the plain values of a payload; InputError when it is not what its MIME type says."""
    said = text if isinstance(text, str) else ""
    _require(mime, said)
    return loads(said)


@lru_cache(maxsize=32)  # every exporter reads the same notebook
def _require(mime: str, text: str) -> None:
    data = text.encode(errors="surrogatepass")
    parse_record(data, RECORDS[mime], "notebook", "里面的报告内容已损坏", _RUN_IT)


def _require_every_part(publication: Publication) -> None:
    """Compare the body with the form: every section and table once, in the prescribed order."""
    form = publication.form
    expected = {}  # the words for each part, in the form's order
    for section in form.sections:
        expected["section", section.id] = f"“{section.heading}”的文字"
        if section.table:
            expected["table", section.table] = f"“{section.heading}”的表格"
    found = [(item["kind"], item["id"]) for item in publication.body if item["kind"] in {"section", "table"}]
    fix = "请恢复 notebooks/annual_report.ipynb 的单元格，从头到尾运行后再生成"
    for part, words in expected.items():
        if found.count(part) != 1:
            what = "重复出现了" if part in found else "缺少"
            raise InputError(Problem(f"notebook {what}{words}", rule=form.notice, fix=fix))
    if found != list(expected):
        raise InputError(Problem("notebook 里各部分的顺序与规定的格式不符", rule=form.notice, fix=fix))
