"""Brings a published report into the workspace as that year's tables, text and source (外部公布件)."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.errors import ExitCode, InputError, Line, Problem, visible
from report_helpers.facts.identifiers import TEXT_FILE, ReportId
from report_helpers.facts.report import ImportedPage
from report_helpers.files.clock import today
from report_helpers.files.file_sets import finish_begun, replace_files
from report_helpers.files.hashing import sha256
from report_helpers.files.interruptions import uninterrupted
from report_helpers.files.plain_files import require_inside
from report_helpers.forms.kind import load_kind
from report_helpers.published.importing import has_unread, table_texts, transcript_lines
from report_helpers.published.same_report import require_same
from report_helpers.published.to_report import require_title
from report_helpers.published.transcribe import transcribe
from report_helpers.scaffold.years import starting_parameters, written_with_parameters
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.narrative_md import MAX_BYTES, narrative_text
from report_helpers.sources.prescribed import prescribed
from report_helpers.sources.source_yaml import NAME, source_text
from report_helpers.sources.table_csv import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts.report import Agency
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.published.model import Transcript
    from report_helpers.sources.workspace import Workspace

STAGE = "导入"


@dataclass(frozen=True, slots=True)
class PublishedYear:
    """A published report that may become a year: what was read, the files it makes, the cells on file it changes.

    `parameters` is the text of params/<year>.yaml where the workspace has none, else empty. A change is cell,
    label, figure on file and figure published.
    """

    report: ReportId
    transcript: Transcript
    parameters: str
    files: Mapping[str, str]
    changes: tuple[tuple[str, str, str, str], ...]
    replaced: tuple[str, ...]

    @property
    def blanked(self) -> tuple[tuple[str, str, str, str], ...]:
        """The changes that leave no figure where there was one."""
        return tuple(change for change in self.changes if change[2] and not change[3])


def year_named(place: Workspace, text: str) -> ReportId:
    """Return the report that *text* names, of a year that may have no parameters yet; the default kind is not named."""
    report = ReportId.parse(text)
    is_default = report.kind == starting_parameters(place, report.year)[0].default_kind
    return replace(report, kind="") if is_default else report


def read_published_year(place: Workspace, report: ReportId, path: Path, by: str) -> PublishedYear:
    """Return what a published file makes of a report's year; *by* names who brings it in.

    Raises InputError for a file that cannot be read, is another agency's, another year's, of another kind or
    version of the form, and for a year that was published here or has files that cannot be read.
    """
    agency, (kind, form, parameters) = place.agency(report.agency), _prescribed(place, report)
    folder = place.root / report.data_path
    require_inside(place.root, report.data_path)
    finish_begun(place.root, report.data_path, STAGE)
    if os.path.lexists(place.release_folder(report)):
        fix = "本机关公布过的年度不能再作外部公布件；要更正请用 report publish --correction"
        raise InputError(Problem("这一年已由本机关公布", str(report), fix=fix))
    transcript = transcribe(path, str(path), kind, (agency.name, report.year))
    _require_same(transcript, agency, report, form)
    page = ImportedPage(path.name, sha256(path), today(), by)
    files = table_texts(transcript) | {NAME: source_text(page)}
    text = narrative_text(form, transcript.narrative)
    if any(transcript.narrative.values()) and len(text.encode()) <= MAX_BYTES:
        files[TEXT_FILE] = text
    if os.path.lexists(folder / "facts.csv"):
        read_text_facts(folder / "facts.csv", f"{report.data_path}/facts.csv", form)
    changes = tuple(_changes(place, report, form, transcript))
    replaced = tuple(name for name, text in files.items() if _differs(folder / name, text))
    return PublishedYear(report, transcript, parameters, files, changes, replaced)


def _prescribed(place: Workspace, report: ReportId) -> tuple[Kind, Form, str]:
    """Return kind and form of a report, and the parameters of its year to be written where there are none."""
    said, parameters = starting_parameters(place, report.year)
    kind = load_kind(report.kind or said.default_kind, place.root)
    return kind, prescribed(kind, said.of(kind.id), report.year, report.agency).form, parameters


def _require_same(transcript: Transcript, agency: Agency, report: ReportId, form: Form) -> None:
    """Refuse a report of another agency or year, and tables that are not those of the year's form."""
    require_title(transcript)
    require_same(transcript.file, (transcript.agency, transcript.year), agency, report.year)
    if not any(reading.printed for reading in transcript.readings.values()):
        what = f"“{transcript.kind.name}”的表一格也没有读到"
        raise InputError(Problem(what, transcript.file, fix="请核对是不是这一种报告，--into 里的报告种类写得对不对"))
    if transcript.form.version != form.version:
        what = f"表格是 {transcript.form.name}，{report.year} 年规定的是 {form.name}"
        version = transcript.form.version
        said = f"form: {version}，只是这个机关的写 forms: {{{report.agency}: {version}}}"
        fix = f"请在 params/{report.year}.yaml 的 kinds·{transcript.kind.id} 里写明 {said}"
        raise InputError(Problem(what, transcript.file, rule=form.input_rules.form, fix=fix))


def _changes(
    place: Workspace, report: ReportId, form: Form, transcript: Transcript
) -> Iterator[tuple[str, str, str, str]]:
    """Yield the cells on file that the published report has otherwise."""
    for table in form.tables:
        shown = f"{report.data_path}/{table.id}.csv"
        if os.path.lexists(place.root / shown):
            for fact in read_table(place.root / shown, shown, form, table).values():
                old, new = fact.printed + fact.note, transcript.readings[fact.id].printed
                if old != new:
                    yield fact.id, fact.label, old, new


def _differs(path: Path, text: str) -> bool:
    return os.path.lexists(path) and (not path.is_file() or path.read_bytes() != text.encode())


def preview(found: PublishedYear, *, cells: bool) -> Printed:
    """Yield what was read, what bringing it in changes, old → new, and the files; FINDINGS where a cell is unread."""
    report = found.report
    yield from transcript_lines(found.transcript, cells=cells)
    for cell, label, old, new in found.changes:
        yield Line(f"改动　{label}（{cell}）：{visible(old or '空白')} → {visible(new or '空白')}")
    for name in found.replaced:
        yield Line(f"改写　{report.data_path}/{name}：已有的内容由公布件代替", "warning")
    if TEXT_FILE not in found.files:
        yield Line(f"没有读到正文，不写 {TEXT_FILE}；只作上年数据不需要正文。", "note")
    more = f"，新建 params/{report.year}.yaml" if found.parameters else ""
    yield Line(f"将写入 {report.data_path}/：{'、'.join(found.files)}{more}。", "heading")
    yield Line("这一年成为外部公布件：只作下一年的上年数据，不生成、不签名、不公布。", "note")
    return ExitCode.FINDINGS if has_unread(found.transcript) else ExitCode.DONE


def save(place: Workspace, found: PublishedYear) -> list[Path]:
    """Write the year's files, all or none, and its parameters where there were none; RunError when that fails."""
    new = written_with_parameters(place, found.report.year, found.parameters, STAGE)
    with uninterrupted(), new as written:
        written.extend(replace_files(place.root / found.report.data_path, found.files, STAGE))
    return written
