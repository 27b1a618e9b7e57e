"""A published file twice as long costs at most two and a half times as much, or is refused before it is read."""

from __future__ import annotations

import gc
import io
import time

import docx
import pikepdf
import pytest
from benchmarks.published.documents import pdf, word
from benchmarks.published.figures import sources
from benchmarks.published.layouts import web
from benchmarks.published.tables import sample
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from report_helpers.errors import InputError
from report_helpers.published import pdf_page
from report_helpers.published.transcribe import transcribe

MADE = sample(sources()[-1])
BEFORE, BODY, AFTER = web(MADE).partition("<body>")
TITLE = "2023年某局政府信息公开工作年度报告\n"
MOST = 2.5
NOISE = 0.05  # seconds

PAGES = {
    "comment openings": lambda n: "<!--" * n,
    "comments": lambda n: "<!-- x -->" * n,
    "comment openings of a style": lambda n: f"<style>{'/*' * n}</style>",
    "open paragraphs": lambda n: "<p>" * n,
    "nested tags": lambda n: "<div>" * n,
    "nested tables": lambda n: "<table><tr><td>" * n,
    "cells of a row": lambda n: f"<table><tr>{'<td>1' * n}</table>",
    "rows": lambda n: f"<table>{'<tr><td>1<td>2' * (n // 5)}</table>",
    "rows under one cell": lambda n: f"<table><tr><td rowspan={n} colspan=100>1{'<tr>' * n}</table>",
    "wide cells": lambda n: f"<table><tr>{'<td colspan=99999 rowspan=99999>1' * (n // 9)}</table>",
    "rules by elements": lambda n: (
        f"<style>{''.join(f'.a{i}{{display:none}}' for i in range(n // 9))}</style>{'<p class=b>' * (n // 9)}"
    ),
    "rules of one class": lambda n: (
        f"<style>{''.join(f'.a.b{i}{{color:red}}' for i in range(n // 9))}</style>{'<p class=a>' * (n // 9)}"
    ),
    "selectors": lambda n: f"<style>{','.join(f'.a{i}' for i in range(n))}{{display:none}}</style>",
    "raised": lambda n: "<sup>1</sup>" * n,
}
TEXTS = {
    "comment openings": lambda n: "<!--" * n,
    "blanks before a mark": lambda n: f"a{' ' * n}x",
    "a line like a separator": lambda n: "|-" * n + "x",
    "bars": lambda n: "| " * n + "x",
    "cells on lines of their own": lambda n: "|\n1\n" * n,
    "a line like a page number": lambda n: f"第{' ' * n}1",
    "struck out": lambda n: "~~a" * n,
    "bold": lambda n: "**a" * n,
    "notes": lambda n: "[^" * n,
    "headings": lambda n: "一、总体情况\n" * (n // 9),
}


def page_with(content):
    """Return a web page that begins with such content."""
    assert BODY
    return BEFORE + BODY + content + AFTER


def word_with(runs):
    """Return a Word document that begins with a paragraph of such runs."""
    document = docx.Document(io.BytesIO(word(MADE)))
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{runs}</w:p>"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word_styled(count):
    """Return a Word document with a chain of styles, each based on the one before."""
    document = docx.Document(io.BytesIO(word(MADE)))
    for number in range(count):
        based = f'<w:basedOn w:val="S{number - 1}"/>'
        style = f'<w:style {nsdecls("w")} w:type="character" w:styleId="S{number}">{based}</w:style>'
        document.styles.element.append(parse_xml(style))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def seconds(path, data):
    """Return the CPU seconds a file takes to be read or refused."""
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    gc.disable()  # as the command does
    start = time.process_time()
    try:
        transcribe(path)
    except InputError as error:
        assert error.sentences()
    finally:
        gc.enable()
    return time.process_time() - start


def assert_linear(path, make, size):
    """Twice as much of a thing costs at most MOST times as much."""
    once, twice = make(size), make(2 * size)
    seconds(path, make(1))  # what is imported and compiled once
    for _ in range(3):  # another program may have had the machine
        one, two = seconds(path, once), seconds(path, twice)
        if two <= MOST * one + NOISE:
            return
    pytest.fail(f"{one:.2f} s, of twice as much {two:.2f} s")


@pytest.mark.long
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_twice_as_long_takes_twice_as_long(tmp_path, kind):
    """No tags, spans, comments or style sheets of a page take more than in proportion."""
    assert_linear(tmp_path / "a.html", lambda n: page_with(PAGES[kind](n)), 6_000)


@pytest.mark.long
@pytest.mark.parametrize("kind", TEXTS)
def test_a_text_twice_as_long_takes_twice_as_long(tmp_path, kind):
    """No line of a text or of Markdown takes more than in proportion."""
    assert_linear(tmp_path / "a.md", lambda n: TITLE + TEXTS[kind](n), 10_000)


@pytest.mark.long
def test_a_document_twice_as_long_takes_twice_as_long(tmp_path):
    """Neither runs of a paragraph nor styles based on others take more than in proportion."""
    assert_linear(tmp_path / "a.docx", lambda n: word_with("<w:r><w:t>1</w:t></w:r>" * n), 800)
    assert_linear(tmp_path / "a.docx", word_styled, 200)


def test_a_table_with_a_million_places_is_refused(tmp_path):
    """Cells that stand for more places than any report has are refused."""
    table = f"<table><tr>{'<td colspan=100 rowspan=1000>1' * 20}{'<tr>' * 1000}</table>"
    with pytest.raises(InputError, match="表格超过了 1000000 格"):
        seconds_raising(tmp_path / "a.html", page_with(table).encode())


def seconds_raising(path, data):
    """Read a file and let what is wrong with it be raised."""
    path.write_bytes(data)
    return transcribe(path)


def pdf_with(content, count=0, **more):
    """Return a PDF whose first page shows *content* as well, *count* further pages behind it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf(MADE, is_ruled=True))) as document:
        page = document.pages[0]
        page.contents_add(document.make_stream(content))
        for name, make in more.items():
            page.Resources[f"/{name}"] = make(document)
        for _ in range(count):
            document.pages.append(page)
        document.save(out, compress_streams=True)
    return out.getvalue()


def forms(document):
    """Return drawings of which each shows the next one ten times."""
    box = pikepdf.Array([0, 0, 1, 1])
    form = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Form, "BBox": box}
    inner = document.make_stream(b"q Q", **form)
    for _ in range(8):
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=inner))
        inner = document.make_stream(b"/X Do " * 10, Resources=resources, **form)
    return pikepdf.Dictionary(X=inner)


PDFS = {
    "30 MB of blanks": (lambda: pdf_with(b" " * 30_000_000), "解压后超过了 10 MB"),
    "30 MB of numbers": (lambda: pdf_with(b"1 " * 15_000_000), "解压后超过了 10 MB"),
    "thousands of pages": (lambda: pdf_with(b"", 1000), "超过了 120 页"),
    "drawings within drawings": (lambda: pdf_with(b"/X Do", XObject=forms), "内容过于复杂"),
    "letters without end": (lambda: pdf_with(b"BT /F1 1 Tf (" + b"1" * 400_000 + b")Tj ET"), "复杂|字数"),
}


@pytest.mark.long
@pytest.mark.parametrize("kind", PDFS)
def test_a_pdf_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch, kind):
    """Content is measured before it is unpacked, pages before they are read; what takes too long is ended."""
    monkeypatch.setattr(pdf_page, "CPU_SECONDS", 2)
    make, sentence = PDFS[kind]
    data = make()
    start = time.monotonic()
    with pytest.raises(InputError, match=sentence):
        seconds_raising(tmp_path / "a.pdf", data)
    assert time.monotonic() - start < 2 * 4 + 5


def test_a_whole_pdf_is_read_within_its_limits(tmp_path):
    """The limits are no hindrance to a report."""
    transcript = seconds_raising(tmp_path / "a.pdf", pdf_with(b"q Q "))
    assert transcript.readings["proactive.regulations.issued"].value == 11
