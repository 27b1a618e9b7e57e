"""Where the three reviews stand: which part is signed at which stage, and which signatures do not count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence  # noqa: TC003  the fields of a record are its schema
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from report_helpers.errors import InputError, RunError
from report_helpers.files.json_text import compact, field_values
from report_helpers.signatures.signers import SignatureError, verify
from report_helpers.signatures.statement import STAGES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from report_helpers.signatures.signers import Signer
    from report_helpers.signatures.statement import SignedStatement, Statement

FACTS = "facts:"  # the id of a part that is a table's figures begins so
_SHOWN_FACTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is signed: its id, its name for a person, and what returns what is signed of it."""

    id: str
    title: str
    content: Callable[[], object]

    @property
    def hash(self) -> str:
        """The SHA-256 of its content."""
        return hashlib.sha256(compact(self.content(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Subject:
    """What is under review: a report by its whole id, its parts and facts, and the days it may be signed on."""

    report: str
    parts: Mapping[str, Part]
    facts: Mapping[str, Mapping[str, Any]]
    days: tuple[date, date]


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


@dataclass(frozen=True, slots=True)
class StageRecord:
    """A stage as `to_json` leaves it for notebook and pages."""

    stage: str
    parts: Sequence[SignedPart]
    refused: Sequence[str]
    is_complete: bool
    signers: Sequence[str]


def review(subject: Subject, statements: Sequence[SignedStatement], allowed_signers: Path) -> tuple[Stage, ...]:
    """Return the three stages of what is under review, as *statements* leave them."""
    stages, people, before = list[Stage](), dict[str, str](), dict[str, SignedPart]()
    for stage in STAGES:
        valid: list[Statement] = []
        identities: set[str] = set()
        refused: list[str] = []
        for signed in (signed for signed in statements if signed.statement.stage == stage):
            try:
                signer = signer_of(signed, subject, allowed_signers)
                _refuse_twice(signer, people)
            except SignatureError as error:
                refused.append(f"{signed.file}：{error.reason}")
            except (InputError, RunError) as error:
                refused.append(f"{signed.file}：无法核验签名。{''.join(error.sentences())}")
            else:
                valid.append(signed.statement)
                identities |= {signer.name, signer.key}
        people |= dict.fromkeys(identities, stage)
        found = (_part_state(part, valid, subject.facts) for part in subject.parts.values())
        states = tuple(_in_order(part, before.get(part.part)) for part in found)
        before = {part.part: part for part in states}
        stages.append(Stage(stage, states, tuple(refused)))
    return tuple(stages)


def signer_of(signed: SignedStatement, subject: Subject, allowed_signers: Path) -> Signer:
    """Return who signed; SignatureError where the signature or its day does not count for this report.

    The key must have been valid on the statement's day. That day is a person's word: it must lie between the
    beginning of the reporting year and now, and not before the commit the workspace stood at.
    """
    statement = signed.statement
    day, (first, last) = date.fromisoformat(statement.date), subject.days
    if statement.report != subject.report:
        raise SignatureError(f"签的是另一份报告 {statement.report}")
    if day < first:
        raise SignatureError(f"签名日期 {day} 早于报告年度（{first} 起）")
    if day > last:
        raise SignatureError(f"签名日期 {day} 还没有到（最晚 {last}）")
    if statement.committed and statement.date < statement.committed:
        raise SignatureError(f"签名日期 {day} 早于所签内容的提交 {statement.commit[:12]}（{statement.committed}）")
    return verify(statement.message(), signed.signature, statement.by, allowed_signers, day)


def _refuse_twice(signer: Signer, people: Mapping[str, str]) -> None:
    """Refuse who signed an earlier stage, *people* being who did, by name and by key."""
    earlier = people.get(signer.name) or people.get(signer.key)
    if earlier:
        raise SignatureError(f"{signer.name}已经签过{earlier}，三审应由三个不同的人签名")


def _in_order(part: SignedPart, earlier: SignedPart | None) -> SignedPart:
    """Return a part's state: signed before its *earlier* review, it was not reviewed in order."""
    if part.state != "signed" or earlier is None or part.date >= earlier.date:
        return part
    return replace(part, state="broken", why=f"签名日期 {part.date} 早于前一审的 {earlier.date}")


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
        if (key in current or key.partition(".")[0] == table) and (key not in current or written(current[key]) != old)
    ]
    changes += [
        f"{record['label']}（{key}）新增 {written(record)}" for key, record in current.items() if key not in seen
    ]
    more = f"，另有 {len(changes) - _SHOWN_FACTS} 项" if len(changes) > _SHOWN_FACTS else ""
    return "，".join(changes[:_SHOWN_FACTS]) + more or "填报状态、归属、名称或来源已改动"


def written(record: Mapping[str, Any]) -> str:
    """Return a fact with everything about it that is signed."""
    return (
        f"{record['qualifier']}{record['value'] or '空白'}{record['unit'] if record['value'] else ''}{record['note']}"
    )
