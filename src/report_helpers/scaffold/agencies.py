"""Starts an agency: its agency.yaml, checked as every reader checks it."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.documents import parse_document
from report_helpers.files.file_sets import replace_files
from report_helpers.files.interruptions import uninterrupted
from report_helpers.files.plain_files import write_whole
from report_helpers.sources.settings_files import AgencyFile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.sources.workspace import Workspace

STAGE = "建立机关"
LEVELS = {"state": "国务院部门", "province": "省级", "city": "市级", "county": "县级", "town": "乡镇级"}
TYPES = {"government": "人民政府", "department": "政府部门", "office": "政府办公厅（室）"}
CODES = {"level": LEVELS, "type": TYPES}  # and what each means
# What `report new agency` asks for, in words.
QUESTIONS = {
    "name": "机关全称（与公布时的署名一致）",
    "short": "正文里的自称（如 本局、全市）",
    "level": "层级（" + "，".join(f"{key} {word}" for key, word in LEVELS.items()) + "）",
    "type": "类型（" + "，".join(f"{key} {word}" for key, word in TYPES.items()) + "）",
    "parent": "上级机关全称（没有的留空）",
}
_NO_DEFAULT = re.compile(r'^default_agency: ""', re.MULTILINE)


def new_agency(place: Workspace, slug: str, said: Mapping[str, str]) -> list[Path]:
    """Write data/<slug>/agency.yaml from what QUESTIONS asks for and return the paths of the files written.

    The first agency of a workspace becomes the default one of the years that have none. Raises InputError
    for a slug that is ill-formed or taken and for values that agency.yaml may not hold.
    """
    require_new(place, slug)
    odd = [name for name, known in CODES.items() if said[name] not in known]
    raise_problems(
        Problem("没有这种取值", column=f"--{name} ", value=said[name], fix=f"可以是：{QUESTIONS[name]}") for name in odd
    )
    shown = f"data/{slug}/agency.yaml"
    lines = ["# 机关基本情况：名称、自称、层级、类型、上级机关和对外联系方式。"]
    lines += [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in said.items()]
    lines += ["contact:", '  address: ""', '  phone: ""', "notes: []"]
    content = "\n".join(lines) + "\n"
    try:
        parse_document(content.encode(), AgencyFile, shown)
    except InputError as error:  # there is no such file yet: somebody typed this
        raise InputError([replace(one, file="", column=f"--{one.column} ") for one in error.problems]) from None
    with uninterrupted():
        written = replace_files(place.root / "data" / slug, {"agency.yaml": content}, STAGE)
        return [*written, *_made_default(place, slug)]


def require_new(place: Workspace, slug: str) -> None:
    """Raise InputError for a slug that is ill-formed or taken."""
    ReportId.of(slug, 2000)
    if os.path.lexists(place.root / "data" / slug):
        fix = f"它的情况写在 data/{slug}/agency.yaml，可以直接修改"
        raise InputError(Problem("已有这个机关", column="机关代号", value=slug, fix=fix))


def _made_default(place: Workspace, slug: str) -> list[Path]:
    """Name the agency in the parameters that name none."""
    changed = []
    for path in sorted((place.root / "params").glob("[0-9]*.yaml")):
        text = path.read_text(encoding="utf-8")
        if _NO_DEFAULT.search(text):
            write_whole(path, _NO_DEFAULT.sub(f"default_agency: {slug}", text).encode(), STAGE)
            changed.append(path)
    return changed
