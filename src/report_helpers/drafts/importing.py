"""A draft that comes in: each sentence as typed and as written, what is left open, and writing narrative.md."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from report_helpers.checks.meanings import Meaning, meanings
from report_helpers.drafts.binding import bind_draft, with_placeholders
from report_helpers.drafts.placeholders import even, placeholder
from report_helpers.drafts.reading import read_text
from report_helpers.errors import ExitCode, InputError, Line, Problem, visible
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import TEXT_FILE
from report_helpers.files.file_sets import finish_begun, replace_files
from report_helpers.narrative.text import read_text_of
from report_helpers.sources.facts_csv import DRAFT, QUALIFIERS, UNIT, write_text_facts
from report_helpers.sources.narrative_md import MAX_BYTES, narrative_text
from report_helpers.workbook.contents import read_draft

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from report_helpers.drafts.binding import BoundParagraph, Figure
    from report_helpers.drafts.placeholders import Placeholder
    from report_helpers.drafts.reading import Draft
    from report_helpers.errors import Printed
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.narrative.numerals import Numeral
    from report_helpers.narrative.text import Mention
    from report_helpers.sources.workspace import Workspace

FACTS = "facts.csv"
STAGE = "导入正文"
LONGEST_NAME = 30
QUOTED = 30  # characters of a line that is quoted
SHOWN = 3  # lines that are quoted
_LEAD_IN = re.compile(r"^(?:其中|共|累计|全年|已|并|还|本年度?)+")
_WORDS = {
    "bound": "写成占位符",
    "open": "有几种读法",
    "refuted": "与数据不符",
    "unknown": "没有出处",
    "typed": "照原文写",
}


@dataclass(frozen=True, slots=True)
class DraftImport:
    """A draft read for a report: its paragraphs with placeholders, and the figures of the text it proposes.

    `new` maps the number of a paragraph and the place of a figure in it to the proposed row of facts.csv.
    """

    report: Report
    file: str
    draft: Draft
    paragraphs: tuple[BoundParagraph, ...]
    new: Mapping[tuple[int, int], Fact]

    def open_figures(self) -> Iterator[tuple[int, Figure]]:
        """Yield the figures that several readings explain, each with the number of its paragraph."""
        return ((n, f) for n, paragraph in enumerate(self.paragraphs) for f in paragraph.figures if f.state == "open")


def read_import(place: Workspace, report_id: ReportId, path: Path) -> DraftImport:
    """Return what a draft makes of a report's text, by the figures on file.

    Raises InputError for a year that was not started, files of it that cannot be read, and as `read_text` does.
    """
    if not (place.root / report_id.data_path).is_dir():
        fix = f"请先运行 report new year {report_id.year} --agency {report_id.agency}"
        raise InputError(Problem("还没有这个年度的数据", report_id.data_path, fix=fix))
    finish_begun(place.root, report_id.data_path, STAGE)
    report = read_draft(place, report_id)
    draft = read_text(path, report)
    found = DraftImport(report, str(path), draft, bind_draft(report, draft.sections), {})
    found = replace(found, new=_proposed(found))
    _require_same_text(found)
    return found


def with_chosen(found: DraftImport, chosen: Mapping[tuple[int, int], Placeholder]) -> DraftImport:
    """Return an import with the placeholders that a person chose, by paragraph and place; these are open no more."""
    paragraphs = [
        with_placeholders(paragraph, {place: one for (n, place), one in chosen.items() if n == number})
        for number, paragraph in enumerate(found.paragraphs)
    ]
    return replace(found, paragraphs=tuple(paragraphs))


def with_new_figures(found: DraftImport) -> DraftImport:
    """Return an import whose proposed rows of facts.csv are taken over and printed by placeholders."""
    new = {fact.id: fact for fact in found.new.values()}
    report = replace(found.report, facts={**found.report.facts, **new})
    chosen = {}
    for (number, place), fact in found.new.items():
        figure = next(f for f in found.paragraphs[number].figures if f.start == place)
        one = placeholder(report, figure.mention, Meaning(fact.label, fact.id)) if figure.mention else None
        if one is not None:
            chosen[number, place] = one
    return with_chosen(replace(found, report=report), chosen)


def _proposed(found: DraftImport) -> dict[tuple[int, int], Fact]:
    """Return a row of facts.csv for every figure without a source that such a row can print as it stands."""
    proposed: dict[tuple[int, int], Fact] = {}
    report, source = found.report, f"{DRAFT} {os.path.basename(found.file)}"  # noqa: PTH119  the name alone
    for number, paragraph in enumerate(found.paragraphs):
        for figure in paragraph.figures:
            if figure.state == "unknown" and figure.mention is not None:
                fact = _row_on_file(report, figure.mention, source) or _new_row(report, figure.mention, source)
                if _prints(fact, figure.mention.numeral):
                    proposed[number, figure.start] = fact
                    report = replace(report, facts={**report.facts, fact.id: fact})
    return proposed


def _row_on_file(report: Report, mention: Mention, source: str) -> Fact | None:
    """Return the figure of the text that a number is, were the blank ones filled with it: one of these, or one known.

    None where its words name no single one.
    """
    numeral = mention.numeral
    filled = {
        fact.id: replace(fact, status=Status.NUMBER, value=numeral.value, qualifier=numeral.qualifier, source=source)
        for fact in report.text_facts()
        if fact.status is Status.BLANK and fact.unit == numeral.unit
    }
    facts = {**report.facts, **filled}
    meant = meanings(replace(report, facts=facts), mention).found
    return facts.get(meant[0].cell) if len(meant) == 1 and not meant[0].derived else None


def _new_row(report: Report, mention: Mention, source: str) -> Fact:
    numeral = mention.numeral
    name = next(name for number in count(1) if (name := f"text.figure_{number}") not in report.facts)
    label = _LEAD_IN.sub("", mention.before.strip())[-LONGEST_NAME:] or numeral.text
    center = (name, label, Status.NUMBER, numeral.value, numeral.unit, "", numeral.qualifier)
    return Fact(*center, source=source)


def _prints(fact: Fact, numeral: Numeral) -> bool:
    """Tell whether a row can stand in facts.csv, and prints a number as it was typed."""
    is_valid = numeral.qualifier in {"", *QUALIFIERS} and (not numeral.unit or UNIT.fullmatch(numeral.unit) is not None)
    return is_valid and numeral.value is not None and numeral.upper is None and fact.written == even(numeral.text)


def _require_same_text(found: DraftImport) -> None:
    """Refuse a draft that Markdown would show otherwise, or that is too long: what is written reads as the draft."""
    sections = _sections(found)
    if len(narrative_text(found.report.form, sections).encode()) > MAX_BYTES:
        raise InputError(Problem(f"正文超过 {MAX_BYTES // 1024} KB", found.file, fix="请检查是否放错了文件"))
    shown: dict[str, str] = {}
    for passage in read_text_of(replace(found.report, narrative=sections)).passages:
        shown[passage.section] = shown.get(passage.section, "") + passage.text
    for section in found.report.form.sections:
        typed = "".join(paragraph.text for paragraph in found.draft.sections[section.id])
        if even(typed) != even(shown.get(section.id, "")):
            fix = "请删去这一部分里不常见的符号再导入"
            raise InputError(Problem(f"“{section.heading}”写成 Markdown 后会与草稿不同", found.file, fix=fix))


def _sections(found: DraftImport) -> dict[str, str]:
    sections: dict[str, list[str]] = {section.id: [] for section in found.report.form.sections}
    for paragraph in found.paragraphs:
        sections[paragraph.passage.section].append(paragraph.source)
    return {section: "\n\n".join(sources) for section, sources in sections.items()}


def preview(place: Workspace, found: DraftImport) -> Printed:
    """Yield each sentence that changes, old and new, and what is open; ends with FINDINGS where anything is."""
    report = found.report
    yield Line(f"{visible(found.file)}：{report.agency.name} {report.year} 年的正文（{report.id}）", "heading")
    if found.draft.before:
        first = visible(found.draft.before[0][:QUOTED])
        yield Line(f"没有导入　第一个标题之前的 {len(found.draft.before)} 行（“{first}”……）", "warning")
    if found.draft.tables:
        yield Line(f"没有导入　草稿里的 {found.draft.tables} 张表：表由各表的 CSV 生成", "warning")
    if found.draft.beside:
        lines = "；".join(visible(line[:QUOTED]) for line in found.draft.beside[:SHOWN])
        yield Line(f"没有导入　表旁和页尾不成句的 {len(found.draft.beside)} 行（{lines}）", "warning")
    for paragraph in found.paragraphs:
        for old, new in paragraph.sentences():
            yield Line(f"原文　{visible(old)}", "note")
            yield Line(f"改为　{visible(new)}")
    counts: Counter[str] = Counter()
    for number, paragraph in enumerate(found.paragraphs):
        for figure in paragraph.figures:
            counts[figure.state] += 1
            yield from _figure_lines(figure, found.new.get((number, figure.start)))
    names = sum(not one.fact for paragraph in found.paragraphs for one in paragraph.placeholders)
    said = "，".join(f"{words} {counts[state]} 个" for state, words in _WORDS.items())
    yield Line(f"数字 {counts.total()} 个：{said}；名称、年份和期限写成占位符 {names} 处。", "heading")
    blanks = sum(fact.status is Status.BLANK for fact in report.cells())
    if blanks:
        yield Line(f"各表还有 {blanks} 格空白，说到这些格的数字没有写成占位符。", "warning")
    if os.path.lexists(place.root / report.id.data_path / TEXT_FILE):
        yield Line(f"改写　{report.id.data_path}/{TEXT_FILE}：已有的正文由草稿代替", "warning")
    yield Line(f"将写入 {report.id.data_path}/：{'、'.join(files_of(found))}。", "heading")
    is_open = any(counts[state] for state in ("open", "refuted", "unknown"))
    return ExitCode.FINDINGS if is_open else ExitCode.DONE


def _figure_lines(figure: Figure, new: Fact | None) -> Iterator[Line]:
    """Yield what a person has to know of a figure that was not bound."""
    where = f"“{visible(figure.text)}”（{figure.passage.place}：{visible(figure.sentence)}）"
    if figure.state == "open":
        choices = "；".join(f"{name} {one.source}" for name, one in figure.choices)
        others = f"；也可能是 {'、'.join(figure.readings)}" if figure.readings else ""
        yield Line(f"待定　{where}：可以是 {choices}{others}；没有写成占位符", "warning")
    elif figure.state == "refuted":
        yield Line(f"不符　{where}：{'；'.join(figure.readings)}", "error")
    elif figure.state == "unknown":
        row = f"，可在 {FACTS} 登记：{write_text_facts([new]).splitlines()[1]}" if new else "，请核对"
        yield Line(f"没有出处　{where}{row}", "warning")


def files_of(found: DraftImport) -> dict[str, str]:
    """Return the files an import writes, by name; facts.csv where figures of the text were taken over."""
    files = {TEXT_FILE: narrative_text(found.report.form, _sections(found))}
    if any(found.report.facts.get(fact.id) is fact for fact in found.new.values()):
        files[FACTS] = write_text_facts(found.report.text_facts())
    return files


def save(place: Workspace, found: DraftImport) -> list[Path]:
    """Write an import's files, all or none; RunError when that fails."""
    return replace_files(place.root / found.report.id.data_path, files_of(found), STAGE)
