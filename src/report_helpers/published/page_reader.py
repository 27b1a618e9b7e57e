"""From the files a person named to the page each it shows, whatever kind of file it turns out to be."""

from __future__ import annotations

import re
from dataclasses import replace
from glob import has_magic, iglob
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from report_helpers.errors import InputError, Problem
from report_helpers.files.plain_files import read_bytes
from report_helpers.published.decoding import decode
from report_helpers.published.labels import simplified
from report_helpers.published.text_page import read_text_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from report_helpers.published.model import Page, Row

T = TypeVar("T")

MAX_BYTES = 20_000_000
MAX_FILES = 5000
MAX_SEEN = 100_000  # files and folders of any kind that are looked at
MAX_ROWS = 50_000
MAX_CHARACTERS = 60_000  # of a report some 10,000
MAX_UNPACKED = 100_000_000
SUFFIXES = (".html", ".htm", ".docx", ".pdf", ".txt", ".md", ".markdown")
KNOWN = "可以读 HTML、DOCX、PDF（文字版）、TXT 和 Markdown"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|div|meta|p)\b", re.IGNORECASE)
_TRADITIONAL = 5  # one line in as many has to change when it is made simplified
# A reading with the mark of its tone: 处(chù)理.
_GLOSS = re.compile(r"(?<=[\u3400-\u9fff])[（(][a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]{0,4}[）)]")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")


def find_files(given: Iterable[str]) -> tuple[Path, ...]:
    """Return the files meant, each once: a folder stands for the reports in it, at any depth.

    Hidden files and Office's lock files are passed over. Raises InputError for a folder
    or a pattern without reports, and for too many files.
    """
    files: dict[Path, None] = {}
    for name in given:
        path = Path(name)
        if path.is_dir():
            found = [file for file in sorted(_at_most(path.rglob("*"), name)) if _is_report(file)]
        elif has_magic(name) and not path.exists():
            names = sorted(_at_most(iglob(name, recursive=True), name))  # noqa: PTH207  a Path takes no absolute pattern
            found = [file for file in map(Path, names) if _is_report(file)]
        else:
            found = [path]
        if not found:
            known = "、".join(suffix[1:].upper() for suffix in SUFFIXES)
            raise InputError(Problem("里面没有可读的文件", name, fix=f"可以读的有：{known}"))
        files |= dict.fromkeys(found)
        if len(files) > MAX_FILES:
            raise InputError(Problem(f"超过了 {MAX_FILES} 个文件", name, fix="请分批审阅"))
    return tuple(files)


def _at_most(found: Iterable[T], name: str) -> list[T]:
    """Return what lies in a folder; InputError, before all of it is looked at, where that is too much."""
    seen = list(islice(found, MAX_SEEN + 1))
    if len(seen) > MAX_SEEN:
        raise InputError(Problem(f"里面超过了 {MAX_SEEN} 个文件和文件夹", name, fix="请写放着报告的文件夹"))
    return seen


def _is_report(path: Path) -> bool:
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file()


def read_page(path: Path, shown: str) -> Page:
    """Return what the file shows, traditional characters made simplified.

    *shown* names the file in messages. Raises InputError for everything that is no
    readable page: folders, pipes, empty or oversized files, pictures, old Office files,
    encrypted or broken ones, text that has been garbled.
    """
    if path.is_dir():
        raise InputError(Problem("是文件夹，不是文件", shown, fix=KNOWN))
    page = _without_glosses(_read(read_bytes(path, shown, MAX_BYTES, follow=True), path.suffix.lower(), shown))
    if len(page.rows) > MAX_ROWS:
        raise InputError(Problem(f"超过了 {MAX_ROWS} 行，不像是年度报告", shown, fix="请检查是否放错了文件"))
    if sum(len(row.text) for row in page.rows) > MAX_CHARACTERS:
        raise InputError(Problem(f"超过了 {MAX_CHARACTERS} 字，不像是年度报告", shown, fix="请检查是否放错了文件"))
    chinese = [row.text for row in page.rows if not row.text.isascii()]
    if sum(simplified(text) != text for text in chinese) * _TRADITIONAL > len(chinese):
        page = replace(page, rows=tuple(map(_simplified, page.rows)), title=simplified(page.title))
    return page


def _without_glosses(page: Page) -> Page:
    """Return the page without readings in Latin letters behind characters: 处(chù)理 is 处理."""
    if not any(_GLOSS.search(row.text) for row in page.rows):
        return page
    rows = (replace(row, cells=tuple(cell and _GLOSS.sub("", cell) for cell in row.cells)) for row in page.rows)
    return replace(page, rows=tuple(rows), title=_GLOSS.sub("", page.title))


def _simplified(row: Row) -> Row:
    return replace(row, cells=tuple(cell and simplified(cell) for cell in row.cells))


def _read(data: bytes, suffix: str, shown: str) -> Page:
    if not data.strip():
        raise InputError(Problem("文件是空的", shown))
    if data[:1024].lstrip().startswith(b"%PDF"):
        from report_helpers.published.pdf_page import read_pdf_page  # noqa: PLC0415  a third of a second

        return read_pdf_page(data, shown)
    if data.startswith(b"PK"):
        from report_helpers.files.office_zip import refuse_harmful_zip  # noqa: PLC0415
        from report_helpers.published.word_page import read_word_page  # noqa: PLC0415

        refuse_harmful_zip(data, shown, "docx", MAX_UNPACKED)
        return read_word_page(data, shown)
    if data.startswith(_OLE):
        what = "是旧版 Office 文件（.doc、.xls）或加了密码"
        raise InputError(Problem(what, shown, fix="请去掉密码，另存为 .docx"))
    if data.startswith(_PICTURES):
        raise InputError(Problem("是图片，没有可读的文字", shown, fix=f"请找到文字版；{KNOWN}"))
    if suffix not in SUFFIXES:
        raise InputError(Problem("不支持这种文件", shown, value=suffix or "（没有扩展名）", fix=KNOWN))
    if suffix in {".docx", ".pdf"}:
        raise InputError(Problem(f"内容不是 {suffix[1:].upper()}，或者已经损坏", shown, fix="请重新下载或另存"))
    return _read_text(decode(data, shown), suffix, shown)


def _read_text(text: str, suffix: str, shown: str) -> Page:
    is_web = suffix in {".html", ".htm"}
    if not is_web and "<table" in text.lower():
        from report_helpers.published.mixed_page import is_mixed, read_mixed_page  # noqa: PLC0415

        if is_mixed(text):
            return read_mixed_page(text, shown)
    if is_web or _MARKUP.search(text[:2000]):
        from report_helpers.published.html_page import read_html_page  # noqa: PLC0415

        return read_html_page(text, shown)
    return read_text_page(text, shown)
