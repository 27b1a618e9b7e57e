"""Starting: a workspace, an agency, a reporting year."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from report_helpers.cli.console import say
from report_helpers.cli.help import Group
from report_helpers.cli.options import workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, visible
from report_helpers.facts.identifiers import read_year
from report_helpers.files.clock import today
from report_helpers.scaffold.agencies import CODES, QUESTIONS, new_agency, require_new
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.group("new", cls=Group)
def new_command() -> None:
    """新建工作区、机关或报告年度；已有的文件从不覆盖。"""


@new_command.command("workspace")
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
@click.option("--year", metavar="年份", help="第一个报告年度；不写时为上一年")
def workspace_command(folder: Path, year: str | None) -> ExitCode:
    """在空文件夹里新建工作区：参数、notebook、Makefile、CI 配置和本机关的说明。"""
    from report_helpers.scaffold.workspaces import new_workspace  # noqa: PLC0415

    _say_written(path.relative_to(folder) for path in new_workspace(folder, read_year(year or str(today().year - 1))))
    say("下一步：进入这个文件夹，运行 git init（签名和公布都要用 git），再运行 report new agency 机关代号")
    return ExitCode.DONE


@new_command.command("agency")
@click.argument("slug", metavar="机关代号")
@workspace_option
@click.option("--name", metavar="名称", help=QUESTIONS["name"])
@click.option("--short", metavar="自称", help=QUESTIONS["short"])
@click.option("--level", metavar="代码", help=QUESTIONS["level"])
@click.option("--type", "type_", metavar="代码", help=QUESTIONS["type"])
@click.option("--parent", metavar="名称", help=QUESTIONS["parent"])
def agency_command(slug: str, workspace: Path | None, type_: str | None, **said: str | None) -> ExitCode:
    """新建机关：写 data/<机关代号>/agency.yaml。没有写的选项在终端里逐项询问。"""
    place, given = find_workspace(workspace), {**said, "type": type_}
    require_new(place, slug)
    missing = [name for name in QUESTIONS if given.get(name) is None]
    if missing and not (sys.stdin and sys.stdin.isatty()):
        options = "、".join(f"--{name}" for name in missing)
        raise InputError(Problem("缺少机关情况", value=slug, fix=f"请写明 {options}，或在终端里运行，逐项回答"))
    given |= {name: _asked(name) for name in missing}
    answers = {name: str(given[name]) for name in QUESTIONS}
    _say_written(path.relative_to(place.root) for path in new_agency(place, slug, answers))
    say(f"下一步：report new year 年份 --agency {slug}")
    return ExitCode.DONE


def _asked(name: str) -> str:
    """Ask for one thing about an agency until the answer may stand; what a code means is as good as the code."""
    while True:
        typed: str = click.prompt(QUESTIONS[name], default="" if name == "parent" else None, show_default=False).strip()
        codes = CODES.get(name, {typed: typed})
        code = next((code for code, meaning in codes.items() if typed in {code, meaning}), None)
        if code is not None:
            return code
        say(f"“{visible(typed)}”不在其中，请输入 {'、'.join(codes)}", "yellow")


@new_command.command("year")
@click.argument("year", metavar="年份")
@workspace_option
@click.option("--agency", "agencies", multiple=True, metavar="机关代号", help="为这些机关，可写多个")
@click.option("--all", "for_all", is_flag=True, help="为编制这种报告、还没有这个年度的所有机关")
@click.option("--kind", default="", metavar="报告种类", help="哪一种报告；不写时为默认的种类")
def year_command(year: str, workspace: Path | None, agencies: tuple[str, ...], kind: str, *, for_all: bool) -> ExitCode:
    """新建报告年度：参数、各表（上年结转已填，其余空白）、上年用过的正文数字和待写的正文。"""
    from report_helpers.scaffold.years import new_year, starting_parameters  # noqa: PLC0415
    from report_helpers.sources.standing import agencies_for  # noqa: PLC0415

    place, number = find_workspace(workspace), read_year(year)
    known = agencies_for(place, "" if kind == starting_parameters(place, number)[0].default_kind else kind)
    if for_all == bool(agencies) and len(known) > 1:
        fix = "请写 --agency 机关代号，或写 --all"
        raise InputError(Problem("没有写明为哪些机关新建，或同时写了两种", column="年份", value=year, fix=fix))
    chosen = known if for_all else agencies or known
    made = new_year(place, number, chosen, kind, skip=for_all)
    _say_written(made.files)
    if made.kept:
        say(f"已有这个年度、没有改动的：{'、'.join(made.kept)}")
    agency = f"{kind}/" * bool(kind) + (chosen[0] if len(chosen) == 1 else "机关代号")
    several = f"template-all {year}" + f" --kind {kind}" * bool(kind)
    handing_out = f"template {agency}@{year}" if len(chosen) == 1 else several
    say(f"下一步：report {handing_out} 导出填报工作簿（或直接填写各表），写好 narrative.md 里的“待填”")
    say(f"写好以后：report check {agency}@{year}")
    return ExitCode.DONE


def _say_written(paths: Iterable[str | Path]) -> None:
    for path in paths:
        say(f"已写　{path}")
