"""The build service: a warm process that forks one child for every `report build` (decision 0013).

Run as `python -P -m report_helpers.cli.serving` by `report serve`. The child gets the client's
streams, folder, environment and arguments and runs the very command a cold process would.
This process imports, forks and waits, and never has a thread.
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
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

import report_helpers
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

    stamp: object
    identity: Mapping[str, Any]
    added: Mapping[str, str] = field(default_factory=dict)  # what the imports put into the environment
    clients: dict[int, socket.socket] = field(default_factory=dict)  # by child


def main() -> int:
    """Hold the socket, warm up, and serve until told to end; return the exit code."""
    for ending in ENDINGS:
        signal.signal(ending, signal.default_int_handler)
    path = socket_path()
    lock = _locked(path)
    if lock is None:
        return 2
    service = Service(kit_stamp(), identity())
    try:
        environment = dict(os.environ)
        _warm_up()
        service.added = {name: value for name, value in os.environ.items() if environment.get(name) != value}
        with socket.socket(socket.AF_UNIX) as listening:
            path.unlink(missing_ok=True)  # a killed service's: we hold the lock
            listening.bind(str(path))
            listening.listen()
            _say("生成服务已就绪：report build 由它完成。按 Ctrl-C 停止。")
            _serve(service, listening)
    except KeyboardInterrupt:
        _say("生成服务已停止。")
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


def kit_stamp() -> object:
    """Return what changes when a file of the kit, or the set of installed packages, does."""
    root = Path(report_helpers.__file__).parent
    kit = [path for path in root.rglob("*") if "__pycache__" not in path.parts]
    packages = [path for entry in sys.path for path in Path(entry).glob("*.dist-info")]
    found = []
    for path in sorted((*kit, *packages)):
        with suppress(FileNotFoundError):
            state = path.stat()
            # A folder's own time also moves with its __pycache__; the names in it are listed anyway.
            times = (state.st_size, state.st_mtime_ns, state.st_ctime_ns) if path not in kit or path.is_file() else ()
            found.append((str(path), *times))
    return tuple(found)


def _locked(path: Path) -> int | None:
    """Make the private folder and take the lock; say why and return None where that is impossible."""
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if not is_private(path.parent):
            _say(f"{path.parent} 不是只有本人能进入的文件夹，不能在其中建立生成服务。请删除它或改正权限（700）。")
            return None
        lock = os.open(path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        _say("已有一个生成服务在运行，不必再启动。")
        return None
    except OSError as error:
        _say(f"不能建立 {path.parent}（{error.strerror}）。")
        return None
    return lock


def _warm_up() -> None:
    """Pay the imports and first times of a build, without a thread left running."""
    from report_helpers.checks import residual_frame  # noqa: PLC0415
    from report_helpers.checks.judgement import judge  # noqa: PLC0415
    from report_helpers.errors import InputError  # noqa: PLC0415
    from report_helpers.runs import lanes, manifest, rehearsal  # noqa: PLC0415
    from report_helpers.sources import Workspace, find_workspace  # noqa: PLC0415

    lanes.warm_up(Workspace(Path.cwd()), ())
    judge(residual_frame(()))
    with suppress(InputError):  # started outside a workspace: the first times are each client's
        rehearsal.rehearse_any(find_workspace())
    manifest.kit_hash()
    manifest.package_versions()
    import rich.live  # noqa: PLC0415
    import rich.markup  # noqa: F401, PLC0415

    if (
        len(tuple(Path("/proc/self/task").iterdir())) > 1
    ):  # native threads too, which the threading module does not know
        raise OSError("预热之后还有线程在运行，不能复制进程")
    gc.collect()
    gc.freeze()


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
    if peer_uid(connection) != os.getuid():
        connection.close()
        return
    passed: list[int] = []
    try:
        connection.settimeout(REQUEST_SECONDS)
        _, passed, _, _ = socket.recv_fds(connection, 1, len(STREAMS) + 1)
        request = Lines(connection).next()
        connection.settimeout(None)
        if request is None or len(passed) != len(STREAMS) + 1:
            connection.close()
            return
        if refusal := _refusal(service, request):
            _tell(connection, {"refused": refusal})
            connection.close()
            return
        pid = _fork(service, request, passed)
    except (OSError, ValueError):
        connection.close()
        return
    finally:
        for descriptor in passed:
            os.close(descriptor)
    service.clients[pid] = connection
    selector.register(os.pidfd_open(pid), selectors.EVENT_READ, pid)
    selector.register(connection, selectors.EVENT_READ, pid)
    _tell(connection, {"pid": pid})


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
        _signal(pid, signal.SIGINT)
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


def _fork(service: Service, request: Mapping[str, Any], passed: list[int]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_command(service, request, passed, parent)
    return pid


def _be_command(service: Service, request: Mapping[str, Any], passed: list[int], parent: int) -> NoReturn:
    """Become the client's command; leave with its code and nothing of the service's own clean-up."""
    code = 3
    try:
        from report_helpers.warm.fork import die_with, seed_anew  # noqa: PLC0415

        os.setsid()
        die_with(parent)
        os.environ.clear()
        os.environ.update({**request["env"], **service.added})
        os.fchdir(passed[-1])
        os.umask(request["umask"])
        for own, given in zip(STREAMS, passed, strict=False):
            os.dup2(given, own)
        os.closerange(len(STREAMS), max(passed) + 1)
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


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _end_all(service: Service) -> None:
    """Interrupt what is at work, so that it cleans up; kill what has not ended in time."""
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)
    for pid in service.clients:
        _signal(pid, signal.SIGINT)
    until = time.monotonic() + GRACE_SECONDS
    for pid, connection in service.clients.items():
        while os.waitpid(pid, os.WNOHANG)[0] == 0:
            if time.monotonic() > until:
                _signal(pid, signal.SIGKILL)
            time.sleep(0.02)
        connection.close()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201  rich would stay for the clients


if __name__ == "__main__":
    gc.disable()
    sys.exit(main())
