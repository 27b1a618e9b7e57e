"""Tells from its bytes whether a file is a harmless zip of Office XML, before any library opens it.

Sizes are read from the zip's directory before a part is unpacked; Python's zipfile never
unpacks more of a part than its directory entry says, so a lying entry ends as a broken file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_PARTS = 500
MAX_UNPACKED = 30_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_ENCRYPTED = 0x1
_CONTENT_TYPES = "[Content_Types].xml"
_XML = (".xml", ".rels", ".vml")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"\0<", b"<\0")
_MACRO = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_KINDS = {"xlsx": ("xl/workbook.xml", "Excel 工作簿（.xlsx）"), "docx": ("word/document.xml", "Word 文档（.docx）")}


def refuse_harmful_zip(data: bytes, shown: str, kind: str = "xlsx", limit: int = MAX_UNPACKED) -> None:
    """Raise InputError unless *data* is a plain Office file of *kind* (`xlsx` or `docx`).

    Refused: old binary and encrypted files, what is no zip or is truncated, zips that unpack
    to more than *limit* bytes or MAX_PARTS parts, macros, and XML with a DTD.
    """
    _, name = _KINDS[kind]
    again = f"请另存为 {name}后再用"
    if data.startswith(_OLE):
        raise InputError(Problem("设了打开密码，或是旧版的 .xls、.doc 文件", shown, fix=f"请去掉密码，{again}"))
    if not data.startswith(_ZIP):
        raise InputError(Problem(f"不是 {name}", shown, fix=again))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            wrong = _wrong_with(archive, kind, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        wrong = "文件不完整或已损坏"
    if wrong:
        raise InputError(Problem(wrong, shown, fix=again))


def _wrong_with(archive: zipfile.ZipFile, kind: str, limit: int) -> str:
    """Return what is wrong with the parts, an empty string when nothing is."""
    parts, (main, name) = archive.infolist(), _KINDS[kind]
    names = [part.filename for part in parts]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > limit:
        return f"解压后超过了 {limit // 1_000_000} MB 或 {MAX_PARTS} 个部件，超出合理范围"
    if len(set(names)) != len(names):
        return "压缩包里有重名的部件"
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        return "压缩包设了密码"
    if _CONTENT_TYPES not in names or main not in names:
        return f"是压缩包，但不是 {name}"
    if any(part.lower().endswith("vbaproject.bin") for part in names) or _MACRO.search(archive.read(_CONTENT_TYPES)):
        return "带有宏"
    return _wrong_with_xml(archive, [part for part in names if part.lower().endswith(_XML)])


def _wrong_with_xml(archive: zipfile.ZipFile, names: Sequence[str]) -> str:
    for part in names:
        text = archive.read(part)
        if text[:2] in _UTF_16:
            return f"部件 {part} 不是 UTF-8 编码的 XML"
        if _DECLARATION.search(text):
            return f"部件 {part} 含有 DTD 或实体声明，可能有害"
    return ""
