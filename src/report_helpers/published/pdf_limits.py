"""Refuses a PDF whose pages unpack to more than any report has, before a library opens it.

Every stream of the file is unpacked as far as the limit goes and no further. Pictures, fonts and attached
files are let be: the reader does not unpack them.
"""

from __future__ import annotations

import re
import zlib

from report_helpers.errors import InputError, Problem

MAX_UNPACKED = 10_000_000
_START = re.compile(rb"(?<!end)stream(?:\r\n|\n|\r)")
_LET_BE = re.compile(rb"/(?:Image|Length[123]|FontFile|Type1C|CIDFontType0C|OpenType|EmbeddedFile)\b")
_HEAD = 2000  # bytes before a stream in which its dictionary is looked for
_MOST_FILTERS = 5


def refuse_large_pdf(data: bytes, shown: str) -> None:
    """Raise InputError when the content of a PDF's pages unpacks to more than MAX_UNPACKED bytes."""
    left, at = MAX_UNPACKED, 0
    while found := _START.search(data, at):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        head = data[max(found.start() - _HEAD, at) : found.start()].rpartition(b" obj")[2]
        if _LET_BE.search(head) is None:
            left -= _size(data[found.end() : end], left)
        if left < 0:
            what = f"内容解压后超过了 {MAX_UNPACKED // 1_000_000} MB，不像是年度报告"
            raise InputError(Problem(what, shown, fix="请检查是否放错了文件"))
        at = end


def _size(content: bytes, most: int) -> int:
    """Return how large a stream is unpacked, one filter after another; anything above *most* where it is larger."""
    largest = len(content)
    for _ in range(_MOST_FILTERS):
        unpacking = zlib.decompressobj()
        try:
            content = unpacking.decompress(content, most + 1)
        except zlib.error:
            break
        largest = max(largest, len(content))
    return largest
