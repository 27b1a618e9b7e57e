"""Reads a draft of the text (Word, plain text, Markdown, a published page) as paragraphs by the form's sections."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.files.plain_files import read_bytes
from report_helpers.published.labels import comparable
from report_helpers.published.page_reader import MAX_BYTES, read_page
from report_helpers.published.same_report import require_same
from report_helpers.published.sections import without_site
from report_helpers.published.title import agency_and_year, names_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.facts.report import Report
    from report_helpers.forms.model import Form, Section
    from report_helpers.published.model import Page, Row

LONGEST_HEADING = 40
LIKE = 0.8  # of a heading's letters with the title's
MAX_MORE = 8  # characters a heading may have beside the section's title
SUBHEADING = 3
_NUMBER = r"[一二三四五六七八九十\d]{1,3}"
_ENUMERATED = re.compile(rf"^(?:第?{_NUMBER}(?:部分|章|节)?|[（(]{_NUMBER}[）)])(?:[、.．:：)）\s]+|(?<=[)）分章节]))")
_NOT_NUMBER = re.compile(r"[^一二三四五六七八九十\d]")
_SUBHEADING = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)][^。；！？，：]{1,30}$")
_SENTENCE = re.compile("[。；！？]")
_TYPED = (".txt", ".md", ".markdown")
_PLACEHOLDER = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a draft: its text, its level (0 text, 3 a heading within its section)."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft by section of the form, and what of the file is none of it.

    That is the lines before the first heading, the number of tables, the lines beside these that are no sentences
    (单位：件), and what a site prints below the last section.
    """

    sections: Mapping[str, tuple[Paragraph, ...]]
    before: tuple[str, ...]
    tables: int
    beside: tuple[str, ...]


def read_text(path: Path, report: Report) -> Draft:
    """Return the draft that a file holds for a report.

    Raises InputError for a file that cannot be read, a Word file with tracked changes, another agency's or year's
    report, placeholders in it, headings that are missing, repeated or out of order, a table of its own in a section
    for which the form has none, and nothing but headings.
    """
    shown = str(path)
    page = read_page(path, shown)
    data = read_bytes(path, shown, MAX_BYTES, follow=True)
    if data.startswith(b"PK"):
        from report_helpers.published.word_changes import refuse_tracked_changes  # noqa: PLC0415

        refuse_tracked_changes(data, shown)
    rows = [row for row in page.rows if not _is_tabular(row)]
    headings = _headings(report.form, rows, shown)
    first = min(headings.values())
    # The title in a Word file's properties is that of whatever it was copied from.
    _require_own(replace(page, title="") if data.startswith(b"PK") else page, rows[:first], report)
    marked = next((row for row in rows if _PLACEHOLDER.search(row.text)), None)
    if marked is not None:
        fix = "已有占位符的正文请直接存为 narrative.md；草稿里请写数字"
        raise InputError(Problem(f"{marked.place}有占位符的写法", shown, value=marked.text, fix=fix))
    if not _is_of_a_site(path, data):
        places = {rows[number].place: section for section, number in headings.items()}
        _refuse_own_tables(page.rows, places, report.form, shown)
    ends = [*list(headings.values())[1:], len(rows)]
    sections, beside = dict[str, tuple[Paragraph, ...]](), list[str]()
    for (section, start), end in zip(headings.items(), ends, strict=True):
        own = rows[start + 1 : end]
        is_last = end == len(rows) and _is_of_a_site(path, data)
        kept = without_site(own) if is_last else own
        beside += [row.text for row in own[len(kept) :]]
        sections[section] = tuple(_paragraphs(kept, report.form, report.form.section(section), beside))
    if not any(sections.values()):
        raise InputError(Problem("只有标题，没有正文", shown, fix="请写好各部分的文字再导入"))
    tables = len({row.table for row in page.rows if _is_tabular(row)})
    return Draft(sections, tuple(row.text for row in rows[:first]), tables, tuple(beside))


def _refuse_own_tables(rows: Sequence[Row], headings: Mapping[str, str], form: Form, shown: str) -> None:
    """Refuse a table in the text of a section that has none in the form; *headings* are the sections by place."""
    section = None
    for row in rows:
        section = form.section(headings[row.place]) if row.place in headings else section
        if section is not None and not section.table and _is_tabular(row):
            where = f"{row.place}：“{section.heading}”里有一张表"
            fix = "表不能随正文导入：请把它改写成文字，或作为 notebook 里标记 public 的单元格，并从草稿里删去"
            raise InputError(Problem(where, shown, value=" ".join(filter(None, row.cells)), fix=fix))


def _is_of_a_site(path: Path, data: bytes) -> bool:
    """Tell whether a file is a published page, with what a site prints around a report."""
    return not data.startswith(b"PK") and path.suffix.lower() not in _TYPED


def _is_tabular(row: Row) -> bool:
    """Tell a row of a table from a line, and from a table's row with a single text in it, as frames have."""
    return row.table > 0 and sum(bool(cell and cell.strip()) for cell in row.cells) > 1


def _headings(form: Form, rows: Sequence[Row], shown: str) -> dict[str, int]:
    """Return the number of each section's heading among *rows*, in the order of the form."""
    found = [
        (section.id, number)
        for number, row in enumerate(rows)
        for position, section in enumerate(form.sections, 1)
        if _is_heading(row.text.strip(), section, position)
    ]
    counts = Counter(section for section, _ in found)
    if not found:
        fix = f"请按规定的标题分段，每个标题独占一行：{'、'.join(section.heading for section in form.sections)}"
        raise InputError(Problem("没有找到规定的标题", shown, fix=fix))
    problems = []
    for section in form.sections:
        places = "、".join(rows[number].place for name, number in found if name == section.id)
        if counts[section.id] > 1:
            fix = "同一标题只能有一处，请合并或删去目录"
            problems.append(Problem(f"标题“{section.heading}”出现 {counts[section.id]} 次（{places}）", shown, fix=fix))
    missing = [section.heading for section in form.sections if not counts[section.id]]
    if missing:
        fix = "各部分都要有标题并独占一行，只有表的部分也要写标题"
        problems.append(Problem(f"缺少标题：{'、'.join(missing)}", shown, fix=fix))
    if not problems and [section for section, _ in found] != [section.id for section in form.sections]:
        order = "、".join(section.heading for section in form.sections)
        problems.append(Problem("标题的顺序不对", shown, fix=f"应依次为：{order}"))
    raise_problems(problems)
    return dict(found)


def _is_heading(text: str, section: Section, position: int) -> bool:
    """Tell whether a line is the heading of a section, the *position*-th: its title, numbered in any way or not at all.

    Behind the section's own number a few words may be other ones. With a page's number it is a line of contents.
    """
    if len(text) > LONGEST_HEADING or text.endswith(("。", "；", "，")):
        return False
    enumerated, title = _ENUMERATED.match(text), comparable(section.title)
    own = comparable(text[enumerated.end() :] if enumerated else text)
    if own == title or own[-1:].isdecimal() or enumerated is None or text[0] in "（(":
        return own == title
    is_own_number = _NOT_NUMBER.sub("", enumerated[0]) in {section.number, str(position)}
    is_longer = title in own and len(own) <= len(title) + MAX_MORE
    return is_own_number and (is_longer or SequenceMatcher(None, own, title).ratio() >= LIKE)


def _require_own(page: Page, above: Sequence[Row], report: Report) -> None:
    """Refuse a draft whose title above the first heading, or else whose period, is another agency's or year's.

    A sentence below may name any report.
    """
    names = names_of(report.kind)
    agency, year = agency_and_year(replace(page, rows=tuple(above)), len(above), names)
    if not year:
        other, period = agency_and_year(replace(page, title=""), 0, names)
        year = 0 if other else period
    require_same(page.file, (agency or report.agency.name, year or report.year), report.agency, report.year)


def _paragraphs(rows: Sequence[Row], form: Form, section: Section, beside: list[str]) -> Iterator[Paragraph]:
    """Yield the paragraphs of a section; a line beside its table that is no sentence is added to *beside*."""
    topics = {comparable(topic) for known in form.sections for topic in known.topics}
    for row in rows:
        text = row.text.strip()
        is_short = len(text) <= LONGEST_HEADING
        is_heading = is_short and (_SUBHEADING.match(text) or comparable(_ENUMERATED.sub("", text)) in topics)
        if section.table and not is_heading and not _SENTENCE.search(text):
            beside.append(text)
        else:
            yield Paragraph(text, SUBHEADING if is_heading else 0)
