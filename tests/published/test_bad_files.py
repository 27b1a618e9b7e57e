"""Files that cannot be read: each gives one Chinese sentence, exit 2, and nothing is written."""

from __future__ import annotations

import io
import os
import zipfile

import docx
import pikepdf
import pypdfium2
import pytest
from benchmarks.published.documents import pdf, word
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged, web
from benchmarks.published.tables import sample
from hypothesis import given
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.published.page_reader import MAX_BYTES
from report_helpers.published.transcribe import transcribe

PAGE = merged(sample(sources()[-1]))[1]
MADE = sample(sources()[-1])


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def _repacked(change) -> bytes:
    """A Word document with each part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(MADE))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def _with_macros(name: str, data: bytes) -> bytes:
    kind = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return data.replace(kind, b"vnd.ms-word.document.macroEnabled.main+xml") if "Types" in name else data


def _with_entity(name: str, data: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><w:document'
    return data.replace(b"<w:document", declared, 1) if name == "word/document.xml" else data


def _encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(MADE, is_ruled=True))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def _scanned() -> bytes:
    out = io.BytesIO()
    page = pypdfium2.PdfDocument(pdf(MADE, is_ruled=True))[0]
    page.render(scale=0.3).to_pil().save(out, "PDF")
    return out.getvalue()


FILES = {
    "空文件": ("a.html", lambda: b"", "文件是空的"),
    "不认识的类型": ("a.xyz", lambda: b"\x01\x02", "不支持这种文件"),
    "加密的 PDF": ("a.pdf", _encrypted, "加了密码"),
    "截断的 PDF": ("a.pdf", lambda: pdf(MADE, is_ruled=True)[:9000], "PDF 不完整"),
    "坏的 PDF": ("a.pdf", lambda: b"%PDF-1.7\ngarbage\n%%EOF", "PDF 已损坏"),
    "扫描的 PDF": ("a.pdf", _scanned, "只有图片，没有可读的文字"),
    "带宏": ("a.docx", lambda: _repacked(_with_macros), "带有宏"),
    "压缩炸弹": ("a.docx", lambda: _zip(word__document_xml=b"0" * 120_000_000), "超出合理范围"),
    "XML 实体": ("a.docx", lambda: _repacked(_with_entity), "实体声明"),
    "截断的 DOCX": ("a.docx", lambda: word(MADE)[:9000], "不完整或已损坏"),
    "别的压缩包": ("a.docx", lambda: _zip(a_xml=b"<a/>"), "不是 Word 文档"),
    "旧版 Office": ("a.doc", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "旧版 Office"),
    "名为 PDF 的网页": ("a.pdf", lambda: PAGE, "内容不是 PDF"),
    "图片": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "是图片"),
    "50 MB 的网页": ("a.html", lambda: PAGE + b" " * 50_000_000, "上限"),
    "六万多字": ("a.txt", lambda: "全年收到申请12件。\n".encode() * 12_000, "超过了 60000 字"),
    "嵌套十万层": ("a.html", lambda: b"<div>" * 100_000 + PAGE, "嵌套超过"),
    "网页的实体": ("a.html", lambda: b'<!DOCTYPE html [<!ENTITY a "b">]>' + PAGE, "实体声明"),
    "不是报告": ("a.html", "<html><body><p>政府信息公开指南</p></body>".encode, "没有找到年度报告"),
    "乱码": ("a.html", lambda: PAGE.decode().encode().decode("gb18030", "replace").encode(), "被当作 GBK 读出"),
    "二进制": ("a.txt", lambda: b"abc\0def", "不是文本文件"),
}


@pytest.mark.parametrize("fault", FILES)
def test_a_file_that_cannot_be_read_is_said_to_be(tmp_path, fault):
    """Every kind of unreadable file gives its own sentence, naming the file."""
    name, make, expected = FILES[fault]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(InputError) as caught:
        transcribe(path)
    assert expected in str(caught.value)
    assert name in str(caught.value)


def test_the_limit_is_above_any_real_page():
    """A page of some megabytes, scripts and all, is read."""
    assert MAX_BYTES > 10_000_000


@pytest.mark.parametrize("end", ["", "</body></html>"])
def test_two_reports_in_one_file_are_both_named(tmp_path, end):
    """A file with two reports is refused, and both are named; also where the page of the first has ended."""
    path = tmp_path / "two.html"
    path.write_text(web(sample(sources()[4])) + end + web(sample(sources()[-4])), encoding="utf-8")
    with pytest.raises(InputError, match=r"2 份报告.*平潭综合实验区 2023 年.*宿迁市人民政府 2023 年"):
        transcribe(path)


def test_pipes_and_folders_are_no_files(tmp_path):
    """A pipe does not hang the reader, a folder is called one."""
    os.mkfifo(tmp_path / "pipe.html")
    with pytest.raises(InputError, match="不是普通文件"):
        transcribe(tmp_path / "pipe.html")
    with pytest.raises(InputError, match="是文件夹"):
        transcribe(tmp_path)


def test_tracked_changes_are_read_as_accepted(tmp_path):
    """An inserted digit counts, a deleted one does not."""
    document = docx.Document(io.BytesIO(word(MADE)))
    run = next(r for r in document.tables[0]._tbl.iter("{*}r") if r.text == "11")
    space = run.nsmap["w"]
    for tag, text in (("ins", "t"), ("del", "delText")):
        change = run.makeelement(f"{{{space}}}{tag}", {})
        inner = run.makeelement(f"{{{space}}}r", {})
        words = run.makeelement(f"{{{space}}}{text}", {})
        words.text = "5"
        inner.append(words)
        change.append(inner)
        run.getparent().append(change)
    document.save(tmp_path / "a.docx")
    assert transcribe(tmp_path / "a.docx").readings["proactive.regulations.issued"].value == 115


@given(st.integers(0, 40_000), st.binary(max_size=200))
def test_a_damaged_page_is_read_or_refused(tmp_path_factory, place, noise):
    """Bytes written over a page anywhere give a transcript or a sentence."""
    path = tmp_path_factory.mktemp("damaged") / "a.html"
    at = place % len(PAGE)
    path.write_bytes(PAGE[:at] + noise + PAGE[at + len(noise) :])
    try:
        transcribe(path)
    except InputError as error:
        assert error.sentences()


@pytest.mark.parametrize("make", [word, lambda made: pdf(made, is_ruled=True)])
def test_damaged_documents_are_read_or_refused(tmp_path, make):
    """Documents cut or overwritten at many places give a transcript or a sentence."""
    data = make(MADE)
    path = tmp_path / "a.bin"
    for part in range(1, 9, 3):
        at = len(data) * part // 9
        path.write_bytes(data[:at] + b"\xff" * 40 + data[at + 40 :])
        try:
            transcribe(path)
        except InputError as error:
            assert error.sentences()
