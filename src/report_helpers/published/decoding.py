"""From a page's bytes to its text: UTF-8, GB 18030, UTF-16, Big5; garbled text is named, not mended.

The bytes decide, not what the page says of itself.
"""

from __future__ import annotations

import codecs

from report_helpers.errors import InputError, Problem
from report_helpers.files.characters import first_unfit

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# What a report cannot do without, and what it becomes when its bytes are read as another encoding's.
_WORDS = ("政府", "行政", "信息", "公开", "申请", "报告", "公開", "申請")
_GARBLED = (
    ("gb18030", "utf-8", "UTF-8 编码的文字被当作 GBK 读出后又保存"),
    ("latin-1", "utf-8", "UTF-8 编码的文字被当作 Latin-1 读出后又保存"),
    ("cp1252", "utf-8", "UTF-8 编码的文字被当作 Windows-1252 读出后又保存"),
    ("latin-1", "gb18030", "GB 18030（GBK）编码的文字被误读后又保存"),
    ("big5", "gb18030", "GB 18030（GBK）编码的文字被误读后又保存"),
)
_RESAVE = "请从原网页重新保存，编码选 UTF-8"


def decode(data: bytes, shown: str) -> str:
    """Return the text of *data*; InputError for garbled text, with the likely encoding, and for no text."""
    text = _decoded(data, shown)
    if not any(word in text for word in _WORDS):
        _refuse_garbled(text, shown)
    if "\ufffd" in text and text.count("\ufffd") * 100 > len(text):
        raise InputError(Problem("有许多无法识别的字符（�），文字已经丢失", shown, fix=_RESAVE))
    strange = first_unfit(text.replace("\ufeff", "").replace("\f", "\n").replace("\v", "\n"))
    if strange is not None and ord(strange) < 32:  # noqa: PLR2004  a control character: this is no text
        raise InputError(Problem(f"含有控制字符（U+{ord(strange):04X}），不是文本文件或已损坏", shown, fix=_RESAVE))
    return text.replace("\ufeff", "")


def _decoded(data: bytes, shown: str) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                raise InputError(Problem(f"标明是 {encoding}，内容却不是", shown, fix=_RESAVE)) from None
    if b"\0" in data:
        raise InputError(Problem("不是文本文件", shown, fix="可以读 HTML、DOCX、PDF（文字版）、TXT 和 Markdown"))
    texts = []
    for encoding in ("utf-8", "gb18030"):
        try:
            texts.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
        if any(word in texts[-1] for word in _WORDS):
            return texts[-1]
    return texts[0] if texts else _detected(data, shown)


def _detected(data: bytes, shown: str) -> str:
    import charset_normalizer  # noqa: PLC0415  only for what is neither UTF-8 nor GB 18030

    best = charset_normalizer.from_bytes(data[:200_000]).best()
    text = "" if best is None else data.decode(best.encoding, errors="replace")
    if not any(word in text for word in _WORDS):
        likely = f"，像是 {best.encoding}" if best else ""
        raise InputError(Problem(f"既不是 UTF-8 也不是 GB 18030 编码{likely}", shown, fix=_RESAVE))
    return text


def _refuse_garbled(text: str, shown: str) -> None:
    """Say how a text came to be garbled, where undoing it gives words of a report."""
    for wrong, right, how in _GARBLED:
        undone = text.encode(wrong, errors="ignore").decode(right, errors="ignore")
        if any(word in undone for word in _WORDS):
            raise InputError(Problem(f"是乱码：像是 {how}", shown, fix=_RESAVE))
