"""The arguments and options several commands share, and what they mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from report_helpers.facts.identifiers import ReportId, read_year
from report_helpers.files.documents import PLAIN_NUMBER
from report_helpers.forms.kind import DEFAULT_KIND, kind_ids, load_kind
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from report_helpers.forms.kind import Kind
    from report_helpers.sources.workspace import Workspace


class _Plain:
    """Numbers as settings have them: digits, no 1_000, +5 or full-width ones."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401  click's
        """Return what click makes of a plain number."""
        if isinstance(value, str) and not PLAIN_NUMBER.fullmatch(value):
            raise click.BadParameter(value, ctx, param)
        return super().convert(value, param, ctx)  # type: ignore[misc]


class WholeNumber(_Plain, click.IntRange):
    """A whole number on the command line."""


class Amount(_Plain, click.FloatRange):
    """A number on the command line that need not be whole."""


workspace_option = click.option(
    "--workspace",
    "-w",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="工作区文件夹；不写时从当前文件夹向上查找",
)
kind_option = click.option("--kind", metavar="报告种类", help="只做这一种；不写时做有数据的各种")
one_kind_option = click.option("--kind", default=DEFAULT_KIND, metavar="报告种类", help="哪一种报告")
report_argument = click.argument("report", metavar="机关代号@年份")


def report_id_of(text: str, workspace: Workspace) -> ReportId:
    """Return the report meant by *text*; `@2023` is the year's default agency, and its kind need not be named."""
    kind, _, rest = text.rpartition("/")
    if rest.startswith("@"):
        number = read_year(rest[1:])
        return workspace.report(workspace.parameters(number).default_agency, number, kind)
    found = ReportId.parse(text)
    return workspace.report(found.agency, found.year, found.kind)


def kind_named(kind: str, workspace: Path | None) -> Kind:
    """Return the kind called *kind*: a shipped one as it is where no workspace is named, else with what that adds."""
    return load_kind(kind, find_workspace(workspace).root if workspace or kind not in kind_ids() else None)
