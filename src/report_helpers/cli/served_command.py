"""A child of the build service: it becomes the client's command, with the client's streams and folder."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from report_helpers.service_link import STREAMS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def fork_command(request: Mapping[str, Any], passed: Sequence[int], added: Mapping[str, str]) -> int:
    """Fork a child that runs the command of *request*; return its id.

    *passed* are the client's streams and its folder, *added* what this process's imports
    put into the environment.
    """
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_command(request, passed, added, parent)
    return pid


def _be_command(request: Mapping[str, Any], passed: Sequence[int], added: Mapping[str, str], parent: int) -> NoReturn:
    """Become the client's command; leave with its code and nothing of the service's own clean-up."""
    code = 3
    try:
        from report_helpers.warm.fork import die_with, seed_anew  # noqa: PLC0415

        os.setsid()
        die_with(parent)
        os.environ.clear()
        os.environ.update({**request["env"], **added})
        os.fchdir(passed[-1])
        os.umask(request["umask"])
        for own, given in zip(STREAMS, passed, strict=False):
            os.dup2(given, own)
        os.closerange(len(STREAMS), 1 + max(map(int, os.listdir("/proc/self/fd"))))  # noqa: PTH208
        sys.stdout, sys.stderr = _stream(1), _stream(2)
        sys.argv, sys.path[:] = request["argv"], request["path"]
        seed_anew()
        code = _run()
    except BaseException as error:  # noqa: BLE001  nothing of this child may reach the service's own code
        os.write(2, f"程序出错（{type(error).__name__}：{error}），此前生成的报告没有改动。\n".encode())
    finally:
        os._exit(code)


def _stream(number: int) -> TextIO:
    """Return a new stream: the service's own believes in the kind of file it was started with."""
    lines = number == STREAMS[-1] or os.isatty(number)
    return open(number, "w", 1 if lines else -1, "utf-8", "backslashreplace", closefd=False)


def _run() -> int:
    from report_helpers.cli.app import run  # noqa: PLC0415  its consoles are made for the client's streams

    try:
        return int(run())
    except KeyboardInterrupt:
        return 3
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
