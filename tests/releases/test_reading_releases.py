"""A release is read whole or not at all: whatever was altered in it, or never signed, is named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, timedelta

import pytest

from report_helpers.errors import ExitCode, InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.clock import today
from report_helpers.signoff.state import status
from report_helpers.sources.release import read_release
from report_helpers.sources.standing import standing_of
from tests.conftest import DISCLOSURE
from tests.released import seal
from tests.releases.altering import FOLDER, ID, IN_FORCE, NEXT, edit, follow, refusal, remanifest, resign


def test_what_was_published_is_last_year(place):
    """The published figures open the year, whatever the data say since; without the data folder too."""
    path = place.root / "data/suqian/2023/proactive.csv"
    before = place.load(NEXT).previous.facts[IN_FORCE].value
    line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("normative"))
    path.write_text(path.read_text(encoding="utf-8").replace(line, line.replace(str(before), "1")), encoding="utf-8")
    previous = place.load(NEXT).previous
    assert previous.facts[IN_FORCE].value == before
    assert previous.facts[IN_FORCE].origin.file == f"{FOLDER}/public/data/report.json"
    shutil.rmtree(place.root / "data/suqian/2023")
    assert place.load(NEXT).previous.facts[IN_FORCE].value == before
    assert standing_of(place, ID).words == f"已公布（{today()}，晚于规定的 2024-03-10）"


def test_nothing_public_carries_findings_signers_or_where_figures_were_read(place):
    """Findings, waivers, signatures and the office's own files stand in the record, not on the web site."""
    names = {path.relative_to(place.root / FOLDER).as_posix() for path in (place.root / FOLDER).rglob("*.*")}
    assert {name for name in names if name.startswith("public/")} == {
        f"public/data/{name}" for name in ("facts.csv", "datapackage.json", "report.json", "report.schema.json")
    }
    content = json.loads((place.root / FOLDER / "public/data/report.json").read_text(encoding="utf-8"))
    assert not {"findings", "verdict", "rules", "waivers", "signatures"} & content.keys()
    assert not {"file", "row", "column"} & content["facts"][0].keys()
    assert not any(
        "张三" in (place.root / FOLDER / name).read_text(encoding="utf-8") for name in names if "public/" in name
    )


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("public/data/report.json", "与清单登记的内容不同"),
        ("public/data/facts.csv", "与清单登记的内容不同"),
        ("record/checks.json", "与清单登记的内容不同"),
        ("record/manifest.json", "与清单登记的内容不同"),
        ("record/parts.json", "与清单登记的内容不同"),
        ("record/allowed_signers", "与清单登记的内容不同"),
        ("record/signatures/final-1.json", "与清单登记的内容不同"),
    ],
)
def test_a_changed_a_lacking_and_an_added_file_are_named(place, name, what):
    """Whatever file of a release is not as recorded is named, in the year chain too."""
    path = place.root / FOLDER / name
    content = path.read_bytes()
    path.write_bytes(content + b"\n")
    assert f"{FOLDER}/{name}：公布之后被改动：{what}" in refusal(place)
    path.unlink()
    assert f"{FOLDER}/{name}：公布之后被改动：不见了" in refusal(place)
    path.write_bytes(content)
    (path.parent / "extra.html").write_text("", encoding="utf-8")
    assert "extra.html：公布之后被改动：不在清单里" in refusal(place)


@pytest.mark.parametrize(
    ("value", "status"),
    [("525", "number"), ("Infinity", "number"), ("-5", "number"), ("0.5", "number"), ("1e3", "number"), ("", "blank")],
)
def test_a_figure_changed_with_every_hash_is_not_the_signed_one(place, value, status):
    """Who changes a figure and all that vouches for files has not changed what three people signed."""
    follow(place, value, status)
    said = refusal(place)
    assert f"「{IN_FORCE}」（值“{value}”）：数据项与签名的不同" in said


@pytest.mark.parametrize(
    ("value", "reason"),
    [("Infinity", "不是数字"), ("-5", "是负数"), ("0.5", "不是整数"), ("1e3", "科学计数法"), ("99999999999", "超出")],
)
def test_values_are_read_as_those_of_a_csv_file_are(place, value, reason):
    """Even three people's signatures make no figure of what the tables would refuse."""
    report = place.load(ID)
    fact = report.facts[IN_FORCE]
    follow(place, value)

    def change(parts):
        for part in parts:
            for one in part["content"] if part["id"].startswith("facts:") else ():
                one.update(value=value if one["id"] == IN_FORCE else one["value"])

    edit(place, "record/parts.json", change)
    resign(place)
    assert fact.value is not None
    assert reason in refusal(place)


def test_a_folder_made_by_hand_is_no_release(place):
    """Three pages and a table in releases/ are not a publication."""
    shutil.rmtree(place.root / FOLDER)
    (place.root / FOLDER).mkdir()
    assert "releases/ 里只放 report publish 写的公布件" in refusal(place)
    (place.root / FOLDER / "public/data").mkdir(parents=True)
    (place.root / FOLDER / "record").mkdir()
    seal(place, ID)
    assert "找不到这个文件" in refusal(place)


def test_a_release_of_another_agency_is_not_this_ones(place):
    """A release copied to another agency's or year's place is refused there."""
    for other in (ReportId("pingtan", 2023), ReportId("suqian", 2022)):
        target = place.release_folder(other)
        shutil.copytree(place.root / FOLDER, target)
        with pytest.raises(InputError, match=f"是 suqian@2023 的公布件，不是 {other} 的"):
            read_release(place.root, other, DISCLOSURE)
        edit_to = (target / "record/release.json").read_text(encoding="utf-8").replace("suqian@2023", str(other))
        (target / "record/release.json").write_text(edit_to, encoding="utf-8")
        with pytest.raises(InputError, match="签的是另一份报告 disclosure/suqian@2023"):
            read_release(place.root, other, DISCLOSURE)


@pytest.mark.parametrize(
    ("swap", "reason"),
    [
        (lambda folder: (folder / "final-1.json").unlink(), "终审没有签"),
        (lambda folder: (folder / "second-1.json").replace(folder / "first-2.json"), "不是生成时所用的那一份"),
        (lambda folder: shutil.copy(folder / "first-1.json", folder / "final-1.json"), "终审没有签"),
        (
            lambda folder: (folder / "first-1.json").write_text(
                (folder / "first-1.json").read_text(encoding="utf-8").replace("初审", "终审"), encoding="utf-8"
            ),
            "签名与内容不符",
        ),
    ],
    ids=["lacking", "renamed", "copied", "another stage"],
)
def test_swapped_signatures_do_not_make_a_release(place, swap, reason):
    """A release is signed at all three stages, by signatures that count there."""
    swap(place.root / FOLDER / "record/signatures")
    seal(place, ID)
    assert reason in refusal(place)


def test_the_list_of_signers_and_the_signatures_are_those_the_build_read(place):
    """Another list beside the signatures, and a signature the build did not read, are named."""
    path = place.root / FOLDER / "record/allowed_signers"
    path.write_text(path.read_text(encoding="utf-8") + "# 后来加的\n", encoding="utf-8")
    seal(place, ID)
    assert "record/allowed_signers：不是生成时所用的那一份" in refusal(place)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda content: content.update(published="2999-01-01"), "公布日期还没有到"),
        (lambda content: content.update(published="2022-01-01"), "还没有到（最晚 2022-01-01）"),
        (lambda content: content.update(version=0), "不是一份完整的公布记录"),
        (lambda content: content.update(version=True), "不是一份完整的公布记录"),
        (lambda content: content.update(files=[]), "不是一份完整的公布记录"),
        (lambda content: content.update(files={}), "不在清单里"),
        (lambda content: content.pop("published") and None, "缺少这一项"),
    ],
)
def test_an_altered_record_is_refused(place, change, reason):
    """The day, the version and the list of files of release.json are held to what can be."""
    edit(place, "record/release.json", change)
    assert reason in refusal(place)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda parts: [one for one in parts if one["id"] != "facts:applications"],
            "缺少签名的部分 facts:applications",
        ),
        (lambda parts: [one for one in parts if one["id"] != "section:overview"], "缺少签名的部分 section:overview"),
        (
            lambda parts: [one | {"content": 1} if one["id"] == "facts:proactive" else one for one in parts],
            "不是数据项",
        ),
        (lambda parts: [*parts, {"id": "section:more", "title": "", "content": {}}], "没有签"),
        (lambda parts: {"parts": parts}, "不是一份完整的签名内容"),
    ],
)
def test_parts_that_lack_or_add_something_are_refused(place, change, reason):
    """Every table and every section the form has must have been signed, and nothing else is there."""
    path = place.root / FOLDER / "record/parts.json"
    parts = change(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(parts), encoding="utf-8")
    seal(place, ID)
    assert reason in refusal(place)


def test_text_changed_in_the_open_data_is_not_the_signed_one(place):
    """The sentences of report.json are those that were signed, and so is the title."""

    def change(content):
        content["sections"][0]["paragraphs"][0] += "（改）"
        content["title"] = "另一份报告"

    edit(place, "public/data/report.json", change)
    remanifest(place)
    seal(place, ID)
    said = refusal(place)
    assert "“一、总体情况”的文字与签名的不同" in said
    assert "标题、机关或格式与签名的不同" in said


def test_status_says_what_is_wrong_with_a_release(place):
    """`report status` of a published year that was altered names the file and ends with findings."""
    (place.root / FOLDER / "public/data/facts.csv").write_text("", encoding="utf-8")
    printed, lines = status(place, place.load(ID)), []
    code = ExitCode.DONE
    try:
        while True:
            lines.append(next(printed).text)
    except StopIteration as end:
        code = end.value
    assert code == ExitCode.FINDINGS
    assert "公布件有误" in lines[0]
    assert any("facts.csv：公布之后被改动" in line for line in lines)


def test_a_release_published_late_says_so(place):
    """A release published after the statutory day keeps that it was, and status says so."""
    edit(place, "record/release.json", lambda content: content.update(due="2024-03-10"))
    assert standing_of(place, ID).words == f"已公布（{today()}，晚于规定的 2024-03-10）"
    assert read_release(place.root, ID, DISCLOSURE).release.is_late
    on_time = replace(read_release(place.root, ID, DISCLOSURE).release, published=date(2024, 3, 10))
    assert not on_time.is_late
    assert replace(on_time, published=date(2024, 3, 10) + timedelta(days=1)).is_late
