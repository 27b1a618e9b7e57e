"""Published reports: import-published and audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from report_helpers.checks import SEVERITY_WORDS
from report_helpers.cli.console import SEVERITY_COLOURS, err, out, say
from report_helpers.errors import ExitCode, InputError, Problem, visible
from report_helpers.files.plain_files import write_whole

if TYPE_CHECKING:
    from report_helpers.published import Audit, Audited, Transcript

MAX_TEXT = 30


@click.command("import-published")
@click.argument("files", nargs=-1, required=True, metavar="文件…", type=click.Path(path_type=Path))
@click.option(
    "--output", type=click.Path(path_type=Path), help="把三张表和出处写到这个新文件夹；多个文件时各写一个子文件夹"
)
def import_published_command(files: tuple[Path, ...], output: Path | None) -> ExitCode:
    """读入已公布的报告（HTML、DOCX、PDF、TXT、Markdown），逐格列出数值和出处。

    读不准的格留空并列出可能的读法，从不猜测。有一个文件读不出，就什么也不写，退出码 2。
    """
    from report_helpers.published import refuse_used, transcribe, write_transcript  # noqa: PLC0415  lxml

    transcripts: list[Transcript] = []
    problems: list[Problem] = []
    if output is not None:
        refuse_used(output)
    for path in files:
        try:
            transcripts.append(transcribe(path, str(path)))
        except InputError as error:
            problems += error.problems
    for transcript in transcripts:
        _show_transcript(transcript)
    if problems:
        raise InputError(problems)
    if output is not None:
        for folder, transcript in zip(_folders(output, files), transcripts, strict=True):
            for path in write_transcript(folder, transcript):
                say(f"已写 {path}")
    return ExitCode.DONE


def _folders(output: Path, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return where each file's tables go; InputError where two files would share a folder."""
    if len(files) == 1:
        return (output,)
    names = [path.stem for path in files]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        fix = "请分别导入"
        raise InputError(Problem("有两个文件同名，会写到同一个文件夹", str(output / twice), column="--output", fix=fix))
    return tuple(output / name for name in names)


def _show_transcript(transcript: Transcript) -> None:
    from report_helpers.published import READING_WORDS  # noqa: PLC0415

    whose = f"{transcript.agency or '（看不出机关）'} {transcript.year or '（看不出年份）'} 年"
    say(f"{transcript.file}　{whose}　{transcript.form.version} 年格式", "bold")
    table = Table()
    for name in ("数据项", "名称", "数值", "状态", "出处"):
        table.add_column(name, overflow="fold")
    for reading in transcript.readings.values():
        status = "读不准" if reading.is_refused else READING_WORDS[reading.status]
        text = reading.text if reading.text != reading.printed else ""
        shown = f"（“{visible(text[:MAX_TEXT])}”）" if text else ""
        table.add_row(reading.cell, reading.label, reading.printed, status, f"{reading.place}{shown}")
    out.print(table)
    seen = set()
    for reading in transcript.refused:
        if (reading.place, reading.text) not in seen:
            seen.add((reading.place, reading.text))
            fitting = f"可能的读法：{'；'.join(reading.candidates)}" if reading.candidates else "请对照原文"
            say(f"读不准　{reading.place}“{visible(reading.text)}”：{reading.why}。{fitting}。", "yellow")
    for remark in transcript.remarks:
        say(f"说明　{remark}。", "yellow")


@click.command("audit")
@click.argument("files", nargs=-1, required=True, metavar="文件…")
@click.option("--csv", "csv_path", type=click.Path(path_type=Path), help="把问题写成 CSV")
@click.option("--html", "html_path", type=click.Path(path_type=Path), help="把结果写成一个网页")
def audit_command(files: tuple[str, ...], csv_path: Path | None, html_path: Path | None) -> ExitCode:
    """审阅已公布的报告：读入后按全部规则校验，同一机关相邻两年的自动衔接。

    可以写文件、文件夹或通配符。退出码：0 没有错误，1 有错误，2 有文件读不出（其余照样审阅）。
    """
    from report_helpers.published import audit_csv, audit_files, audit_html, find_files  # noqa: PLC0415

    for path in (csv_path, html_path):
        if path is not None and (path.is_dir() or not path.parent.is_dir()):
            raise InputError(Problem("不能写到这里", str(path), fix="请写一个文件名，所在的文件夹要已经存在"))
    found = find_files(files)
    with err.status("审阅 …") as status:
        audit = audit_files(found, lambda name: status.update(f"审阅 {visible(name)} …"))
    _show_audit(audit)
    for path, content in ((csv_path, audit_csv), (html_path, audit_html)):
        if path is not None:
            made = content(audit)
            write_whole(path, made if isinstance(made, bytes) else made.encode(), "写文件")
            say(f"已写 {path}")
    if audit.unread:
        return ExitCode.INPUT
    return ExitCode.FINDINGS if audit.has_errors else ExitCode.DONE


def _show_audit(audit: Audit) -> None:
    for file in audit.files:
        say(f"{file.name}　{_counts(file)}", "bold")
        for remark in file.remarks:
            say(f"　　{remark}")
    for file, finding in audit.findings():
        whose = f"{file.name}　" if len(audit.files) > 1 else ""
        word = SEVERITY_WORDS[finding.severity]
        place = f"（{finding.origin}）" if finding.origin else ""
        line = f"{word}　{whose}{finding.rule} {finding.message}{place}。{finding.fix}。"
        say(line, SEVERITY_COLOURS[finding.severity])
    for file in audit.unread:
        for sentence in file.problems:
            err.print(f"读不出　{sentence}", style="red", markup=False)


def _counts(file: Audited) -> str:
    if file.problems:
        return "读不出"
    counts = "、".join(f"{word} {file.count(s)}" for s, word in SEVERITY_WORDS.items())
    return f"{file.file}　{counts}"
