"""Which command papermill starts a build's kernel by."""

from __future__ import annotations

import sys

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
