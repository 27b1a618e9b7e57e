"""The styles of an official document (GB/T 9704-2012), or those of an office's own template.

Of a template only its styles and theme are taken, by name: nothing else in the file -
comments, headers, properties, links, its author - can reach the report.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import CONTENT_TYPE as CT
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.exceptions import OpcError
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.styles import StylesPart

from report_helpers.errors import InputError, Problem
from report_helpers.outputs.fonts import ROLES

if TYPE_CHECKING:
    from pathlib import Path

FANGSONG, HEITI, KAITI, XIAOBIAOSONG = "仿宋", "黑体", "楷体", "方正小标宋简体"
LATIN = "Times New Roman"
TABLE_TEXT, TABLE_HEAD = "表格文字", "表格表头"
# What Word falls back to where a face is not installed, as its font table names it.
_FACES = {FANGSONG: "fangsong", HEITI: "heiti", KAITI: "kaiti", XIAOBIAOSONG: "xiaobiaosong"}
_ALTERNATIVES = 4

# Two characters, whatever their size: Word reads firstLineChars before firstLine.
_INDENT, _FLUSH = '<w:ind w:firstLineChars="200" w:firstLine="640"/>', '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_LINE = '<w:spacing w:before="0" w:after="0" w:line="580" w:lineRule="exact"/>'
_SMALL = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="{}" w:lineRule="{}"/>' + _FLUSH
_HEADING = f'<w:keepNext/>{_LINE}{_INDENT}<w:jc w:val="both"/><w:outlineLvl w:val="{{}}"/>'
_TITLE = (
    f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="580" w:line="720" w:lineRule="exact"/>{_FLUSH}'
    '<w:jc w:val="center"/>'
)
# Id, name, face, half-points, paragraph properties in schema order.
_STYLES = (
    ("Normal", "Normal", FANGSONG, 32, f'{_LINE}{_INDENT}<w:jc w:val="both"/>'),
    ("Title", "Title", XIAOBIAOSONG, 44, _TITLE),
    ("Heading1", "heading 1", HEITI, 32, _HEADING.format(0)),
    ("Heading2", "heading 2", KAITI, 32, _HEADING.format(1)),
    ("Heading3", "heading 3", FANGSONG, 32, _HEADING.format(2)),
    ("Header", "header", HEITI, 28, _SMALL.format(240, "auto") + '<w:jc w:val="center"/>'),
    ("Footer", "footer", FANGSONG, 28, _SMALL.format(240, "auto")),
    # Rows of a table keep to their text, not to the page's 29 pt grid.
    ("TableText", TABLE_TEXT, FANGSONG, 21, _SMALL.format(240, "exact") + '<w:jc w:val="left"/>'),
    ("TableHead", TABLE_HEAD, HEITI, 21, _SMALL.format(240, "exact") + '<w:jc w:val="center"/>'),
)
# Whatever a broken archive, part or document makes zipfile, zlib, lxml and python-docx raise.
_BROKEN = (
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
    SyntaxError,
    AttributeError,
    zipfile.BadZipFile,
    zlib.error,
    OpcError,
)
_KEPT = frozenset({"DefaultParagraphFont", "TableNormal", "NoList"})


def set_styles(document: Any, template: Path | None) -> None:  # noqa: ANN401  python-docx is not typed for us
    """Give *document* our styles, or those of an office's template and ours where it lacks them.

    Raises InputError when the template is no DOCX file or carries macros.
    """
    if template is None:
        _keep_defaults(document.styles.element)
    else:
        _borrow(document.part, _open_template(template))
    styles = document.styles.element
    canonical = {name.lower(): name for _, name, *_ in _STYLES}
    names = set()
    for found in styles.iterfind(f"{qn('w:style')}/{qn('w:name')}"):
        name = found.get(qn("w:val"))
        # Some writers say "Heading 1" where Word says "heading 1": the same style.
        names.add(canonical.get(name.lower(), name))
        found.set(qn("w:val"), canonical.get(name.lower(), name))
    for identifier, name, face, size, paragraph in _STYLES:
        if name not in names:
            styles.append(parse_xml(_style_xml(styles, identifier, name, (face, size, paragraph))))
    document.part.relate_to(_font_table(document.part.package), RT.FONT_TABLE)


def set_fonts(properties: Any, east_asian: str) -> None:  # noqa: ANN401
    """Set Latin and East Asian fonts on run properties, theme fonts removed."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name, value in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", east_asian), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), value)
    set_hint(properties)


def set_hint(properties: Any) -> None:  # noqa: ANN401
    """Have “ ” — … drawn in the East Asian font: Word takes the Latin one unless told."""
    properties.get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _keep_defaults(styles: Any) -> None:  # noqa: ANN401
    """Empty python-docx's style sheet (blue Calibri headings, 300 KB) but for Word's own defaults."""
    for style in list(styles.iterchildren(qn("w:style"))):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
    defaults = (
        f"<w:docDefaults {nsdecls('w')}><w:rPrDefault><w:rPr>{_fonts_xml(FANGSONG)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    styles.replace(styles.find(qn("w:docDefaults")), parse_xml(defaults))


def _style_xml(styles: Any, identifier: str, name: str, look: tuple[str, int, str]) -> str:  # noqa: ANN401
    """Return w:style; it follows the default style, and its id is one not taken yet."""
    face, size, paragraph = look
    found = styles.find(f'{qn("w:style")}[@{qn("w:type")}="paragraph"][@{qn("w:default")}="1"]')
    base = "" if found is None else f'<w:basedOn w:val="{found.get(qn("w:styleId"))}"/>'
    kind = ' w:default="1"' if found is None else ' w:customStyle="1"' if name in {TABLE_TEXT, TABLE_HEAD} else ""
    taken = {style.get(qn("w:styleId")) for style in styles.iterchildren(qn("w:style"))}
    identifier = f"{identifier}Report" if identifier in taken else identifier
    return (
        f'<w:style {nsdecls("w")} w:type="paragraph"{kind} w:styleId="{identifier}"><w:name w:val="{name}"/>{base}'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{_fonts_xml(face)}"
        '<w:b w:val="0"/><w:bCs w:val="0"/><w:i w:val="0"/><w:iCs w:val="0"/><w:color w:val="000000"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _fonts_xml(face: str) -> str:
    return f'<w:rFonts w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:eastAsia="{face}" w:cs="{LATIN}"/>'


def _font_table(package: Any) -> Part:  # noqa: ANN401
    """Return the part that tells Word which fonts may stand in for the four faces."""
    fonts = []
    for face, role in _FACES.items():
        others = ",".join([name for name in ROLES[role][0].split() if name != face][:_ALTERNATIVES])
        fonts.append(
            f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
            '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        )
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {nsdecls("w")}>{"".join(fonts)}</w:fonts>'
    return Part(PackURI("/word/fontTable.xml"), CT.WML_FONT_TABLE, blob.encode(), package)


def _open_template(path: Path) -> Any:  # noqa: ANN401
    """Return the main part of an office's template."""
    main, has_macros = None, False
    try:
        with zipfile.ZipFile(path) as package:
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
            has_macros = "macroEnabled" in types or any("vba" in name.lower() for name in package.namelist())
        if not has_macros:
            main = docx.Document(str(path)).part
            main.part_related_by(RT.STYLES)
    except _BROKEN:
        main = None
    if has_macros:
        raise InputError(Problem("Word 模板里有宏", file=path.name, fix="请另存为不含宏的 .docx"))
    if main is None:
        fix = "请给出一份 .docx 格式的模板"
        raise InputError(Problem("无法读取，或不是有效的 Word 模板", file=path.name, fix=fix))
    return main


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
