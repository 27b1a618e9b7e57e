"""The build service: a warm process that forks one child for every `report build` (decision 0013).

Run as `python -P -m report_helpers.cli.serving` by `report serve`. This process imports, forks
and waits, and never has a thread; what a child does stands in `served_command`.
"""

from __future__ import annotations

import fcntl
import gc
import json
import os
import selectors
import signal
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from report_helpers.cli.kit_stamp import kit_stamp
from report_helpers.cli.served_command import fork_command
from report_helpers.errors import RunError
from report_helpers.service_link import STREAMS, Lines, identity, is_private, peer_uid, socket_path

if TYPE_CHECKING:
    from collections.abc import Mapping

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
REQUEST_SECONDS = 5
GRACE_SECONDS = 5
STALE = "生成服务启动之后，程序或依赖有变动：请重新启动 report serve。这一次改为单独生成。"
ELSEWHERE = "生成服务是在另一种环境变量下启动的，这一次改为单独生成。"
CRASHED = "生成程序中途退出（可能内存不足），此前生成的报告没有改动。"


@dataclass(slots=True)
class Service:
    """What the service holds: whom it started as, and the clients whose child is at work."""

    stamp: object = field(default_factory=kit_stamp)
    identity: Mapping[str, Any] = field(default_factory=identity)
    added: Mapping[str, str] = field(default_factory=dict)  # what the imports put into the environment
    clients: dict[int, socket.socket] = field(default_factory=dict)  # by child


def main() -> int:
    """Hold the socket, warm up, and serve until told to end; return the exit code."""
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    path = Path(socket_path())
    lock = _locked(path)
    if lock is None:
        return 2
    service = Service()
    try:
        _warm_up(service)
        with socket.socket(socket.AF_UNIX) as listening:
            path.unlink(missing_ok=True)  # a killed service's: we hold the lock
            listening.bind(str(path))
            listening.listen()
            _say("生成服务已就绪：report build 由它完成。按 Ctrl-C 停止。")
            _serve(service, listening)
    except KeyboardInterrupt:
        _say("生成服务已停止。")
    except RunError as error:
        _say("\n".join(error.sentences()))
        return 3
    except OSError as error:
        _say(f"生成服务不能监听 {path}（{error.strerror or error}）。")
        return 3
    finally:
        _end_all(service)
        for left in (path, path.with_suffix(".lock")):
            left.unlink(missing_ok=True)
        os.close(lock)
        with suppress(OSError):
            path.parent.rmdir()
    return 0


def _locked(path: Path) -> int | None:
    """Make the private folder and take the lock; say why and return None where that is impossible."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not is_private(str(path.parent)):
            _say(f"{path.parent} 不是只有本人能进入的文件夹，不能在其中建立生成服务。请删除它或改正权限（700）。")
            return None
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(lock).st_nlink:  # else that of a service which was just ending: another may hold a new one
            return lock
        _say("上一个生成服务正在结束，请再启动一次。")
    except BlockingIOError:
        _say("已有一个生成服务在运行，不必再启动。")
    except OSError as error:
        _say(f"不能建立 {path.parent}（{error.strerror}）。")
    return None


def _warm_up(service: Service) -> None:
    """Load and rehearse all a build does; keep what that put into the environment."""
    environment = dict(os.environ)
    import click  # noqa: F401, PLC0415
    import rich.live  # noqa: PLC0415
    import rich.markup  # noqa: F401, PLC0415

    from report_helpers.runs.rehearsal import get_ready  # noqa: PLC0415

    get_ready()
    service.added = {name: value for name, value in os.environ.items() if environment.get(name) != value}


def _serve(service: Service, listening: socket.socket) -> None:
    """Take clients in and see children out, for ever."""
    with selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is listening:
                    _take_in(service, listening, selector)
                elif key.data in service.clients:
                    _look(service, key, selector)


def _take_in(service: Service, listening: socket.socket, selector: selectors.BaseSelector) -> None:
    """Fork a child for a client, unless it is another user's, or would get something else than a cold build."""
    connection, _ = listening.accept()
    passed: list[int] = []
    pid = 0
    try:
        if peer_uid(connection) != os.getuid():
            return
        connection.settimeout(REQUEST_SECONDS)
        _, passed, _, _ = socket.recv_fds(connection, 1, len(STREAMS) + 1)
        request = Lines(connection).next()
        connection.settimeout(None)
        if request is None or len(passed) != len(STREAMS) + 1:
            return
        if refusal := _refusal(service, request):
            _tell(connection, {"refused": refusal})
            return
        pid = fork_command(request, passed, service.added)
    except (OSError, ValueError):
        return
    finally:
        for descriptor in passed:
            os.close(descriptor)
        if not pid:
            connection.close()
    service.clients[pid] = connection
    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
    selector.register(connection, selectors.EVENT_READ, pid)
    _tell(connection, {"begun": True})


def _refusal(service: Service, request: Mapping[str, Any]) -> str:
    """Return why the client has to build by itself; empty when it has not."""
    if kit_stamp() != service.stamp:
        return STALE
    return "" if request["identity"] == service.identity else ELSEWHERE


def _look(service: Service, key: selectors.SelectorKey, selector: selectors.BaseSelector) -> None:
    """See out a child that has ended; interrupt one whose client has gone."""
    pid = key.data
    selector.unregister(key.fileobj)
    if isinstance(key.fileobj, socket.socket):
        os.kill(pid, signal.SIGINT)
        return
    os.close(key.fd)
    connection = service.clients.pop(pid)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(KeyError):
        selector.unregister(connection)
    _tell(connection, {"code": code} if code >= 0 else {"code": 3, "said": CRASHED})
    connection.close()


def _tell(connection: socket.socket, message: Mapping[str, Any]) -> None:
    with suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b"\n")


def _end_all(service: Service) -> None:
    """Interrupt what is at work, so that it cleans up; kill what has not ended in time."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    for pid in service.clients:
        os.kill(pid, signal.SIGINT)
    until = time.monotonic() + GRACE_SECONDS
    for pid, connection in service.clients.items():
        while os.waitpid(pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > until:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        connection.close()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201  rich would stay for the clients


if __name__ == "__main__":
    gc.disable()
    sys.exit(main())
