"""Refuses a Word document whose tracked changes nobody has accepted or rejected yet."""

from __future__ import annotations

import io
from zipfile import ZipFile

from lxml import etree

from report_helpers.errors import InputError, Problem

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = tuple(f"{_WORD}{name}" for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"))
_BODY = "word/document.xml"


def refuse_tracked_changes(data: bytes, shown: str) -> None:
    """Raise InputError where the body of a readable .docx has insertions, deletions or moves that are tracked."""
    with ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.lstrip("/").lower() == _BODY]
        bodies = [archive.read(name) for name in names]
    safe = etree.XMLParser(resolve_entities=False, no_network=True)
    changes = sum(1 for body in bodies for _ in etree.fromstring(body, safe).iter(*_CHANGES))
    if changes:
        fix = "请在 Word 里逐处接受或拒绝修订，另存后再导入"
        raise InputError(Problem(f"有 {changes} 处修订还没有接受或拒绝", shown, fix=fix))
