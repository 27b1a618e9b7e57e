"""Looking things up: rules, explain, diff."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from report_helpers.checks.checking import check
from report_helpers.checks.explaining import explain
from report_helpers.checks.finding import RESULT_WORDS, SEVERITY_WORDS
from report_helpers.checks.rule_catalogue import catalogue
from report_helpers.cli.console import out, say, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import kind_named, one_kind_option, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts.identifiers import YEAR, ReportId, parse_fact_id, read_year
from report_helpers.files.plain_files import require_place, write_whole
from report_helpers.forms.kind import kind_ids, load_kind
from report_helpers.sources.standing import standing_of
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.checks.finding import RuleResult

PUBLISHED = ":published"


@click.command("rules", cls=Command)
@click.argument("rule", required=False, metavar="[规则编号]")
@one_kind_option
@workspace_option
@click.option("--for", "report", metavar="机关代号@年份", help="另列出每条规则在这份报告里的结果，含不适用")
def rules_command(rule: str | None, kind: str, workspace: Path | None, report: str | None) -> ExitCode:
    """列出全部校验规则：编号、内容、级别、依据、豁免理由代码。"""
    results: Mapping[str, RuleResult] = {}
    if report:
        place = find_workspace(workspace)
        loaded = place.load(report_id_of(report, place))
        known, results = catalogue(loaded.kind), check(loaded).rules
    else:
        known = catalogue(kind_named(kind, workspace))
    if rule is not None and rule not in known:
        raise InputError(Problem("没有这条规则", value=rule, fix=f"规则有：{'、'.join(known)}"))
    table = Table(show_lines=True)
    for name in ("编号", "内容", "级别", "允差", "依据", "豁免理由代码", *(["结果"] if report else [])):
        table.add_column(name, overflow="fold")
    for item in [known[rule]] if rule else known.values():
        reasons = "；".join(f"{code} {text}" for code, text in item.reasons.items())
        clause = item.clause.replace("{notice}", "年度报告格式") or "年度报告格式"
        severity = SEVERITY_WORDS[item.severity]
        result = [RESULT_WORDS[results[item.id]]] if report else []
        table.add_row(item.id, item.title, severity, f"{item.tolerance}", clause, reasons or "不得豁免", *result)
    out.print(table)
    return ExitCode.DONE


@click.command("list", cls=Command)
@click.argument("year", required=False, metavar="[年份]")
@workspace_option
def list_command(year: str | None, workspace: Path | None) -> ExitCode:
    """列出有数据的报告：机关、生成了没有、公布了没有；外部公布件另行注明。"""
    place, code = find_workspace(workspace), ExitCode.DONE
    folders = (path.name for path in place.root.glob("data/*/**/") if path.is_dir())
    known = sorted({int(name) for name in folders if YEAR.fullmatch(name)})
    for number in [read_year(year)] if year else known:
        for kind in place.kinds(number):
            for agency in place.agencies(number, kind):
                report = ReportId(agency, number, kind)
                standing = standing_of(place, report)
                built = "已生成" if place.report_folder(report).is_dir() else "未生成"
                words = [
                    place.agency(agency).name,
                    *([] if standing.state == "外部公布件" else [built]),
                    standing.words,
                ]
                say("　".join([str(report), *words]))
                for problem in standing.problems:
                    say(f"  公布件　{problem.sentence()}", "red")
                    code = ExitCode.FINDINGS
    return code


@click.command("explain", cls=Command)
@click.argument("fact", metavar="机关代号@年份/数据项")
@workspace_option
def explain_command(fact: str, workspace: Path | None) -> ExitCode:
    """说明一个数字：数值、出自哪个文件哪一行、上年数、哪些规则核过它。"""
    place = find_workspace(workspace)
    report_id, fact_id = parse_fact_id(fact)
    say_lines(explain(place.load(place.report(report_id.agency, report_id.year, report_id.kind)), fact_id))
    return ExitCode.DONE


@click.command("diff", cls=Command)
@click.argument("old", metavar="前一份")
@click.argument("new", metavar="后一份")
@workspace_option
@click.option("--html", "page", metavar="文件.html", type=click.Path(path_type=Path), help="同时写成一个网页")
def diff_command(old: str, new: str, workspace: Path | None, page: Path | None) -> ExitCode:
    """比较两份报告的数字、文字和校验发现。

    写 机关代号@年份（已生成的）、机关代号@年份:published（已公布的），或报告文件夹。
    """
    from report_helpers.releases.comparison import compare, read_to_compare  # noqa: PLC0415  imports nbconvert
    from report_helpers.releases.comparison_views import comparison_html, comparison_lines  # noqa: PLC0415

    if page is not None:
        require_place(page, ".html", "--html")
    before, after = (read_to_compare(_folder(item, workspace)) for item in (old, new))
    comparison = compare(before, after, old, new, _merged(before, after, workspace))
    for line in comparison_lines(comparison):
        say(line)
    if page is not None:
        write_whole(page, comparison_html(comparison).encode(), "写网页")
        say(f"已写入 {page}")
    return ExitCode.DONE if comparison.is_same else ExitCode.FINDINGS


def _merged(before: Mapping[str, Any], after: Mapping[str, Any], given: Path | None) -> Mapping[str, tuple[str, ...]]:
    """Return which cells of one form add up to one of another; nothing where no kind of both is known that says so."""
    if before["kind"] != after["kind"] or before["form"] == after["form"]:
        return {}
    try:
        root = find_workspace(given).root
    except InputError:  # two folders of reports are compared without a workspace
        root = None
    return load_kind(before["kind"], root).settings.merged if before["kind"] in kind_ids(root) else {}


def _folder(item: str, given: Path | None) -> Path:
    if "@" not in item or Path(item).exists():
        return Path(item)
    place = find_workspace(given)
    report_id = report_id_of(item.removesuffix(PUBLISHED), place)
    folder = place.release_folder(report_id) if item.endswith(PUBLISHED) else place.report_folder(report_id)
    if not folder.is_dir():
        fix = "请先生成或公布，或写报告文件夹"
        raise InputError(Problem("没有这份报告", value=item, fix=fix))
    return folder
