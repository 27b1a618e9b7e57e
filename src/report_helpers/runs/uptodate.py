"""Whether a built report is still what a build would give: by content, never by time."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.errors import ReportError
from report_helpers.outputs import font_files
from report_helpers.runs.manifest import (
    MANIFEST,
    hashes,
    input_files,
    kit_hash,
    output_files,
    package_versions,
    sha256,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all reports of a run share: the kit, Python, packages, fonts; worked out once."""

    kit: str
    python: str
    packages: Mapping[str, str]
    fonts: Mapping[str, str]

    @classmethod
    def now(cls, workspace: Workspace) -> Surroundings:
        """Return the present ones."""
        fonts = {path.name: sha256(path) for path in font_files(workspace.fonts)}
        return cls(kit_hash(), platform.python_version(), package_versions(), fonts)


def is_current(workspace: Workspace, report_id: ReportId, now: Surroundings) -> bool:
    """Tell whether building the report again would give what stands there.

    Compares the content of every input and output, the parameters, kit, packages and
    fonts with the manifest. Whatever cannot be read or compared is not current.
    """
    folder = workspace.report_folder(report_id)
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return bool(
            manifest["report"] == str(report_id)
            and manifest["parameters"] == {}
            and manifest["kit"]["files"] == now.kit
            and manifest["python"] == now.python
            and manifest["packages"] == now.packages
            and manifest["fonts"] == now.fonts
            and manifest["inputs"] == hashes(workspace.root, input_files(workspace, report_id))
            and manifest["outputs"] == hashes(folder, output_files(folder))
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ReportError):
        return False
