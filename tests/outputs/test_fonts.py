"""An office's fonts folder holds fonts, or no report is begun: nothing there keeps the kit busy or is passed over."""

from __future__ import annotations

import struct

import pytest

from report_helpers.errors import InputError
from report_helpers.outputs import fonts
from report_helpers.outputs.fonts import font_files
from report_helpers.outputs.pdf.glyphs import _covered
from tests.conftest import run_report

SHIPPED = font_files()[0].read_bytes()


def with_table(tag: bytes, table: bytes) -> bytes:
    """Return the shipped font with another table at its end."""
    entry = 12 + 16 * next(number for number in range(99) if SHIPPED[12 + 16 * number :].startswith(tag))
    place = struct.pack(">II", len(SHIPPED), len(table))
    return SHIPPED[: entry + 8] + place + SHIPPED[entry + 16 :] + table


def cmap(first: int, last: int, times: int) -> bytes:
    """Return a table of characters that names the same ones many times."""
    groups = struct.pack(">III", first, last, 0) * times
    return struct.pack(">HHHHIHHIII", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, times) + groups


NO_FONTS = {
    "a collection of four thousand million": b"ttcf" + struct.pack(">II", 0x10000, 0xFFFFFFFF) + b"\0" * 1000,
    "all characters there could be": with_table(b"cmap", cmap(0, 0xFFFFFFFF, 1)),
    "all characters two thousand times": with_table(b"cmap", cmap(0, 0x10FFFF, 2000)),
    "a web font": b"wOF2" + SHIPPED[4:],
    "junk": b"junk" * 1000,
    "nothing": b"",
    "a page": "<html>仿宋</html>".encode(),
    "half a font": SHIPPED[: len(SHIPPED) // 2],
    "a table beyond the end": SHIPPED[:-1],
    "no glyphs": with_table(b"maxp", struct.pack(">IH", 0x5000, 0)),
    "names beyond the table": with_table(b"name", struct.pack(">HHH", 0, 65535, 6)),
}


SLOW = {junk: pytest.mark.long for junk in NO_FONTS if junk.startswith("all characters")}


@pytest.mark.parametrize("junk", [pytest.param(junk, marks=SLOW.get(junk, ())) for junk in NO_FONTS])
def test_what_is_no_whole_font_is_refused(tmp_path, monkeypatch, capfd, junk):
    """The folder or the file is named, within seconds, and nothing else is printed."""
    monkeypatch.setattr(fonts, "CPU_SECONDS", 1)
    (tmp_path / "simfang.ttf").write_bytes(NO_FONTS[junk])
    with pytest.raises(InputError, match=str(tmp_path)):
        font_files(tmp_path)
    assert capfd.readouterr() == ("", "")


def test_a_font_with_a_broken_table_is_named_where_its_characters_are_needed(tmp_path):
    """A font that Typst takes and whose list of characters another library cannot read is an input error."""
    (tmp_path / "simfang.otf").write_bytes(with_table(b"CFF ", b"\xff" * 1000))
    with pytest.raises(InputError, match="simfang"):
        _covered(font_files(tmp_path))


def test_more_fonts_than_an_office_has_are_refused(tmp_path):
    """A hundred and one files are not opened."""
    for number in range(101):
        (tmp_path / f"{number}.ttf").touch()
    with pytest.raises(InputError, match="100 个"):
        font_files(tmp_path)


def test_a_build_with_a_junk_font_ends_with_2(workspace):
    """The command says which file it is and writes nothing."""
    (workspace.root / "fonts").mkdir()
    (workspace.root / "fonts/simfang.ttf").write_bytes(b"junk" * 1000)
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 2
    assert "fonts/simfang.ttf：不是可用的字体" in finished.stderr.replace("\n", "")
    assert not (workspace.root / "reports").exists()
