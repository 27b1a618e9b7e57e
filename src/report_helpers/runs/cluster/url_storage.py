"""Stores finished reports at any address fsspec knows: file://, s3://, hdfs:// ..."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import fsspec

from report_helpers.checks.finding import CHECKS, read_checks
from report_helpers.errors import InputError, Problem, RunError, shorten
from report_helpers.files.hashing import hashes_of
from report_helpers.runs.fingerprints import UNVOUCHED
from report_helpers.runs.manifest import still_holds
from report_helpers.sources.manifest_json import MANIFEST, parse_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.runs.fingerprints import Surroundings
    from report_helpers.sources.workspace import Workspace

STAGE = "写到 --output"


@dataclass(frozen=True, slots=True)
class UrlStorage:
    """Reports below an address, each in <year>/<agency>/, or <kind>/<year>/<agency>/ as below reports/.

    Folders cannot be swapped there: a report's manifest.json is removed first and
    written last, so that a report with a manifest is whole.
    """

    files: Any
    root: str

    def put(self, report: ReportId, files: Mapping[str, bytes]) -> None:
        """Store a report's files in place of what is there; RunError when that fails."""
        folder = self._folder(report)
        try:
            stale = set(self._names(folder)) - files.keys()
            if MANIFEST in self._names(folder):
                self.files.rm_file(f"{folder}/{MANIFEST}")
            for name in sorted(files, key=lambda name: (name == MANIFEST, name)):
                path = f"{folder}/{name}"
                self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
                self.files.pipe_file(path, files[name])
            for name in stale:
                self.files.rm_file(f"{folder}/{name}")
        except Exception as error:  # every file system raises its own kinds
            raise RunError(STAGE, f"{folder} 不能写入（{type(error).__name__}：{shorten(str(error))}）") from error

    def current_checks(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that stands there whole and current; None otherwise."""
        folder = self._folder(report)
        try:
            content = {name: self.files.cat_file(f"{folder}/{name}") for name in self._names(folder)}
            manifest = parse_manifest(content[MANIFEST], MANIFEST)
            vouched = hashes_of({name: data for name, data in content.items() if name not in UNVOUCHED})
            if not still_holds(manifest, vouched, workspace, report, now):
                return None
            return read_checks(content[CHECKS], CHECKS)
        except Exception:  # noqa: BLE001  whatever cannot be read is not current
            return None

    def _folder(self, report: ReportId) -> str:
        return f"{self.root}/{report.path}"

    def _names(self, folder: str) -> list[str]:
        """Return the names of the files of a report, none when it is not there."""
        try:
            found = self.files.find(folder)
        except FileNotFoundError:
            return []
        head = str(self.files._strip_protocol(folder)).rstrip("/") + "/"  # noqa: SLF001  fsspec's own names lack it
        return [str(path).removeprefix(head) for path in found]


def open_storage(url: str) -> UrlStorage:
    """Return the storage at an address; InputError when fsspec does not know its kind or lacks a package for it."""
    try:
        files, root = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise InputError(Problem(f"缺少访问它的包（{error}）", column="--output", value=url)) from None
    except Exception as error:  # noqa: BLE001  every file system raises its own kinds
        fix = "写法如 file:///srv/reports 或 s3://桶/路径"
        reason = f"不是能用的地址（{shorten(str(error))}）"
        raise InputError(Problem(reason, column="--output", value=url, fix=fix)) from None
    return UrlStorage(files, str(root).rstrip("/"))
