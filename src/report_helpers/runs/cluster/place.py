"""A cluster as the place of a batch: its reports stand in the workspace, or at an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from report_helpers.runs.batch import ThisMachine
from report_helpers.runs.cluster.arrival import WorkspaceShelf
from report_helpers.runs.cluster.connection import check_address
from report_helpers.runs.cluster.sending import build_in_cluster
from report_helpers.runs.cluster.url_shelf import UrlShelf, open_shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from report_helpers.facts import ReportId
    from report_helpers.runs.manifest import Surroundings
    from report_helpers.runs.outcome import Outcome
    from report_helpers.sources import Workspace


@dataclass(frozen=True, slots=True)
class Cluster:
    """The workers of a scheduler; the reports go to *output*, or into the workspace when there is none."""

    scheduler: str
    output: UrlShelf | None = None

    @classmethod
    def of(cls, scheduler: str, output: str = "") -> Cluster:
        """Return the cluster by its addresses; InputError when one of them is none. Nothing is connected yet."""
        check_address(scheduler)
        return cls(scheduler, open_shelf(output) if output else None)

    def standing(self, workspace: Workspace, report: ReportId, now: Surroundings) -> Mapping[str, Any] | None:
        """Return the checks of a report that stands where it belongs, None when it must be built."""
        return (self.output or ThisMachine()).standing(workspace, report, now)

    def build(self, workspace: Workspace, reports: Sequence[ReportId], finish: Callable[[Outcome], None]) -> None:
        """Build *reports* on the workers."""
        build_in_cluster(workspace, reports, finish, (self.scheduler, self.output or WorkspaceShelf(workspace)))
