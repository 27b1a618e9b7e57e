"""No applicant leaves the workspace: every byte of a real build is searched for names, cards and telephones."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from benchmarks.ledger.generator import SURNAME, as_csv, make_ledger

from report_helpers.facts.identifiers import ReportId
from tests.conftest import run_report

REPORT, FOLDER = ReportId("suqian", 2024), "data/suqian/2024"
PUBLIC = ("report.html", "report.pdf", "report.docx", "data/")
PLANTED = (
    ("32130219850101123X", "欧阳藏名", "13800001111"),
    ("13987650000", "欧阳隐号", "13800002222"),
    ("X-欧阳无痕-3", "欧阳无痕", "13800003333"),
)


def all_bytes(folder):
    """Yield every file of a folder by name with all it says: raw, unzipped, and the text of a PDF."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            parts = [data]
            if path.suffix == ".docx":
                with zipfile.ZipFile(io.BytesIO(data)) as package:
                    parts += [package.read(name) for name in package.namelist()]
            if path.suffix == ".pdf":
                pages = pypdfium2.PdfDocument(data)
                parts += [page.get_textpage().get_text_range().encode() for page in pages]
            yield path.relative_to(folder).as_posix(), b"\n".join(parts)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """A real build, a draft for its differences, from a ledger full of persons beside a typed table."""
    from tests.conftest import copy_workspace

    place = copy_workspace(tmp_path_factory.mktemp("privacy"))
    made = make_ledger(300, 11)
    rows = "".join(
        f"{number},2024-03-01,网站,{person},{phone},32130219770707{phone[-4:]},自然人,{person}，住幸福小区,,,,,,2024-09-05,,{person},\n"
        for number, person, phone in PLANTED
    )
    (place.root / FOLDER / "ledger.csv").write_text(as_csv(made) + rows, encoding="utf-8")
    finished = run_report("build", str(REPORT), cwd=place.root)
    assert finished.returncode == 1, finished.stderr
    said = finished.stdout + finished.stderr
    said += run_report("ledger", str(REPORT), cwd=place.root).stdout
    said += run_report("explain", f"{REPORT}/applications.new.natural", cwd=place.root).stdout
    return place.report_folder(REPORT), made, said


def test_no_person_is_in_any_output(outcome):
    """Names, telephones and identity cards of all applicants are in no byte of what was built or printed."""
    folder, made, said = outcome
    planted = [word for number, *more in PLANTED for word in (number, *more)]
    secrets = [word.encode() for word in (SURNAME, "幸福小区", *planted, *made.secrets)]
    escaped = [SURNAME.encode("unicode_escape")]
    searched = dict(all_bytes(folder)) | {"stdout": said.encode()}
    assert {"report.html", "report.pdf", "report.docx", "review.html", "report.ipynb", "checks.json"} < set(searched)
    for name, data in searched.items():
        assert not [word for word in (*secrets, *escaped) if word in data], name


def test_case_numbers_are_for_the_reviewer_alone(outcome):
    """The review page and the findings name cases; the page, the PDF, the Word file and the open data do not."""
    folder, _, said = outcome
    searched = dict(all_bytes(folder))
    mark = "〔2024〕0".encode()
    assert mark in searched["review.html"]
    assert mark in searched["checks.json"]
    assert mark in said.encode()
    assert not [name for name, data in searched.items() if name.startswith(PUBLIC) and mark in data]
