"""The forms shipped with the kit, read from the YAML files beside this module."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from report_helpers.errors import InputError, Problem
from report_helpers.files.documents import read_document
from report_helpers.forms.model import Form

FOLDER = Path(__file__).parent


@cache
def load_form(version: str) -> Form:
    """Return the form of that version; InputError when the kit has none."""
    if version not in form_versions():
        known = "、".join(form_versions())
        raise InputError(Problem(f"没有 {version} 版的报告格式", fix=f"现有格式：{known}"))
    path = FOLDER / f"{version}.yaml"
    return read_document(path, Form, path.name)


@cache
def form_versions() -> tuple[str, ...]:
    """Return the versions of all shipped forms, oldest first."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def form_for_year(year: int) -> Form:
    """Return the form prescribed for a reporting year (国办公开办函〔2019〕60号, 〔2021〕30号)."""
    for version in reversed(form_versions()):
        form = load_form(version)
        if year in form.years:
            return form
    first = load_form(form_versions()[0]).years.first
    raise InputError(Problem(f"{year} 年没有规定的报告格式", fix=f"本工具支持 {first} 年及以后的年度报告"))
