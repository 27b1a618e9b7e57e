"""A transcript as files: the workspace's three CSV files and where each cell came from."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError
from report_helpers.files.csv_text import csv_safe
from report_helpers.forms import form_cells
from report_helpers.sources import write_table

if TYPE_CHECKING:
    from report_helpers.published.model import Transcript

PROVENANCE = "provenance.csv"
HEADERS = ("数据项", "名称", "状态", "数值", "读到的文字", "文件", "位置", "读不准的原因", "可能的读法")


def write_transcript(folder: Path, transcript: Transcript) -> tuple[Path, ...]:
    """Write proactive.csv, applications.csv, disputes.csv and provenance.csv; returns their paths.

    All of them or none: the folder is made beside its place and moved there. Raises
    InputError where *folder* already holds something.
    """
    refuse_used(folder)
    texts = _texts(transcript)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as beside:
            made = Path(beside) / folder.name
            made.mkdir()
            for name, text in texts.items():
                (made / name).write_text(text, encoding="utf-8", newline="")
            if folder.is_dir():
                folder.rmdir()  # empty, by `refuse_used`
            made.rename(folder)
    except OSError as error:
        raise RunError("写文件", f"{folder} 无法写入（{error.strerror}）") from None
    return tuple(folder / name for name in texts)


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
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADERS)
    for reading in transcript.readings.values():
        head = (reading.cell, reading.label, reading.state, reading.printed, reading.text)
        row = (*head, reading.file, reading.place, reading.why)
        writer.writerow([csv_safe(text) for text in (*row, "；".join(reading.candidates))])
    return out.getvalue()
