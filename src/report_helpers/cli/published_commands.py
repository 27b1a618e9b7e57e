"""Published reports: import-published and audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from report_helpers.cli.console import confirmed, err, say, say_all, say_lines
from report_helpers.cli.help import Command
from report_helpers.cli.options import kind_named, one_kind_option, report_id_of, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, visible
from report_helpers.facts.identifiers import read_year
from report_helpers.files.plain_files import require_place, write_whole
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from report_helpers.sources.workspace import Workspace

LEAST_BY = 2  # characters of a person's name
_agency_option = click.option("--agency", default="", metavar="机关全称", help="文件没有写明机关时，是哪个机关的")
_year_option = click.option(
    "--year",
    callback=lambda _context, _option, typed: read_year(typed) if typed else 0,
    metavar="年份",
    help="文件没有写明年份时，是哪一年的",
)


@click.command("import-published", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))
@click.option(
    "--output",
    metavar="文件夹",
    type=click.Path(path_type=Path),
    help="把各表和出处写到这个新文件夹；多个文件时各写一个子文件夹",
)
@click.option("--into", metavar="机关代号@年份", help="写进工作区，作为这一年的外部公布件（表、正文、source.yaml）")
@click.option("--by", default="", metavar="姓名", help="与 --into 同用：导入人，记入 source.yaml")
@click.option("--cells", is_flag=True, help="逐格列出数值和出处")
@click.option("--yes", is_flag=True, help="与 --into 同用：不再询问，直接写入（供脚本使用）")
@click.option("--blank", is_flag=True, help="与 --into 同用：同意把已有的数字改为空白")
@_agency_option
@_year_option
@one_kind_option
@workspace_option
def import_published_command(  # noqa: PLR0913  one argument an option
    files: tuple[Path, ...],
    output: Path | None,
    kind: str,
    workspace: Path | None,
    *,
    into: str | None,
    by: str,
    cells: bool,
    yes: bool,
    blank: bool,
    agency: str,
    year: int,
) -> ExitCode:
    """读入已公布的报告（网页、Word、PDF 等），列出读到、读不准的；--into 写进工作区。

    能读 HTML、DOCX、PDF、TXT、Markdown；不认识的行也列出。
    读不准的格留空并列出可能的读法，从不猜测。有一个文件无法读取，就什么也不写，退出码 2；
    有读不准或没有找到的格，退出码 1。
    """
    from report_helpers.published.importing import import_files  # noqa: PLC0415  imports lxml

    if into is None:
        used = "、".join(name for name, given in (("--by", by), ("--yes", yes), ("--blank", blank)) if given)
        if used:
            raise InputError(Problem("只能与 --into 同用", value=used, fix="请加上 --into 机关代号@年份"))
        return say_all(import_files(files, output, kind_named(kind, workspace), cells=cells, otherwise=(agency, year)))
    if agency or year:
        fix = "机关和年份由 --into 写明，请去掉 --agency、--year"
        raise InputError(Problem("不能与 --into 同用", value=agency or str(year), fix=fix))
    if len(files) > 1 or output is not None:
        raise InputError(Problem("一次只导入一个文件，也不能同时写 --output", column="--into", fix="请逐个导入"))
    place = find_workspace(workspace)
    return _bring_in(place, into, files[0], by.strip(), (cells, yes, blank))


def _bring_in(place: Workspace, into: str, path: Path, by: str, flags: tuple[bool, bool, bool]) -> ExitCode:
    """Show what a published file makes of a year, ask, and write it; *flags* are --cells, --yes, --blank."""
    from report_helpers.scaffold.published_years import preview, read_published_year, save, year_named  # noqa: PLC0415

    cells, yes, blank = flags
    if len(by) < LEAST_BY:
        what = "姓名没有写全" if by else "没有写明由谁导入"
        raise InputError(Problem(what, column="--by", value=by or None, fix="请写 --by 姓名，记入 source.yaml"))
    report = report_id_of(into, place) if "/@" in f"/{into}" else year_named(place, into)
    found = read_published_year(place, report, path, by)
    code = say_all(preview(found, cells=cells))
    if found.blanked and not blank:
        what = f"有 {len(found.blanked)} 个已有的数字将改为空白（见上面的改动），没有写入"
        raise InputError(Problem(what, path.name, fix="请核对文件；确要改为空白的加 --blank"))
    if not yes and not confirmed():
        return ExitCode.INPUT
    for written in save(place, found):
        say(f"已写入 {written.relative_to(place.root)}")
    kind = f" --kind {report.kind}" if report.kind else ""
    say(f"下一步：report new year {report.year + 1} --agency {report.agency}{kind}（已建立的不用）")
    return code


@click.command("audit", cls=Command)
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--csv", "csv_path", metavar="文件.csv", type=click.Path(path_type=Path), help="把问题写成 CSV")
@click.option("--html", "html_path", metavar="文件.html", type=click.Path(path_type=Path), help="把结果写成一个网页")
@_agency_option
@_year_option
@one_kind_option
@workspace_option
def audit_command(  # noqa: PLR0913  one argument an option
    files: tuple[str, ...],
    csv_path: Path | None,
    html_path: Path | None,
    kind: str,
    workspace: Path | None,
    *,
    agency: str,
    year: int,
) -> ExitCode:
    """审阅已公布的报告：读入后按全部规则校验，同一机关相邻两年的自动衔接。

    可以写文件、文件夹或通配符。退出码：0 没有错误，1 有错误、读不准或没有找到的格，
    2 有文件无法读取（其余照样审阅）。标题没有写机关或年份的，用 --agency、--year 写明。
    """
    from report_helpers.published.audit_views import UNREAD, audit_csv, audit_html, audit_lines  # noqa: PLC0415
    from report_helpers.published.auditing import audit_files  # noqa: PLC0415
    from report_helpers.published.page_reader import find_files  # noqa: PLC0415

    for path, ending in ((csv_path, ".csv"), (html_path, ".html")):
        if path is not None:
            require_place(path, ending, f"--{ending[1:]}")
    found, known = find_files(files), kind_named(kind, workspace)
    with err.status("审阅 …") as status:
        audit = audit_files(found, known, lambda name: status.update(f"审阅 {visible(name)} …"), (agency, year))
    say_lines(audit_lines(audit))
    for sentence in (sentence for file in audit.unread for sentence in file.problems):
        err.print(f"{UNREAD}　{sentence}", style="red")
    for path, content in ((csv_path, audit_csv), (html_path, audit_html)):
        if path is not None:
            made = content(audit)
            write_whole(path, made if isinstance(made, bytes) else made.encode(), "写文件")
            say(f"已写 {path}")
    if audit.unread:
        return ExitCode.INPUT
    return ExitCode.FINDINGS if audit.has_errors or audit.is_open else ExitCode.DONE
