"""What a manifest says of the surroundings of a run."""

from __future__ import annotations

import os
import shutil

import pytest

from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.outputs.fonts import font_files
from report_helpers.runs.fingerprints import Surroundings, input_files


def test_a_font_that_keeps_its_time_and_size_is_still_another_font(workspace):
    """A changed font is read again, although its time of change was set back."""
    font = workspace.root / "fonts/office.ttf"
    font.parent.mkdir(exist_ok=True)
    one = font_files()[0].read_bytes()
    font.write_bytes(one)
    before, times = Surroundings.now(workspace), font.stat()
    font.write_bytes(one[:-1] + bytes([one[-1] ^ 1]))
    os.utime(font, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert Surroundings.now(workspace).fonts[font.name] != before.fonts[font.name]


@pytest.mark.parametrize("report", ["shanzhou-sifaju@2023", "enforcement/qingyuan@2024"])
def test_a_notebook_beside_the_data_takes_the_place_of_the_kinds(workspace, report):
    """What a report is made from then names that notebook and no longer the kind's; other years keep the kind's."""
    report_id = workspace.load(ReportId.parse(report)).id
    kind = load_kind(report_id.kind or DEFAULT_KIND)
    usual = workspace.root / "notebooks" / kind.notebook
    own = workspace.root / report_id.data_path / "notebook.ipynb"
    assert usual in input_files(workspace, report_id)
    shutil.copy(usual, own)
    files = input_files(workspace, report_id)
    assert own in files
    assert usual not in files
    assert workspace.notebook_of(kind, report_id) == own
    assert workspace.notebook_of(kind, report_id.last_year) == usual
