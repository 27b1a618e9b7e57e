"""Files that are no filled-in workbook, or mean harm: one sentence, nothing read."""

from __future__ import annotations

import io
import os
import zipfile
from typing import TYPE_CHECKING

import pytest

from report_helpers.errors import InputError
from report_helpers.files.office_zip import MAX_UNPACKED, refuse_harmful_zip
from report_helpers.workbook.reading import read_workbook
from tests.conftest import SHIPPED
from tests.workbook.filling import edit, hand_out

if TYPE_CHECKING:
    from pathlib import Path


def repacked(data: bytes, changed: dict[str, bytes | None]) -> bytes:
    """Return a zip with some parts replaced, added or left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name) for name in old.namelist()} | changed
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


DTD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
DTD_16 = DTD.decode().encode("utf-16")
BAD = {
    "an encrypted or an old file": (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data, "设了打开密码"),
    "no zip": (lambda _: b"id,value\n1,2\n", "不是 Excel 工作簿"),
    "an empty file": (lambda _: b"", "不是 Excel 工作簿"),
    "a truncated zip": (lambda data: data[: len(data) // 2], "不完整或已损坏"),
    "a damaged part": (lambda data: data[:900] + b"\0" * 200 + data[1100:], "不完整或已损坏"),
    "another zip": (lambda data: repacked(data, {"xl/workbook.xml": None}), "但不是 Excel 工作簿"),
    "a zip bomb": (lambda data: repacked(data, {"xl/big.bin": b"\0" * (MAX_UNPACKED + 1)}), "解压后超过了"),
    "too many parts": (lambda data: repacked(data, {f"x/{n}.bin": b"" for n in range(600)}), "个部件"),
    "an entity": (lambda data: repacked(data, {"xl/workbook.xml": DTD}), "DTD"),
    "an entity in UTF-16": (lambda data: repacked(data, {"xl/theme/theme1.xml": DTD_16}), "UTF-8"),
    "macros": (lambda data: repacked(data, {"xl/vbaProject.bin": b"x"}), "带有宏"),
    "broken XML": (lambda data: repacked(data, {"xl/worksheets/sheet2.xml": b"<worksheet><a>"}), "无法读取"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_is_one_sentence(tmp_path, fault):
    """What is no harmless workbook is refused before or while it is opened, in one sentence that names it."""
    change, words = BAD[fault]
    path = hand_out(SHIPPED, tmp_path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError) as caught:
        read_workbook(SHIPPED, path)
    (sentence,) = caught.value.sentences()
    assert sentence.startswith("pingtan-2023.xlsx：")
    assert words in sentence


@pytest.mark.parametrize("suffix", [".xlsm", ".xls", ".csv", ".et", ""])
def test_another_kind_of_file_is_refused_by_its_name(tmp_path, suffix):
    """Only .xlsx is read, whatever is inside."""
    path = hand_out(SHIPPED, tmp_path).rename(tmp_path / f"filled{suffix}")
    with pytest.raises(InputError, match=r"不是 \.xlsx"):
        read_workbook(SHIPPED, path)


def pipe(path: Path) -> Path:
    """Make a named pipe."""
    os.mkfifo(path)
    return path


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: folder / "absent.xlsx", "找不到"),
        (lambda folder: folder, "不是普通文件"),
        (lambda folder: pipe(folder / "pipe.xlsx"), "不是普通文件"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path, make, words):
    """An absent file, a folder and a pipe are named, and nothing waits for the pipe."""
    with pytest.raises(InputError, match=words):
        read_workbook(SHIPPED, make(tmp_path))


def test_a_sheet_without_end_is_refused(tmp_path):
    """A cell in the last row a spreadsheet has does not make the kit walk there."""

    def far_away(workbook):
        workbook["表三"]["XFD1048576"] = 1

    with pytest.raises(InputError, match="超出 50 万行"):
        read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), far_away))


NOWHERE = "A0 AAAA1 A1048577 XFE1 d7 $D$7 D07 D D7:E8 表7 D７ D-1 R7C4 &#68;7"


@pytest.mark.parametrize("place", [*NOWHERE.split(), "D 7", "", "C7"])
def test_a_cell_whose_place_is_none_or_taken_is_refused(tmp_path, place):
    """A cell whose address no spreadsheet writes, or that another cell has, is never skipped or read elsewhere."""
    path = hand_out(SHIPPED, tmp_path)
    read_workbook(SHIPPED, path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(b'<c r="D7"', f'<c r="{place}"'.encode()))
    with pytest.raises(InputError, match=r"^pingtan-2023\.xlsx xl/worksheets/sheet"):
        read_workbook(SHIPPED, path)


def test_a_workbook_of_somebody_elses_making_is_refused(tmp_path):
    """A workbook without the kit's record is no fill-in workbook."""
    with pytest.raises(InputError, match="不是本工具导出"):
        read_workbook(SHIPPED, edit(hand_out(SHIPPED, tmp_path), lambda book: book.remove(book["模板信息"])))


def test_a_harmless_workbook_passes(tmp_path):
    """What the kit hands out is no harm; a workbook is no Word document."""
    data = hand_out(SHIPPED, tmp_path).read_bytes()
    refuse_harmful_zip(data, "x.xlsx")
    with pytest.raises(InputError, match="Word"):
        refuse_harmful_zip(data, "x.docx", "docx")
