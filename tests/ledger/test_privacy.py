"""No applicant leaves the workspace: every byte of a real build is searched for names, cards and telephones."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
import pytest
from benchmarks.ledger.generator import SURNAME, as_csv, make_ledger

from report_helpers.facts.identifiers import ReportId
from report_helpers.ledger.named_numbers import masker
from tests.checks.test_growth import steps
from tests.conftest import run_report

pytestmark = pytest.mark.xdist_group("privacy")  # one build for all of them

REPORT, FOLDER = ReportId("suqian", 2024), "data/suqian/2024"
PUBLIC = ("report.html", "report.pdf", "report.docx", "data/")
PLANTED = (
    ("32130219850101123X", "欧阳藏名", "13800001111"),
    ("13987650000", "欧阳隐号", "13800002222"),
    ("X-欧阳无痕-3", "欧阳无痕", "13800003333"),
    ("X-欧 阳·无.迹-4", "欧阳无迹", "13800004444"),
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


@pytest.mark.long
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


@pytest.mark.long
def test_case_numbers_are_for_the_reviewer_alone(outcome):
    """The review page and the findings name cases; the page, the PDF, the Word file and the open data do not."""
    folder, _, said = outcome
    searched = dict(all_bytes(folder))
    mark = "〔2024〕0".encode()
    assert mark in searched["review.html"]
    assert mark in searched["checks.json"]
    assert mark in said.encode()
    assert not [name for name, data in searched.items() if name.startswith(PUBLIC) and mark in data]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("2024-欧 阳明　月-1", "2024-＊-1"),
        ("2024-欧.阳·明•月-1", "2024-＊-1"),
        ("2024欧阳\u200b明月申请3号", "2024＊申请3号"),
        ("ＺＨＡＮＧ Ｓａｎ-7", "＊-7"),
        ("李四依申12号", "＊依申12号"),
        ("王五、李四-9", "＊、＊-9"),
        ("宿依申〔2024〕12号", "宿依申〔2024〕12号"),
    ],
)
def test_every_applicants_name_is_masked_in_a_number_however_typed(number, shown):
    """Blanks, dots, invisible characters, width and case between make no difference, nor whose row the name is of."""
    assert masker(["欧阳明月", "Zhang San", "李四；王五", ""])(number) == shown


@pytest.mark.long
def test_a_long_number_takes_time_in_proportion():
    """A number of twice the letters takes at most 2.5 times the steps."""
    masked = masker(["欧阳明月"])
    assert masked("欧阳" * 20_000 + "欧阳明月") == "欧阳" * 20_000 + "＊"
    short, long = (steps(lambda size=size: masked("欧阳" * size + "X")) for size in (5000, 10_000))
    assert long <= 2.5 * short
