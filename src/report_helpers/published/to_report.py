"""A transcript as a report, so that the rules run over it as over any other."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.facts.fact import Fact, Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.report import Agency, CellNote, Report
from report_helpers.narrative.standing import standing

if TYPE_CHECKING:
    from report_helpers.published.model import Transcript

_CONSOLIDATED = re.compile(r"[（(](?:汇总|本级|本机关|汇总版)[）)]$")
_ORDINARY = "公布的原表如此"
GOVERNMENT = "人民政府"


def as_report(transcript: Transcript, known_as: str = "") -> Report:
    """Return the report a transcript is of; one agency's reports have the same agency in their ids.

    *known_as* is the agency's fullest name where it has several. A report of nobody knows whom is one of its
    own. Refused cells are noted as illegible, so that no rule takes them for unfilled; "/" is noted as the
    published original's. Raises InputError where a page does not say of which year it is.
    """
    _require_year(transcript)
    kind, form, year = transcript.kind, transcript.form, transcript.year
    agency = _agency(transcript, known_as or whole_name(transcript.agency) or transcript.file)
    facts = {cell: Fact(cell, r.label, r.status, r.value, r.unit, r.note) for cell, r in transcript.readings.items()}
    report_id = ReportId(agency.slug, year)
    read = (facts, transcript.narrative, kind.period(year))
    return Report(report_id, agency, kind, form, *read, opening=transcript.opening)


def require_title(transcript: Transcript) -> None:
    """Raise InputError where a page does not say whose report it is and of which year."""
    if not transcript.agency:
        raise _lacking(transcript, "是哪个机关的")
    _require_year(transcript)


def _require_year(transcript: Transcript) -> None:
    first = min(known.years.first for known in transcript.kind.forms.values())
    if transcript.year < first:
        raise _lacking(transcript, f"是哪一年的（{first} 年起才有规定的格式）")


def _lacking(transcript: Transcript, what: str) -> InputError:
    form = transcript.form
    fix = f"标题应为“{form.title.format(agency='〈机关全称〉', year='20XX')}”"
    return InputError(Problem(f"无法判断{what}报告", transcript.file, rule=form.input_rules.year, fix=fix))


def plain_name(name: str) -> str:
    """Return an agency's name as a title gives it, without gaps, quotes and remarks such as （汇总）."""
    return _CONSOLIDATED.sub("", whole_name(name))


def whole_name(name: str) -> str:
    """Return an agency's name as a title gives it, without gaps and quotes, brackets full width."""
    return re.sub(r"[\s《》〈〉“”]", "", name).translate(str.maketrans("()", "（）"))


def _agency(transcript: Transcript, known_as: str) -> Agency:
    name, plain = whole_name(transcript.agency), plain_name(transcript.agency)
    level, type_ = standing(plain)
    strokes = tuple(c for c, r in transcript.readings.items() if r.status is Status.NOT_APPLICABLE)
    notes = [CellNote(transcript.year, strokes, _ORDINARY)] if strokes else []
    notes += [CellNote(transcript.year, (r.cell,), f"读不准：{r.why}") for r in transcript.refused]
    slug = "p" + sha256(known_as.encode()).hexdigest()[:12]
    dated = ((transcript.year, transcript.dated.isoformat()),) if transcript.dated else ()
    return Agency(slug, name, plain, level, type_, notes=tuple(notes), dated=dated)
