"""The nbconvert exporter to Word: what an office submits, and may go on editing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from nbconvert.exporters.exporter import Exporter
from traitlets import List, Unicode

from report_helpers.checks import SEVERITY_WORDS
from report_helpers.outputs.publication import read_publication
from report_helpers.outputs.raster import svg_to_png
from report_helpers.outputs.word_package import (
    HEITI,
    KAITI,
    TABLE_TEXT,
    add_title,
    open_document,
    save,
    set_fonts,
    set_page,
)
from report_helpers.outputs.word_tables import add_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

PICTURE_WIDTH = Mm(127)


class StatutoryDOCXExporter(Exporter):
    """Export an executed annual report notebook to Word."""

    export_from_notebook = "年度报告 Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    file_extension = Unicode(".docx").tag(config=True)
    default_preprocessors = List(Unicode(), []).tag(config=True)
    fonts_dir = Unicode("", help="机关自有字体所在的文件夹（画图表用）").tag(config=True)
    template_docx = Unicode("", help="机关自己的 Word 模板（只用其中的样式）").tag(config=True)

    def from_notebook_node(
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        **kw: Any,  # noqa: ANN401  nbconvert's own signature
    ) -> tuple[bytes, dict[str, Any]]:
        """Return the file's bytes and the resources.

        Raises InputError when the notebook is no complete report or the template no
        usable DOCX, RunError when a chart cannot be drawn.
        """
        publication = read_publication(nb)
        _, resources = super().from_notebook_node(nb, resources, **kw)
        document = open_document(Path(self.template_docx) if self.template_docx else None)
        set_page(document, is_draft=publication.is_draft)
        add_title(document, publication.front["title"], publication.front["agency"])
        if publication.is_draft:
            _add_findings(document, publication.findings["findings"])
        for item in publication.body:
            if item["kind"] == "section":
                document.add_paragraph(item["heading"], style="Heading 1")
                _add_blocks(document, item["blocks"])
            elif item["kind"] == "table":
                add_table(document, item)
            else:
                _add_chart(document, item, Path(self.fonts_dir) if self.fonts_dir else None)
        return save(document, publication.front["title"], int(publication.front["year"])), resources


def _add_blocks(document: Any, blocks: Sequence[Mapping[str, Any]], prefix: str = "") -> None:  # noqa: ANN401
    """Append headings (（一） is Heading 2), paragraphs and lists."""
    for block in blocks:
        if block["kind"] == "list":
            for number, item in enumerate(block["items"], block["start"]):
                _add_blocks(document, item, f"{number}." if block["ordered"] else "• ")
            continue
        style = f"Heading {min(block['level'] - 1, 3)}" if block["kind"] == "heading" else "Normal"
        paragraph = document.add_paragraph(prefix, style=style)
        for run in block["runs"]:
            added = paragraph.add_run(run["text"])
            if run["strong"] or run["emphasis"]:
                set_fonts(added._r.get_or_add_rPr(), HEITI if run["strong"] else KAITI)  # noqa: SLF001


def _add_chart(document: Any, chart: Mapping[str, Any], fonts_dir: Path | None) -> None:  # noqa: ANN401
    """Append the chart as a picture with its alt text, the caption below it."""
    paragraph = document.add_paragraph()
    layout = paragraph.paragraph_format
    layout.line_spacing_rule, layout.first_line_indent = WD_LINE_SPACING.SINGLE, Pt(0)
    layout.keep_with_next = True
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture = paragraph.add_run().add_picture(io.BytesIO(svg_to_png(chart["svg"], fonts_dir)), width=PICTURE_WIDTH)
    described = picture._inline.find(qn("wp:docPr"))  # noqa: SLF001
    described.set("descr", chart["alt"])
    described.set("name", chart["caption"])
    caption = document.add_paragraph(chart["caption"], style=TABLE_TEXT)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_findings(document: Any, findings: Sequence[Mapping[str, Any]]) -> None:  # noqa: ANN401
    """Append the findings of a draft, errors first, before everything else."""
    document.add_paragraph("校验发现的问题", style="Heading 1")
    for number, finding in enumerate(findings, 1):
        word = SEVERITY_WORDS[finding["severity"]]
        text = f"{number}.【{word}】{finding['message']}。处理：{finding['fix']}。依据：{finding['clause']}。"
        document.add_paragraph(text, style=TABLE_TEXT)
