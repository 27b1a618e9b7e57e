"""The build service: serve."""

from __future__ import annotations

import os
import sys

import click

from report_helpers.errors import InputError, Problem
from report_helpers.warm import CAN_FORK


@click.command("serve")
def serve_command() -> None:
    """常驻的生成服务：在另一个终端里 report build 由它完成，约省去全部启动时间，结果逐字节相同。

    按 Ctrl-C 停止。程序或依赖变动之后请重新启动。
    """
    if not CAN_FORK:
        raise InputError(Problem("这个系统不能复制进程，没有生成服务", fix="请照常使用 report build"))
    # A process of its own: nothing of this command's consoles may be the clients'.
    os.execv(sys.executable, [sys.executable, "-P", "-m", "report_helpers.cli.serving"])  # noqa: S606  our own module
