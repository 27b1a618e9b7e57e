"""Publishing: refused with its reasons, or a release written whole beside those it replaces."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from report_helpers.checks.checking import check
from report_helpers.checks.finding import open_problems
from report_helpers.errors import InputError, Problem, gathering, raise_problems
from report_helpers.files.csv_text import spreadsheet_csv, strict_rows
from report_helpers.files.git import UNSHALLOW, came_in, find_commit, is_shallow, latest_day, uncommitted
from report_helpers.files.json_text import as_read
from report_helpers.files.plain_files import write_new
from report_helpers.outputs.own.cells import own_parts
from report_helpers.outputs.rendering import NOTEBOOK, read_notebook
from report_helpers.processes.notebooks import PATIENT, open_notebooks
from report_helpers.releases.comparison import compare, read_to_compare
from report_helpers.releases.ledgers import ledger_files, write_counted
from report_helpers.runs.building import Task, produce
from report_helpers.runs.execution import Execution
from report_helpers.runs.fingerprints import input_files
from report_helpers.runs.own_cells import with_standing_own
from report_helpers.runs.staging import staged
from report_helpers.signatures.signers import SignatureError, verify
from report_helpers.signatures.statement import ALLOWED_SIGNERS, FOLDER, read_statements
from report_helpers.signoff.parts import parts_of
from report_helpers.signoff.state import PART_WORDS, stages_of
from report_helpers.sources.release import (
    ON_THE_WEB,
    RELEASE,
    RESTATEMENTS,
    SUPERSEDED,
    Correction,
    Release,
    correction_line,
    history_files,
    own_files,
    read_release_folder,
    release_path,
)
from report_helpers.sources.release_contents import PARTS, PUBLIC, RECORD, SIGNERS, parts_text
from report_helpers.sources.waivers_yaml import NAME as WAIVERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from report_helpers.checks.finding import CheckResult
    from report_helpers.facts.identifiers import ReportId
    from report_helpers.facts.report import Report
    from report_helpers.signatures.reviews import Stage
    from report_helpers.sources.release import PublishedReport
    from report_helpers.sources.workspace import Workspace

_JUDGED = ("verdict", "rules", "findings", "waivers")
_COLUMNS = ("版次", "日期", "数据项", "名称", "原值", "新值", "更正说明", "更正人")


def publish(workspace: Workspace, report_id: ReportId, on: date, correction: Correction | None = None) -> Release:
    """Write the release of a report and return its record.

    Raises InputError listing every reason not to publish: a period that has not ended, errors, warnings nobody
    waived, waivers that do not hold, signatures missing or broken, inputs not committed, a correction without
    a note or without a change. Raises RunError when the run fails; an earlier release is then left as it was.
    """
    report = workspace.load(report_id, on)
    report.require_own()
    report = with_standing_own(workspace, report)
    target, shown = workspace.release_folder(report_id), release_path(report_id)
    outcome = check(report)
    ledgers = ledger_files(workspace, report_id)
    reasons = list(_reasons(workspace, report, outcome, ledgers))
    with gathering(reasons):
        standing = _standing(workspace, report_id, correction)
    raise_problems(reasons)
    old = 0 if standing is None else standing.release.version
    if old and correction:
        report = replace(report, correction=correction_line(correction.note, old + 1, on))
    with staged(target) as folder:
        with open_notebooks() as notebooks:
            checks = produce(Task(workspace, report_id, on=on), report, Execution(notebooks, PATIENT), folder)
        _require_same_own(report, folder)
        _require_same_checks(outcome, checks)
        _arrange(folder)
        _write_record(workspace, report, folder)
        if old and correction:
            _keep_superseded(target, folder, correction, (old, on))
        reason, due = correction if old else None, workspace.settings(report_id).due(workspace.agency(report_id.agency))
        day = due.isoformat() if due else ""
        files = (own_files(folder), history_files(folder))
        release = Release(str(report_id), old + 1, on, day, reason, ledgers, *files)
        write_new(folder / RECORD / RELEASE, release.text())
        read_release_folder(folder, shown, str(report_id), report.kind)
    return release


def _standing(workspace: Workspace, report_id: ReportId, correction: Correction | None) -> PublishedReport | None:
    """Return the release that stands; InputError for one that nobody corrects, and for one that was deleted."""
    standing, shown = workspace.published(report_id), release_path(report_id)
    if standing is not None and correction is None:
        fix = "再次公布请写明更正说明和更正人：report publish … --correction 说明 --by 姓名"
        raise InputError(Problem("这份报告已经公布过", file=shown, fix=fix))
    if standing is None and came_in(workspace.root, workspace.release_folder(report_id) / RECORD / RELEASE):
        fix = "请用 git 恢复，再用 --correction 更正"
        raise InputError(Problem("这份报告公布过，公布件后来被删去", file=shown, fix=fix))
    return standing


def _reasons(
    workspace: Workspace, report: Report, outcome: CheckResult, ledgers: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield every reason not to publish a report as it stands in the workspace."""
    if report.on <= report.period[1]:
        fix = f"统计期限到 {report.period[1]} 为止，次日起才能公布"
        yield Problem("统计期限还没有结束，不能公布", value=str(report.id), fix=fix)
    yield from open_problems(outcome.to_json())
    yield from _open_reviews(stages_of(report, workspace.root))
    yield from _uncommitted(workspace, report.id, ledgers)
    yield from _backdated(workspace, report)


def _require_same_checks(outcome: CheckResult, found: Mapping[str, Any]) -> None:
    """Refuse what was just produced when an error stands in it, or its notebook says otherwise than the checks here."""
    reasons = list(open_problems(found))
    judged = as_read(outcome.to_json())
    if not reasons and any(judged[name] != found[name] for name in _JUDGED):
        fix = "请核对 notebook 里校验的单元格，重新生成并重新签名"
        reasons = [Problem("notebook 里的校验结果与重新校验的不一致", fix=fix)]
    raise_problems(reasons)


def _require_same_own(report: Report, folder: Path) -> None:
    """Refuse what was just produced when its public cells show anything else than what was signed."""
    if report.own != own_parts(read_notebook((folder / NOTEBOOK).read_bytes(), NOTEBOOK)):
        fix = "请重新生成，看过审核页之后重新签名；每次运行都不同的内容（随机数、当前时间）不能公开"
        raise InputError(Problem("notebook 公开的单元格与签名时显示的不同", value=str(report.id), fix=fix))


def _open_reviews(stages: tuple[Stage, ...]) -> Iterator[Problem]:
    """Yield what is not signed, stage by stage."""
    for stage in stages:
        for sentence in stage.refused:
            yield Problem(f"{stage.stage}的签名无效：{sentence}", fix="请删去无效的签名，由本人重新签名")
        is_unsigned = all(part.state == "unsigned" for part in stage.parts)
        if is_unsigned:
            yield Problem(f"{stage.stage}还没有签名", fix=f"请由{stage.stage}人签名")
            continue
        for part in stage.parts:
            if part.state != "signed":
                why = f"：{part.why}" if part.why else ""
                fix = f"请由{stage.stage}人核对后重新签名"
                yield Problem(f"{stage.stage}{PART_WORDS[part.state]}，{part.title}{why}", fix=fix)


def _uncommitted(workspace: Workspace, report_id: ReportId, ledgers: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the inputs of a report that git does not hold as they are; a ledger need not be there."""
    files = [path for path in input_files(workspace, report_id) if _name(workspace, path) not in ledgers]
    try:
        names = uncommitted(workspace.root, files)
    except InputError as error:
        yield from error.problems
        return
    for name in sorted(names):
        yield Problem("还没有提交", file=name, fix="请先 git commit")


def _name(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix()


def _backdated(workspace: Workspace, report: Report) -> Iterator[Problem]:
    """Yield what git's history shows to have another day than it says: this machine's clock, commits, keys.

    A key that has expired can sign any earlier day. Its signature, though, comes into the history later.
    """
    if is_shallow(workspace.root):
        yield Problem("git 历史不完整，不能核对签名时的提交和日期", fix=UNSHALLOW)
        return
    latest, folder, signers = (
        latest_day(workspace.root),
        f"{report.id.data_path}/{FOLDER}",
        workspace.root / ALLOWED_SIGNERS,
    )
    if latest > report.on.isoformat():
        fix = "请校准本机的日期；日期写错的提交请重做"
        yield Problem(f"今天（{report.on}）早于 git 历史里最近的提交（{latest}）", fix=fix)
    for signed in read_statements(workspace.root / folder, folder):
        said = (signed.statement.commit, signed.statement.committed)
        if not all(said) or find_commit(workspace.root, said[0]) != said:
            what = (
                f"签名所记的提交“{said[0][:12]}”（{said[1]}）不在 git 历史里"
                if said[0]
                else "签名时工作区还没有提交到 git"
            )
            yield Problem(what, file=signed.file, fix="请删去这个签名文件，提交之后由本人重新签名")
            continue
        if not (day := came_in(workspace.root, workspace.root / signed.file)):
            continue  # named as uncommitted
        try:
            verify(signed.statement.message(), signed.signature, signed.statement.by, signers, date.fromisoformat(day))
        except SignatureError as error:
            what = f"签名到 {day} 才提交，那时{error.reason}"
            yield Problem(what, file=signed.file, fix="请由本人用现在有效的密钥重新签名，当天提交")


def _arrange(folder: Path) -> None:
    """Put what goes on the web site into public/, the rest of what was built into record/."""
    built = list(folder.iterdir())
    for name in (PUBLIC, RECORD):
        (folder / name).mkdir()
    for path in built:
        path.rename(folder / (PUBLIC if path.name in ON_THE_WEB else RECORD) / path.name)


def _keep_superseded(target: Path, folder: Path, correction: Correction, version: tuple[int, date]) -> None:
    """Copy the release that stands and all before it into the new one.

    The restatement register gets a row for every figure or sentence changed. *version* is the one that stands and
    the day it is replaced.
    """
    old, on = version
    changes = compare(read_to_compare(target), read_to_compare(folder), "原公布稿", "更正稿")
    if changes.is_same:
        raise InputError(Problem("与已公布的没有区别，不需要更正", file=str(target)))
    kept, register = folder / SUPERSEDED, target / RESTATEMENTS
    if (target / SUPERSEDED).exists():
        shutil.copytree(target / SUPERSEDED, kept)
    for name in (PUBLIC, RECORD):
        shutil.copytree(target / name, kept / str(old) / name)
    text = register.read_text(encoding="utf-8-sig") if register.exists() else ""
    rows: list[Sequence[object]] = [cells for _, cells in strict_rows(text, str(register))] or [_COLUMNS]
    head, who = (old + 1, on.isoformat()), (correction.note, correction.by)
    rows += [(*head, fact.id, fact.label, fact.old or "", fact.new or "", *who) for fact in changes.facts]
    rows += [(*head, "", one.section_heading, one.old or "", one.new or "", *who) for one in changes.sentences]
    write_new(folder / RESTATEMENTS, spreadsheet_csv(rows))


def _write_record(workspace: Workspace, report: Report, folder: Path) -> None:
    """Write what was signed, with signatures, list of signers and waivers, and the tables that ledgers count."""
    data, record = workspace.root / report.id.data_path, folder / RECORD
    write_new(record / PARTS, parts_text(parts_of(report, workspace.root)))
    shutil.copytree(data / FOLDER, record / FOLDER)
    shutil.copy(workspace.root / ALLOWED_SIGNERS, record / SIGNERS)
    if (data / WAIVERS).exists():
        shutil.copy(data / WAIVERS, record / WAIVERS)
    write_counted(report, record)
