"""The report a workbook is for: what is on file, finished or not, and last year's figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.facts import Report, ReportId, blank_facts
from report_helpers.sources.facts_csv import read_text_facts
from report_helpers.sources.release import as_published, published_path

if TYPE_CHECKING:
    from report_helpers.sources import Workspace


def read_draft(place: Workspace, report: ReportId) -> Report:
    """Return the figures on file for a report, blank where there are none, with last year's report if any.

    Last year's figures are the published ones where there is a release. Raises InputError for an
    unknown agency, a year without parameters, and files that cannot be read.
    """
    before = report.last_year
    has_before = (
        before.year in place.years(before.agency, before.kind) or (place.root / published_path(before)).exists()
    )
    previous = _figures_of(place, before) if has_before else None
    if previous is not None:
        previous = replace(previous, facts=as_published(place.root, before, previous.facts))
    return replace(_figures_of(place, report), previous=previous)


def _figures_of(place: Workspace, report: ReportId) -> Report:
    agency, settings = place.agency(report.agency), place.settings(report)
    form = settings.form
    facts = blank_facts(form)
    for table in place.typed_tables(report).values():
        facts |= table
    shown = f"{report.data_path}/facts.csv"
    if (place.root / shown).exists():
        facts |= read_text_facts(place.root / shown, shown, form)
    text = {section.id: "" for section in form.sections}
    return Report(report, agency, settings.kind, form, facts, text, settings.period, words=place.words())
