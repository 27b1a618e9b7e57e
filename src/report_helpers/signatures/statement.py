"""A sign-off as it is kept: the statement a person signed, and the signature over it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem
from report_helpers.files.json_text import compact, field_values, is_table
from report_helpers.files.plain_files import read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

ALLOWED_SIGNERS = "params/allowed_signers"  # in the workspace: who may sign, as ssh-keygen reads it
FOLDER = "signatures"  # in the report's own data folder
KIND = "report-helpers sign-off 2"
STAGES = ("初审", "复审", "终审")
MAX_BYTES = 1_000_000
_FILE_NAMES = {"初审": "first", "复审": "second", "终审": "final"}


@dataclass(frozen=True, slots=True)
class Statement:
    """Who approves which parts of which report, at which stage; `facts` are the figures seen.

    `report` is its whole id. The workspace stood at `commit`, which was `committed` that day; both are "" outside git.
    """

    report: str
    stage: str
    by: str
    date: str
    commit: str
    committed: str
    parts: Mapping[str, str]
    facts: Mapping[str, str]

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        return compact({"kind": KIND, **field_values(self)}, sort_keys=True).encode()


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
    try:
        content = json.loads(read_bytes(path, shown, MAX_BYTES).decode())
        fields = content["statement"]
        statement = Statement(**{name: fields[name] for name in Statement.__slots__})
        of_git = (statement.commit, statement.committed)
        texts = (statement.report, statement.stage, statement.by, statement.date, *of_git, content["signature"])
        is_whole = (
            all(isinstance(text, str) for text in texts) and is_table(statement.parts) and is_table(statement.facts)
        )
        is_whole &= all(date.fromisoformat(day).isoformat() == day for day in (statement.date, of_git[1]) if day)
    except (ValueError, KeyError, TypeError, RecursionError):
        is_whole = False
    if not is_whole or statement.stage not in STAGES or not statement.date:
        raise InputError(Problem("不是一份完整的审核签名", file=shown, fix="请删去这个文件，重新签名"))
    return SignedStatement(statement, content["signature"], shown)
