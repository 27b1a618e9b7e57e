"""JupyterLab over the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from report_helpers.cli.help import Command
from report_helpers.cli.options import workspace_option
from report_helpers.errors import ExitCode, RunError
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path


@click.command("lab", cls=Command, context_settings={"ignore_unknown_options": True})
@workspace_option
@click.argument("more", nargs=-1, type=click.UNPROCESSED, metavar="[JupyterLab 的选项]…")
def lab_command(workspace: Path | None, more: tuple[str, ...]) -> ExitCode:
    """在 JupyterLab 里打开工作区：notebook 在前，界面为中文。

    文件浏览器里是 data、params、reports。界面语言等设置在工作区的 .jupyterlab/ 里，不写进个人的主目录。按 Ctrl-C 结束。
    """
    from report_helpers.runs.lab import open_lab  # noqa: PLC0415

    if code := open_lab(find_workspace(workspace), more):
        raise RunError("打开 JupyterLab", f"JupyterLab 没有启动或中途退出（{code}），原因见它在上面打印的信息")
    return ExitCode.DONE
