"""Reads narrative.md: the text of the sections, split at the form's printed headings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, raise_problems
from report_helpers.files.encoding import read_text
from report_helpers.sources.grid import fold

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from report_helpers.forms.model import Form

MAX_BYTES = 100 * 1024
_HEADING = re.compile(r"^##[ \t]+(?P<title>.*?)[ \t]*$", re.MULTILINE)


def read_typed_text(path: Path, form: Form) -> dict[str, str]:
    """Return the sections of a text somebody else wrote: Markdown of ours, or plain text.

    In plain text a line that is a printed heading begins a section; lines with tabs are
    tables and left out, as is what stands before the first heading. Nothing in it is a
    placeholder. Raises InputError as `read_narrative` does.
    """
    text = read_text(path, path.name, MAX_BYTES).replace("\r\n", "\n").replace("\r", "\n")
    if _HEADING.search(text):
        return read_narrative(path, path.name, form)
    ids = {fold(section.heading): section.id for section in form.sections}
    sections: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.split("\n"):
        section = ids.get(fold(line.strip()))
        if section is not None:
            current = sections.setdefault(section, [])
        elif current is not None and "\t" not in line and line.strip():
            current.append(as_written(line.strip()))
    missing = [section.heading for section in form.sections if section.id not in sections]
    if missing:
        fix = "各部分的标题要各占一行，与规定的格式一致"
        raise InputError(Problem(f"缺少标题：{'、'.join(missing)}", path.name, fix=fix))
    return {section: "\n\n".join(lines) for section, lines in sections.items()}


def as_written(line: str) -> str:
    """Return a line that neither the template engine nor Markdown takes for more than text."""
    escaped = re.sub(r"([\\`*_\[\]<>#{}!|~+&-])", r"\\\1", line)
    escaped = re.sub(r"^(\d+)([.)])", r"\1\\\2", escaped)
    return "{% raw %}" + escaped + "{% endraw %}" if "{" in escaped else escaped


def read_narrative(path: Path, shown: str, form: Form) -> dict[str, str]:
    """Return the Markdown source of each section by id, line numbers kept by blank lines.

    Raises InputError when the file is too large, or a heading is unknown, repeated,
    missing or out of order, or text stands before the first one.
    """
    text = read_text(path, shown, MAX_BYTES).replace("\r\n", "\n").replace("\r", "\n")
    ids = {fold(section.heading): section.id for section in form.sections}
    expected = "、".join(f"“## {section.heading}”" for section in form.sections)
    headings = list(_HEADING.finditer(text))
    problems = []
    preamble = text[: headings[0].start()] if headings else text
    if preamble.strip():
        problems.append(Problem("第一个标题之前有文字", shown, 1, fix=f"请放到下列标题之下：{expected}"))
    found = []
    for heading in headings:
        row = text.count("\n", 0, heading.start()) + 1
        section = ids.get(fold(heading["title"]))
        if section is None:
            fix = f"规定的标题为：{expected}"
            problems.append(Problem("不是规定的标题", shown, row, value=heading["title"], fix=fix))
        elif section in found:
            problems.append(Problem("标题重复", shown, row, value=heading["title"], fix="请合并"))
        else:
            found.append(section)
    missing = [section.heading for section in form.sections if section.id not in found]
    if missing:
        problems.append(Problem(f"缺少标题：{'、'.join(missing)}", shown, fix="各部分都要有，没有内容的也要写明"))
    elif found != list(ids.values()) and not problems:
        problems.append(Problem("标题的顺序不对", shown, fix=f"应依次为：{expected}"))
    raise_problems(problems)
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return {
        section: "\n" * text.count("\n", 0, heading.end()) + text[heading.end() : end].rstrip()
        for section, heading, end in zip(found, headings, ends, strict=True)
    }


def narrative_text(form: Form, sections: Mapping[str, str]) -> str:
    """Return the text of narrative.md: the form's headings, under each the Markdown of its section."""
    parts = (f"## {section.heading}\n\n{sections.get(section.id, '')}" for section in form.sections)
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
