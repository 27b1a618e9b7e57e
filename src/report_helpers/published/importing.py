"""Published reports imported: a summary of each, with its cells and their origins, then written as CSV files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import ExitCode, Grid, InputError, Line, Problem, gathering, raise_problems, visible
from report_helpers.files.csv_text import csv_text
from report_helpers.files.file_sets import replace_files
from report_helpers.forms.cells import form_cells
from report_helpers.published.transcribe import transcribe
from report_helpers.sources.provenance_csv import HEADERS
from report_helpers.sources.provenance_csv import NAME as PROVENANCE
from report_helpers.sources.table_csv import write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.forms.kind import Kind
    from report_helpers.published.model import CellReading, Transcript

MAX_TEXT = 30
MAX_UNKNOWN = 5  # rows that are quoted


def import_files(
    files: Sequence[Path], output: Path | None, kind: Kind, *, cells: bool = False, otherwise: tuple[str, int] = ("", 0)
) -> Printed:
    """Yield what each file says, read as a report of a kind, and write all of them below *output* where it is given.

    Each of its *cells* is listed where that is asked for; *otherwise* are the agency and year of files that name
    none. Ends with FINDINGS where a cell is left unread. Raises InputError, with nothing written, where a file
    cannot be read or *output* holds something already.
    """
    if output is not None:
        _refuse_used(output)
    transcripts: list[Transcript] = []
    problems: list[Problem] = []
    for path in files:
        with gathering(problems):
            transcript = transcribe(path, str(path), kind, otherwise)
            transcripts.append(transcript)
            yield from transcript_lines(transcript, cells=cells)
    raise_problems(problems)
    if output is not None:
        for folder, transcript in zip(_folders(output, files), transcripts, strict=True):
            yield from (Line(f"已写 {path}") for path in write_transcript(folder, transcript))
    return ExitCode.FINDINGS if any(map(has_unread, transcripts)) else ExitCode.DONE


def has_unread(transcript: Transcript) -> bool:
    """Tell whether a cell was refused or not found, or a row belongs nowhere."""
    return bool(transcript.strays) or any(
        reading.is_refused or not reading.place for reading in transcript.readings.values()
    )


def _folders(output: Path, files: Sequence[Path]) -> tuple[Path, ...]:
    """Return where each file's tables go; InputError where two files would share a folder."""
    if len(files) == 1:
        return (output,)
    names = [path.stem for path in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        what, shown = "有两个文件同名，会写到同一个文件夹", str(output / twice)
        raise InputError(Problem(what, shown, column="--output", fix="请分别导入"))
    return tuple(output / name for name in names)


def transcript_lines(transcript: Transcript, *, cells: bool) -> Iterator[Line | Grid]:
    """Yield a transcript for a person: whose it is, its *cells* if asked for, how many were read, what was not."""
    title = f"{transcript.agency or '（机关不详）'} {transcript.year or '（年份不详）'} 年"
    yield Line(f"{visible(transcript.file)}　{visible(title)}　{transcript.form.name}", "heading")
    if cells:
        yield _cell_grid(transcript)
    refused, found = transcript.refused, sum(bool(reading.place) for reading in transcript.readings.values())
    lacking = len(transcript.readings) - found
    counts = f"读到 {found - len(refused)} 格，读不准 {len(refused)} 格，没有找到 {lacking} 格"
    yield Line(f"{counts}；不认识的行 {len(transcript.strays)} 行。", "warning" if has_unread(transcript) else "good")
    yield from _refused_lines(refused)
    for row in transcript.strays[:MAX_UNKNOWN]:
        quoted, form = visible(row.text[:MAX_TEXT]), transcript.form.name
        yield Line(f"不认识　{row.place}“{quoted}”：不是 {form}的行，没有读。", "error")
    yield from (Line(f"说明　{remark}。", "warning") for remark in transcript.remarks)


def _cell_grid(transcript: Transcript) -> Grid:
    rows = (
        (r.cell, r.label, r.printed, r.state, r.place + _quoted(r.text) * (r.text != r.printed))
        for r in transcript.readings.values()
    )
    return Grid(("数据项", "名称", "数值", "状态", "出处"), tuple(rows))


def _refused_lines(found: Iterable[CellReading]) -> Iterator[Line]:
    """Yield what could not be read for certain, each stretch of text once."""
    refused: dict[tuple[str, str], CellReading] = {}
    for reading in found:
        refused.setdefault((reading.place, reading.text), reading)
    for (place, text), reading in refused.items():
        fitting = f"可能的读法：{'；'.join(reading.candidates)}" if reading.candidates else "请对照原文"
        yield Line(f"读不准　{place}“{visible(text)}”：{reading.why}。{fitting}。", "warning")


def _quoted(text: str) -> str:
    return f"（“{visible(text[:MAX_TEXT])}”）" if text else ""


def write_transcript(folder: Path, transcript: Transcript) -> tuple[Path, ...]:
    """Write proactive.csv, applications.csv, disputes.csv and provenance.csv; returns their paths.

    All of them or none. Raises InputError where *folder* already holds something.
    """
    _refuse_used(folder)
    return tuple(replace_files(folder, table_texts(transcript), "写文件"))


def _refuse_used(folder: Path) -> None:
    """Refuse a folder with anything in it, or a file: nobody's data is written over."""
    try:
        is_used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except (OSError, ValueError):
        raise InputError(Problem("文件夹无法打开", str(folder), column="--output")) from None
    if is_used:
        fix = "导入不覆盖已有的数据，请换一个新文件夹"
        raise InputError(Problem("已经有内容", str(folder), column="--output", fix=fix))


def table_texts(transcript: Transcript) -> dict[str, str]:
    """Return the content of the tables' files and of provenance.csv by name, as the workspace reads them.

    A hybrid's single row （六） fits no shipped form: its three rows stay blank, and
    provenance.csv keeps what the page says.
    """
    form = transcript.kind.form(transcript.form.version)
    cells = form_cells(form)
    printed = {cell: reading.printed for cell, reading in transcript.readings.items() if cell in cells}
    texts = {f"{table.id}.csv": write_table(form, table, printed) for table in form.tables}
    return texts | {PROVENANCE: _provenance(transcript)}


def _provenance(transcript: Transcript) -> str:
    """Return the CSV text that says for every cell where it was read and what stood there."""
    rows: list[tuple[str, ...]] = [HEADERS]
    for reading in transcript.readings.values():
        head = (reading.cell, reading.label, reading.state, reading.printed, reading.text)
        rows.append((*head, transcript.file, reading.place, reading.why, "；".join(reading.candidates)))
    return csv_text(rows)
