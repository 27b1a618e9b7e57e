"""Opens JupyterLab over a workspace: its data and reports in the file browser, its notebook in front, in Chinese."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from report_helpers.files.file_sets import replace_files
from report_helpers.processes.children import CAN_FORK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from report_helpers.sources.workspace import Workspace

WARMING = "report_helpers.runs.kernel_provisioner"  # an extension of the server
# The workspace's own settings of JupyterLab: plain data, never code, and nothing in a user's home.
SETTINGS, OVERRIDES = ".jupyterlab", "overrides.json"
CHINESE = """{
  "@jupyterlab/translation-extension:plugin": {
    "locale": "zh_CN"
  },
  "@jupyterlab/notebook-extension:tracker": {
    "enableKernelInitNotification": true
  },
  "@jupyterlab/apputils-extension:notification": {
    "checkForUpdates": false,
    "fetchNews": "false"
  }
}
"""


def lab_command(place: Workspace, more: Sequence[str] = ()) -> list[str]:
    """Return the command that starts JupyterLab over a workspace, with *more* options of its own."""
    notebook = next(iter(sorted(place.root.glob("notebooks/*.ipynb"))), None)
    opened = f"/tree/{notebook.relative_to(place.root).as_posix()}?file-browser-path=/" if notebook else ""
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--ServerApp.root_dir={place.root}",
        f"--LabApp.app_settings_dir={place.root / SETTINGS}",
        f"--LabApp.default_url=/lab{opened}",
        *((f"--ServerApp.jpserver_extensions={WARMING}=True",) if CAN_FORK else ()),
        *more,
    ]


def open_lab(place: Workspace, more: Sequence[str] = ()) -> int:
    """Start JupyterLab over a workspace and return what it ends with.

    The workspace gets its settings where it has none. Raises RunError when they cannot be written.
    """
    if not os.path.lexists(place.root / SETTINGS):
        replace_files(place.root / SETTINGS, {OVERRIDES: CHINESE}, "打开 JupyterLab")
    warm = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "report-warm-provisioner"} if CAN_FORK else {}
    environment = warm | os.environ | {"REPORT_WORKSPACE": str(place.root)}
    command = lab_command(place, more)
    return subprocess.run(command, env=environment, cwd=place.root, check=False).returncode  # noqa: S603  no shell
