"""One report while it is written: preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from report_helpers.checks.finding import SEVERITY_WORDS, VERDICT_WORDS
from report_helpers.cli.console import say
from report_helpers.cli.help import Command
from report_helpers.cli.options import WholeNumber, report_argument, report_id_of, workspace_option
from report_helpers.errors import ExitCode
from report_helpers.quick_import import UNUSED_BY_A_BUILD, quick_import
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from report_helpers.outputs.pages.preview_page import View

LAST_PORT = 65535


@click.command("preview", cls=Command)
@report_argument
@workspace_option
@click.option("--port", metavar="端口", type=WholeNumber(1, LAST_PORT), help="不写时由系统选一个空闲的")
def preview_command(report: str, workspace: Path | None, port: int | None) -> ExitCode:
    """边写边看：文件一改，本机浏览器里的审核页和公布页随即更新。

    只有本机用印出的地址才能打开；不写任何文件，按 Ctrl-C 结束。
    """
    place = find_workspace(workspace)
    wanted = report_id_of(report, place)
    with quick_import(*UNUSED_BY_A_BUILD):  # seconds of imports
        from report_helpers.runs.preview.session import preview  # noqa: PLC0415

    preview(place, wanted, port or 0, lambda address: say(f"按 Ctrl-C 结束预览。在浏览器里打开：{address}"), _say_view)
    say("预览已结束。")
    return ExitCode.DONE


def _say_view(view: View) -> None:
    """Print what came of a build: a line with verdict and counts, or why there is none."""
    for sentence in view.wrong:
        say(sentence, "red")
    if not view.wrong and view.checks:
        severities = [each["severity"] for each in view.checks["findings"]]
        counts = "，".join(f"{word} {severities.count(name)} 条" for name, word in SEVERITY_WORDS.items())
        verdict = VERDICT_WORDS[view.checks["verdict"]]
        say(f"{view.made} 已更新（{view.seconds:.2f} 秒）：校验结论 {verdict}，{counts}")
