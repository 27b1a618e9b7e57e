"""The fill-in workbook: handing out one or many, bringing one or a folder of them in."""

from __future__ import annotations

from pathlib import Path

import click

from report_helpers.cli.console import confirmed, say, say_all, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts.identifiers import read_year
from report_helpers.sources.workspace import Workspace, find_workspace


@click.command("template", cls=Command)
@report_argument
@workspace_option
@click.option(
    "--output",
    "-o",
    metavar="文件.xlsx",
    type=click.Path(path_type=Path),
    help="写到哪里；不写时为 机关代号-年份-填报表.xlsx",
)
@click.option("--force", is_flag=True, help="已有的文件也覆盖")
def template_command(report: str, workspace: Path | None, output: Path | None, force: bool) -> ExitCode:  # noqa: FBT001
    """导出填报工作簿（.xlsx）：各表、正文数字、备注、填写说明。已有的数字和上年结转先填好。"""
    from report_helpers.workbook.writing import file_name, hand_out  # noqa: PLC0415  imports XlsxWriter and openpyxl

    place = find_workspace(workspace)
    report_id = report_id_of(report, place)
    say_lines(hand_out(place, report_id, output or Path(file_name(report_id)), force=force))
    return ExitCode.DONE


@click.command("template-all", cls=Command)
@click.argument("year", metavar="年份")
@workspace_option
@click.option("--agency", "agencies", multiple=True, metavar="机关代号", help="只导出这些机关的，可写多个")
@click.option("--kind", default="", metavar="报告种类", help="哪一种报告；不写时为默认的种类")
@click.option(
    "--output", "-o", metavar="文件夹", type=click.Path(path_type=Path), help="写到哪个文件夹；不写时为 填报表-年份"
)
@click.option("--force", is_flag=True, help="已有的文件也覆盖")
def template_all_command(  # noqa: PLR0913  one parameter an option
    year: str, workspace: Path | None, agencies: tuple[str, ...], kind: str, output: Path | None, *, force: bool
) -> ExitCode:
    """导出所有机关的填报工作簿：每家一份，写进一个文件夹；由各单位汇总的上级不导出。"""
    from report_helpers.sources.standing import agencies_for  # noqa: PLC0415
    from report_helpers.workbook.many import hand_out_many  # noqa: PLC0415

    place, number = find_workspace(workspace), read_year(year)
    names = dict.fromkeys(agencies or agencies_for(place, place.kind_named(kind, number)))
    reports = [place.report(agency, number, kind) for agency in names]
    return say_all(hand_out_many(place, reports, output or Path(f"填报表-{number}"), force=force))


@click.command("import", cls=Command)
@click.argument("file", metavar="填好的工作簿.xlsx或文件夹", type=click.Path(path_type=Path))
@click.argument("report", required=False, metavar="[机关代号@年份]")
@workspace_option
@click.option("--yes", is_flag=True, help="不再询问，直接写入（供脚本使用）")
@click.option("--blank", is_flag=True, help="同意把已有的数字改为空白")
def import_command(file: Path, report: str | None, workspace: Path | None, *, yes: bool, blank: bool) -> ExitCode:
    """把填好的工作簿导入工作区：先列出改动、重新校验，确认后写入各表和 facts.csv。

    写了机关代号@年份的，工作簿须是这一份。写文件夹的，里面的工作簿一起列出、一次确认；不能导入的指明，其余照常。
    """
    place = find_workspace(workspace)
    if file.is_dir():
        return _import_folder(place, file, report, yes=yes, blank=blank)
    from report_helpers.workbook.importing import files_to_write, missing, preview, refuse_blanked, save  # noqa: PLC0415
    from report_helpers.workbook.reading import read_workbook  # noqa: PLC0415

    filled = read_workbook(place, file, report_id_of(report, place) if report else None)
    code = say_all(preview(place, filled, file.name))
    if not files_to_write(place, filled):
        return code
    if not blank:
        refuse_blanked(filled, file.name)
    if not yes and not confirmed():
        return ExitCode.INPUT
    for path in save(place, filled):
        say(f"已写入 {path.relative_to(place.root)}")
    say_lines(missing(place, filled.report))
    return code


def _import_folder(place: Workspace, folder: Path, report: str | None, *, yes: bool, blank: bool) -> ExitCode:
    """Bring the workbooks of a folder in: one preview, one question."""
    from report_helpers.workbook.many import preview_many, read_folder, save_many, writable  # noqa: PLC0415

    agency, _, year = (report or "").partition("@")
    if agency:
        fix = "文件夹里是多家的工作簿：请只写年份（@年份），或写一个文件"
        raise InputError(Problem("导入文件夹时不能写机关代号", value=report, fix=fix))
    batch = read_folder(place, folder, read_year(year) if year else None, blank=blank)
    code = say_all(preview_many(place, batch))
    if not writable(place, batch):
        return code
    if not yes and not confirmed():
        return ExitCode.INPUT
    return max(code, say_all(save_many(place, batch)))
