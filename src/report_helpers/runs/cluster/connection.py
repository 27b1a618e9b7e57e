"""Connects to a cluster: its address, whether it answers, whether its workers have this machine's environment."""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from distributed import Client, Security

from report_helpers.errors import InputError, Problem, RunError, listed, reason_of, shorten
from report_helpers.files.records import require_record
from report_helpers.runs.cluster.plain_data import Foreign, as_foreign, only_data
from report_helpers.runs.cluster.task import surroundings_here
from report_helpers.runs.fingerprints import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

STAGE = "连接集群"
CONNECT_SECONDS = 15
ANSWER_SECONDS = 120  # a worker that starts may first have to import everything
SCHEMES = ("tcp", "tls", "ws", "wss")
SHOWN = 4
_WORDS = {"kit": "report-helpers", "python": "Python", "packages": "包", "fonts": "字体"}
_CERTIFICATES = "tls:// 要在 dask 配置里写明 ca-file、client.cert 和 client.key，见 docs/cluster.zh-CN.md"


class _DataClient(Client):
    """A client that takes data only: it prints no warnings of workers, which are pickles, and reads no traceback."""

    _default_event_handlers: ClassVar[dict[str, Any]] = {}

    def _handle_task_erred(self, key: object = None, exception: object = None, traceback: object = None) -> None:  # noqa: ARG002
        """Mark a task as failed, whatever it failed with: dask would wait for ever for one it cannot read."""
        super()._handle_task_erred(key=key, exception=as_foreign(exception), traceback=None)


def check_address(scheduler: str) -> None:
    """Raise InputError for what is no address of a scheduler."""
    try:
        parts = urlsplit(scheduler)
        is_address = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port is not None
    except ValueError:
        is_address = False
    if not is_address:
        fix = "写法如 tcp://10.0.0.5:8786 或 tls://10.0.0.5:8786"
        raise InputError(Problem("不是调度器的地址", column="--scheduler", value=scheduler, fix=fix))


@contextmanager
def connected(scheduler: str) -> Iterator[Client]:
    """Yield a client of the scheduler, which has workers, all like this machine.

    Raises InputError for a wrong address or a worker that differs, RunError when the
    scheduler does not answer or has no worker.
    """
    check_address(scheduler)
    _silence()
    with warnings.catch_warnings(), only_data():
        warnings.simplefilter("ignore")  # what differs is said below, in a sentence
        client = _client(scheduler)
        try:
            if not threads_of(client):
                raise RunError(STAGE, f"{scheduler} 没有工作机，请先用 dask worker {scheduler} 启动")
            _refuse_others(client)
            with client.as_current():
                yield client
        except TimeoutError:
            raise RunError(STAGE, f"{scheduler} 在 {ANSWER_SECONDS} 秒内没有应答，请核对调度器和工作机") from None
        finally:
            client.close(timeout=CONNECT_SECONDS)


def threads_of(client: Client) -> Mapping[str, int]:
    """Return the number of threads of each worker; TimeoutError when the scheduler does not answer in time."""
    return client.sync(client.scheduler.ncores, workers=None, callback_timeout=ANSWER_SECONDS)  # type: ignore[no-any-return]


def _silence() -> None:
    """Keep dask's own loggers, each with a level of its own, off the terminal: what matters is said in sentences.

    So is what a client raises as it is collected, half made.
    """
    sys.unraisablehook = lambda _: None
    for name in ["asyncio", *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in {"asyncio", "distributed", "tornado"}:
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _client(scheduler: str) -> Client:
    """Return a client; RunError where nothing that is a scheduler answers at the address in time.

    It is made in a thread, because a server that accepts and says nothing keeps dask waiting beyond its own limit.
    """
    security = _security(scheduler)
    made: list[Client | Exception] = []

    def make() -> None:
        try:
            made.append(_DataClient(scheduler, timeout=CONNECT_SECONDS, set_as_default=False, security=security))
        except Exception as error:  # noqa: BLE001  whatever a server that is no scheduler leads dask to
            made.append(error)

    thread = threading.Thread(target=make, daemon=True)
    thread.start()
    thread.join(2 * CONNECT_SECONDS)
    found = made[0] if made else TimeoutError()
    if not isinstance(found, Exception):
        return found
    known = reason_of(found) if getattr(found, "errno", None) else "没有应答，或不是调度器"
    raise RunError(STAGE, f"{scheduler} 连不上（{shorten(known)}），请核对地址、端口、证书和防火墙")


def _security(scheduler: str) -> Security:
    """Return what dask's configuration says of certificates; InputError when it does not fit the address."""
    is_encrypted = scheduler.startswith(("tls:", "wss:"))
    try:
        security = Security()
        has_certificates = bool(security.get_connection_args("client").get("ssl_context"))
    except (OSError, ValueError, TypeError) as error:
        what = f"证书用不了（{shorten(reason_of(error))}）"
        raise InputError(Problem(what, "--scheduler", value=scheduler, fix=_CERTIFICATES)) from None
    if is_encrypted and not has_certificates:
        raise InputError(Problem("没有证书", "--scheduler", value=scheduler, fix=_CERTIFICATES))
    if security.require_encryption and not is_encrypted:
        fix = "请改用 tls:// 地址"
        raise InputError(Problem("dask 配置要求加密，这个地址不加密", "--scheduler", value=scheduler, fix=fix))
    return security


def _refuse_others(client: Client) -> None:
    """Compare every worker's surroundings with this machine's before anything is sent."""
    here = surroundings_here()
    alike: dict[str, list[str]] = {}
    asked = {"on_error": "return", "callback_timeout": ANSWER_SECONDS}
    try:
        answers = client.sync(client._run, surroundings_here, **asked)  # noqa: SLF001  run has no deadline
    except TimeoutError:
        raise
    except Exception as error:  # whatever dask raises over an answer it cannot read
        raise RunError(STAGE, f"有工作机的答复读不出来（{type(error).__name__}）") from error
    for worker, there in answers.items():
        found = _difference(here, there)
        if found:
            alike.setdefault(found, []).append(worker)
    fix = "请在工作机上按同一个 requirements.lock 安装同一版本的 report-helpers，再重新运行"
    problems = [Problem(f"工作机 {_some(workers)}：{found}", fix=fix) for found, workers in alike.items()]
    if problems:
        raise InputError(problems)


def differences(here: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    """Return in words what is different between this machine's surroundings and a worker's, as plain data."""
    found = [
        f"{_WORDS[name]}不同（本机 {here[name][:12]}，工作机 {there[name][:12]}）"
        for name in ("python", "kit")
        if here[name] != there[name]
    ]
    for kind in ("packages", "fonts"):
        ours, theirs = here[kind], there[kind]
        names = sorted(name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name))
        each = [f"{name}（本机 {_short(ours, name)}，工作机 {_short(theirs, name)}）" for name in names]
        if each:
            found.append(f"{_WORDS[kind]}不同：{_some(each)}")
    return found


def as_differences(expected: Surroundings, recorded: Surroundings) -> str:
    """Return in words how recorded surroundings differ from the expected, "" when they do not."""
    return "、".join(differences(asdict(expected), asdict(recorded)))


def _difference(here: Mapping[str, Any], there: object) -> str:
    """Return in words how a worker's surroundings, as it says they are, differ from this machine's; "" when not."""
    if isinstance(there, Exception):
        words = str(there) if isinstance(there, Foreign) else f"{type(there).__name__}：{there}"
        return f"不能运行 report-helpers（{shorten(words)}）"
    try:
        said = require_record(there, Surroundings, "工作机", "说不清自己的环境")
    except InputError as error:
        return error.problems[0].what
    return as_differences(Surroundings(**here), said)


def _short(versions: Mapping[str, str], name: str) -> str:
    return versions.get(name, "没有")[:12]


def _some(names: list[str]) -> str:
    return listed(names, SHOWN, " 等 {} 个")
