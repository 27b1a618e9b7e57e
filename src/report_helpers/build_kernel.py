"""The kernel of a build: stock ipykernel, started without its debugger.

Importing debugpy costs 0.1 CPU seconds in every kernel and serves only a person in
JupyterLab; the collector rests until the kernel stands. Run as
`python -m report_helpers.build_kernel -f CONNECTION_FILE`.
"""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Start the kernel and serve it until it is shut down."""
    gc.disable()
    sys.modules["debugpy"] = None  # type: ignore[assignment]  # ipykernel then does without
    from ipykernel.kernelapp import IPKernelApp  # noqa: PLC0415

    application = IPKernelApp.instance()
    application.initialize()
    gc.enable()
    application.start()


if __name__ == "__main__":
    main()
