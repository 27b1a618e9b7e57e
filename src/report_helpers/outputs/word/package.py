"""Sets up the Word file around the text: page, headers and footers, properties, and fixed bytes.

The page follows GB/T 9704-2012. Nothing of a person or a clock is left in the file.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from report_helpers.outputs.word.styles import HEITI, TEMPLATES, set_fonts, set_hint, set_styles

if TYPE_CHECKING:
    from pathlib import Path

WARNING_RED = RGBColor(0xC0, 0, 0)
DRAFT_MARK = "草稿：未通过校验"
ONE_LINE_TITLE = 20
# The text, its styles and fonts, theme, settings, pictures and properties are used; all else is not.
_UNUSED = ("numbering", "webSettings", "fontTable", "WithEffects", "customXml", "thumbnail", "extended-properties")
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def open_document(template: Path | None) -> Any:  # noqa: ANN401  python-docx is not typed for us
    """Return an empty document with our own styles, or those of an office's template.

    Raises InputError when the template is no DOCX file or carries macros.
    """
    document = docx.Document()
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(_UNUSED):
                del relations[key]
    set_styles(document, template)
    document.settings.element[:] = list(parse_xml((TEMPLATES / "settings.xml").read_bytes()))
    return document


def add_run(paragraph: Any, text: str, face: str = "") -> Any:  # noqa: ANN401
    """Append text, in the style's own face unless another is given, and return the run."""
    run = paragraph.add_run(text)
    properties = run._r.get_or_add_rPr()  # noqa: SLF001  python-docx has no name for East Asian fonts
    if face:
        set_fonts(properties, face)
    else:
        set_hint(properties)
    return run


def add_title(document: Any, title: str, agency: str) -> None:  # noqa: ANN401
    """Append the title; one too long for a line breaks after the agency's name."""
    rest = title.removeprefix(agency)
    paragraph = document.add_paragraph(style="Title")
    if len(title) > ONE_LINE_TITLE and rest != title:
        add_run(paragraph, agency).add_break()
        title = rest
    add_run(paragraph, title)


def set_page(document: Any, *, is_draft: bool) -> None:  # noqa: ANN401
    """Lay the page out as GB/T 9704 does: margins, grid, odd and even footers, draft mark."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(22), Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "580")
    sides = (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    for footer, side in zip((section.footer, section.even_page_footer), sides, strict=True):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = side
        # One character in from the outer edge.
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
        paragraph._p.extend(parse_xml((TEMPLATES / "page_number.xml").read_bytes()))  # noqa: SLF001
    if is_draft:
        for header in (section.header, section.even_page_header):
            paragraph = header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = add_run(paragraph, DRAFT_MARK, HEITI)
            run.font.color.rgb, run.font.size = WARNING_RED, Pt(14)


def save(document: Any, title: str, year: int) -> bytes:  # noqa: ANN401
    """Return the file's bytes: no person, no clock, no unused part, always the same."""
    properties = document.core_properties
    for element in list(properties._element):  # noqa: SLF001
        properties._element.remove(element)  # noqa: SLF001
    properties.title, properties.language = title, "zh-CN"
    properties.created = properties.modified = datetime(year, 12, 31, tzinfo=UTC).replace(tzinfo=None)
    for root in (document.element, document.styles.element):
        _strip_revision_ids(root)
    made = io.BytesIO()
    document.save(made)
    return _repacked(made)


def _strip_revision_ids(root: Any) -> None:  # noqa: ANN401
    """Remove Word's editing-session ids, which tie a text to who typed it when."""
    for element in list(root.iter()):
        for name in [name for name in element.attrib if "}rsid" in name]:
            del element.attrib[name]
        if isinstance(element.tag, str) and "}rsid" in element.tag:
            element.getparent().remove(element)


def _repacked(made: io.BytesIO) -> bytes:
    """Zip again with fixed dates and order, content types first as the standard asks."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # Otherwise the entry records the operating system it was written on.
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return out.getvalue()
