"""Renders every output of an executed notebook, and has each read back.

One difference between a file and its facts fails the whole build: a published number
must not depend on which of its views somebody happens to read.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat

from report_helpers.checks.finding import CHECKS
from report_helpers.errors import InputError, Problem, ReportError, RunError, shorten
from report_helpers.files.json_text import indented
from report_helpers.outputs import properties
from report_helpers.outputs.comparing import Comparison
from report_helpers.outputs.dataset.package import dataset_files
from report_helpers.outputs.dataset.package import differences as csv_differences
from report_helpers.outputs.html import reading_back as html_reading_back
from report_helpers.outputs.html.exporter import StatutoryHTMLExporter
from report_helpers.outputs.pages.review_page import StatutoryReviewExporter
from report_helpers.outputs.pdf import reading_back as pdf_reading_back
from report_helpers.outputs.pdf.glyphs import glyph_findings, missing_glyphs, with_glyph_findings
from report_helpers.outputs.publication import bound_runs, read_publication
from report_helpers.outputs.word import reading_back as word_reading_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from report_helpers.outputs.comparing import Difference
    from report_helpers.outputs.publication import Publication

NOTEBOOK = "report.ipynb"
SHOWN_DIFFERENCES = 5


@dataclass(frozen=True, slots=True)
class Rendered:
    """The files of a report by relative name, and what its checks found."""

    files: Mapping[str, str | bytes]
    checks: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OutputSettings:
    """An office's settings for its outputs: the formats it wants, its fonts, its Word template, its data's licence.

    Formats *left_out* are wanted but not made this time: the pages name them, and glyphs are looked for all the same.
    """

    wanted: tuple[str, ...]
    root: Path
    fonts_dir: Path
    template_docx: Path | None = None
    left_out: tuple[str, ...] = ()
    license: str = ""

    @property
    def made(self) -> tuple[str, ...]:
        """The formats to be made."""
        return tuple(kind for kind in self.wanted if kind not in self.left_out)


def render(
    notebook: nbformat.NotebookNode,
    settings: OutputSettings,
    stage: Callable[[str], AbstractContextManager[None]],
) -> Rendered:
    """Render a normalised executed notebook to all kinds its office wants and the open data.

    *stage* is entered with the name of each file. A character no font has becomes an
    error finding, and the PDF is left out. Raises InputError when the notebook
    is no complete report, RunError when a renderer fails or a file reads back wrong.
    """
    publication = read_publication(notebook, settings.root)
    missing = missing_glyphs(publication, settings.fonts_dir) if "pdf" in settings.wanted else {}
    if missing:
        notebook = with_glyph_findings(notebook, missing)
        settings = replace(settings, wanted=tuple(kind for kind in settings.wanted if kind != "pdf"))
        publication = read_publication(notebook, settings.root)
    files: dict[str, str | bytes] = {
        NOTEBOOK: nbformat.writes(notebook) + "\n",
        CHECKS: indented(publication.findings),
        **{f"data/{name}": content for name, content in dataset_files(publication).items()},
    }
    for name, exporter in _exporters(settings).items():
        with stage(f"生成 {name}"):
            files[name] = exporter.from_notebook_node(notebook, {"publication": publication})[0]
    with stage("读回核对"):
        _read_back_all(files, publication)
    return Rendered(files, publication.findings)


@cache
def _exporters(settings: OutputSettings) -> dict[str, Any]:
    """Return the nbconvert exporter of each file; the reviewer's page is always made.

    Typst, the PDF libraries and python-docx are imported only where a PDF or a Word file is wanted.
    """
    beside = [f"report.{kind}" for kind in settings.wanted if kind != "html"] + ["data/facts.csv", "data/report.json"]
    root, fonts, template = str(settings.root), str(settings.fonts_dir), str(settings.template_docx or "")
    exporters: dict[str, Any] = {"review.html": StatutoryReviewExporter(workspace=root)}
    for kind in settings.made:
        if kind == "html":
            exporter: Any = StatutoryHTMLExporter(workspace=root, downloads=beside, license=settings.license)
        elif kind == "pdf":
            from report_helpers.outputs.pdf.exporter import StatutoryPDFExporter  # noqa: PLC0415

            exporter = StatutoryPDFExporter(workspace=root, fonts_dir=fonts)
        else:
            from report_helpers.outputs.word.exporter import StatutoryDOCXExporter  # noqa: PLC0415

            exporter = StatutoryDOCXExporter(workspace=root, fonts_dir=fonts, template_docx=template)
        exporters[f"report.{kind}"] = exporter
    return exporters


def preload(settings: OutputSettings) -> None:
    """Import what rendering imports only for what is wanted, and compile its templates; no thread is started."""
    if "pdf" in settings.made:
        import pypdfium2  # noqa: F401, PLC0415
        import typst  # noqa: F401, PLC0415
    for exporter in _exporters(settings).values():
        folders = (Path(folder) for folder in getattr(exporter, "template_paths", ()))
        own = (folder for folder in folders if folder.is_relative_to(Path(__file__).parent))
        for name in {file.name for folder in own for file in folder.glob("*.j2")}:
            exporter.environment.get_template(name)


def read_notebook(content: bytes, shown: str) -> nbformat.NotebookNode:
    """Return the notebook that a file holds, in the shape of its version; InputError for anything else."""
    try:
        notebook = nbformat.reads(content.decode(), as_version=4)
        nbformat.validate(notebook)
    except Exception as error:  # noqa: BLE001  nbformat and json raise a dozen kinds
        raise InputError(Problem(f"不是有效的 notebook（{type(error).__name__}）", file=shown)) from None
    return notebook


def require_made_of(
    notebook: nbformat.NotebookNode, judged: Mapping[str, Any], files: Mapping[str, bytes], settings: OutputSettings
) -> Mapping[str, Any]:
    """Hold files that another machine rendered from *notebook* to what `render` would have written; return its checks.

    They are the files that are wanted and no others; data and checks equal those of the notebook, the others are
    read back against its facts; its findings are those *judged* here. Raises RunError for anything else.
    """
    publication = read_publication(notebook, settings.root)
    own = replace(publication, findings=dict(judged))
    missing = missing_glyphs(own, settings.fonts_dir) if "pdf" in settings.wanted else {}
    expected = glyph_findings(judged, missing) if missing else judged
    if publication.findings != expected:
        raise RunError("读回核对", "notebook 里的校验结果与重新校验的不一致")
    exact = {CHECKS: indented(expected).encode()}
    exact |= {f"data/{name}": content for name, content in dataset_files(publication).items()}
    wanted = (kind for kind in settings.wanted if not (missing and kind == "pdf"))
    names = {NOTEBOOK, "review.html", *exact, *(f"report.{kind}" for kind in wanted)}
    odd = sorted(names ^ files.keys()) or [name for name, content in exact.items() if files[name] != content]
    if odd:
        raise RunError("读回核对", f"{'、'.join(map(shorten, odd[:SHOWN_DIFFERENCES]))} 不是生成时应有的文件或内容")
    _read_back_all(files, publication)
    return expected


def _text(content: str | bytes) -> str:
    return content.decode(errors="replace") if isinstance(content, bytes) else content


READERS: Mapping[str, Callable[[Any, Publication], Sequence[Difference]]] = {
    "data/facts.csv": csv_differences,
    "report.html": lambda page, publication: html_reading_back.differences(_text(page), publication),
    "review.html": lambda page, publication: html_reading_back.differences(_text(page), publication, "review.html"),
    "report.pdf": lambda content, publication: pdf_reading_back.differences(content, publication.in_print()),
    "report.docx": lambda content, publication: word_reading_back.differences(content, publication.in_print()),
}


def read_back(name: str, content: str | bytes, publication: Publication) -> tuple[Difference, ...]:
    """Open one output with a reader independent of its writer and compare it with the facts."""
    reader = READERS.get(name)
    with _reading(name):
        return () if reader is None else tuple(reader(content, publication))


@contextmanager
def _reading(what: str) -> Iterator[None]:
    """Turn whatever a library raises over a broken file into a RunError that names it."""
    try:
        yield
    except ReportError:
        raise
    except Exception as error:
        raise RunError("读回核对", f"{what} 无法读取（{type(error).__name__}）") from error


def _read_back_all(files: Mapping[str, str | bytes], publication: Publication) -> None:
    """Read every file back; RunError naming file, cell, expected and found."""
    wrong = list(Comparison(NOTEBOOK, publication).run_differences(bound_runs(publication)))
    with _reading("文件的属性"):
        wrong += properties.differences(files, publication)
    for name in READERS:
        wrong += read_back(name, files[name], publication) if name in files else ()
    if wrong:
        more = f"；另有 {len(wrong) - SHOWN_DIFFERENCES} 处" if len(wrong) > SHOWN_DIFFERENCES else ""
        raise RunError("读回核对", "；".join(item.sentence() for item in wrong[:SHOWN_DIFFERENCES]) + more)
