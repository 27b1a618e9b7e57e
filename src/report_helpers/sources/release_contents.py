"""What a release was signed for: its parts as they were signed, held against its figures and its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.facts.report import Agency
from report_helpers.files.json_text import indented, is_table
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import parse_record
from report_helpers.forms.cells import form_cells
from report_helpers.signatures.reviews import FACTS, Part, Subject, review
from report_helpers.signatures.statement import FOLDER, read_statements
from report_helpers.sources.figures import FigureError, read_figure
from report_helpers.sources.manifest_json import MANIFEST, parse_manifest
from report_helpers.sources.open_data_csv import facts_csv
from report_helpers.sources.report_json import PLACE, read_report_json, row_words
from report_helpers.sources.waivers_yaml import NAME as WAIVERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from report_helpers.forms.kind import Kind
    from report_helpers.forms.model import Form
    from report_helpers.signatures.reviews import Stage

PUBLIC, RECORD = "public", "record"
PARTS, SIGNERS = "parts.json", "allowed_signers"
SECTION, FRONT, ALWAYS = "section:", "front", ("front", "agency", "waivers")
MAX_BYTES = 20_000_000
FIX = "请用 git 恢复已公布的报告，或重新公布"


@dataclass(frozen=True, slots=True)
class Signed:
    """The form and the figures of a release by id; by the manifest its commit, its files and the inputs in its record.

    `latest` is the last day on which the statute has the agency publish.
    """

    form: str
    facts: Mapping[str, tuple[Status, Decimal | None, str]]
    latest: date | None
    commit: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _KeptPart:
    """A part as parts.json keeps it."""

    id: str
    title: str
    content: Any


def parts_text(parts: Mapping[str, Part]) -> str:
    """Return the text of parts.json: every part of a report as it was signed."""
    return indented([{"id": part.id, "title": part.title, "content": part.content()} for part in parts.values()])


def read_signed(folder: Path, shown: str, report: str, kind: Kind, published: date) -> Signed:
    """Return what a release was signed for; InputError for all that is not signed, or not as it was signed."""
    record, public = folder / RECORD, folder / PUBLIC
    content = read_report_json(public / PLACE, f"{shown}/{PUBLIC}/{PLACE}", FIX)
    form = kind.form(content["form"])
    parts = _read_parts(record / PARTS, f"{shown}/{RECORD}/{PARTS}", form)
    whole_id = f"{kind.id}/{report.rpartition('/')[2]}"
    tables: list[Any] = [one.content() for part, one in parts.items() if part.startswith(FACTS)]
    records = {fact["id"]: fact for table in tables for fact in table}
    year = int(report.rpartition("@")[2])
    subject = Subject(whole_id, parts, {}, (date(year, 1, 1), published))
    statements = read_statements(record / FOLDER, f"{shown}/{RECORD}/{FOLDER}")
    raise_problems(_unsigned(review(subject, statements, record / SIGNERS), shown))
    try:
        raise_problems(_differing(content, parts, records, f"{shown}/{PUBLIC}/{PLACE}"))
    except (KeyError, TypeError, AttributeError):
        raise InputError(Problem("不是一份完整的签名内容", f"{shown}/{RECORD}/{PARTS}", fix=FIX)) from None
    table = f"{PUBLIC}/data/facts.csv"
    if read_bytes(folder / table, f"{shown}/{table}", MAX_BYTES, FIX) != facts_csv(content["facts"]):
        raise InputError(Problem("与 report.json 的数据项不一致", f"{shown}/{table}", fix=FIX))
    facts = _figures(content["facts"], form, f"{shown}/{PUBLIC}/{PLACE}")
    latest = _agency(parts["agency"].content(), f"{shown}/{RECORD}/{PARTS}").due(kind.statutory_deadlines(year))
    return Signed(form.version, facts, latest, *_manifest(record / MANIFEST, f"{shown}/{RECORD}/{MANIFEST}", report))


def _read_parts(path: Path, shown: str, form: Form) -> dict[str, Part]:
    """Return the parts of parts.json by id; InputError where one that a form must have is lacking."""
    data = read_bytes(path, shown, MAX_BYTES, FIX)
    found = parse_record(data, list[_KeptPart], shown, "不是一份完整的签名内容", FIX)
    parts = {one.id: Part(one.id, one.title, partial(getattr, one, "content")) for one in found}
    tables = (FACTS + name for name in (*(table.id for table in form.tables), "text"))
    wanted = [*ALWAYS, *(SECTION + section.id for section in form.sections), *tables]
    raise_problems(Problem(f"缺少签名的部分 {name}", shown, fix=FIX) for name in wanted if name not in parts)
    odd = (name for name in parts if name.startswith(FACTS) and not _are_facts(parts[name].content()))
    raise_problems(Problem(f"签名的部分 {name} 不是数据项", shown, fix=FIX) for name in odd)
    return parts


def _agency(content: Any, shown: str) -> Agency:  # noqa: ANN401  what parts.json holds
    """Return whose release it is, as it was signed, without notes and lists."""
    try:
        slug, name, short, level, kind = (str(content[0][key]) for key in ("slug", "name", "short", "level", "type"))
    except (KeyError, TypeError, IndexError):
        raise InputError(Problem("不是一份完整的签名内容", shown, fix=FIX)) from None
    return Agency(slug, name, short, level, kind)


def _are_facts(content: object) -> bool:
    return isinstance(content, list) and all(is_table(one) and {"id", "value"} <= one.keys() for one in content)


def _unsigned(stages: Sequence[Stage], shown: str) -> Iterator[Problem]:
    """Yield what of a release is not signed at one of the three stages, and each signature that does not count."""
    for stage in stages:
        yield from (Problem(f"{stage.stage}的签名无效：{why}", shown, fix=FIX) for why in stage.refused)
        lacking = [part.title for part in stage.parts if part.state != "signed"]
        if lacking:
            yield Problem(f"{stage.stage}没有签：{'、'.join(lacking)}", shown, fix=FIX)


def _differing(
    content: Mapping[str, Any], parts: Mapping[str, Part], records: Mapping[str, Mapping[str, Any]], shown: str
) -> Iterator[Problem]:
    """Yield every figure and every part of the text that is not as it was signed."""
    found = {fact["id"]: fact for fact in content["facts"]}
    for name in records.keys() | found.keys():
        signed, stands = records.get(name), found.get(name)
        if signed is None or stands is None or any(stands.get(field) != value for field, value in signed.items()):
            values = [one["value"] if one else "（没有）" for one in (signed, stands)]
            what = f"数据项与签名的不同，签名的是“{values[0]}”"
            yield Problem(what, shown, row_label=name, value=values[1], fix=FIX)
    front: Any = parts[FRONT].content()
    if [content["title"], content.get("agency"), content["form"]] != front[:3]:
        yield Problem("标题、机关或格式与签名的不同", shown, fix=FIX)
    sections = [SECTION + section["id"] for section in content["sections"]]
    if sections != [name for name in parts if name.startswith(SECTION)]:
        yield Problem("各部分与签名的不同", shown, fix=FIX)
    for section in content["sections"]:
        signed_text = parts[SECTION + section["id"]].content() if SECTION + section["id"] in parts else None
        if signed_text is None or _words(signed_text) != [section["heading"], *section["paragraphs"]]:
            yield Problem(f"“{section['heading']}”的文字与签名的不同", shown, fix=FIX)


def _words(section: Any) -> list[str]:  # noqa: ANN401  plain values of a section
    own = (words for each in section.get("own", ()) for words in _own_words(each))
    return [section["heading"], *filter(None, (*_block_words(section["blocks"]), *own))]


def _own_words(own: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a signed own cell says, as report.json has it: its text, or caption, rows and alt text."""
    yield from _block_words([*own["blocks"], *own["caption"]])
    yield from map(row_words, own["frame"]["rows"] if own["frame"] else ())
    yield from _block_words(own["alt"])


def _block_words(blocks: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for block in blocks:
        yield "".join(run["text"] for run in block["runs"])
        for item in block["items"]:
            yield from _block_words(item)


def _figures(
    facts: Sequence[Mapping[str, Any]], form: Form, shown: str
) -> dict[str, tuple[Status, Decimal | None, str]]:
    """Return the figures of a release by id, read as those of a CSV file are; InputError for any that is none."""
    cells, problems, found = form_cells(form), list[Problem](), {}
    for fact in facts:
        cell, status, text = cells.get(fact["id"]), Status(fact["status"]), fact["value"]
        try:
            figure = read_figure(text, cell.kind if cell else "amount", cell.unit if cell else fact["unit"])
        except FigureError as error:
            problems.append(Problem(error.what, shown, row_label=fact["id"], value=text, fix=FIX))
            continue
        plain = Status.NUMBER if status is Status.NOTED else status
        if figure.status is not plain:
            what = f"数值与填报状态 {status} 不符"
            problems.append(Problem(what, shown, row_label=fact["id"], value=text, fix=FIX))
        found[fact["id"]] = (status, figure.value, fact.get("note", ""))
    lacking = [cell for cell in cells if cell not in found]
    if lacking and not problems:
        problems.append(Problem(f"缺少 {len(lacking)} 个数据格", shown, row_label=lacking[0], fix=FIX))
    raise_problems(problems)
    return found


def is_signed_input(name: str) -> bool:
    """Tell whether a file of the record is an input of the build that bears on signatures."""
    return name in {SIGNERS, WAIVERS} or name.startswith(f"{FOLDER}/")


def _manifest(path: Path, shown: str, report: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return the manifest's commit, its inputs that the record keeps, by their name there, and its outputs."""
    found = parse_manifest(read_bytes(path, shown, MAX_BYTES, FIX), shown, FIX)
    if found.report != report:
        raise InputError(Problem(f"不是 {report} 的清单", shown, fix=FIX))
    kept = {}
    for name, digest in found.inputs.items():
        own = name.rpartition("/")[2]
        if name == f"params/{SIGNERS}":
            kept[SIGNERS] = digest
        elif f"/{FOLDER}/" in name:
            kept[f"{FOLDER}/{own}"] = digest
        elif own == WAIVERS and name == f"{ReportId.parse(report).data_path}/{own}":
            kept[WAIVERS] = digest
    return found.commit, kept, dict(found.outputs)
