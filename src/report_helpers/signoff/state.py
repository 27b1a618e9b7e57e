"""Where a report stands in 三审三校: which part is signed at which stage, and what broke a signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.errors import ExitCode, InputError, Line, RunError
from report_helpers.facts.record import fact_records
from report_helpers.files.json_text import field_values
from report_helpers.signoff.parts import FACTS, parts_of, written
from report_helpers.signoff.signers import SignatureError, verify
from report_helpers.signoff.statement import ALLOWED_SIGNERS, STAGES, read_statements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.errors import Printed
    from report_helpers.facts.report import Report
    from report_helpers.signoff.parts import Part
    from report_helpers.signoff.signers import Signer
    from report_helpers.signoff.statement import SignedStatement, Statement
    from report_helpers.sources.workspace import Workspace

PART_WORDS = {"signed": "已签", "broken": "签后有改动", "unsigned": "未签"}
_SHOWN_FACTS = 5


@dataclass(frozen=True, slots=True)
class SignedPart:
    """One part at one stage; `why` says what changed since it was signed."""

    part: str
    title: str
    state: Literal["signed", "broken", "unsigned"]
    by: str = ""
    date: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the three reviews: its parts, and signatures that do not count with their reasons."""

    stage: str
    parts: tuple[SignedPart, ...]
    refused: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether every part is signed as it now stands, and no signature is refused."""
        return not self.refused and all(part.state == "signed" for part in self.parts)

    @property
    def signers(self) -> tuple[str, ...]:
        """Who signed, in order."""
        return tuple(dict.fromkeys(part.by for part in self.parts if part.by))

    def to_json(self) -> dict[str, Any]:
        """Return the stage as plain values for notebook and pages."""
        parts = tuple(map(field_values, self.parts))
        return field_values(self) | {"parts": parts, "is_complete": self.is_complete, "signers": list(self.signers)}


def stages_of(report: Report, root: Path) -> tuple[Stage, ...]:
    """Return the three stages of a report as they now stand.

    *root* is the workspace. Raises InputError for a signature file that is none.
    """
    parts, now = parts_of(report, root), {record["id"]: record for record in fact_records(report)}
    statements = read_statements(root, report.id.data_path)
    stages, people = [], dict[str, str]()
    for stage in STAGES:
        valid: list[Statement] = []
        identities: set[str] = set()
        refused: list[str] = []
        for signed in (signed for signed in statements if signed.statement.stage == stage):
            try:
                signer = _signer(signed, report, root, people)
            except SignatureError as error:
                refused.append(f"{signed.file}：{error.reason}")
            except (InputError, RunError) as error:
                refused.append(f"{signed.file}：无法核验签名。{''.join(error.sentences())}")
            else:
                valid.append(signed.statement)
                identities |= {signer.name, signer.key}
        people |= dict.fromkeys(identities, stage)
        states = tuple(_part_state(part, valid, now) for part in parts.values())
        stages.append(Stage(stage, states, tuple(refused)))
    return tuple(stages)


def _signer(signed: SignedStatement, report: Report, root: Path, people: Mapping[str, str]) -> Signer:
    """Return who signed; SignatureError where it does not count, *people* being who signed earlier stages."""
    statement = signed.statement
    day = date.fromisoformat(statement.date)
    signer = verify(statement.message(), signed.signature, statement.by, root / ALLOWED_SIGNERS, day)
    earlier = people.get(signer.name) or people.get(signer.key)
    if statement.report != str(report.id):
        raise SignatureError(f"签的是另一份报告 {statement.report}")
    if earlier:
        raise SignatureError(f"{signer.name}已经签过{earlier}，三审应由三个不同的人签名")
    return signer


def _part_state(part: Part, signed: Sequence[Statement], now: Mapping[str, Mapping[str, Any]]) -> SignedPart:
    """Return a part's state: the newest signature that covers it decides."""
    covering = [statement for statement in signed if part.id in statement.parts]
    if not covering:
        return SignedPart(part.id, part.title, "unsigned")
    last = covering[-1]
    if last.parts[part.id] == part.hash:
        return SignedPart(part.id, part.title, "signed", last.by, last.date)
    why = _moved(part.id, last.facts, now) if part.id.startswith(FACTS) else "内容已改动"
    return SignedPart(part.id, part.title, "broken", last.by, last.date, why)


def _moved(part: str, seen: Mapping[str, str], now: Mapping[str, Mapping[str, Any]]) -> str:
    """Name the figures that are no longer those that were signed."""
    table = part.removeprefix(FACTS)
    current = {key: record for key, record in now.items() if (record["table"] or "text") == table}
    changes = [
        f"{current[key]['label'] if key in current else key}（{key}）{old} → "
        f"{written(current[key]) if key in current else '已删去'}"
        for key, old in seen.items()
        if (key in current or _belongs(key, table)) and (key not in current or written(current[key]) != old)
    ]
    changes += [
        f"{record['label']}（{key}）新增 {written(record)}" for key, record in current.items() if key not in seen
    ]
    more = f"，另有 {len(changes) - _SHOWN_FACTS} 项" if len(changes) > _SHOWN_FACTS else ""
    return "，".join(changes[:_SHOWN_FACTS]) + more or "填报状态或归属已改动"


def _belongs(fact: str, table: str) -> bool:
    return fact.partition(".")[0] == table


def status(place: Workspace, report: Report, *, briefly: bool = False) -> Printed:
    """Yield how far a report is: built, reviewed, published; ends with FINDINGS while a review is open."""
    stages = stages_of(report, place.root)
    published = "已公布" if place.release_folder(report.id).is_dir() else "未公布"
    built = "已生成" if place.report_folder(report.id).is_dir() else "未生成"
    brief = "　".join(f"{stage.stage}{_stage_word(stage)}" for stage in stages)
    yield Line(f"{report.id}　{report.agency.name}　{built}　{brief}　{published}", "heading")
    if not briefly:
        yield from stage_lines(stages)
    return ExitCode.DONE if all(stage.is_complete for stage in stages) else ExitCode.FINDINGS


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
