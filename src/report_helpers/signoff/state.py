"""Where a report stands in 三审三校: which part is signed at which stage, and what broke a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from report_helpers.errors import ExitCode, Line
from report_helpers.signatures.reviews import review
from report_helpers.signatures.statement import ALLOWED_SIGNERS, FOLDER, read_statements
from report_helpers.signoff.parts import subject_of
from report_helpers.sources.standing import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts.report import Report
    from report_helpers.signatures.reviews import Stage
    from report_helpers.sources.workspace import Workspace

PART_WORDS = {"signed": "已签", "broken": "签后有改动", "unsigned": "未签"}


def stages_of(report: Report, root: Path) -> tuple[Stage, ...]:
    """Return the three stages of a report as they now stand.

    *root* is the workspace. Raises InputError for a signature file that is none.
    """
    statements = read_statements(root / report.id.data_path / FOLDER, f"{report.id.data_path}/{FOLDER}")
    return review(subject_of(report, root), statements, root / ALLOWED_SIGNERS)


def status(place: Workspace, report: Report, *, briefly: bool = False) -> Printed:
    """Yield how far a report is: built, its waivers that are not in force, reviewed, published.

    Ends with FINDINGS while a review is open or what was published is not whole. A year published elsewhere is named
    as such, and nothing is open in it.
    """
    standing = standing_of(place, report.id)
    if report.imported is not None and not standing.problems:
        yield Line(f"{report.id}　{report.agency.name}　{standing.words}，不生成、不签名", "heading")
        return ExitCode.DONE
    stages = stages_of(report, place.root)
    built = "已生成" if place.report_folder(report.id).is_dir() else "未生成"
    brief = "　".join(f"{stage.stage}{_stage_word(stage)}" for stage in stages)
    yield Line(f"{report.id}　{report.agency.name}　{built}　{brief}　{standing.words}", "heading")
    yield from (Line(f"  公布件　{problem.sentence()}", "error") for problem in standing.problems)
    yield from _fallen(report)
    if not briefly:
        yield from stage_lines(stages)
    is_done = not standing.problems and all(stage.is_complete for stage in stages)
    return ExitCode.DONE if is_done else ExitCode.FINDINGS


def _fallen(report: Report) -> Iterator[Line]:
    """Yield the waivers that are not in force: a figure of this report, or of another one beside it, may have moved."""
    if not report.waivers:
        return
    from report_helpers.signoff.waiving import list_waivers  # noqa: PLC0415  imports Great Expectations

    yield from (Line(f"  豁免　{line.text}", line.tone) for line in list_waivers(report) if line.tone)


def _stage_word(stage: Stage) -> str:
    if stage.is_complete:
        return f"✓{'、'.join(stage.signers)}"
    is_broken = stage.refused or any(part.state == "broken" for part in stage.parts)
    return "✗有改动" if is_broken else "—"


def stage_lines(stages: Sequence[Stage]) -> Iterator[Line]:
    """Yield each review with the parts that are open in it and the signatures that do not count."""
    for stage in stages:
        signed = [part for part in stage.parts if part.state == "signed"]
        yield Line(f"{stage.stage}　{'、'.join(stage.signers) or '未签'}（{len(signed)}/{len(stage.parts)} 部分有效）")
        for part in stage.parts:
            if part.state == "broken" or (part.state == "unsigned" and signed):
                who = f"（{part.by} {part.date} 所签）" if part.by else ""
                why = f"：{part.why}" if part.why else ""
                yield Line(f"  {PART_WORDS[part.state]}　{part.title}{why}{who}", "warning")
        for sentence in stage.refused:
            yield Line(f"  无效　{sentence}", "error")
