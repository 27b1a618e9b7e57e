"""The arguments and options several commands share, and what they mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from report_helpers.facts import ReportId, read_year

if TYPE_CHECKING:
    from datetime import date

    from report_helpers.sources import Workspace

_CHINA = timedelta(hours=8)
workspace_option = click.option(
    "--workspace", "-w", type=click.Path(path_type=Path), help="工作区文件夹；不写时从当前文件夹向上查找"
)
kind_option = click.option("--kind", metavar="报告种类", help="只做这一种；不写时做有数据的各种")
report_argument = click.argument("report", metavar="机关代号@年份")


def today() -> date:
    """Return the day in China, where reports are due, signed and published, wherever the machine stands."""
    return (datetime.now(UTC) + _CHINA).date()


def report_id_of(text: str, workspace: Workspace) -> ReportId:
    """Return the report meant by *text*; `@2023` is the year's default agency, and its kind need not be named."""
    kind, _, rest = text.rpartition("/")
    if rest.startswith("@"):
        number = read_year(rest[1:])
        return workspace.report(workspace.parameters(number).default_agency, number, kind)
    found = ReportId.parse(text)
    return workspace.report(found.agency, found.year, found.kind)
