"""The `report` command. Each subcommand lives in a module of its own, imported when it is called."""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import traceback
from importlib import import_module
from typing import TYPE_CHECKING

import click

from report_helpers.cli.console import NotShownError, complain, err
from report_helpers.cli.help import Group, allowed
from report_helpers.errors import ExitCode, InputError, Problem, ReportError, reason_of, visible
from report_helpers.files.characters import first_unfit

if TYPE_CHECKING:
    from collections.abc import Sequence

# In the order of the work, as --help lists them.
COMMANDS = {
    "new": "new_commands",
    "build": "build_commands",
    "build-all": "batch_commands",
    "run-all": "cluster_commands",
    "check": "build_commands",
    "preview": "preview_commands",
    "verify": "build_commands",
    "sign": "review_commands",
    "status": "review_commands",
    "waive": "review_commands",
    "publish": "review_commands",
    "rollup": "table_commands",
    "ledger": "table_commands",
    "template": "workbook_commands",
    "template-all": "workbook_commands",
    "import": "workbook_commands",
    "import-text": "text_commands",
    "lab": "lab_commands",
    "rules": "inspect_commands",
    "list": "inspect_commands",
    "explain": "inspect_commands",
    "diff": "inspect_commands",
    "import-published": "published_commands",
    "audit": "published_commands",
}


SHOWN = 80  # characters of what a person typed
DEEPEST = 200  # folders in one another in a path


class _Commands(Group):
    """A group that imports a command's module when the command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by its name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"report_helpers.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]}, invoke_without_command=True)
@click.version_option(package_name="report-helpers", message="report-helpers %(version)s", help="显示版本")
@click.pass_context
def app(context: click.Context) -> None:
    """编制机关依法公布的年度报告。

    退出码：0 完成；1 有错误、只是草稿，或有几份没有生成；2 输入有误，什么也没有写；3 运行失败、130 被中断，原报告不变。
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def run() -> ExitCode:
    """Run the command; every error becomes sentences on stderr and an exit code."""
    gc.disable()  # a command is short and makes few cycles; collecting costs it a tenth of its start
    try:
        _refuse_strange(sys.argv[1:])
        code = app(standalone_mode=False)
        _flush()
    except ReportError as error:
        code = complain(error)
    except click.ClickException as error:
        err.print(f"命令写法有误：{visible(_reason(error))}。输入 {_called(error)} --help 查看用法。", style="red")
        code = ExitCode.INPUT
    except (click.Abort, KeyboardInterrupt):
        err.print("已中断，此前生成的报告没有改动。", style="red")
        code = ExitCode.INTERRUPTED
    except OSError as error:
        where = f"{visible(str(error.filename))} " if error.filename else ""
        sentence = f"{where}无法读取或写入（{reason_of(error)}），此前生成的报告没有改动。"
        err.print(sentence, style="red")
        code = ExitCode.FAILED
    except Exception as error:  # noqa: BLE001  whatever it is, a person gets a sentence
        code = _confess(error)
    gc.freeze()  # the interpreter looks for cycles once more as it ends: 0.4 CPU seconds after a build
    return ExitCode(code or 0)


def _refuse_strange(typed: Sequence[str]) -> None:
    """Raise InputError for what nobody means to type: invisible characters, but in the name of a file that is there.

    A name, a reason or an id is one line.

    Also for a path of more folders than any has: making them one in another would overrun the stack.
    """
    for value in typed:
        strange = first_unfit(value) or next((c for c in value if c in "\n\r\t"), None)
        if strange and not os.path.lexists(value):
            raise InputError(Problem(f"含有不可见的字符（U+{ord(strange):04X}）", value=value, fix="请重新输入"))
        if value.count("/") > DEEPEST:
            raise InputError(Problem(f"文件夹超过了 {DEEPEST} 层", value=value, fix="请换一个路径"))


def _flush() -> None:
    """Write out what is still to be printed; NotShownError when that fails."""
    try:
        sys.stdout.flush()
    except OSError as error:
        raise NotShownError(error) from None


def _confess(error: Exception) -> ExitCode:
    """Say that the program itself is at fault, and where its stack trace lies."""
    with tempfile.NamedTemporaryFile("w", prefix="report-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(error, file=log)
    sentence = f"程序出错（{type(error).__name__}），此前生成的报告没有改动。详情已写入 {log.name}，请交给维护人员。"
    err.print(sentence, style="red")
    return ExitCode.FAILED


def _called(error: click.ClickException) -> str:
    """Return the command that was typed wrongly, as far as it is one."""
    context, names = getattr(error, "ctx", None), list[str]()
    while context and context.parent:
        names.insert(0, context.info_name)
        context = context.parent
    return " ".join(["report", *names])


def _reason(error: click.ClickException) -> str:
    """Return the reason in Chinese; the parts a person typed stand as they are."""
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}"
    if isinstance(error, click.MissingParameter):
        is_option = isinstance(error.param, click.Option)
        names = [*error.param.opts] if error.param and is_option else []
        value = error.param.make_metavar(error.ctx) if error.param and error.ctx else ""
        return f"缺少{'选项' if is_option else '参数'} {' '.join([*names[:1], value])}".rstrip()
    if isinstance(error, click.BadParameter):
        name = "、".join(error.param.opts) if error.param else ""
        return f"参数 {name} 的值不对{allowed(error.param.type) if error.param else ''}"
    if isinstance(error, click.BadOptionUsage):
        return f"选项 {error.option_name} 后面缺少值，或不应有值"
    if isinstance(error, click.UsageError):
        typed = error.message.partition("'")[2].rpartition("'")[0] or error.message.rpartition("(")[2].rstrip(").")
        return f"无法识别“{typed[:SHOWN]}”"
    return "文件无法打开"
