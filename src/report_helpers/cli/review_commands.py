"""Reviewing and publishing: sign, status, waive, publish."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from report_helpers.cli.console import complain, err, say, say_all, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import WholeNumber, report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, ReportError
from report_helpers.facts.identifiers import ReportId, read_year
from report_helpers.files.clock import today
from report_helpers.signatures.ssh import default_key
from report_helpers.signatures.statement import STAGES, StageName
from report_helpers.signoff.signing import Reviewer, require_commit, sign_stage
from report_helpers.signoff.state import stage_lines, stages_of, status
from report_helpers.sources.public_cells import has_public_cells
from report_helpers.sources.release import release_path
from report_helpers.sources.release_contents import PUBLIC
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from report_helpers.facts.report import Report
    from report_helpers.sources.workspace import Workspace


def _as_seen(place: Workspace, report: Report) -> Report:
    """Return the report as its reviewers see it: with the public cells of its notebook, where it has any."""
    if not has_public_cells(place.notebook_of(report.kind, report.id)):
        return report
    from report_helpers.runs.own_cells import with_standing_own  # noqa: PLC0415  imports nbconvert

    return with_standing_own(place, report)


@click.command("sign", cls=Command)
@report_argument
@workspace_option
@click.option("--stage", required=True, type=click.Choice(STAGES), help="审级")
@click.option("--by", required=True, metavar="姓名", help="签名人，须在 params/allowed_signers 名单里")
@click.option("--key", metavar="文件", type=click.Path(path_type=Path), help="SSH 私钥；不写时用 ~/.ssh 里的")
def sign_command(report: str, workspace: Path | None, stage: StageName, by: str, key: Path | None) -> ExitCode:
    """用本人的 SSH 密钥签名：各部分文字、各表数据和豁免。"""
    from report_helpers.runs.manifest import require_current  # noqa: PLC0415  imports nbconvert

    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    loaded = place.load(report_id)
    require_current(place, report_id)
    require_commit(place.root)
    loaded = _as_seen(place, loaded)
    key = key or default_key(Path.home())
    if key is None:
        raise InputError(Problem("找不到 SSH 密钥", fix="请用 ssh-keygen -t ed25519 生成，或用 --key 指明"))
    path = sign_stage(loaded, place.root, stage, Reviewer(by, key, today()))
    say(f"{by}已完成{stage}：{path.relative_to(place.root)}")
    say_lines(stage_lines(stages_of(loaded, place.root)))
    return ExitCode.DONE


@click.command("status", cls=Command)
@click.argument("what", metavar="机关代号@年份或年份")
@workspace_option
def status_command(what: str, workspace: Path | None) -> ExitCode:
    """报告走到哪一步：每一审签了没有，签名后改了哪里。"""
    place = find_workspace(workspace)
    if "@" in what:
        return say_all(status(place, _as_seen(place, place.load(report_id_of(what, place)))))
    kind, named, text = what.rpartition("/")
    year, worst = read_year(text), ExitCode.DONE
    for one in (place.kind_named(kind, year),) if named else place.kinds(year):
        for report_id in (ReportId(agency, year, one) for agency in place.agencies(year, one)):
            try:
                code = say_all(status(place, _as_seen(place, place.load(report_id)), briefly=True))
            except ReportError as error:
                say(f"{report_id}　输入有误", "red")
                code = complain(error)
            worst = max(worst, code)
    return worst


@click.command("waive", cls=Command)
@report_argument
@workspace_option
@click.option("--list", "listed", is_flag=True, help="列出现有的豁免，各有编号")
@click.option("--renew", type=WholeNumber(), metavar="编号", help="按现在的数字延续一条豁免，写 --until 和 --by")
@click.option("--drop", "dropped", type=WholeNumber(), metavar="编号", help="删去一条豁免")
@click.option("--rule", default="", metavar="规则编号", help="豁免哪一条规则的提示，见 report check")
@click.option(
    "--cell", "cells", multiple=True, metavar="数据项", help="所涉数据项，可写多个；同一规则只有一个问题时可不写"
)
@click.option("--text", default="", metavar="原话", help="所涉正文里的几个字")
@click.option("--reason", default="", metavar="理由代码", help="见 report rules；都不合适的写 other")
@click.option("--explanation", default="", metavar="说明", help="为什么这样没有错，一句话")
@click.option("--by", default="", metavar="姓名", help="责任人")
@click.option("--until", default="", metavar="日期", help="有效期至，最长一年")
def waive_command(
    report: str,
    workspace: Path | None,
    *,
    listed: bool,
    renew: int | None,
    dropped: int | None,
    **given: Any,  # noqa: ANN401  click's own
) -> ExitCode:
    """豁免一个“提示”：写明理由、责任人和期限；所涉数字一变自动作废。另可列出、延续、删去。"""
    from report_helpers.signoff import waiving  # noqa: PLC0415  imports Great Expectations

    if sum((listed, renew is not None, dropped is not None, bool(given["rule"]))) != 1:
        fix = "请写 --rule 规则编号（豁免）、--list、--renew 编号、--drop 编号中的一个"
        raise InputError(Problem("没有写明要做什么，或同时写了几种", fix=fix))
    place = find_workspace(workspace)
    loaded, request = _as_seen(place, place.load(report_id_of(report, place))), waiving.WaiverRequest(**given)
    if listed:
        say_lines(waiving.list_waivers(loaded))
    elif renew is not None:
        say_lines([waiving.renew(place, loaded, renew, request)])
    elif dropped is not None:
        say_lines([waiving.drop(place, loaded, dropped)])
    else:
        say_lines([waiving.waive(place, loaded, request)])
    return ExitCode.DONE


@click.command("publish", cls=Command)
@report_argument
@workspace_option
@click.option("--correction", default="", metavar="说明", help="再次公布时的更正说明")
@click.option("--by", default="", metavar="姓名", help="更正人")
def publish_command(report: str, workspace: Path | None, correction: str, by: str) -> ExitCode:
    """公布：三审齐全、没有错误、输入都已提交，才写入 releases/。"""
    from report_helpers.releases.publish import publish  # noqa: PLC0415  imports nbconvert
    from report_helpers.sources.release import Correction  # noqa: PLC0415

    if bool(correction.strip()) != bool(by.strip()):
        raise InputError(Problem("更正说明和更正人要一起写", column="--correction、--by"))
    place = find_workspace(workspace)
    given = Correction(correction.strip(), by.strip()) if correction.strip() else None
    with err.status("公布 …"):
        report_id = report_id_of(report, place)
        release = publish(place, report_id, today(), given)
    say(f"已公布 {release_path(report_id)}，请提交到 git；公开的文件在 {PUBLIC}/")
    if release.is_late:
        say(f"晚于规定的公布日期 {release.due}，已记录", "yellow")
    return ExitCode.DONE
