"""Exports a report to PDF: GB/T 9704 page, tagged, archival, data attached, the same bytes every time."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import List, Unicode

from report_helpers.errors import RunError, listed
from report_helpers.outputs.exporter import PublicationExporter
from report_helpers.outputs.fonts import load_fonts
from report_helpers.outputs.pdf.tags import tag_tables
from report_helpers.outputs.pdf.typst_markup import typst_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from nbformat import NotebookNode
    from typst import Compiler, Fonts, PDFStandard

    from report_helpers.outputs.fonts import FontSet
    from report_helpers.outputs.publication import Publication

STAGE = "生成 PDF"
TEMPLATES = Path(__file__).parent / "templates"
# Archival with the accessible tag tree; either one refuses a character no font has.
STANDARDS: list[PDFStandard] = ["a-3a", "ua-1"]
SHOWN_CHARACTERS = 10
EMPTY_COMPILATIONS = 3
BEIJING = timezone(timedelta(hours=8))

_MISSING_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")


class StatutoryPDFExporter(PublicationExporter, TemplateExporter):
    """Export an executed annual report notebook to PDF through Typst."""

    export_from_notebook = "年度报告 PDF"
    output_mimetype = "application/pdf"

    file_extension = Unicode(".pdf").tag(config=True)
    template_extension = Unicode(".typ.j2").tag(config=True, affects_environment=True)
    template_name = Unicode("statutory_pdf").tag(config=True, affects_template=True)
    extra_template_basedirs = List(Unicode(), [str(TEMPLATES)]).tag(config=True, affects_environment=True)

    def default_filters(self) -> Iterable[tuple[str, Callable[..., str]]]:
        """Return nbconvert's filters and the one that carries the report into Typst."""
        return (*super().default_filters(), ("typst_json", typst_json))

    def render(self, publication: Publication, nb: NotebookNode) -> bytes:  # noqa: ARG002
        """Return the PDF's bytes.

        Raises RunError (stage 「生成 PDF」) when a character has no glyph or Typst cannot lay the report out.
        """
        fonts = load_fonts(self.fonts)
        source = self.template.render(publication=publication.in_print(), font_roles=fonts.roles)
        made = compile_pdf(source, fonts, int(publication.front["year"]))
        return tag_tables(made, publication.tables)


def compile_pdf(source: str, fonts: FontSet, year: int) -> bytes:
    """Compile Typst source with the given fonts only; RunError when that is impossible.

    The file is dated the last day of the reporting year, so that the same report gives
    the same bytes.
    """
    import typst  # noqa: PLC0415  the native module loads when a PDF is made, not before

    dated = int(datetime(year, 12, 31, 12, tzinfo=BEIJING).timestamp())
    compiler = _compiler(fonts.fonts)
    try:
        made = compiler.compile(input=source.encode(), format="pdf", pdf_standards=STANDARDS, timestamp=dated)
    except typst.TypstError as error:
        raise RunError(STAGE, _reason(error.message, error.diagnostic)) from None
    finally:
        _forget(compiler)
    return cast("bytes", made)


@lru_cache(maxsize=2)
def _compiler(fonts: Fonts) -> Compiler:
    import typst  # noqa: PLC0415

    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def _forget(compiler: Compiler) -> None:
    """Let go of what Typst worked out for this report: no other has the same text and figures.

    It keeps what its last ten compilations used, seven megabytes a report: with three empty ones
    after each, what three reports used. An empty one takes half a millisecond.
    """
    for _ in range(EMPTY_COMPILATIONS):
        compiler.compile(input=b"", format="svg")


def _reason(message: str, diagnostic: str) -> str:
    """Return what is wrong, in Chinese, from Typst's diagnostics."""
    quoted = "".join(_MISSING_GLYPH.findall(diagnostic))
    # Typst quotes characters that cannot be shown by their code points.
    missing = list(dict.fromkeys(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), quoted)))
    if missing:
        shown = listed(list(map(_name, missing)), SHOWN_CHARACTERS, "等 {} 个")
        return f"字体里没有这些字：{shown}，请改用规范汉字，或把含有这些字的字体放进 fonts 文件夹"
    return f"排版程序 Typst 报告“{message}”"


def _name(char: str) -> str:
    """Return a character and its code point, or the code point of one that cannot be shown."""
    code = f"U+{ord(char):04X}"
    return f"“{char}”（{code}）" if char.isprintable() else code
