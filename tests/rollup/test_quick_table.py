"""The fast reader: where it reads at all, it reads what the strict reader reads."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.facts.fact import Status
from report_helpers.forms.cells import form_cells
from report_helpers.sources.quick_table import QuickTable
from report_helpers.sources.table_csv import read_table, write_table
from tests.conftest import DISCLOSURE, ROOT

READERS = {
    (version, table.id): (
        DISCLOSURE.form(version),
        table,
        QuickTable(DISCLOSURE.form(version), table),
    )
    for version in DISCLOSURE.forms
    for table in DISCLOSURE.form(version).tables
}
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for table in ("proactive", "applications", "disputes")
    for path in ROOT.glob(f"data/*/*/{table}.csv")
)


def strictly(path, form, table):
    """Return what the strict reader says: values and "/" cells, or None when it refuses."""
    try:
        facts = read_table(path, path.name, form, table)
    except InputError:
        return None
    cells = [cell.id for cell in form_cells(form).values() if cell.table == table.id]
    slashes = {cell for cell in cells if facts[cell].status is Status.NOT_APPLICABLE}
    return tuple(facts[cell].value for cell in cells), slashes


def agree(path, version, table_id):
    """Tell whether the fast reader read *path*; what it reads must be what the strict one does."""
    form, table, quick = READERS[version, table_id]
    read = quick.read(path)
    if read is not None:
        strict = strictly(path, form, table)
        assert read == strict
        assert list(map(str, read[0])) == list(map(str, strict[0]))
    return read is not None


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("version", DISCLOSURE.forms)
def test_shipped_tables_are_read_as_by_the_strict_reader(name, version):
    """Every shipped table gives the same values either way, or is left to the strict reader."""
    path = ROOT / name
    is_that_years = (version == "2019") == (path.parent.name in {"2019", "2020"})
    was_read = agree(path, version, path.stem)
    assert not was_read or is_that_years or path.stem == "disputes"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_spreadsheets_save_is_read_fast(tmp_path, encoding, end):
    """Encodings, line ends, trailing commas and headers by id make no difference."""
    form, table, quick = READERS["2021", "proactive"]
    text = write_table(form, table, dict.fromkeys(quick.cells, "7"))
    for written in (
        text,
        text.replace("行政许可", ""),
        text.replace("\n", ",,\n"),
        text.replace("本年制发件数", "issued"),
    ):
        path = tmp_path / "proactive.csv"
        path.write_bytes(written.replace("\n", end).rstrip().encode(encoding))
        assert agree(path, "2021", "proactive")


ODD = ["", "/", "0", "00", "7", "-1", "-0", "1.0", "1.50", "0.00", "1,2", '"3"', " 4", "５", "1e3", "999999999"]
ODD += ["1000000000", "22（其中16件）", "件", "\x00", "\r", "1\n", ".5", "5.", "12345678901234567890.5"]


@settings(max_examples=400, deadline=None)
@given(
    which=st.sampled_from(sorted(READERS)),
    figures=st.dictionaries(st.integers(0, 200), st.sampled_from(ODD), max_size=3),
    edit=st.tuples(
        st.integers(0, 3000), st.integers(0, 2), st.sampled_from(["", ",", "\n", "0", '"', "，", "一", "\t"])
    ),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_an_altered_file_is_read_the_same_or_not_at_all(tmp_path_factory, which, figures, edit, encoding):
    """Whatever stands in a cell or is cut out of a file, the fast reader guesses no figure."""
    form, table, quick = READERS[which]
    facts = {cell: figures.get(number, "1") for number, cell in enumerate(quick.cells)}
    text = write_table(form, table, facts)
    place, length, put = edit
    place %= len(text)
    path = tmp_path_factory.getbasetemp() / f"{table.id}.csv"
    path.write_bytes((text[:place] + put + text[place + length :]).encode(encoding))
    agree(path, *which)


def test_what_is_no_plain_file_is_left_to_the_strict_reader(tmp_path):
    """A folder, a pipe, nothing at all and a file too large are not read, and stop nobody."""
    quick = READERS["2021", "disputes"][2]
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"," * 200_000)
    for name in (".", "pipe", "nothing", "large", "\0"):
        assert quick.read(f"{tmp_path}/{name}") is None
