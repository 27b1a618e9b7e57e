"""Many reports on a cluster: run-all."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from report_helpers.cli.batch_commands import reports_of, run_batch, say_results, summary
from report_helpers.cli.console import out
from report_helpers.cli.help import Command
from report_helpers.cli.options import kind_option, workspace_option
from report_helpers.errors import ExitCode, InputError, Problem
from report_helpers.facts.identifiers import read_year
from report_helpers.sources.workspace import find_workspace

if TYPE_CHECKING:
    from pathlib import Path


@click.command("run-all", cls=Command)
@click.argument("year", metavar="年份")
@workspace_option
@click.option("--scheduler", required=True, metavar="地址", help="dask 调度器，如 tcp://10.0.0.5:8786 或 tls://……")
@click.option("--agency", "agencies", multiple=True, metavar="机关代号", help="只生成这些机关，可写多个")
@kind_option
@click.option("--force", is_flag=True, help="没有变化的也重新生成")
@click.option("--output", default="", metavar="网址", help="报告写到这里而不是 reports/，如 file:///srv/reports")
def run_all_command(  # noqa: PLR0913  one parameter an option
    year: str,
    workspace: Path | None,
    scheduler: str,
    agencies: tuple[str, ...],
    kind: str | None,
    *,
    force: bool,
    output: str,
) -> ExitCode:
    """在 dask 集群的工作机上生成某年度所有机关的报告；其余与 build-all 相同。

    输入随任务送去，工作机不需要共享文件夹；工作机的环境须与本机相同。
    """
    if find_spec("distributed") is None:
        fix = "请安装：pip install 'report-helpers[cluster]'；只在本机生成请用 report build-all"
        raise InputError(Problem("没有安装 dask.distributed，不能使用集群", fix=fix))
    from report_helpers.runs.cluster.sending import ClusterBackend  # noqa: PLC0415  distributed takes a second

    place, number = find_workspace(workspace), read_year(year)
    reports = reports_of(place, number, agencies, kind)
    results = run_batch(place, reports, force=force, backend=ClusterBackend.of(scheduler, output))
    if not output:
        return say_results(place, number, results)
    out.print(f"  报告：{output}（不写一览页）", soft_wrap=True)
    return summary(results)
