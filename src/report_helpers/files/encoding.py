"""Reads the text of a file in the encodings offices really save.

UTF-8 with or without a byte order mark, then GB 18030 (which contains GBK and GB 2312,
what Excel and WPS write as "CSV" on Chinese Windows).
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.files.characters import first_unfit
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

BOM = "\ufeff"
ABSENT = "请补上这个文件，或核对机关代号和年份"


def read_text(path: Path, shown: str, limit: int) -> str:
    """Return the text of *path*, at most *limit* bytes long, line ends as they stand.

    *shown* names the file in messages. Raises InputError for a missing, unreadable,
    oversized or binary file and for an encoding that is none of the known ones.
    """
    data = read_bytes(path, shown, limit, ABSENT)
    text = _decode(data, shown)
    if text.startswith(BOM):
        raise InputError(Problem("开头有两个字节顺序标记（BOM）", file=shown, fix=_saved(shown)))
    strange = first_unfit(text)
    if strange is not None:
        reason = f"含有不可见或自造的字符（U+{ord(strange):04X}），不是文本文件或已损坏"
        row = text[: text.index(strange)].count("\n") + 1
        raise InputError(Problem(reason, file=shown, row=row, fix="请删去这个字符，或从原稿重新粘贴为纯文本"))
    return text


def _decode(data: bytes, shown: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(Problem("是 UTF-16 编码", file=shown, fix=_saved(shown)))
    if b"\0" in data:
        what = "不是文本文件（像是 Excel 工作簿、图片或压缩包）"
        raise InputError(Problem(what, file=shown, fix=_saved(shown)))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(Problem("既不是 UTF-8 也不是 GB 18030 编码", file=shown, fix=_saved(shown)))


def _saved(shown: str) -> str:
    return "请另存为“CSV UTF-8”" if shown.lower().endswith(".csv") else "请用文本编辑器另存为 UTF-8 编码"
