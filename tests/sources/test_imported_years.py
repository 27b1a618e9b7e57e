"""A year brought in from a published page: it serves as last year, is named as such, and is no error."""

from __future__ import annotations

import hashlib

import pytest

from report_helpers.checks.checking import check
from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from tests.conftest import run_report
from tests.released import release

ID, NEXT = ReportId("suqian", 2023), ReportId("suqian", 2024)
PAGE = b"<html>2023</html>"
SOURCE = f"file: 2023.html\nsha256: {hashlib.sha256(PAGE).hexdigest()}\ndate: 2025-01-05\nby: 张三\n"
WORDS = "外部公布件（2023.html，2025-01-05 由张三导入）"


@pytest.fixture
def place(workspace):
    """A workspace whose 宿迁 2023 came from a published page: tables and their source, no text."""
    folder = workspace.root / "data/suqian/2023"
    (folder / "narrative.md").unlink()
    (folder / "source.yaml").write_text(SOURCE, encoding="utf-8")
    (folder / "2023.html").write_bytes(PAGE)
    return workspace


@pytest.mark.long
def test_it_serves_as_last_year_without_text(place):
    """The chain from it holds as from any year; only what needs its text cannot be verified, and says so."""
    report = place.load(NEXT)
    assert report.previous.narrative == {}
    outcome = check(report)
    assert outcome.verdict == "pass"
    assert (outcome.rules["Y-1"], outcome.rules["Y-2"], outcome.rules["S-2"]) == ("pass", "pass", "not_verifiable")
    assert outcome.last_year == f"2023 年的数据出自{WORDS}"
    checked = run_report("check", str(NEXT), cwd=place.root)
    assert (checked.returncode, WORDS in checked.stdout) == (0, True)
    explained = run_report("explain", f"{NEXT}/applications.carried_in.natural", cwd=place.root)
    assert f"出自{WORDS}" in explained.stdout


def test_it_is_named_and_is_no_error(place):
    """Status, list and index call it by its name, and nothing is open in it."""
    for command in (("status", str(ID)), ("list", "2023")):
        shown = run_report(*command, cwd=place.root)
        assert (shown.returncode, WORDS in shown.stdout) == (0, True), shown.stderr
    listed = run_report("list", cwd=place.root).stdout
    assert f"{NEXT}　宿迁市人民政府　未生成　未公布" in listed


def test_it_is_neither_filled_in_nor_built_nor_signed_nor_published(place):
    """It was published elsewhere: that is said, and nothing is written."""
    for command in (("build", str(ID)), ("publish", str(ID)), ("import-text", "draft.txt", str(ID))):
        refused = run_report(*command, cwd=place.root)
        assert (refused.returncode, "不填报、不生成、不签名、不公布" in refused.stderr) == (2, True), refused.stderr
    with pytest.raises(InputError, match="外部公布件"):
        place.load(ID).require_own()
    assert not (place.root / "reports").exists() or not any((place.root / "reports").rglob("report.*"))


def test_it_is_never_in_releases(workspace):
    """A year cannot be both published here and brought in from a page."""
    release(workspace, ID)
    (workspace.root / "data/suqian/2023/source.yaml").write_text(SOURCE, encoding="utf-8")
    with pytest.raises(InputError, match="不能既是本机关公布的，又是外部公布件"):
        workspace.load(NEXT)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (SOURCE.replace("sha256: ", "sha256: 0"), "列「sha256」"),
        (SOURCE.replace("by: 张三\n", ""), "列「by」：缺少这一项"),
        (SOURCE.replace("2023.html", "../2023.html"), "列「file」"),
        (SOURCE + "more: 1\n", "没有这一项"),
        ("- x\n", "应为“名称: 值”的结构"),
    ],
)
def test_a_source_of_another_shape_is_named(place, text, sentence):
    """source.yaml is held to its shape."""
    (place.root / "data/suqian/2023/source.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        place.load(NEXT)
    assert sentence in str(caught.value)


def test_a_page_that_is_another_is_named(place):
    """The page kept beside the tables is the one that was brought in."""
    (place.root / "data/suqian/2023/2023.html").write_bytes(PAGE + b" ")
    with pytest.raises(InputError, match=r"2023\.html：与 source\.yaml 登记的 SHA-256 不同"):
        place.load(NEXT)
