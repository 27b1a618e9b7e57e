"""Office files whose zip is whole and whose XML is damaged: each is read or refused, and nothing is written."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from benchmarks.published.documents import word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError
from report_helpers.published.transcribe import transcribe
from report_helpers.workbook.reading import read_workbook
from tests.conftest import copy_workspace
from tests.hostile import tree
from tests.ledger.test_reading import APPLICATIONS, FOLDER, FORM, PERIOD, book, read_ledger
from tests.test_hostile_files import MADE, damaged, in_time
from tests.workbook.filling import PINGTAN, hand_out


def damaged_zips(data: bytes) -> st.SearchStrategy[bytes]:
    """Return *data*, an Office file, with one of its parts damaged and packed again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    changes = [damaged(content).map(lambda new, name=name: {**parts, name: new}) for name, content in parts.items()]
    return st.one_of(changes).map(packed)


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a zip of *parts*."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


@pytest.mark.long
@pytest.mark.parametrize("name", ["ledger", "workbook", "word"])
def test_a_whole_zip_of_damaged_xml_is_read_or_refused(tmp_path, name):
    """100 of each kind end in a value or an InputError, within the guard's time, and no file is touched."""
    place = copy_workspace(tmp_path / "office")
    if name == "ledger":
        target, content = place.root / FOLDER / "ledger.xlsx", book()
    elif name == "workbook":
        target = hand_out(place, tmp_path)
        content = target.read_bytes()
    else:
        target, content = tmp_path / "page.docx", word(MADE)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(damaged_zips(content))
    def one(data: bytes) -> None:
        target.write_bytes(data)
        before = tree(place.root)
        with in_time(), suppress(InputError):
            if name == "ledger":
                read_ledger(place.root, FOLDER, APPLICATIONS, FORM, PERIOD)
            elif name == "workbook":
                read_workbook(place, target, PINGTAN)
            else:
                transcribe(target)
        assert tree(place.root) == before

    one()
