"""What click finds wrong with a command, in Chinese."""

from __future__ import annotations

import click

SHOWN = 80


def wording(error: click.ClickException) -> str:
    """Return the reason in Chinese; the parts a person typed stand as they are."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        name = error.param.metavar or error.param.name if error.param else ""
        return f"缺少参数 {name}".rstrip()
    if isinstance(error, click.BadParameter):
        name = "、".join(error.param.opts) if error.param else ""
        return f"参数 {name} 的值不对"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值，或不应有值"
    if isinstance(error, click.UsageError):
        typed = error.message.partition("'")[2].rpartition("'")[0] or error.message.rpartition("(")[2].rstrip(").")
        return f"看不懂“{typed[:SHOWN]}”"
    return "文件打不开"
