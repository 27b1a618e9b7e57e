"""Published reports read and checked; an agency's years linked, so that the chain rules run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from report_helpers.checks.checking import check
from report_helpers.checks.finding import SEVERITIES, Finding
from report_helpers.checks.rule_catalogue import catalogue
from report_helpers.errors import InputError, listed
from report_helpers.facts.fact import Status
from report_helpers.facts.report import Peers, Report
from report_helpers.published.agency_names import joined_names
from report_helpers.published.importing import has_unread
from report_helpers.published.to_report import as_report, whole_name
from report_helpers.published.transcribe import transcribe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from report_helpers.checks.rule_catalogue import Rule
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form, Severity
    from report_helpers.published.model import CellReading, Transcript

SHOWN_CELLS = 6
LONGEST_ROW = 60


@dataclass(frozen=True, slots=True)
class Audited:
    """One file: its report checked, or the sentences that say why it could not be read."""

    file: str
    transcript: Transcript | None = None
    findings: tuple[Finding, ...] = ()
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many findings are as severe."""
        return sum(finding.severity == severity for finding in self.findings)

    @property
    def totals(self) -> dict[Severity, int]:
        """How many findings there are of each severity."""
        return {severity: self.count(severity) for severity in SEVERITIES}

    @property
    def is_clean(self) -> bool:
        """Whether it could be read and nothing is wrong with it; what could not be verified is nothing wrong."""
        return self.transcript is not None and not any(self.totals[severity] for severity in SEVERITIES[:-1])

    @property
    def name(self) -> str:
        """Whose report and which year's, or the file where that is unknown."""
        found = self.transcript
        return f"{found.agency} {found.year} 年" if found and found.agency else self.file


@dataclass(frozen=True, slots=True)
class Audit:
    """All files, in the order given; `titles` are the rules' by id."""

    files: tuple[Audited, ...]
    titles: Mapping[str, str]

    @property
    def unread(self) -> tuple[Audited, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.problems)

    @property
    def has_errors(self) -> bool:
        """Whether an error finding stands."""
        return any(file.count("error") for file in self.files)

    @property
    def is_open(self) -> bool:
        """Whether a cell was left unread."""
        return any(file.transcript is not None and has_unread(file.transcript) for file in self.files)

    def findings(self) -> Iterator[tuple[Audited, Finding]]:
        """Yield every finding with its file, errors first."""
        for severity in SEVERITIES:
            for file in self.files:
                yield from ((file, finding) for finding in file.findings if finding.severity == severity)


def audit_files(
    paths: Sequence[Path],
    kind: Kind,
    show: Callable[[str], None] = lambda _: None,
    otherwise: tuple[str, int] = ("", 0),
) -> Audit:
    """Read and check *paths* as reports of a kind; *show* is called with each file's name before it is read.

    *otherwise* are the agency and the year of files that name none.

    A file that cannot be read is in the result with the reason, and stops no other.
    Raises RunError when Great Expectations itself fails.
    """
    read = [_read(path, kind, show, otherwise) for path in paths]
    names = [whole_name(file.transcript.agency) for file in read if file.transcript and file.transcript.agency]
    fullest, doubtful = joined_names(names)
    reports: dict[ReportId, Report] = {}
    own: dict[int, Report] = {}
    for number, file in enumerate(read):
        if file.transcript:
            name = whole_name(file.transcript.agency)
            own[number] = as_report(file.transcript, fullest.get(name, ""))
            reports.setdefault(own[number].id, own[number])
            read[number] = replace(file, remarks=tuple(_about_name(name, fullest, doubtful)))
    peers = _peers(reports.values())
    audited = (
        _audited(file, file.transcript, replace(own[number], peers=peers[_like(own[number])]), reports)
        if file.transcript
        else file
        for number, file in enumerate(read)
    )
    return Audit(tuple(audited), {rule.id: rule.title for rule in catalogue(kind).values()})


def _like(report: Report) -> tuple[int, str, str, str]:
    """Return what agencies must have in common to be compared: year, form, level and type."""
    return report.year, report.form.version, report.agency.level, report.agency.type


def _peers(reports: Iterable[Report]) -> dict[tuple[int, str, str, str], Peers]:
    """Return the figures of the reports by what they have in common."""
    alike: dict[tuple[int, str, str, str], dict[str, dict[str, Decimal | None]]] = {}
    forms = {}
    for report in reports:
        forms[_like(report)] = report.form
        figures = {cell: fact.value for cell, fact in report.facts.items()}
        alike.setdefault(_like(report), {})[report.id.agency] = figures
    return {like: Peers(forms[like], figures) for like, figures in alike.items()}


def _read(path: Path, kind: Kind, show: Callable[[str], None], otherwise: tuple[str, int]) -> Audited:
    """Return a file as it was read, or why it could not be."""
    show(str(path))
    try:
        transcript = transcribe(path, str(path), kind, otherwise)
        as_report(transcript)
    except InputError as error:
        return Audited(str(path), problems=tuple(error.sentences()))
    return Audited(str(path), transcript)


def _about_name(name: str, fullest: Mapping[str, str], doubtful: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield what a person should know of the name a report is filed under."""
    if not name:
        yield "没有看出是哪个机关的报告，不与其他年度、其他机关的报告核对"
    elif name in doubtful:
        yield f"“{name}”没有写明所在地，可能是{'、'.join(doubtful[name])}，没有与它们的报告衔接"
    elif fullest[name] != name:
        yield f"“{name}”与“{fullest[name]}”当作同一机关，请核对"


def _audited(file: Audited, transcript: Transcript, report: Report, reports: Mapping[ReportId, Report]) -> Audited:
    """Return the file with its report checked against the rules, and the year before where it is among the files."""
    siblings = {
        other.agency.name: other.narrative
        for known, other in reports.items()
        if known.year == report.year and known.agency != report.id.agency
    }
    report = replace(report, previous=reports.get(report.id.last_year), siblings=siblings)
    remarks = [*file.remarks, *transcript.remarks]
    if report.previous is not None:
        remarks.append(f"已与 {report.previous.year} 年的报告衔接核对")
    if reports[report.id].facts != report.facts:
        remarks.append("同一机关、同一年度有不止一份，数字不同")
    try:
        found = check(report).findings
    except InputError as error:
        remarks.append(f"正文没有校验：{error.problems[0].what}")
        found = check(replace(report, narrative=dict.fromkeys(report.narrative, ""))).findings
    rules, blank = catalogue(report.kind), report.form.input_rules.blank
    told = (finding for finding in found if finding.result != "pass" and finding.rule != blank)
    own = (_placed(finding, transcript, rules[finding.rule]) for finding in told if rules[finding.rule].audited)
    findings = [*_strays(transcript), *_unread_cells(transcript), *_blanks(transcript), *own]
    findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return replace(file, findings=tuple(findings), remarks=tuple(remarks))


def _placed(finding: Finding, transcript: Transcript, rule: Rule) -> Finding:
    """Return a finding with the places in the file where its cells were read, and an auditor's advice."""
    places = (transcript.readings[cell].place for cell in finding.where if cell in transcript.readings)
    fix = "请人工核对" if finding.result == "not_verifiable" else rule.audit_fix or finding.fix
    return replace(finding, fix=fix, place="、".join(dict.fromkeys(filter(None, places))) or finding.place)


def _strays(transcript: Transcript) -> Iterator[Finding]:
    """Yield one error for each row with figures that is none of the form's."""
    form = transcript.form
    rule, cells = form.input_rules.form, ()
    for row in transcript.strays:
        message = f"{rule} “{row.text[:LONGEST_ROW]}”不是 {form.name}的行，其中的数字没有采用"
        fix = "请对照原文核对：是格式以外的行，还是标签有误"
        yield Finding(rule, "", form.notice, "error", cells, cells, "", "", message, fix, row.place)


def _unread_cells(transcript: Transcript) -> Iterator[Finding]:
    """Yield one warning for each row that could not be read for certain, with the readings that fit."""
    form = transcript.form
    for (place, text, why), cells in groupby(transcript.refused, attrgetter("place", "text", "why")):
        readings = list(cells)
        fitting = f"；可能的读法：{'；'.join(readings[0].candidates)}" if readings[0].candidates else ""
        yield _warning(form, readings, f"读到“{text}”，{why}，没有采用{fitting}", place)


def _blanks(transcript: Transcript) -> Iterator[Finding]:
    """Yield one warning for each table with blanks: what is published cannot be filled in any more."""
    blank = [r for r in transcript.readings.values() if r.status is Status.BLANK and not r.is_refused]
    for _, cells in groupby(blank, lambda reading: reading.cell.partition(".")[0]):
        readings = list(cells)
        absent = sum(not reading.place for reading in readings)
        absent_words = f"，其中 {absent} 格在原文里没有找到" if absent else ""
        message = f"共 {len(readings)} 格空白{absent_words}；空白不等于 0"
        yield _warning(transcript.form, readings, message, readings[0].place)


def _warning(form: Form, readings: Sequence[CellReading], message: str, place: str) -> Finding:
    rule, where, labels = form.input_rules.blank, tuple(reading.cell for reading in readings), _named(readings)
    message = f"{rule} {labels}：{message}"
    return Finding(rule, "", form.notice, "warning", where, (labels,), "", "", message, "请对照原文核对", place)


def _named(readings: Sequence[CellReading]) -> str:
    return listed([reading.label for reading in readings], SHOWN_CELLS, "等 {} 格")
