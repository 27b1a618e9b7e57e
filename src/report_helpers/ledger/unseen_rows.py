"""Refuses cases of a workbook that people do not see as they stand: in hidden rows, or struck through."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    Archive = zipfile.ZipFile

_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_HIDDEN = re.compile(rb"""\s(?:hidden=["'](?:1|true)["']|ht=["']0(?:\.0*)?["'])""")
_NUMBER = re.compile(rb"""\sr=["'](\d{1,7})["']""")
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_OFF = {"0", "false", "none"}
_SHOWN = 5


def refuse_unseen(data: bytes, shown: str, name: str, rows: Collection[int], columns: Collection[int]) -> None:
    """Raise InputError where a row of the sheet *name* among *rows* is hidden, or a cell of it in *columns* struck out.

    *rows* are numbered from 1, *columns* from 0; *data* is an .xlsx that has been found harmless.
    """
    known = frozenset(rows)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = _part_of(archive, name)
            sheet = archive.read(part)
            hidden = known & set(_hidden(sheet))
            struck = known & {row for row, column in _struck(archive, sheet) if column in columns}
    except (ET.ParseError, KeyError, ValueError, IndexError):  # calamine reads past what is no XML
        raise InputError(Problem("文件不完整或已损坏", shown, fix="请另存为 Excel 工作簿（.xlsx）后再用")) from None
    _refuse(shown, sorted(hidden), "被隐藏或筛选掉了", "请取消隐藏和筛选，核对后再用")
    _refuse(shown, sorted(struck), "有带删除线或不显示的内容，不知道是否作数", "请删去这些内容，或去掉这种格式")


def _refuse(shown: str, rows: list[int], what: str, fix: str) -> None:
    if rows:
        listed = "、".join(map(str, rows[:_SHOWN])) + "等" * (len(rows) > _SHOWN)
        raise InputError(Problem(f"第 {listed} 行{what}，共 {len(rows)} 行", shown, fix=fix))


def _part_of(archive: Archive, name: str) -> str:
    """Return the part of the zip that holds a sheet; KeyError where it is not to be found."""
    links = {link.get("Id"): link.get("Target", "") for link in _elements(archive, "xl/_rels/workbook.xml.rels")}
    for sheet in _elements(archive, "xl/workbook.xml"):
        if _tag(sheet) == "sheet" and sheet.get("name") == name:
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            part = posixpath.normpath(posixpath.join("/xl", links.get(link, ""))).lstrip("/")
            if part in archive.namelist():
                return part
    raise KeyError(name)


def _elements(archive: Archive, part: str) -> Iterator[ET.Element]:
    if part in archive.namelist():
        yield from ET.fromstring(archive.read(part)).iter()  # noqa: S314  no DTD comes in (files.office_zip)


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _hidden(sheet: bytes) -> Iterator[int]:
    if b"hidden=" not in sheet and b"ht=" not in sheet:
        return
    for found in _ROW.finditer(sheet):
        number = _NUMBER.search(found[0])
        if number and _HIDDEN.search(found[0]):
            yield int(number[1])


def _struck(archive: Archive, sheet: bytes) -> Iterator[tuple[int, int]]:
    """Yield row and column of cells struck through, in part or whole, or with a number format that shows nothing."""
    styles, texts = frozenset(_struck_styles(archive)), frozenset(_struck_texts(archive))
    if not styles and not texts and b"strike" not in sheet:
        return
    for _, cell in ET.iterparse(io.BytesIO(sheet)):  # noqa: S314  no DTD comes in (files.office_zip)
        if _tag(cell) == "row":
            cell.clear()
        place = _CELL.fullmatch(cell.get("r", "")) if _tag(cell) == "c" else None
        text = "".join(cell.itertext()).strip() if place else ""
        if place and text:
            is_text = cell.get("t") == "s" and text in texts
            if is_text or cell.get("s") in styles or any(map(_is_strike, cell.iter())):
                yield int(place[2]), _column(place[1])


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _is_strike(element: ET.Element) -> bool:
    return _tag(element) == "strike" and element.get("val", "1") not in _OFF


def _struck_styles(archive: Archive) -> Iterator[str]:
    """Yield the numbers of cell styles whose font is struck through or whose number format shows nothing."""
    fonts: list[bool] = []
    formats: set[str] = set()
    for element in _elements(archive, "xl/styles.xml"):
        tag = _tag(element)
        if tag == "fonts":
            fonts = [any(map(_is_strike, font)) for font in element]
        elif tag == "numFmt" and not element.get("formatCode", "x").strip("; "):
            formats.add(element.get("numFmtId", ""))
        elif tag == "cellXfs":
            for number, style in enumerate(element):
                font = style.get("fontId", "0")
                is_struck = font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]
                if is_struck or style.get("numFmtId") in formats:
                    yield str(number)


def _struck_texts(archive: Archive) -> Iterator[str]:
    """Yield the numbers of shared texts that are struck through in part."""
    part = "xl/sharedStrings.xml"
    if part in archive.namelist() and b"strike" in archive.read(part):
        texts = (element for element in _elements(archive, part) if _tag(element) == "si")
        yield from (str(number) for number, text in enumerate(texts) if any(map(_is_strike, text.iter())))
