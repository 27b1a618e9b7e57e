"""Exports a report to Word: what an office submits, and may go on editing."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from traitlets import Unicode

from report_helpers.checks.finding import DRAFT_FINDINGS
from report_helpers.outputs.draft_findings import print_findings
from report_helpers.outputs.exporter import PublicationExporter
from report_helpers.outputs.word.package import WARNING_RED, add_run, add_title, open_document, save, set_page
from report_helpers.outputs.word.raster import svg_to_png
from report_helpers.outputs.word.styles import HEITI, KAITI, TABLE_TEXT
from report_helpers.outputs.word.tables import add_table
from report_helpers.tables.charts import PICTURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nbformat import NotebookNode

    from report_helpers.outputs.publication import Publication

PICTURE_WIDTH = Mm(127)
# A last paragraph of at most two lines leads in to the table behind it and stays with it.
LEAD_CHARACTERS = 54


class StatutoryDOCXExporter(PublicationExporter):
    """Export an executed annual report notebook to Word."""

    export_from_notebook = "年度报告 Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    file_extension = Unicode(".docx").tag(config=True)
    template_docx = Unicode("", help="机关自己的 Word 模板（只用其中的样式）").tag(config=True)

    def render(self, publication: Publication, nb: NotebookNode) -> bytes:  # noqa: ARG002
        """Return the file's bytes.

        Raises InputError when the template is no usable DOCX, RunError when a chart cannot be drawn.
        """
        publication = publication.in_print()
        document = open_document(Path(self.template_docx) if self.template_docx else None)
        set_page(document, is_draft=publication.is_draft)
        add_title(document, publication.front["title"], publication.front["agency"])
        if publication.front["correction"]:
            add_run(document.add_paragraph(style="Normal"), publication.front["correction"])
        if publication.is_draft:
            _add_findings(document, print_findings(publication.findings["findings"]))
        for item in publication.report:
            if item["kind"] == "section":
                add_run(document.add_paragraph(style="Heading 1"), item["heading"])
                _add_blocks(document, item["blocks"])
            elif item["kind"] == "passage":
                _add_blocks(document, item["blocks"])
            elif item["kind"] in {"table", "frame"}:
                _lead_in(document.paragraphs[-1])
                add_table(document, item)
            elif item["kind"] == "picture":
                _add_picture(document, base64.b64decode(item["png"]), item, Mm(item["millimetres"]))
            else:
                _add_picture(document, svg_to_png(item["svg"], self.fonts), item, PICTURE_WIDTH)
        _add_closing(document, publication.front["closing"])
        if publication.pictures:
            add_run(document.add_paragraph(style="Heading 1"), PICTURES)
        for chart in publication.pictures:
            _add_picture(document, svg_to_png(chart["svg"], self.fonts), chart, PICTURE_WIDTH)
        return save(document, publication.front["title"], int(publication.front["year"]))


def _add_blocks(document: Any, blocks: Sequence[Mapping[str, Any]], prefix: str = "") -> None:  # noqa: ANN401
    """Append headings (（一） is Heading 2), paragraphs and lists."""
    for block in blocks:
        if block["kind"] == "list":
            for number, item in enumerate(block["items"], block["start"]):
                _add_blocks(document, item, f"{number}." if block["ordered"] else "• ")
            continue
        style = f"Heading {min(block['level'] - 1, 3)}" if block["kind"] == "heading" else "Normal"
        paragraph = document.add_paragraph(style=style)
        if prefix:
            add_run(paragraph, prefix)
        for run in block["runs"]:
            add_run(paragraph, run["text"], HEITI if run["strong"] else KAITI if run["emphasis"] else "")


def _lead_in(paragraph: Any) -> None:  # noqa: ANN401
    """Set the paragraph before a table a little off, and keep a short one with it."""
    paragraph.paragraph_format.space_after = Pt(6)
    if len(paragraph.text) <= LEAD_CHARACTERS:
        paragraph.paragraph_format.keep_with_next = True


def _add_picture(document: Any, png: bytes, shown: Mapping[str, Any], width: int) -> None:  # noqa: ANN401
    """Append a chart or an own picture with its alt text, and below it the caption, where it has one."""
    paragraph = document.add_paragraph(style=TABLE_TEXT)
    layout = paragraph.paragraph_format
    # An exact line would cut the picture off.
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.space_before = Pt(6)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    picture = paragraph.add_run().add_picture(io.BytesIO(png), width=width)
    described = picture._inline.find(qn("wp:docPr"))  # noqa: SLF001
    described.set("descr", shown["alt"])
    described.set("name", shown["caption"] or shown["id"])
    layout.keep_with_next = bool(shown["caption"])
    if not shown["caption"]:
        layout.space_after = Pt(10)
        return
    caption = document.add_paragraph(style=TABLE_TEXT)
    add_run(caption, shown["caption"])
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(4), Pt(10)


def _add_closing(document: Any, lines: Sequence[str]) -> None:  # noqa: ANN401
    """Append the contact, then 机关落款 and 成文日期: four characters in from the right (GB/T 9704 7.3.5)."""
    first_signed = len(lines) % 2
    for number, line in enumerate(lines):
        paragraph = document.add_paragraph(style="Normal")
        add_run(paragraph, line)
        layout = paragraph.paragraph_format
        layout.keep_with_next = number < len(lines) - 1
        if number in {0, first_signed}:
            layout.space_before = Pt(29)
        if number >= first_signed:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            layout.right_indent, layout.first_line_indent = Pt(63), Pt(0)


def _add_findings(document: Any, printed: Mapping[str, Any]) -> None:  # noqa: ANN401
    """Append the findings of a draft, errors first, before everything else."""
    add_run(document.add_paragraph(style="Heading 1"), DRAFT_FINDINGS)
    add_run(document.add_paragraph(), f"{printed['counts']}。错误没有改正之前，本稿不得公布。")
    for number, finding in enumerate(printed["items"], 1):
        paragraph = document.add_paragraph(style=TABLE_TEXT)
        paragraph.paragraph_format.space_after, paragraph.paragraph_format.keep_together = Pt(5), True
        add_run(paragraph, f"{number}.")
        word = add_run(paragraph, f"【{finding['word']}】", HEITI)
        if finding["severity"] == "error":
            word.font.color.rgb = WARNING_RED
        remedies = (("处理", finding["fix"]), ("依据", finding["clause"]))
        lines = (*finding["messages"], *(f"{name}：{text}" for name, text in remedies if text))
        for line, text in enumerate(lines):
            run = add_run(paragraph, "")
            if line:
                run.add_break()
            run.add_text(text)
