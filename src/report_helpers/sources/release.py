"""Reads what was published, and only whole: files as recorded, signed by three people, figures as signed.

releases/<year>/<agency>/   public/    what goes on the web site
record/    the rest: release.json vouches for every file, parts.json is what was signed
superseded/<version>/, restatements.csv   where it was corrected
"""

from __future__ import annotations

import os
from collections.abc import Mapping  # noqa: TC003
from dataclasses import asdict, dataclass, replace
from datetime import date  # noqa: TC003  the fields of a record are its schema
from typing import TYPE_CHECKING, Annotated

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.facts.fact import Fact, Origin, Status
from report_helpers.facts.identifiers import ReportName  # noqa: TC001
from report_helpers.files.clock import today
from report_helpers.files.git import text_at
from report_helpers.files.hashing import changes, hashes
from report_helpers.files.json_text import indented
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import DayIfAny, Digest, InsidePath, parse_record, that
from report_helpers.signatures.signers import read_allowed_signers, signers_in
from report_helpers.signatures.statement import ALLOWED_SIGNERS
from report_helpers.sources.release_contents import (
    FIX,
    MAX_BYTES,
    PUBLIC,
    RECORD,
    SIGNERS,
    is_signed_input,
    read_signed,
)
from report_helpers.sources.report_json import PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.forms.kind import Kind

ON_THE_WEB = ("report.html", "report.pdf", "report.docx", "data")  # of the files of a build, those that are public
RELEASE = "release.json"
SUPERSEDED, RESTATEMENTS = "superseded", "restatements.csv"


@dataclass(frozen=True, slots=True)
class Correction:
    """Why a published report is published again, and who says so."""

    note: str
    by: str


def correction_line(note: str, version: int, on: date) -> str:
    """Return what a report that is published again says of it; who corrected it stands in the record."""
    end = "" if note.endswith("。") else "。"
    return f"更正说明（第{version}版，{on.year}年{on.month}月{on.day}日）：{note}{end}"


@dataclass(frozen=True, slots=True)
class Release:
    """What release.json says: the version, its day and the day it was due ("" for none), why it replaces another.

    `ledgers` are the ledgers it was counted from, `files` the release's own and `history` those it replaced: SHA-256
    by path.
    """

    report: ReportName
    version: Annotated[int, that(lambda number: number > 0, "应为 1 以上的整数")]
    published: date
    due: DayIfAny
    correction: Correction | None
    ledgers: Mapping[InsidePath, Digest]
    files: Mapping[InsidePath, Digest]
    history: Mapping[InsidePath, Digest]
    late: bool = False  # for readers of the file; worked out anew from the days

    @property
    def says(self) -> str:
        """What the report says of its correction; nothing in a first version."""
        if self.correction is None:
            return ""
        return correction_line(self.correction.note, self.version, self.published)

    @property
    def is_late(self) -> bool:
        """Whether it was published after the day it was due."""
        return bool(self.due) and self.published.isoformat() > self.due

    def text(self) -> str:
        """Return the text of release.json."""
        return indented(asdict(self) | {"published": self.published.isoformat(), "late": self.is_late})


@dataclass(frozen=True, slots=True)
class PublishedReport:
    """A whole release: its record, where its figures stand, these by id: status, value, note; the commit it is of."""

    release: Release
    shown: str
    form: str
    facts: Mapping[str, tuple[Status, Decimal | None, str]]
    commit: str


def release_path(report: ReportId) -> str:
    """Return the folder of a published report, relative to the workspace."""
    return f"releases/{report.path}"


def released_files(root: Path, report: ReportId) -> list[Path]:
    """Return the files a release is read by, where there is one: its record, which vouches for all, and its figures."""
    folder = root / release_path(report)
    return [path for path in (folder / RECORD / RELEASE, folder / PUBLIC / PLACE) if path.exists()]


def placed(name: str) -> str:
    """Return where a file of a build lies in a release: what is not made for the web site goes into the record."""
    return f"{PUBLIC if name.partition('/')[0] in ON_THE_WEB else RECORD}/{name}"


def read_release(root: Path, report: ReportId, kind: Kind) -> PublishedReport | None:
    """Return the published report, None when nothing was published; InputError for all that is wrong with it."""
    shown = release_path(report)
    if not os.path.lexists(root / shown):
        return None
    found = read_release_folder(root / shown, shown, str(report), kind)
    _require_known_signers(root, shown, found.commit)
    return found


def _require_known_signers(root: Path, shown: str, commit: str) -> None:
    """Refuse a list of signers of a release's own making: each key must be listed now, or in the commit it is built of.

    Anyone can make three keys, list them beside a release and sign it whole.
    """
    place = f"{shown}/{RECORD}/{SIGNERS}"
    listed = set(read_allowed_signers(root / shown / RECORD / SIGNERS, place))
    now = root / ALLOWED_SIGNERS
    unknown = listed - set(read_allowed_signers(now, ALLOWED_SIGNERS) if now.is_file() else ())
    if unknown and not (unknown <= set(signers_in(text_at(root, commit, ALLOWED_SIGNERS), place))):
        names = "、".join(sorted({signer.name for signer in unknown}))
        what = f"名单里{names}的公钥，既不在 {ALLOWED_SIGNERS} 里，也不在所依据的提交 {commit[:12]} 的名单里"
        raise InputError(Problem(what, place, fix=f"{FIX}；在浅克隆里请先取回完整的历史（git fetch --unshallow）"))


def read_release_folder(folder: Path, shown: str, report: str, kind: Kind, *, is_kept: bool = False) -> PublishedReport:
    """Return the release of *report* in a folder, called *shown*; InputError for all that is wrong with it.

    One that *is_kept* among the superseded has its own history no more.
    """
    release = read_record(folder, shown)
    raise_problems(_file_problems(folder, shown, release, is_kept=is_kept))
    raise_problems(_wrong_report(release, report, shown))
    signed = read_signed(folder, shown, report, kind, release.published)
    inputs = signed.inputs
    raise_problems(_signed_file_problems(release, inputs, shown))
    outputs = {placed(name): digest for name, digest in signed.outputs.items()}
    raise_problems(
        Problem("与清单 manifest.json 登记的内容不同", f"{shown}/{name}", fix=FIX)
        for name, digest in outputs.items()
        if release.files.get(name) != digest
    )
    raise_problems(_record_problems(release, shown, signed.latest, is_kept=is_kept))
    extra = (name for name in release.files if name.startswith(f"{PUBLIC}/") and name not in outputs)
    raise_problems(Problem("不是生成的文件，不应公开", f"{shown}/{name}", fix=FIX) for name in extra)
    return PublishedReport(release, f"{shown}/{PUBLIC}/{PLACE}", signed.form, signed.facts, signed.commit)


def read_record(folder: Path, shown: str) -> Release:
    """Return what the release.json of a release says; InputError when there is none or it is not whole."""
    shown = f"{shown}/{RECORD}/{RELEASE}"
    fix = f"releases/ 里只放 report publish 写的公布件；{FIX}"
    data = read_bytes(folder / RECORD / RELEASE, shown, MAX_BYTES, fix)
    return parse_record(data, Release, shown, "不是一份完整的公布记录", FIX)


def own_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of the files a release consists of, by path, its record left out."""
    return _hashes_below(folder, (PUBLIC, RECORD))


def history_files(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of what a release keeps of those it replaced, by path."""
    return _hashes_below(folder, (SUPERSEDED, RESTATEMENTS))


def _hashes_below(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    tops = (folder / name for name in names)
    files = [path for top in tops for path in (top, *top.rglob("*")) if path.is_file()]
    return hashes(folder, (path for path in files if path != folder / RECORD / RELEASE))


def _file_problems(folder: Path, shown: str, release: Release, *, is_kept: bool) -> Iterator[Problem]:
    """Yield what was changed, removed or added since the release was written."""
    recorded = {**release.files, **({} if is_kept else release.history)}
    files = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    for link in (path.relative_to(folder).as_posix() for path in files if path.is_symlink()):
        yield Problem("是链接，不是文件", f"{shown}/{link}", fix=FIX)
    found = hashes(folder, (path for path in files if path.is_file() and path != folder / RECORD / RELEASE))
    for name, what in changes(recorded, found):
        yield Problem(f"公布之后被改动：{what}", f"{shown}/{name}", fix=FIX)


def _wrong_report(release: Release, report: str, shown: str) -> Iterator[Problem]:
    """Yield why a release is not one of this report."""
    place = f"{shown}/{RECORD}/{RELEASE}"
    if release.report != report:
        yield Problem(f"是 {release.report} 的公布件，不是 {report} 的", place, fix=FIX)
    if release.published > today():
        yield Problem("公布日期还没有到", place, value=release.published.isoformat(), fix=FIX)


def _record_problems(release: Release, shown: str, latest: date | None, *, is_kept: bool) -> Iterator[Problem]:
    """Yield what a record says of its own making that nobody signs, and that cannot be."""
    place = f"{shown}/{RECORD}/{RELEASE}"
    kept = {name.split("/")[1] for name in release.history if name.startswith(f"{SUPERSEDED}/")}
    is_whole = len(kept) == release.version - 1 and kept == {str(1 + number) for number in range(len(kept))}
    if not is_kept and not is_whole:
        what = f"第 {release.version} 版应保留此前各版"
        yield Problem(what, place, value="、".join(sorted(kept)) or "（没有）", fix=FIX)
    if (release.version > 1) != (release.correction is not None):
        yield Problem("第 1 版不写更正说明，此后各版都要写", place, value=f"第 {release.version} 版", fix=FIX)
    if latest and not "" < release.due <= latest.isoformat():
        yield Problem(f"公布期限应不晚于规定的 {latest}", place, value=release.due or "（没有）", fix=FIX)


def _signed_file_problems(release: Release, inputs: Mapping[str, str], shown: str) -> Iterator[Problem]:
    """Yield where signatures, list of signers and waivers are not those the manifest names among its inputs."""
    in_record = {name.removeprefix(f"{RECORD}/"): digest for name, digest in release.files.items()}
    kept = {name: digest for name, digest in in_record.items() if is_signed_input(name)}
    for name, how in changes(inputs, kept):
        yield Problem(f"不是生成时所用的那一份：{how}", f"{shown}/{RECORD}/{name}", fix=FIX)


def with_published(facts: Mapping[str, Fact], published: PublishedReport | None) -> dict[str, Fact]:
    """Return *facts* with the values that were published, where a release is on file."""
    if published is None:
        return dict(facts)
    there = ((cell, facts[cell], found) for cell, found in published.facts.items() if cell in facts)
    return dict(facts) | {cell: _with_value(fact, found, published.shown) for cell, fact, found in there}


def _with_value(fact: Fact, found: tuple[Status, Decimal | None, str], shown: str) -> Fact:
    status, value, note = found
    if (fact.status, fact.value) == (status, value):
        return fact
    return replace(fact, status=status, value=value, note=note, origin=Origin(shown, 1, "value"))
