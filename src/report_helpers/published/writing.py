"""A transcript as files: the workspace's three CSV files and where each cell came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.files.csv_text import csv_safe, csv_text
from report_helpers.forms import form_cells
from report_helpers.sources import replace_files, write_table

if TYPE_CHECKING:
    from pathlib import Path

    from report_helpers.published.model import Transcript

PROVENANCE = "provenance.csv"
HEADERS = ("数据项", "名称", "状态", "数值", "读到的文字", "文件", "位置", "读不准的原因", "可能的读法")


def write_transcript(folder: Path, transcript: Transcript) -> tuple[Path, ...]:
    """Write proactive.csv, applications.csv, disputes.csv and provenance.csv; returns their paths.

    All of them or none. Raises InputError where *folder* already holds something.
    """
    refuse_used(folder)
    return tuple(replace_files(folder, _texts(transcript), "写文件"))


def refuse_used(folder: Path) -> None:
    """Refuse a folder with anything in it, or a file: nobody's data is written over."""
    try:
        is_used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except (OSError, ValueError):
        raise InputError(Problem("文件夹无法打开", str(folder), column="--output")) from None
    if is_used:
        fix = "导入不覆盖已有的数据，请换一个新文件夹"
        raise InputError(Problem("已经有内容", str(folder), column="--output", fix=fix))


def _texts(transcript: Transcript) -> dict[str, str]:
    """Return the content of the files by name, the tables in the form the workspace reads.

    A hybrid's single row （六） fits no shipped form: its three rows stay blank, and
    provenance.csv keeps what the page says.
    """
    form = transcript.kind.form(transcript.form.version)
    cells = form_cells(form)
    printed = {cell: reading.printed for cell, reading in transcript.readings.items() if cell in cells}
    texts = {f"{table.id}.csv": write_table(form, table, printed) for table in form.tables}
    return texts | {PROVENANCE: provenance(transcript)}


def provenance(transcript: Transcript) -> str:
    """Return the CSV text that says for every cell where it was read and what stood there."""
    rows: list[tuple[str, ...]] = [HEADERS]
    for reading in transcript.readings.values():
        head = (reading.cell, reading.label, reading.state, reading.printed, reading.text)
        rows.append((*head, reading.file, reading.place, reading.why, "；".join(reading.candidates)))
    return csv_text(map(csv_safe, row) for row in rows)
