"""What became of one report of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.facts import ReportId


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report of a batch; `reason` says why it failed."""

    report: str
    code: int
    verdict: str = ""
    errors: int = 0
    warnings: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    reason: str = ""
    skipped: bool = False


def outcome_of(report: ReportId, checks: Mapping[str, Any], *, skipped: bool = False) -> Outcome:
    """Return the outcome of a report by its checks."""
    severities = [finding["severity"] for finding in checks["findings"]]
    code = ExitCode.FINDINGS if checks["verdict"] == "fail" else ExitCode.DONE
    counts = severities.count("error"), severities.count("warning")
    return Outcome(str(report), int(code), checks["verdict"], *counts, skipped=skipped)
