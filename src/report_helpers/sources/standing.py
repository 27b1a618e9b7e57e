"""Says who reports a kind, and how a report stands: published, not yet, published wrong, or brought in from a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from report_helpers.errors import InputError, Problem
from report_helpers.forms.kind import kind_ids

if TYPE_CHECKING:
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.sources.workspace import Workspace

State = Literal["未公布", "已公布", "公布件有误", "外部公布件"]


@dataclass(frozen=True, slots=True)
class Standing:
    """The state in a word, more about it, whether it came late, and what is wrong with a release that is not whole."""

    state: State
    detail: str = ""
    problems: tuple[Problem, ...] = ()
    is_late: bool = False

    @property
    def words(self) -> str:
        """The state in a few words."""
        if self.state == "外部公布件":
            return self.detail
        return f"{self.state}（{self.detail}）" if self.detail else self.state


def standing_of(place: Workspace, report: ReportId) -> Standing:
    """Return how a report stands: only a release that is whole counts as published."""
    try:
        imported, published = place.imported(report), place.published(report)
    except InputError as error:
        return Standing("公布件有误", problems=error.problems)
    if imported is not None:
        return Standing("外部公布件", imported.words)
    if published is None:
        return Standing("未公布")
    release = published.release
    version = f"第 {release.version} 版，" if release.version > 1 else ""
    late = f"，晚于规定的 {release.due}" if release.is_late else ""
    return Standing("已公布", f"{version}{release.published}{late}", is_late=release.is_late)


def reporters(place: Workspace, kind: str = "") -> tuple[str, ...]:
    """Return every agency that reports a kind ("" for the default): with data of it for any year.

    A new agency, without data of any kind, counts to the default one.
    """
    agencies = sorted(path.parent.name for path in place.root.glob("data/*/agency.yaml"))
    kinds = ("", *kind_ids(place.root))
    new = {agency for agency in agencies if not any(place.years(agency, each) for each in kinds)}
    return tuple(agency for agency in agencies if place.years(agency, kind) or (not kind and agency in new))


def agencies_for(place: Workspace, kind: str = "") -> tuple[str, ...]:
    """Return the agencies that report a kind, as `reporters` does, or all of them while none does.

    Raises InputError when there is no agency.
    """
    found = reporters(place, kind) or tuple(sorted(path.parent.name for path in place.root.glob("data/*/agency.yaml")))
    if not found:
        raise InputError(Problem("工作区里还没有机关", "data/", fix="请先运行 report new agency 机关代号"))
    return found
