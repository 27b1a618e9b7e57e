"""The text of a report from a draft: import-text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from report_helpers.cli.console import chosen, confirmed, say, say_all
from report_helpers.cli.help import Command
from report_helpers.cli.options import report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from report_helpers.drafts.importing import DraftImport


@click.command("import-text", cls=Command)
@click.argument("file", metavar="草稿", type=click.Path(path_type=Path))
@report_argument
@click.option("--yes", is_flag=True, help="不再询问，直接写入（供脚本使用）；有几种读法的数字照原文写")
@click.option("--facts", is_flag=True, help="没有出处的数字登记到 facts.csv，也写成占位符")
@workspace_option
def import_text_command(file: Path, report: str, workspace: Path | None, *, yes: bool, facts: bool) -> ExitCode:
    """导入正文草稿（Word、文本、网页等）：按规定的标题分段，数字写成占位符，确认后写入。

    能读 DOCX、TXT、Markdown 和已公布的 HTML、PDF，写入 narrative.md。
    只有一种读法的数字才写成占位符，先逐句列出原文和改后。还有数字待定、不符或没有出处时退出码 1。
    """
    from report_helpers.drafts.importing import preview, read_import, save, with_new_figures  # noqa: PLC0415

    place = find_workspace(workspace)
    found = read_import(place, report_id_of(report, place), file)
    if not yes and sys.stdin is not None and sys.stdin.isatty():
        found = _asked(found)
    if facts:
        found = with_new_figures(found)
    code = say_all(preview(place, found))
    if not yes and not confirmed():
        return ExitCode.INPUT
    for path in save(place, found):
        say(f"已写入 {path.relative_to(place.root)}")
    return code


def _asked(found: DraftImport) -> DraftImport:
    """Ask a person which of several readings each open figure is; none keeps it as typed."""
    from report_helpers.drafts.importing import with_chosen  # noqa: PLC0415

    meant = {}
    for number, figure in found.open_figures():
        say(f"{figure.passage.place}：{figure.sentence}")
        others = f"（也可能是 {'、'.join(figure.readings)}）" if figure.readings else ""
        say(f"“{figure.text}”是哪一个数字？0 照原文写{others}")
        for count, (name, one) in enumerate(figure.choices, 1):
            say(f"{count} {name} {one.source}")
        answer = int(chosen("编号 [0]", [str(count) for count in range(len(figure.choices) + 1)]))
        if answer:
            meant[number, figure.start] = figure.choices[answer - 1][1]
    return with_chosen(found, meant)
