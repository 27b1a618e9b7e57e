"""A kernel provisioner that forks kernels from a warm process (entry point `report-warm-provisioner`).

For the kernelspec `report-warm`, in JupyterLab and under stock papermill: the first kernel
of a server waits for the warm process, all later ones start at once with their imports
done. Where there is no fork a kernel starts as it always does.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from report_helpers.warm import CAN_FORK
from report_helpers.warm.server import receive, send

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo


class WarmProvisioner(LocalProvisioner):
    """Starts kernels from this process's kernel host; everything else is the local provisioner's."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:  # noqa: ANN401  Popen's own
        """Have the host fork a kernel; start it as usual where that is impossible."""
        arguments = cmd[cmd.index("-f") :] if "-f" in cmd else []
        if not (CAN_FORK and arguments):
            return await super().launch_kernel(cmd, **kwargs)
        environment = dict(kwargs.get("env") or os.environ)
        cwd = str(kwargs.get("cwd") or Path.cwd())
        request = {"argv": arguments, "env": environment, "cwd": cwd}
        pid = await asyncio.to_thread(KernelHost.fork, request)
        if pid is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = ForkedKernel(pid)  # type: ignore[assignment]  # all that is asked of a Popen
        self.pid = self.pgid = pid  # a session of its own
        self.cwd = cwd
        return self.connection_info


class KernelHost:
    """The one warm process of this process, started when the first kernel is asked for."""

    _lock: ClassVar[threading.Lock] = threading.Lock()
    _host: ClassVar[tuple[subprocess.Popen[bytes], socket.socket] | None] = None

    @classmethod
    def fork(cls, request: dict[str, Any]) -> int | None:
        """Return the process of a new kernel; None when there is no host to be had."""
        with cls._lock:
            for _ in range(2):  # a host that was killed is replaced once
                try:
                    connection = cls._host[1] if cls._host else cls._start()
                    send(connection, request)
                    answer = receive(connection)
                except OSError:
                    answer = None
                if answer is not None:
                    return int(answer["pid"])
                cls.stop()
        return None

    @classmethod
    def _start(cls) -> socket.socket:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "report_helpers.runs.kernel_host", str(theirs.fileno())]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "GX_ANALYTICS_ENABLED": "false"}
        process = subprocess.Popen(  # noqa: S603  our own module
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            env=environment,
        )
        theirs.close()
        cls._host = process, ours
        if receive(ours) is None:
            raise OSError("the kernel host did not start")
        return ours

    @classmethod
    def stop(cls) -> None:
        """End the host and the kernels forked from it."""
        if cls._host:
            process, connection = cls._host
            cls._host = None
            connection.close()
            process.kill()
            process.wait()


class ForkedKernel:
    """What the local provisioner asks of a subprocess.Popen, for a process that is not our child."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._watch: int | None = None
        with suppress(ProcessLookupError):
            self._watch = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None while the kernel runs; 0 afterwards, whatever its exit code was."""
        if self._watch is not None and not select.select([self._watch], [], [], 0)[0]:
            return None
        if self._watch is not None:
            os.close(self._watch)
            self._watch = None
        return 0

    def wait(self) -> int:
        """Wait for the kernel's end."""
        if self._watch is not None:
            select.select([self._watch], [], [])
        return self.poll() or 0

    def send_signal(self, signum: int) -> None:
        """Send the kernel a signal, unless it has ended."""
        if self._watch is not None:
            signal.pidfd_send_signal(self._watch, signum)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)
