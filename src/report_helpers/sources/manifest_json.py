"""manifest.json, everything a report was made from and everything it is: written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence  # noqa: TC003  the fields are the schema
from dataclasses import asdict, dataclass

from report_helpers.facts.identifiers import ReportName  # noqa: TC001
from report_helpers.files.json_text import indented
from report_helpers.files.records import CommitId, Day, Digest, InsidePath, Name, Plain, parse_record

MANIFEST = "manifest.json"
MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit a report was made with: its version, and one SHA-256 over its files."""

    version: str
    files: Digest


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest.json says; `inputs`, `fonts` and `outputs` are SHA-256 by relative path.

    `expired` are the last days of the waivers that had expired when the report was built.
    """

    report: ReportName
    commit: CommitId
    parameters: Mapping[Name, Plain]
    inputs: Mapping[InsidePath, Digest]
    kit: Kit
    python: str
    packages: Mapping[str, str]
    fonts: Mapping[str, Digest]
    outputs: Mapping[InsidePath, Digest]
    expired: Sequence[Day]

    def text(self) -> str:
        """Return the text of manifest.json."""
        return indented(asdict(self))


def parse_manifest(data: bytes, shown: str, fix: str = "请重新生成报告") -> Manifest:
    """Return the manifest that a file named *shown* holds; InputError when it is none."""
    return parse_record(data, Manifest, shown, "不是一份完整的清单", fix)
