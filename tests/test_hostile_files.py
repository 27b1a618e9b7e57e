"""Every reader of a file that people bring: whatever its bytes are, a value or an InputError, nothing written."""

from __future__ import annotations

import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest
from benchmarks.published.documents import pdf, word
from benchmarks.published.figures import sources
from benchmarks.published.layouts import merged, web
from benchmarks.published.tables import sample
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.narrative.render import render_all
from report_helpers.published.transcribe import transcribe
from report_helpers.workbook.reading import read_workbook
from tests.conftest import ROOT, copy_workspace
from tests.hostile import tree
from tests.ledger.test_reading import APPLICATIONS, FOLDER, FORM, PERIOD, book, csv_text, read_ledger
from tests.workbook.filling import PINGTAN, hand_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from report_helpers.sources.workspace import Workspace

SECONDS = 60
PIECES = [
    *(b"\0", b"\xed\xa0\x80", b"\xff\xfe", b"\xef\xbb\xbf", b"\x1b[2J", b"\r", b"\n\n", b'"', b"'", b",", b"\t"),
    *("９".encode(), "，".encode(), "〇".encode(), "\u202e".encode(), "\ue000".encode(), "（元）".encode(), b"1e999"),
    *(b"-1", b"9" * 5000, b"0001-01-01", b"9999-12-31T23:59:59+14:00", b"190:20:30", b"2024-02-30", b"!!python/x 1"),
    *(b"&a [*a]", b"<<: x", b"[" * 60, b"{" * 60, b": ", b"- ", b"*x", b"{{ a.b }}", b"{% if 1 %}", b"{{", b"=1+1"),
    *(b"<!--", b"<table><tr><td>", b"</table>", b"rowspan=99999", b"&#xD800;", b"<style>", b"x" * 3000, b"PK\x03\x04"),
]


def damaged(data: bytes) -> st.SearchStrategy[bytes]:
    """Return *data* with up to six pieces of it replaced by others, cut, or doubled."""
    place, size = st.integers(0, len(data)), st.sampled_from([0, 0, 1, 3, 20, 400])
    piece = st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.text(max_size=8).map(_bytes))
    change = st.tuples(place, size, piece)
    return st.lists(change, min_size=1, max_size=6).map(lambda changes: _changed(data, changes))


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogatepass")


def _changed(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    for start, length, piece in changes:
        data = data[:start] + piece + data[start + length :]
    return data


@contextmanager
def in_time() -> Iterator[None]:
    """Stop what takes longer than the guard."""
    before = signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _too_long(*_: object) -> None:
    raise AssertionError("a reader did not end")


def _judge(place: Workspace) -> None:
    report = place.load(ReportId("suqian", 2024))
    render_all(report)
    check(report)


def _of_year(name: str, content: bytes = b"") -> tuple[str, bytes, Callable[[Workspace, Path], object]]:
    return name, content or (ROOT / name).read_bytes(), lambda place, _: _judge(place)


def _ledger(name: str, content: bytes) -> tuple[str, bytes, Callable[[Workspace, Path], object]]:
    path = f"{FOLDER}/{name}"
    return path, content, lambda place, _: read_ledger(place.root, FOLDER, APPLICATIONS, FORM, PERIOD)


def _published(name: str, content: bytes) -> tuple[str, bytes, Callable[[Workspace, Path], object]]:
    return name, content, lambda _, path: transcribe(path)


MADE = sample(sources()[-1])
FACTS = "名称,数值,单位\nposts,12,条\n".encode()
WAIVERS = b"waivers:\n- rule: Y-2\n  by: x\n"
READERS = {
    "table": _of_year("data/suqian/2024/applications.csv"),
    "text": _of_year("data/suqian/2024/narrative.md"),
    "figures": _of_year("data/suqian/2024/facts.csv", FACTS),
    "agency": _of_year("data/suqian/agency.yaml"),
    "parameters": _of_year("params/2024.yaml"),
    "waivers": _of_year("data/suqian/2024/waivers.yaml", WAIVERS),
    "ledger": _ledger("ledger.csv", csv_text().encode()),
    "ledger book": _ledger("ledger.xlsx", book()),
    "page": _published("page.html", web(MADE).encode()),
    "plain page": _published("page.txt", merged(MADE)[1]),
    "word": _published("page.docx", word(MADE)),
}


def test_what_is_damaged_is_read_where_it_is_whole(workspace):
    """What the damage is done to is a file of its reader: undamaged, it is read."""
    for name in ("table", "ledger", "ledger book"):
        path, content, read = READERS[name]
        (workspace.root / path).write_bytes(content)
        read(workspace, workspace.root / path)
        if name != "table":
            (workspace.root / path).unlink()


def refuses_or_reads(place, target, content, read, count):
    """Damage a file *count* times: a value or an InputError, within the guard's time, and no other file touched."""

    @settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(damaged(content))
    def one(data: bytes) -> None:
        target.write_bytes(data)
        before = tree(place.root)
        with in_time(), suppress(InputError):
            read(place, target)
        assert tree(place.root) == before

    one()


@pytest.mark.long
@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused(tmp_path, name):
    """300 damaged files for each reader end in a value or an InputError."""
    place = copy_workspace(tmp_path / "office")
    path, content, read = READERS[name]
    refuses_or_reads(place, place.root / path, content, read, 300)


@pytest.mark.long
def test_a_damaged_workbook_is_read_or_refused(tmp_path):
    """So do 100 damaged workbooks."""
    place = copy_workspace(tmp_path / "office")
    target = hand_out(place, tmp_path)
    refuses_or_reads(place, target, target.read_bytes(), lambda place, path: read_workbook(place, path, PINGTAN), 100)


@pytest.mark.long
def test_a_damaged_pdf_is_read_or_refused(tmp_path):
    """So do 100 damaged PDFs, each read in a process of its own."""
    place = copy_workspace(tmp_path / "office")
    made = pdf(MADE, is_ruled=True)
    refuses_or_reads(place, tmp_path / "page.pdf", made, lambda _, path: transcribe(path), 100)
