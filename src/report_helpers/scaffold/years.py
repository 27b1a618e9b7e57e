"""Starts a reporting year: its parameters, tables with last year's closing figures, and a text to be written."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, raise_problems
from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import TEXT_FILE, ReportId
from report_helpers.facts.report import Report, blank_facts
from report_helpers.files.documents import Document, parse_document
from report_helpers.files.file_sets import finish_begun, replace_files
from report_helpers.files.interruptions import uninterrupted
from report_helpers.files.plain_files import write_whole
from report_helpers.forms.kind import DEFAULT_KIND, load_kind
from report_helpers.sources.facts_csv import DRAFT, write_text_facts
from report_helpers.sources.narrative_md import narrative_text
from report_helpers.sources.prescribed import prescribed
from report_helpers.sources.settings_files import Parameters
from report_helpers.sources.source_yaml import NAME as SOURCE
from report_helpers.sources.table_csv import write_table
from report_helpers.workbook.contents import last_years, opening_figures

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.facts.fact import Fact
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form, Section
    from report_helpers.sources.settings_files import KindParameters
    from report_helpers.sources.workspace import Workspace

STAGE = "建立年度"
TO_WRITE = "待填"
LEVELS = {"unit": "各机关", "county": "县级政府", "city": "市级政府", "province": "省级政府"}


class _Skeletons(Document):
    forms: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class NewYear:
    """A year that was started: the files written, relative to the workspace, and the agencies that had it before."""

    files: tuple[str, ...]
    kept: tuple[str, ...]


def new_year(place: Workspace, year: int, agencies: Sequence[str], kind_id: str = "", *, skip: bool = False) -> NewYear:
    """Start *year* for agencies: the parameters where there are none, and each one's data folder.

    A year whose tables an import brought in gets the files that it lacks, the text among them.

    Raises InputError, before anything is written, for an agency that is not there, has wrong figures last year,
    or has the year's text already (left alone with *skip*); RunError when a file cannot be written.
    """
    parameters, text = starting_parameters(place, year)
    kind = load_kind(kind_id or parameters.default_kind, place.root)
    reports = [ReportId.of(agency, year, "" if kind.id == parameters.default_kind else kind.id) for agency in agencies]
    for report in reports:
        place.agency(report.agency)
        _require_folder(place.root, report.data_path)
        finish_begun(place.root, report.data_path, STAGE)
    kept = [report for report in reports if _is_started(place.root / report.data_path)]
    if not skip:
        fix = "已有的数据不会覆盖；要重新开始，请先移走这个文件夹"
        raise_problems(Problem("已有这个年度", report.data_path, fix=fix) for report in kept)
    said = parameters.of(kind.id)
    contents = {report: _files_of(place, report, kind, said) for report in reports if report not in kept}
    with uninterrupted(), written_with_parameters(place, year, text, STAGE) as written:
        for report, files in contents.items():
            written.extend(replace_files(place.root / report.data_path, files, STAGE))
    names = tuple(path.relative_to(place.root).as_posix() for path in written)
    return NewYear(names, tuple(str(report) for report in kept))


@contextlib.contextmanager
def written_with_parameters(place: Workspace, year: int, text: str, stage: str) -> Iterator[list[Path]]:
    """Write a year's parameters, if there is any *text* of them, before what the block writes and adds to the list.

    Where the block fails with nothing added they are taken away again.
    """
    path = place.root / f"params/{year}.yaml"
    written = []
    if text:
        write_whole(path, text.encode(), stage)
        written.append(path)
    try:
        yield written
    except RunError:
        if written == [path]:
            path.unlink(missing_ok=True)
        raise


def _require_folder(root: Path, shown: str) -> None:
    if os.path.lexists(root / shown) and not (root / shown).is_dir():
        raise InputError(Problem("不是文件夹", shown, fix="请移走这个文件"))


def _last_parameters(place: Workspace, year: int) -> Parameters | None:
    """Return the parameters of the newest year up to *year*, else of the oldest; None when there are none."""
    found = sorted(int(path.stem) for path in (place.root / "params").glob("[0-9]*.yaml") if path.stem.isdecimal())
    return place.parameters(max((one for one in found if one <= year), default=found[0])) if found else None


def parameters_text(year: int, kind: Kind, default_agency: str = "") -> str:
    """Return the text of params/<year>.yaml of a workspace that has none; *kind* is its default."""
    days = "、".join(f"{LEVELS.get(level, level)} {day}" for level, day in kind.deadlines(year).items())
    return (
        f"# {year}年度报告的参数：默认机关、默认报告种类和输出格式。\n"
        "# 报告格式、统计期限和公布期限按报告种类的规定；需要另定的写在 kinds 里。\n"
        f"# 规定的公布期限：{days}。\n"
        f"year: {year}\n"
        f"default_agency: {default_agency or chr(34) * 2}\n"
        f"default_kind: {kind.id}\n"
        "outputs: [html, pdf, docx]\n"
    )


def starting_parameters(place: Workspace, year: int) -> tuple[Parameters, str]:
    """Return the parameters of a year, and the text of its params/<year>.yaml to be written, "" where it has one."""
    shown = f"params/{year}.yaml"
    if os.path.lexists(place.root / shown):
        return place.parameters(year), ""
    text = _parameters_of(place, year, _last_parameters(place, year))
    return parse_document(text.encode(), Parameters, shown), text


def _parameters_of(place: Workspace, year: int, said: Parameters | None) -> str:
    """Return the parameters of a year as those of another year say, but for what holds for that year alone."""
    if said is None:
        return parameters_text(year, load_kind(DEFAULT_KIND))
    text = parameters_text(year, load_kind(said.default_kind, place.root), said.default_agency)
    text = text.replace("[html, pdf, docx]", f"[{', '.join(said.outputs)}]")
    text += f"template_docx: {said.template_docx}\n" if said.template_docx else ""
    forms = [line for kind_id in said.kinds for line in _carried_on(load_kind(kind_id, place.root), said, year)]
    return text + "".join(f"{line}\n" for line in (["kinds:", *forms] if forms else []))


def _carried_on(kind: Kind, said: Parameters, year: int) -> list[str]:
    """Return the lines that name the form of all agencies, and those of some, where these serve the year too."""
    serving, chosen = {form.version for form in kind.forms_of(year)}, said.of(kind.id)
    form = [f'    form: "{chosen.form}"'] if chosen.form in serving else []
    named = [f'      {agency}: "{version}"' for agency, version in chosen.forms.items() if version in serving]
    lines = [*form, *(["    forms:", *named] if named else [])]
    return [f"  {kind.id}:", *lines] if lines else []


def _files_of(place: Workspace, report: ReportId, kind: Kind, said: KindParameters) -> dict[str, str]:
    """Return the files of a new year's data folder by name."""
    form = prescribed(kind, said, report.year, report.agency).form
    previous = last_years(place, report)
    center = (kind, form, blank_facts(form), dict[str, str](), kind.period(report.year))
    draft = Report(report, place.agency(report.agency), *center, previous)
    opening = {cell: fact.printed for cell, fact in opening_figures(draft).items()}
    files = {f"{table.id}.csv": write_table(form, table, opening) for table in form.tables}
    named = tuple(previous.text_facts()) if previous else ()
    if named:
        files["facts.csv"] = write_text_facts(map(_blank, named))
    files[TEXT_FILE] = skeleton_text(kind, form)
    folder = place.root / report.data_path
    return {name: content for name, content in files.items() if not os.path.lexists(folder / name)}


def _blank(fact: Fact) -> Fact:
    """Return a figure of the text without what holds for its year alone; a draft is such a source, an office is not."""
    source = "" if fact.source.startswith(DRAFT) else fact.source
    return replace(fact, status=Status.BLANK, value=None, note="", qualifier="", source=source)


def _is_started(folder: Path) -> bool:
    """Return whether a year has its text, or is a published one that needs none (外部公布件)."""
    return any(os.path.lexists(folder / name) for name in (TEXT_FILE, SOURCE))


def skeleton_text(kind: Kind, form: Form) -> str:
    """Return the text a year begins with: the form's headings, the kind's skeleton, 待填 where there is none."""
    texts: Mapping[str, str] = {}
    for document in kind.documents("skeleton.yaml", _Skeletons):
        texts = document.forms.get(form.version, texts)
    return narrative_text(form, {section.id: texts.get(section.id) or _to_write(section) for section in form.sections})


def _to_write(section: Section) -> str:
    if not section.topics:
        return TO_WRITE
    numbered = zip("一二三四五六七八九十", section.topics, strict=False)
    return "\n\n".join(f"### （{number}）{topic}\n\n{TO_WRITE}" for number, topic in numbered)
