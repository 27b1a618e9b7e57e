"""What a manifest says of the surroundings of a run."""

from __future__ import annotations

import os

from report_helpers.runs.fingerprints import Surroundings


def test_a_font_that_keeps_its_time_and_size_is_still_another_font(workspace):
    """A changed font is read again, although its time of change was set back."""
    font = workspace.root / "fonts/office.ttf"
    font.parent.mkdir(exist_ok=True)
    font.write_bytes(b"one")
    before, times = Surroundings.now(workspace), font.stat()
    font.write_bytes(b"two")
    os.utime(font, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert Surroundings.now(workspace).fonts[font.name] != before.fonts[font.name]
