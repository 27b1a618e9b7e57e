"""The report.json that a comparison reads, and files that are no report."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields

import pytest

from report_helpers.errors import InputError
from report_helpers.releases.comparison import compare, read_to_compare
from report_helpers.releases.comparison_views import comparison_lines
from report_helpers.sources.report_json import SCHEMA, _Fact, _Report, _Section
from tests.releases.compared_reports import report_json


def write(folder, content):
    """Write data/report.json in *folder*, and verdict and findings into its checks.json."""
    (folder / "data").mkdir()
    checks = {"verdict": "pass", "findings": []}
    if not isinstance(content, bytes):
        checks = {name: content[name] for name in checks}
        content = {name: value for name, value in content.items() if name not in checks}
    rest = {"report": "suqian@2024", "last_year": "", "rules": {}, "waivers": [], "great_expectations": {}}
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    (folder / "data/report.json").write_bytes(data)
    (folder / "checks.json").write_text(json.dumps(rest | checks), encoding="utf-8")
    return folder


def complaint(folder):
    """Return what reading the report complains of."""
    with pytest.raises(InputError) as caught:
        read_to_compare(folder)
    return str(caught.value)


def test_a_report_is_read_from_its_folder(tmp_path, suqian):
    """The content of data/report.json comes back as it is, and can be compared."""
    content = read_to_compare(write(tmp_path, suqian))
    assert content == suqian
    assert compare(content, suqian, "甲", "乙").is_same


def test_a_folder_without_a_report_is_named(tmp_path):
    """Where there is no data/report.json, the folder is named and what to give instead."""
    assert complaint(tmp_path).startswith(f"{tmp_path}：找不到 data/report.json。请给出")
    (tmp_path / "data/report.json").mkdir(parents=True)
    assert "找不到 data/report.json" in complaint(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "不是有效的 JSON"),
        (b"\xff\xfe", "不是有效的 JSON"),
        (b"{", "不是有效的 JSON"),
        (b"[" * 3_000_000, "不是有效的 JSON"),
        (b'{"a":' * 1_000_000, "不是有效的 JSON"),
        (b'{"year": ' + b"9" * 10_000 + b"}", "不是有效的 JSON"),
        (b'{"title": "\\ud800"}', "U+D800"),
        (b"[]", "不是有效的 JSON，应为“名称: 值”的结构"),
        (b"{}", "缺少这一项"),
        (b" " * (20 * 1024**2 + 1), "超过了 20 MB 的上限"),
    ],
    ids=["empty", "utf-16", "cut", "deep list", "deep object", "long", "surrogate", "list", "nothing", "large"],
)
def test_a_file_that_is_no_report_gives_a_sentence(tmp_path, content, reason):
    """What is not JSON, or no report, gives one sentence that names the file."""
    message = complaint(write(tmp_path, content))
    assert message.startswith(f"{tmp_path}/data/report.json：")
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (lambda c: c.update(form=2021), "（form 写着“2021”，应为文字"),
        (lambda c: c.update(facts={}), "（facts 应为列表"),
        (lambda c: c.update(facts=[]), "（facts 是空的"),
        (lambda c: c["facts"].append(None), "（facts·第 201 项 应为"),
        (lambda c: c["facts"][2].pop("label"), "（facts·第 3 项·label 缺少这一项"),
        (lambda c: c["facts"][2].update(value=5), "（facts·第 3 项·value 写着“5”，应为文字"),
        (lambda c: c["facts"][2].update(note=None), "（facts·第 3 项·note 应为文字"),
        (lambda c: c["facts"][2].update(status="odd"), "（facts·第 3 项·status 写着“odd”，不在允许的取值之内"),
        (lambda c: c["facts"].append(c["facts"][0]), "（facts 有重复的 id"),
        (lambda c: c["sections"][0].update(paragraphs="一"), "（sections·第 1 项·paragraphs 写着“一”，应为列表"),
        (lambda c: c["sections"][0].update(paragraphs=[1]), "（sections·第 1 项·paragraphs·第 1 项 写着“1”，应为文字"),
        (lambda c: c["sections"].append(c["sections"][0]), "（sections 有重复的 id"),
        (lambda c: c["sections"][0].update(paragraphs=["一。" * 5_001]), "正文太长"),
        (lambda c: c["sections"][0].update(paragraphs=["一" * 200_001]), "正文太长"),
    ],
)
def test_a_report_of_another_shape_is_refused(tmp_path, suqian, edit, reason):
    """What compare uses is checked: the sentence names the file and the part that is not as it should be."""
    edit(suqian)
    message = complaint(write(tmp_path, suqian))
    assert message.startswith(f"{tmp_path}/data/report.json：")
    assert reason in message


@pytest.mark.parametrize(
    "checks",
    [
        {"verdict": "good"},
        {"findings": {}},
        {"findings": [{"rule": "X", "message": "", "severity": "bad"}]},
        {"findings": [{"rule": "X", "severity": "note"}]},
    ],
)
def test_checks_of_another_shape_are_refused(tmp_path, suqian, checks):
    """Verdict and findings come from checks.json, which is held to its shape."""
    message = complaint(write(tmp_path, {**suqian, **checks}))
    assert message.startswith(f"{tmp_path}/checks.json：不是一份完整的校验结果（")


@pytest.mark.parametrize("key", ["table", "note", "qualifier"])
def test_what_the_schema_leaves_open_may_be_missing(tmp_path, suqian, key):
    """A fact without the fields that the published schema does not require is read and compared."""
    for fact in suqian["facts"]:
        del fact[key]
    content = read_to_compare(write(tmp_path, suqian))
    assert compare(content, suqian, "甲", "乙").is_same
    assert list(comparison_lines(compare(content, report_json("suqian", 2023), "甲", "乙")))


def test_a_file_that_cannot_be_read_gives_its_reason(tmp_path, suqian, monkeypatch):
    """A file that the system refuses to open gives a sentence, not a traceback."""
    folder = write(tmp_path, suqian)

    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.open", refuse)
    assert "无法读取（没有权限）" in complaint(folder)


def test_the_published_schema_says_what_is_read():
    """report.schema.json, which others read, names the fields of the record, and requires those without default."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    names = {"$schema" if field.name == "schema" else field.name for field in fields(_Report)}
    assert names == set(schema["properties"])
    assert names - {"$schema", "correction"} == set(schema["required"])
    fact = schema["$defs"]["fact"]
    assert {field.name for field in fields(_Fact)} == set(fact["properties"])
    assert {field.name for field in fields(_Fact) if field.default is MISSING} == set(fact["required"])
    assert {field.name for field in fields(_Section)} == set(schema["properties"]["sections"]["items"]["properties"])
