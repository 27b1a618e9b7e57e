"""The Word file around the text: page, styles, footers, properties, and fixed bytes.

Page and styles follow GB/T 9704-2012; an office's own template brings its styles
instead. Nothing of a person or a clock is left in the file.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from pathlib import Path

FANGSONG, HEITI, KAITI, XIAOBIAOSONG = "仿宋", "黑体", "楷体", "方正小标宋简体"
LATIN = "Times New Roman"
BODY, LINE, TWO_CHARACTERS = Pt(16), Pt(29), Pt(32)
TABLE_TEXT, DRAFT_MARK = "表格文字", "草稿：未通过校验"
ONE_LINE_TITLE = 20
_UNWANTED_PARTS = ("stylesWithEffects", "customXml", "thumbnail")
_HEADING_FONTS = {"Heading 1": HEITI, "Heading 2": KAITI, "Heading 3": FANGSONG}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def open_document(template: Path | None) -> Any:  # noqa: ANN401  python-docx is not typed for us
    """Return an empty document: the office's template emptied, or our own page and styles.

    Raises InputError when the template is no DOCX file or carries macros.
    """
    if template is None:
        document = docx.Document()
        _set_styles(document)
    else:
        document = _open_template(template)
    for element in list(document.element.body):
        if element.tag != qn("w:sectPr"):
            document.element.body.remove(element)
    names = {style.name for style in document.styles}
    if TABLE_TEXT not in names:
        style = document.styles.add_style(TABLE_TEXT, WD_STYLE_TYPE.PARAGRAPH)
        set_fonts(style.element.get_or_add_rPr(), FANGSONG)
        style.font.size = Pt(10)
        style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        style.paragraph_format.first_line_indent = Pt(0)
        style.paragraph_format.space_after = Pt(0)
        # Rows of a table keep to their text, not to the page's 29 pt grid.
        snap = OxmlElement("w:snapToGrid")
        snap.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert(0, snap)
    return document


def _open_template(path: Path) -> Any:  # noqa: ANN401
    shown = path.name
    try:
        with zipfile.ZipFile(path) as package:
            has_macros = any(name.lower().endswith("vbaproject.bin") for name in package.namelist())
        document = docx.Document(str(path))
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError):
        fix = "请给出一份 .docx 格式的模板"
        raise InputError(Problem("读不出来，或不是有效的 Word 模板", file=shown, fix=fix)) from None
    if has_macros:
        raise InputError(Problem("Word 模板里有宏", file=shown, fix="请另存为不含宏的 .docx"))
    return document


def set_fonts(properties: Any, east_asian: str) -> None:  # noqa: ANN401
    """Set Latin and East Asian fonts on run properties, theme fonts removed."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", east_asian), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), value)


def _set_styles(document: Any) -> None:  # noqa: ANN401
    """Give Normal, Title and the headings the faces and sizes of an official document."""
    defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_fonts(defaults, FANGSONG)
    language = defaults.find(qn("w:lang"))
    for name, value in (("val", "zh-CN"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(qn(f"w:{name}"), value)
    _set_style(document.styles["Normal"], FANGSONG, BODY)
    for name, face in _HEADING_FONTS.items():
        _set_style(document.styles[name], face, BODY)
    title = document.styles["Title"]
    _set_style(title, XIAOBIAOSONG, Pt(22))
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.first_line_indent = Pt(0)
    title.paragraph_format.line_spacing = Pt(36)
    title.paragraph_format.space_after = LINE


def _set_style(style: Any, face: str, size: Any) -> None:  # noqa: ANN401
    """Rewrite a paragraph style, its outline level kept."""
    run, paragraph = style.element.get_or_add_rPr(), style.element.get_or_add_pPr()
    level = paragraph.find(qn("w:outlineLvl"))
    for element in (*run, *paragraph):
        element.getparent().remove(element)
    set_fonts(run, face)
    style.font.size, style.font.bold, style.font.color.rgb = size, False, RGBColor(0, 0, 0)
    layout = style.paragraph_format
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.space_before = layout.space_after = Pt(0)
    layout.first_line_indent = TWO_CHARACTERS
    layout.keep_with_next = None if level is None else True
    layout.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if level is not None:
        paragraph.append(level)


def add_title(document: Any, title: str, agency: str) -> None:  # noqa: ANN401
    """Append the title; one too long for a line breaks after the agency's name."""
    rest = title.removeprefix(agency)
    paragraph = document.add_paragraph(style="Title")
    if len(title) > ONE_LINE_TITLE and rest != title:
        paragraph.add_run(agency).add_break()
        title = rest
    paragraph.add_run(title)


def set_page(document: Any, *, is_draft: bool) -> None:  # noqa: ANN401
    """Lay the page out as GB/T 9704 does: margins, grid, odd and even footers, draft mark."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(26)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001  python-docx has no name for it
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(int(LINE.pt * 20)))
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        _page_number(footer.paragraphs[0], getattr(WD_ALIGN_PARAGRAPH, side))
    if is_draft:
        for header in (section.header, section.even_page_header):
            paragraph = header.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            run = paragraph.add_run(DRAFT_MARK)
            set_fonts(run._r.get_or_add_rPr(), HEITI)  # noqa: SLF001
            run.font.color.rgb = RGBColor(0xC0, 0, 0)


def _page_number(paragraph: Any, side: Any) -> None:  # noqa: ANN401
    """Print 「— 1 —」 in 4号, one character in from the outer edge."""
    paragraph.alignment = side
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(14)
    paragraph.add_run("— ")
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = text
            run._r.append(instruction)  # noqa: SLF001
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001
    paragraph.add_run(" —")
    for run in paragraph.runs:
        run.font.size = Pt(14)
        set_fonts(run._r.get_or_add_rPr(), FANGSONG)  # noqa: SLF001


def save(document: Any, title: str, year: int) -> bytes:  # noqa: ANN401
    """Return the file's bytes: no person, no clock, no unused part, always the same."""
    properties = document.core_properties
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        setattr(properties, name, "")
    properties.title, properties.language, properties.revision = title, "zh-CN", 1
    properties.created = properties.modified = datetime(year, 12, 31, tzinfo=UTC).replace(tzinfo=None)
    for relations in (document.part.rels, document.part.package.rels):
        for key, relation in list(relations.items()):
            if any(part in relation.reltype for part in _UNWANTED_PARTS):
                del relations[key]
    for root in (document.settings.element, document.styles.element, document.element):
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
            new.writestr(entry, old.read(name))
    return out.getvalue()
