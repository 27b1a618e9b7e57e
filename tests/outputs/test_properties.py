"""The properties of the files: nobody is named in them, and a name put there is found."""

from __future__ import annotations

import io

import docx
import nbformat
import pikepdf
import pytest

from report_helpers.outputs.properties import differences
from report_helpers.outputs.publication import read_publication

NAMES = ("report.html", "review.html", "report.pdf", "report.docx")
PERSONAL = {"张三": "不写个人姓名", "13812345678": "没有个人信息和涉密标志"}


@pytest.fixture
def files(built):
    """The rendered files of a clean report, and its publication."""
    folder = built("suqian@2024")
    publication = read_publication(nbformat.read(folder / "report.ipynb", as_version=4))
    return {name: (folder / name).read_bytes() for name in NAMES}, publication


def with_word_author(content, text):
    """Name somebody in a Word file."""
    document, made = docx.Document(io.BytesIO(content)), io.BytesIO()
    document.core_properties.last_modified_by = text
    document.save(made)
    return made.getvalue()


def with_pdf_author(content, text):
    """Name somebody in a PDF."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pdf.docinfo["/Author"] = text
        pdf.save(made)
    return made.getvalue()


def with_meta(content, text):
    """Name somebody in a page's head."""
    return content.replace(b"<meta charset", f'<meta name="author" content="{text}"><meta charset'.encode(), 1)


def test_no_file_names_anybody(files):
    """Clean reports have nothing personal in their properties."""
    assert differences(*files) == ()


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize(
    ("name", "plant"), [("report.docx", with_word_author), ("report.pdf", with_pdf_author), ("report.html", with_meta)]
)
def test_a_person_in_the_properties_is_found(files, name, plant, text):
    """A name or a telephone number in the author's field is a difference that names the file."""
    contents, publication = files
    found = differences(contents | {name: plant(contents[name], text)}, publication)
    assert {difference.file for difference in found} == {name}
    assert PERSONAL[text] in {difference.expected for difference in found}
    assert all("13812345678" not in difference.found for difference in found if "个人信息" in difference.expected)
