"""Reviewing and publishing: sign, status, waive, publish."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from report_helpers.checks import catalogue, check, rules_for
from report_helpers.cli.console import complain, err, say
from report_helpers.cli.options import report_argument, report_id_of, today, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, ReportError
from report_helpers.facts import ReportId, Waiver, read_year
from report_helpers.signoff import PART_WORDS, STAGES, Reviewer, default_key, sign_stage, stages_of
from report_helpers.sources import WAIVERS, find_workspace, with_waiver

if TYPE_CHECKING:
    from report_helpers.checks import Finding
    from report_helpers.facts import Report
    from report_helpers.signoff import Stage
    from report_helpers.sources import Workspace

OTHER_REASON = "other"


@click.command("sign")
@report_argument
@workspace_option
@click.option("--stage", required=True, type=click.Choice(STAGES), help="审级")
@click.option("--by", required=True, metavar="姓名", help="签名人，须在 params/allowed_signers 名单里")
@click.option("--key", type=click.Path(path_type=Path), help="SSH 私钥；不写时用 ~/.ssh 里的")
def sign_command(report: str, workspace: Path | None, stage: str, by: str, key: Path | None) -> ExitCode:
    """用本人的 SSH 密钥签名：各部分文字、各表数据和豁免。"""
    from report_helpers.releases.current import require_current  # noqa: PLC0415  brings nbconvert along

    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    loaded = place.load(report_id)
    require_current(place, report_id)
    key = key or default_key(Path.home())
    if key is None:
        raise InputError(Problem("找不到 SSH 密钥", fix="请用 ssh-keygen -t ed25519 生成，或用 --key 指明"))
    path = sign_stage(loaded, place.root, stage, Reviewer(by, key, today()))
    say(f"{by}已完成{stage}：{path.relative_to(place.root)}")
    _show_stages(stages_of(loaded, place.root))
    return ExitCode.DONE


@click.command("status")
@click.argument("what", metavar="机关代号@年份或年份")
@workspace_option
def status_command(what: str, workspace: Path | None) -> ExitCode:
    """报告走到哪一步：每一审签了没有，签名后改了哪里。"""
    place = find_workspace(workspace)
    if "@" in what:
        report_id = report_id_of(what, place)
        return _show_status(place, place.load(report_id))
    year, worst = read_year(what), ExitCode.DONE
    for agency in place.agencies(year):
        try:
            code = _show_status(place, place.load(ReportId(agency, year)), briefly=True)
        except ReportError as error:
            say(f"{agency}@{year}　输入有误", "red")
            code = complain(error)
        worst = max(worst, code)
    return worst


def _show_status(place: Workspace, report: Report, *, briefly: bool = False) -> ExitCode:
    stages = stages_of(report, place.root)
    published = "已公布" if place.release_folder(report.id).is_dir() else "未公布"
    built = "已生成" if place.report_folder(report.id).is_dir() else "未生成"
    brief = "　".join(f"{stage.stage}{_stage_word(stage)}" for stage in stages)
    say(f"{report.id}　{report.agency.name}　{built}　{brief}　{published}", "bold")
    if not briefly:
        _show_stages(stages)
    return ExitCode.DONE if all(stage.is_complete for stage in stages) else ExitCode.FINDINGS


def _stage_word(stage: Stage) -> str:
    if stage.is_complete:
        return f"✓{'、'.join(stage.signers)}"
    is_broken = stage.refused or any(part.state == "broken" for part in stage.parts)
    return "✗有改动" if is_broken else "—"


def _show_stages(stages: tuple[Stage, ...]) -> None:
    for stage in stages:
        signed = [part for part in stage.parts if part.state == "signed"]
        say(f"{stage.stage}　{'、'.join(stage.signers) or '未签'}（{len(signed)}/{len(stage.parts)} 部分有效）")
        for part in stage.parts:
            if part.state == "broken" or (part.state == "unsigned" and signed):
                who = f"（{part.by} {part.date} 所签）" if part.by else ""
                say(f"  {PART_WORDS[part.state]}　{part.title}{f'：{part.why}' if part.why else ''}{who}", "yellow")
        for sentence in stage.refused:
            say(f"  无效　{sentence}", "red")


@click.command("waive")
@report_argument
@workspace_option
@click.option("--rule", required=True, metavar="规则编号")
@click.option(
    "--cell", "cells", multiple=True, metavar="数据项", help="所涉数据项，可写多个；同一规则只有一个问题时可不写"
)
@click.option("--text", default="", metavar="原话", help="所涉正文里的几个字")
@click.option("--reason", required=True, metavar="理由代码", help="见 report rules；都不合适的写 other")
@click.option("--explanation", required=True, metavar="说明")
@click.option("--by", required=True, metavar="姓名")
@click.option("--until", required=True, metavar="日期", help="有效期至，如 2024-12-31")
def waive_command(report: str, workspace: Path | None, **given: Any) -> ExitCode:  # noqa: ANN401  click's own
    """豁免一个“提示”：写明理由、责任人和期限；所涉数字一变自动作废。"""
    place = find_workspace(workspace)
    loaded = place.load(report_id_of(report, place))
    finding = _waivable(loaded, given["rule"], given["cells"], given["text"])
    reasons = rules_for(loaded.kind, loaded.form)[finding.rule].reasons
    if given["reason"] not in {*reasons, OTHER_REASON}:
        known = "、".join(f"{code}（{text}）" for code, text in reasons.items())
        raise InputError(
            Problem("没有这个理由", column="--reason", value=given["reason"], fix=f"可用的有：{known}；other")
        )
    try:
        until = date.fromisoformat(given["until"])
    except ValueError:
        raise InputError(Problem("不是日期", column="--until", value=given["until"], fix="如 2024-12-31")) from None
    people = {name: given[name].strip() for name in ("explanation", "by")}
    if min(map(len, people.values())) < 2:  # noqa: PLR2004  a name has two characters
        raise InputError(Problem("说明和姓名都要写", column="--explanation、--by"))
    waiver = Waiver(
        finding.rule,
        finding.where,
        finding.sentence,
        given["reason"],
        people["explanation"],
        people["by"],
        until,
        finding.figures or {},
        "",
    )
    waiver = replace(waiver, fingerprint=waiver.sealed(finding.fingerprint))
    path = place.root / loaded.id.data_path / WAIVERS
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(with_waiver(text, waiver), encoding="utf-8", newline="\n")
    say(f"已写入 {path.relative_to(place.root)}：{finding.message}")
    return ExitCode.DONE


def _waivable(report: Report, rule: str, cells: tuple[str, ...], text: str) -> Finding:
    """Return the one soft finding that is meant."""
    if rule not in catalogue(report.kind):
        raise InputError(Problem("没有这条规则", column="--rule", value=rule, fix="规则编号见 report rules"))
    own = [finding for finding in check(report).findings if finding.rule == rule and finding.severity != "note"]
    meant = [f for f in own if set(cells) <= set(f.where) and text in f.sentence]
    if any(finding.severity == "error" for finding in meant):
        raise InputError(Problem("这是错误，不能豁免，必须改正", column="--rule", value=rule))
    if len(meant) != 1:
        listed = "；".join(f"{f.message}（--cell {' --cell '.join(f.where)}）" if f.where else f.message for f in own)
        what = "没有这样的提示" if not meant else f"有 {len(meant)} 个提示，不知道豁免哪一个"
        raise InputError(Problem(what, column="--rule", value=rule, fix=f"现有：{listed or '无'}"))
    return meant[0]


@click.command("publish")
@report_argument
@workspace_option
@click.option("--correction", default="", metavar="说明", help="再次公布时的更正说明")
@click.option("--by", default="", metavar="姓名", help="更正人")
def publish_command(report: str, workspace: Path | None, correction: str, by: str) -> ExitCode:
    """公布：三审齐全、没有错误、输入都已提交，才写入 releases/。"""
    from report_helpers.releases.publish import Correction, publish  # noqa: PLC0415  brings nbconvert along

    if bool(correction.strip()) != bool(by.strip()):
        raise InputError(Problem("更正说明和更正人要一起写", column="--correction、--by"))
    place = find_workspace(workspace)
    given = Correction(correction.strip(), by.strip()) if correction.strip() else None
    with err.status("公布 …"):
        folder = publish(place, report_id_of(report, place), today(), given)
    say(f"已公布 {folder.relative_to(place.root)}，请提交到 git")
    return ExitCode.DONE
