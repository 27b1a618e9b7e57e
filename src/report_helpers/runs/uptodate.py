"""Whether a built report is still what a build would give: by content, never by time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report_helpers.errors import ReportError
from report_helpers.files.json_text import parse
from report_helpers.runs.manifest import MANIFEST, Surroundings, hashes, input_files, output_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts import ReportId
    from report_helpers.sources import Workspace


def is_current(workspace: Workspace, report_id: ReportId, now: Surroundings) -> bool:
    """Tell whether building the report again would give what stands there.

    Compares the content of every input and output, the parameters, kit, packages and
    fonts with the manifest. Whatever cannot be read or compared is not current.
    """
    folder = workspace.report_folder(report_id)
    try:
        manifest = parse((folder / MANIFEST).read_bytes())
        outputs = hashes(folder, output_files(folder))
    except (OSError, ValueError, RecursionError):
        return False
    return still_holds(manifest, outputs, workspace, report_id, now)


def still_holds(
    manifest: Any,  # noqa: ANN401  whatever JSON stands there
    outputs: Mapping[str, str],
    workspace: Workspace,
    report_id: ReportId,
    now: Surroundings,
) -> bool:
    """Tell whether a manifest names the report's inputs, *now*, and *outputs* (SHA-256 by path) as they are."""
    try:
        return bool(
            manifest["report"] == str(report_id)
            and manifest["parameters"] == {}
            and Surroundings.recorded(manifest) == now
            and manifest["outputs"] == outputs
            and manifest["inputs"] == hashes(workspace.root, input_files(workspace, report_id))
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError, ReportError):
        return False
