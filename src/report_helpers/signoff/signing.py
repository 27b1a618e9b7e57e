"""Signing: one person, one stage, whatever of the report is not yet signed there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from report_helpers.checks.checking import check
from report_helpers.checks.finding import open_problems
from report_helpers.errors import InputError, Problem, listed, shorten
from report_helpers.files.git import head
from report_helpers.files.plain_files import write_whole
from report_helpers.signatures.reviews import signer_of
from report_helpers.signatures.signers import SignatureError, read_allowed_signers
from report_helpers.signatures.ssh import sign
from report_helpers.signatures.statement import (
    ALLOWED_SIGNERS,
    FOLDER,
    STAGES,
    SignedStatement,
    Statement,
    file_name,
    file_text,
)
from report_helpers.signoff.parts import facts_in, subject_of
from report_helpers.signoff.state import stages_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from report_helpers.facts.report import Report
    from report_helpers.signatures.reviews import Stage, Subject
    from report_helpers.signatures.statement import StageName

SHOWN_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who signs, by which private key, on which day."""

    name: str
    key: Path
    on: date


def sign_stage(report: Report, root: Path, stage: StageName, reviewer: Reviewer) -> Path:
    """Sign every part of *report* that is not signed at *stage*, as *reviewer*; return the new file.

    Raises InputError when an error stands or a warning nobody waived, nothing could be compared, an earlier
    stage is incomplete, the person already signed another stage, is not listed, or there is nothing to sign.
    """
    report.require_own()
    root, by = root.resolve(), reviewer.name
    _require_listed(root, by)
    outcome = check(report).to_json()
    open_findings = list(open_problems(outcome))
    if open_findings:
        raise InputError([Problem("校验发现还没有处理，不能签名", value=str(report.id)), *open_findings])
    if outcome["verdict"] == "nothing":
        raise InputError(Problem("没有可核验的内容，不能签名", value=str(report.id), fix="请先填报数据，重新生成"))
    stages = {state.stage: state for state in stages_of(report, root)}
    _require_earlier(report, stages, stage, by)
    open_parts = {part.part for part in stages[stage].parts if part.state != "signed"}
    if not open_parts:
        raise InputError(Problem(f"{stage}已经全部签过，没有新的改动", value=str(report.id)))
    subject, commit = subject_of(report, root), head(root)
    parts = {part.id: part.hash for part in subject.parts.values() if part.id in open_parts}
    on, facts = reviewer.on.isoformat(), facts_in(report, parts)
    statement = Statement(subject.report, stage, by, on, commit.id, commit.day, parts, facts)
    signature = sign(statement.message(), reviewer.key)
    _require_it_counts(SignedStatement(statement, signature, ""), subject, root)
    folder = root / report.id.data_path / FOLDER
    folder.mkdir(exist_ok=True)
    number = next(number for number in count(1) if not (folder / file_name(stage, number)).exists())
    path = folder / file_name(stage, number)
    write_whole(path, file_text(statement, signature).encode(), "签名")
    return path


def require_commit(root: Path) -> None:
    """Refuse to sign in a workspace that git holds no state of: such signatures cannot be published."""
    if not head(root).id:
        fix = "请先在工作区里运行 git init（已有仓库的不用）、git add -A、git commit，再签名"
        raise InputError(Problem("工作区还没有提交到 git，签名无法与所签的版本对上，也不能公布", fix=fix))


def _require_earlier(report: Report, stages: Mapping[str, Stage], stage: str, by: str) -> None:
    """Hold the order of the reviews: each earlier one complete, and by somebody else."""
    for other in STAGES:
        is_earlier = STAGES.index(other) < STAGES.index(stage)
        if is_earlier and not stages[other].is_complete:
            raise InputError(Problem(f"{other}还没有完成，不能{stage}", value=str(report.id), fix=f"请先完成{other}"))
        if other != stage and by in stages[other].signers:
            raise InputError(Problem(f"已经签过{other}，三审应由三个不同的人签名", value=by, fix=f"请换人{stage}"))


def _require_listed(root: Path, by: str) -> None:
    names = [signer.name for signer in read_allowed_signers(root / ALLOWED_SIGNERS, ALLOWED_SIGNERS)]
    if by not in names:
        people = listed(list(dict.fromkeys(map(shorten, names))), SHOWN_PEOPLE, "等 {} 人") or "（无）"
        fix = f"名单里有：{people}；新的审核人请先登记公钥"
        raise InputError(Problem("不在签名人名单里", file=ALLOWED_SIGNERS, value=by, fix=fix))


def _require_it_counts(signed: SignedStatement, subject: Subject, root: Path) -> None:
    """Refuse to keep a signature that would not count."""
    try:
        signer_of(signed, subject, root / ALLOWED_SIGNERS)
    except SignatureError as error:
        fix = "请用 --key 指明本人登记过的密钥"
        what = f"这把密钥不能代表本人（{error.reason}）"
        raise InputError(Problem(what, value=signed.statement.by, fix=fix)) from None
