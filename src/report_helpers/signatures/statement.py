"""A sign-off as it is kept: the statement a person signed, and the signature over it."""

from __future__ import annotations

import json
from collections.abc import Mapping  # noqa: TC003  the fields of a record are its schema
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from report_helpers.files.json_text import compact, field_values
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import CommitId, Day, DayIfAny, Digest, parse_record

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED_SIGNERS = "params/allowed_signers"  # in the workspace: who may sign, as ssh-keygen reads it
FOLDER = "signatures"  # in the report's own data folder
KIND = "report-helpers sign-off 2"
STAGES = ("初审", "复审", "终审")
StageName = Literal["初审", "复审", "终审"]
MAX_BYTES = 1_000_000
_FILE_NAMES = {"初审": "first", "复审": "second", "终审": "final"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Who approves which parts of which report, at which stage; `facts` are the figures seen.

    `report` is its whole id. The workspace stood at `commit`, which was `committed` that day; both are "" outside git.
    """

    report: str
    stage: StageName
    by: str
    date: Day
    commit: CommitId
    committed: DayIfAny
    parts: Mapping[str, Digest]
    facts: Mapping[str, str]

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        return compact({"kind": KIND, **field_values(self)}, sort_keys=True).encode()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a statement's file holds."""

    statement: Statement
    signature: str


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A statement with its signature, and the file it lies in."""

    statement: Statement
    signature: str
    file: str


def read_statements(folder: Path, shown: str) -> tuple[SignedStatement, ...]:
    """Return the signed statements in a folder, called *shown* in messages, oldest first.

    Raises InputError for a file that is none.
    """
    paths = sorted(folder.glob("*.json"), key=_order)
    return tuple(_read(path, f"{shown}/{path.name}") for path in paths)


def file_name(stage: str, number: int) -> str:
    """Return the name of a stage's *number*th statement."""
    return f"{_FILE_NAMES[stage]}-{number}.json"


def file_text(statement: Statement, signature: str) -> str:
    """Return the content of a statement's file."""
    content = {"statement": field_values(statement), "signature": signature}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _order(path: Path) -> tuple[int, int]:
    name, _, number = path.stem.partition("-")
    stages = list(_FILE_NAMES.values())
    return (stages.index(name) if name in stages else len(stages), int(number) if number.isdecimal() else 0)


def _read(path: Path, shown: str) -> SignedStatement:
    fix = "请删去这个文件，重新签名"
    kept = parse_record(read_bytes(path, shown, MAX_BYTES), _Kept, shown, "不是一份完整的审核签名", fix)
    return SignedStatement(kept.statement, kept.signature, shown)
