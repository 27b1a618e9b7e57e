"""Which command papermill starts a build's kernel by."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class BuildKernelManager(AsyncKernelManager):
    """Starts `report_helpers.build_kernel` in place of the kernelspec's command."""

    @property
    def kernel_spec(self):  # type: ignore[no-untyped-def]  # noqa: ANN201  jupyter_client's own property
        """The kernelspec with this interpreter and the build's own kernel."""
        spec = super().kernel_spec
        if spec is not None:
            spec.argv = [sys.executable, "-m", "report_helpers.build_kernel", "-f", "{connection_file}"]
        return spec

    async def _async_launch_kernel(self, kernel_cmd: list[str], **kw: Any) -> None:  # noqa: ANN401  Popen's own
        """Start the kernel without our terminal: what it says of its own death is no sentence."""
        await super()._async_launch_kernel(kernel_cmd, **{**kw, "stderr": subprocess.DEVNULL})
