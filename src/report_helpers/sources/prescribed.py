"""What is prescribed for a kind's reports of a year, and what a workspace may say otherwise: less time, never more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from report_helpers.errors import Problem, raise_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from report_helpers.facts.report import Agency
    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.sources.settings_files import KindParameters


@dataclass(frozen=True, slots=True)
class Settings:
    """What is prescribed for a report: kind, form, period, deadlines by level, and whether its appendix is printed.

    `own_forms` are those of the agencies that the year's parameters name one by one.
    """

    kind: Kind
    form: Form
    period: tuple[date, date]
    deadlines: Mapping[str, date]
    print_pictures: bool
    own_forms: Mapping[str, Form]

    def due(self, agency: Agency) -> date | None:
        """Return the day an agency must have published by; None where none is set."""
        return agency.due(self.deadlines)


def prescribed(kind: Kind, said: KindParameters, year: int, agency: str) -> Settings:
    """Return what is prescribed for an agency's report of a year; *said* is what params/<year>.yaml says of the kind.

    Raises InputError for a form that the kind has not, a period that is not the statute's, and deadlines that it does
    not allow.
    """
    raise_problems(_unknown_forms(kind, said, year))
    own_forms = {slug: kind.form(version) for slug, version in said.forms.items()}
    form = own_forms.get(agency) or (kind.form(said.form) if said.form else kind.form_for_year(year))
    period = said.period.days if said.period else kind.period(year)
    printed = kind.settings.print_pictures if said.print_pictures is None else said.print_pictures
    settings = Settings(kind, form, period, {**kind.deadlines(year), **said.deadlines}, printed, own_forms)
    raise_problems(_unlawful(settings, said, year))
    return settings


def _unknown_forms(kind: Kind, said: KindParameters, year: int) -> Iterator[Problem]:
    """Yield the forms named for all agencies or for one that the kind has not."""
    named = {"form": said.form} | {f"forms·{agency}": version for agency, version in said.forms.items()}
    fix = f"现有格式：{'、'.join(kind.forms)}"
    for key, version in named.items():
        if version and version not in kind.forms:
            place = (f"params/{year}.yaml", None, "", f"kinds·{kind.id}·{key}", version)
            yield Problem("没有这个版本的报告格式", *place, fix=fix)


def _unlawful(settings: Settings, said: KindParameters, year: int) -> Iterator[Problem]:
    """Yield every day that differs from the statute's otherwise than a deadline that ends earlier."""
    kind, first_last = settings.kind, settings.kind.statutory_period(year)
    params, own = f"params/{year}.yaml", kind.shown_path("kind.yaml")
    if settings.period != first_last:
        what = f"统计期限由规定写定，为 {first_last[0]} 至 {first_last[1]}"
        value = f"{settings.period[0]} 至 {settings.period[1]}"
        yield Problem(what, params if said.period else own, column="period", value=value, fix="请删去这一项")
    allowed = kind.statutory_deadlines(year)
    for level, day in settings.deadlines.items():
        place = (params if level in said.deadlines else own, None, "", f"deadlines·{level}", day.isoformat())
        if allowed and level not in allowed:
            yield Problem("规定里没有这一级的期限", *place, fix=f"可以写：{'、'.join(allowed)}")
        elif level in allowed and day > allowed[level]:
            yield Problem(f"晚于规定的期限 {allowed[level]}", *place, fix="可以提前，不能推迟")
        elif day <= settings.period[1]:
            yield Problem(f"在统计期限（到 {settings.period[1]}）之内", *place, fix="请写统计期限结束以后的日期")
