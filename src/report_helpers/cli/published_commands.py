"""Published reports: import-published and audit."""

from __future__ import annotations

from pathlib import Path

import click

from report_helpers.cli.console import err, say, say_lines
from report_helpers.cli.options import kind_named, one_kind_option, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem, visible
from report_helpers.files.plain_files import write_whole


@click.command("import-published")
@click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), help="把各表和出处写到这个新文件夹；多个文件时各写一个子文件夹"
)
@one_kind_option
@workspace_option
def import_published_command(
    files: tuple[Path, ...], output: Path | None, kind: str, workspace: Path | None
) -> ExitCode:
    """读入已公布的报告（HTML、DOCX、PDF、TXT、Markdown），逐格列出数值和出处。

    读不准的格留空并列出可能的读法，从不猜测。有一个文件无法读取，就什么也不写，退出码 2。
    """
    from report_helpers.published.importing import import_files  # noqa: PLC0415  imports lxml

    say_lines(import_files(files, output, kind_named(kind, workspace)))
    return ExitCode.DONE


@click.command("audit")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="把问题写成 CSV")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="把结果写成一个网页")
@one_kind_option
@workspace_option
def audit_command(
    files: tuple[str, ...], csv_path: Path | None, html_path: Path | None, kind: str, workspace: Path | None
) -> ExitCode:
    """审阅已公布的报告：读入后按全部规则校验，同一机关相邻两年的自动衔接。

    可以写文件、文件夹或通配符。退出码：0 没有错误，1 有错误，2 有文件无法读取（其余照样审阅）。
    """
    from report_helpers.published.audit_views import UNREAD, audit_csv, audit_html, audit_lines  # noqa: PLC0415
    from report_helpers.published.auditing import audit_files  # noqa: PLC0415
    from report_helpers.published.page_reader import find_files  # noqa: PLC0415

    for path in (csv_path, html_path):
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise InputError(Problem("不能写到这里", str(path), fix="请写一个文件名，所在的文件夹要已经存在"))
    found, known = find_files(files), kind_named(kind, workspace)
    with err.status("审阅 …") as status:
        audit = audit_files(found, known, lambda name: status.update(f"审阅 {visible(name)} …"))
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
    return ExitCode.FINDINGS if audit.has_errors else ExitCode.DONE
