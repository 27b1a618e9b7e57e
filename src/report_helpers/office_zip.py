"""An Office file before it is opened: a zip that unpacks to a bearable size, without macros or entities."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from report_helpers.errors import InputError, Problem

MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
MAX_PARTS = 5000
_RESAVE = "请用 Word、Excel 或 WPS 打开后另存为新文件"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def harmless_zip(data: bytes, file: str) -> None:
    """Refuse an Office file that must not be opened; *file* names it in the message.

    Sizes come from the zip's directory, before anything is unpacked. Raises InputError
    for a broken or encrypted zip, one too large unpacked, macros, and XML with entities.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            _bearable(parts, len(data), file)
            names = [part.filename for part in parts]
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
                raise InputError(Problem("带有宏", file, fix="宏可能有害，请另存为不带宏的 .docx 或 .xlsx"))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _ENTITIES.search(archive.read(part)):
                    raise InputError(Problem(f"其中的 {part.filename} 含有实体声明（DTD）", file, fix=_RESAVE))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise InputError(Problem("打不开，压缩包已损坏或不完整", file, fix=_RESAVE)) from None


def _bearable(parts: list[zipfile.ZipInfo], size: int, file: str) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(size, 10_000):
        what = f"解压后有 {unpacked // 1_000_000} MB、{len(parts)} 个部件，大得不合情理"
        raise InputError(Problem(what, file, fix="可能是压缩炸弹，没有打开；请核对来源"))
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(Problem("加了密码", file, fix="请去掉密码后另存"))
