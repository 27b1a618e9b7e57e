"""Sets the styles of an official document (GB/T 9704-2012), or those of an office's own template.

Of a template only its styles and theme are taken, by name: nothing else in the file -
comments, headers, properties, links, its author - can reach the report.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.parts.styles import StylesPart

from report_helpers.errors import InputError, Problem

HEITI, KAITI = "黑体", "楷体"
LATIN = "Times New Roman"
TABLE_TEXT, TABLE_HEAD = "表格文字", "表格表头"
TEMPLATES = Path(__file__).parent / "templates"
# Whatever a broken archive, part or document makes zipfile, zlib, lxml and python-docx raise.
_BROKEN = (
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
    SyntaxError,
    AttributeError,
    BadZipFile,
    zlib.error,
    OpcError,
)
_KEPT = frozenset({"DefaultParagraphFont", "TableNormal", "NoList"})


def set_styles(document: Any, template: Path | None) -> None:  # noqa: ANN401  python-docx is not typed for us
    """Give *document* our styles, or those of an office's template and ours where it lacks them.

    Raises InputError when the template is no DOCX file or carries macros.
    """
    ours = parse_xml((TEMPLATES / "styles.xml").read_bytes())
    if template is None:
        _keep_defaults(document.styles.element, ours)
    else:
        _borrow(document.part, _open_template(template))
    styles = document.styles.element
    canonical = {style.name_val.lower(): style.name_val for style in ours.style_lst}
    named = [style for style in styles.style_lst if style.name_val is not None]
    for style in named:
        # Some writers say "Heading 1" where Word says "heading 1": the same style.
        style.name_val = canonical.get(style.name_val.lower(), style.name_val)
    names = {style.name_val for style in named}
    for style in ours.style_lst:
        if style.name_val not in names:
            _add_style(styles, style)
    fonts = b"".join((TEMPLATES / "fontTable.xml").read_bytes().splitlines())
    part = Part(PackURI("/word/fontTable.xml"), CT.WML_FONT_TABLE, fonts, document.part.package)
    document.part.relate_to(part, RT.FONT_TABLE)


def set_fonts(properties: Any, east_asian: str) -> None:  # noqa: ANN401
    """Set Latin and East Asian fonts on run properties, theme fonts removed."""
    fonts = properties.get_or_add_rFonts()
    fonts.attrib.clear()
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", east_asian), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), value)
    set_hint(properties)


def set_hint(properties: Any) -> None:  # noqa: ANN401
    """Have “ ” — … drawn in the East Asian font: without this hint Word takes the Latin one."""
    properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _keep_defaults(styles: Any, ours: Any) -> None:  # noqa: ANN401
    """Empty python-docx's style sheet (blue Calibri headings, 300 KB) but for Word's own defaults."""
    for style in styles.style_lst:
        if style.styleId not in _KEPT:
            styles.remove(style)
    styles.replace(styles.find(qn("w:docDefaults")), ours.find(qn("w:docDefaults")))


def _add_style(styles: Any, style: Any) -> None:  # noqa: ANN401
    """Append a style of ours; it follows the default style, and its id is one not taken yet."""
    default = styles.default_for(WD_STYLE_TYPE.PARAGRAPH)
    if default is None:
        style.default = True
    else:
        style.default, style.basedOn_val = None, default.styleId
    if style.styleId in {other.styleId for other in styles.style_lst}:
        style.styleId += "Report"
    styles.append(style)


def _open_template(path: Path) -> Any:  # noqa: ANN401
    """Return the main part of an office's template."""
    try:
        _refuse_macros(path)
        main = docx.Document(str(path)).part
        main.part_related_by(RT.STYLES)
    except _BROKEN:
        fix = "请给出一份 .docx 格式的模板"
        raise InputError(Problem("无法读取，或不是有效的 Word 模板", file=path.name, fix=fix)) from None
    return main


def _refuse_macros(path: Path) -> None:
    with ZipFile(path) as package:
        is_enabled = b"macroEnabled" in package.read("[Content_Types].xml")
        if is_enabled or any("vba" in name.lower() for name in package.namelist()):
            raise InputError(Problem("Word 模板里有宏", file=path.name, fix="请另存为不含宏的 .docx"))


def _borrow(part: Any, template: Any) -> None:  # noqa: ANN401
    """Replace the styles and theme of *part* by the template's."""
    theirs = {relation.reltype: relation.target_part for relation in template.rels.values() if not relation.is_external}
    for key, relation in list(part.rels.items()):
        if relation.reltype in {RT.STYLES, RT.THEME} & theirs.keys():
            del part.rels[key]
    styles = theirs[RT.STYLES].element
    # Headings of the report bring their own numbers: an automatic one would print them twice.
    for numbering in list(styles.iter(qn("w:numPr"))):
        numbering.getparent().remove(numbering)
    part.relate_to(StylesPart(PackURI("/word/styles.xml"), CT.WML_STYLES, styles, part.package), RT.STYLES)
    if RT.THEME in theirs:
        theme = PackURI("/word/theme/theme1.xml")
        part.relate_to(Part(theme, CT.OFC_THEME, theirs[RT.THEME].blob, part.package), RT.THEME)
