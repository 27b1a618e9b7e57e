"""Checks the properties of the files: no person's name, nothing personal, nothing confidential (P-1, P-2)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from report_helpers.narrative.personal_data import find_personal_data
from report_helpers.narrative.proofreading import find_confidential_marks
from report_helpers.outputs.comparing import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from report_helpers.outputs.publication import Publication

# Fields that name a person; an agency may stand there, a person may not.
_AUTHORS = re.compile(r"author|creator|lastmodifiedby|manager|producer", re.IGNORECASE)
_PROGRAM = re.compile(r"typst", re.IGNORECASE)
_META = re.compile(r'<meta\s+name="([^"]*)"\s+content="([^"]*)"', re.IGNORECASE)


def differences(files: Mapping[str, str | bytes], publication: Publication) -> tuple[Difference, ...]:
    """Return the properties of rendered files that must not be published."""
    agency = str(publication.front["agency"])
    wrong = []
    for name, content in files.items():
        for field, value in _properties(name, content):
            label = f"文件属性 {field}"
            if _AUTHORS.search(field) and value and value != agency and not _PROGRAM.search(value):
                wrong.append(Difference(name, "", label, "不写个人姓名", value))
            slips = (*find_personal_data(value), *find_confidential_marks(value))
            wrong += [Difference(name, "", label, "没有个人信息和涉密标志", slip.masked) for slip in slips]
    return tuple(wrong)


def _properties(name: str, content: str | bytes) -> Iterator[tuple[str, str]]:
    """Yield name and value of every property of one file."""
    if name.endswith(".pdf") and isinstance(content, bytes):
        yield from _of_pdf(content)
    elif name.endswith(".docx") and isinstance(content, bytes):
        yield from _of_word(content)
    elif name.endswith(".html"):
        text = content if isinstance(content, str) else content.decode()
        yield from ((found[1], found[2]) for found in _META.finditer(text))


def _of_pdf(content: bytes) -> Iterator[tuple[str, str]]:
    import pikepdf  # noqa: PLC0415  only where there is a PDF

    with pikepdf.open(io.BytesIO(content)) as pdf:
        yield from ((str(key).lstrip("/"), str(value)) for key, value in pdf.docinfo.items())
        yield from ((key.rpartition("}")[2], str(value)) for key, value in pdf.open_metadata().items())


def _of_word(content: bytes) -> Iterator[tuple[str, str]]:
    import docx  # noqa: PLC0415  only where there is a Word file

    properties = docx.Document(io.BytesIO(content)).core_properties
    names = ("author", "last_modified_by", "comments", "keywords", "subject", "title", "category", "identifier")
    yield from ((name.replace("_", ""), str(getattr(properties, name) or "")) for name in names)
