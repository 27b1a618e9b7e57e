"""Writes report.json, a report as open data, and reads it back from a folder that anyone may have edited."""

from __future__ import annotations

from collections.abc import Sequence  # noqa: TC003  the fields of a record are its schema
from dataclasses import dataclass
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from report_helpers.facts.fact import Status  # noqa: TC001
from report_helpers.facts.identifiers import FactName  # noqa: TC001
from report_helpers.facts.record import Front
from report_helpers.files.json_text import indented
from report_helpers.files.plain_files import read_bytes
from report_helpers.files.records import Field, parse_record, that

if TYPE_CHECKING:
    from collections.abc import Mapping

    Record = Mapping[str, Any]

PLACE = "data/report.json"  # in the folder of a report
SCHEMA = Path(__file__).parent / "report.schema.json"
MAX_BYTES = 20 * 1024 * 1024

# For the reviewer: where in the office's files a figure was read.
_INTERNAL = ("file", "row", "column")
_WHAT = "不是本工具生成的报告数据"


def _have_different_ids(items: Sequence[Any]) -> bool:
    return len({item.id for item in items}) == len(items)


_ONCE = that(_have_different_ids, "有重复的 id")
_SOME = that(bool, "是空的")


@dataclass(frozen=True, slots=True)
class _Fact:
    """A figure as report.schema.json describes it."""

    id: FactName
    label: str
    value: str
    status: Status
    unit: str
    table: str = ""
    row_label: str = ""
    column_label: str = ""
    note: str = ""
    qualifier: Literal["", "余", "约", "近"] = ""
    part_of: str = ""
    source: str = ""
    last_year: str | None = None


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as report.schema.json describes it."""

    id: str
    heading: str
    paragraphs: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report(Front):
    """A report as report.schema.json describes it."""

    facts: Annotated[Sequence[_Fact], _SOME, _ONCE]
    sections: Annotated[Sequence[_Section], _SOME, _ONCE]
    schema: Annotated[str, Field(alias="$schema")] = SCHEMA.name


def report_json(front: Record, facts: Sequence[Record], sections: Sequence[Record]) -> str:
    """Return the text of report.json, which goes on the web: front matter, facts, the plain text of each section."""
    shown = [{name: value for name, value in fact.items() if name not in _INTERNAL} for fact in facts]
    return indented({"$schema": SCHEMA.name, **front, "facts": shown, "sections": list(sections)})


def row_words(row: Sequence[Record]) -> str:
    """Return a row of an own table as report.json has it among the paragraphs of its section."""
    return "　".join(cell["text"] for cell in row)


def read_report_json(path: Path, shown: str, fix: str = "请重新生成这份报告") -> dict[str, Any]:
    """Return the content of a report.json, which the messages call *shown*.

    Its facts and sections are there and of the right type. Raises InputError
    when the file is absent, too large, not JSON, or something else than a report.
    """
    data = read_bytes(path, shown, MAX_BYTES, fix)
    parse_record(data, _Report, shown, _WHAT, fix)
    content: dict[str, Any] = loads(data.decode("utf-8-sig"))
    return content
