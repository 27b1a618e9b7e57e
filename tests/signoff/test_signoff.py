"""Three reviews by three people: what a signature covers, what breaks it, and which do not count."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.forms.kind import SHIPPED as KINDS
from report_helpers.signatures.statement import STAGES
from report_helpers.signoff.parts import parts_of
from report_helpers.signoff.signing import Reviewer, sign_stage
from report_helpers.signoff.state import stages_of
from tests.signoff.office import FOLDER, GRANTED, PEOPLE, broken, edit, sign, stages

OFFICE = ReportId("shanzhou-sifaju", 2023)


def test_three_signatures_complete_the_reviews(signed):
    """After three people signed, every section, every table and the waivers are signed thrice."""
    found = stages(signed)
    assert [stage.signers for stage in found] == [(name,) for name in PEOPLE]
    assert all(stage.is_complete for stage in found)
    assert {len(stage.parts) for stage in found} == {14}


@pytest.mark.parametrize(
    ("file", "old", "new", "title"),
    [
        ("notebooks/annual_report.ipynb", "check(report)", "check( report)", "notebook 的代码"),
        ("data/suqian/agency.yaml", "name: 宿迁市人民政府", "name: 宿迁市人民政府 ", None),
        ("data/suqian/agency.yaml", "short: ", "short: 市", "机关资料和词表"),
        ("params/kinds/disclosure/charts.yaml", "", "", "机关资料和词表"),
        ("params/2024.yaml", "outputs: ", "template_docx: notebooks/annual_report.ipynb\noutputs: ", "机关资料和词表"),
    ],
)
def test_signatures_cover_the_notebooks_code_and_the_agencys_record(signed, file, old, new, title):
    """Code that changes a report, what may be published, own forms and templates are signed as well."""
    path = signed.root / file
    if not path.exists():
        path.parent.mkdir(parents=True)
        shutil.copy(KINDS / "disclosure" / path.name, path)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    found = {part for _, part, _ in broken(signed)}
    assert title in found if title else not found


def test_a_warning_is_answered_before_anybody_signs(listed, keys):
    """With a warning that is neither mended nor waived nobody signs, and the refusal lists it."""
    report = listed.load(OFFICE)
    with pytest.raises(InputError) as caught:
        sign_stage(report, listed.root, STAGES[0], Reviewer(PEOPLE[0], keys[0], date(2024, 1, 20)))
    assert "提示没有处理：X-11" in str(caught.value)
    assert "report waive shanzhou-sifaju@2023 --rule X-11" in str(caught.value)


def test_a_changed_figure_breaks_its_table_and_names_the_fact(signed):
    """A figure the text does not speak of breaks the table's signatures and no other."""
    edit(signed, "applications.csv", ("1.属于国家秘密,2,0,0,0,0,0,2", "1.属于国家秘密,3,0,0,0,0,0,3"))
    why = (
        "三（三）1.属于国家秘密 自然人（applications.refused.1.natural）2件 → 3件，"
        "三（三）1.属于国家秘密 总计（applications.refused.1.total）2件 → 3件"
    )
    found = [(stage, title, said) for stage, title, said in broken(signed) if title == GRANTED]
    assert found == [(stage, GRANTED, why) for stage in STAGES]


@pytest.mark.parametrize(("old", "new"), [("律师和基层", "律师与基层"), ("公开发布的2023年度报告第六部分", "部门报送")])
def test_the_name_and_the_source_of_a_figure_of_the_text_are_signed(listed, old, new):
    """Both are published in the open data: a change of either changes what is signed of the text's figures."""
    before = parts_of(listed.load(OFFICE), listed.root)["facts:text"].content()
    path = listed.root / "data/shanzhou-sifaju/2023/facts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert parts_of(listed.load(OFFICE), listed.root)["facts:text"].content() != before


def test_a_changed_sentence_breaks_its_section_and_leaves_the_others(signed, keys):
    """Only the section that changed wants signing again, and signing it again is enough."""
    edit(signed, "narrative.md", ("举一反三", "举一反三、以案促改"))
    assert broken(signed) == [(stage, "五、存在的主要问题及改进情况", "内容已改动") for stage in STAGES]
    for number in range(3):
        path = sign(signed, keys, number)
        assert path.stem.endswith("-2")
        parts = json.loads(path.read_text(encoding="utf-8"))["statement"]["parts"]
        assert list(parts) == ["section:problems"]
    assert broken(signed) == []


def test_an_edited_waiver_breaks_the_signatures_over_waivers(signed):
    """A signature covers the waivers that its signer saw."""
    entry = (
        "waivers:\n- {rule: Y-2, cells: [proactive.normative.in_force], reason: clean_up, explanation: 集中清理, "
        "by: 张三, granted: 2025-01-10, until: 2025-12-31, fingerprint: 0123456789abcdef}\n"
    )
    (signed.root / FOLDER / "waivers.yaml").write_text(entry, encoding="utf-8")
    assert {title for _, title, _ in broken(signed)} == {"豁免"}


def test_one_person_signs_one_stage(listed, keys):
    """Neither by name nor by key can a person sign twice."""
    sign(listed, keys, 0)
    with pytest.raises(InputError, match="三审应由三个不同的人签名"):
        sign(listed, keys, 1, name=PEOPLE[0], key=0)
    path = sign(listed, keys, 1)
    path.rename(path.with_name("final-1.json"))
    content = json.loads(path.with_name("final-1.json").read_text(encoding="utf-8"))
    content["statement"]["stage"] = "终审"
    path.with_name("final-1.json").write_text(json.dumps(content), encoding="utf-8")
    assert "签名与内容不符" in stages(listed)[2].refused[0]


def test_the_stages_keep_their_order(listed, keys):
    """复审 before 初审 is refused, and so is a stage with nothing new to sign."""
    with pytest.raises(InputError, match="初审还没有完成，不能复审"):
        sign(listed, keys, 1)
    sign(listed, keys, 0)
    with pytest.raises(InputError, match="已经全部签过"):
        sign(listed, keys, 0)


@pytest.mark.parametrize(
    ("name", "key", "sentence"),
    [("赵六", 3, "不在签名人名单里"), ("张三", 3, "不能代表本人"), ("张三", 1, "不能代表本人")],
)
def test_only_a_listed_person_with_the_own_key_signs(listed, keys, name, key, sentence):
    """An unlisted name, an unlisted key and another's key are refused, and nothing is written."""
    with pytest.raises(InputError, match=sentence):
        sign(listed, keys, 0, name=name, key=key)
    assert not (listed.root / FOLDER / "signatures").exists()


def test_a_draft_with_errors_is_not_signed(listed, keys):
    """Nobody can approve a report whose error findings stand."""
    edit(listed, "applications.csv", (",1408,", ",1409,"))
    with pytest.raises(InputError, match="校验发现还没有处理，不能签名"):
        sign(listed, keys, 0)


def test_a_forged_statement_does_not_count(signed):
    """A word of a signed statement changed makes its signature void, and says which file."""
    path = signed.root / FOLDER / "signatures/first-1.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("张三", "李四"), encoding="utf-8")
    first = stages(signed)[0]
    assert not first.is_complete
    assert first.refused[0].startswith(f"{FOLDER}/signatures/first-1.json：")


def test_a_signature_for_another_report_does_not_count(signed):
    """A signature cannot be carried over to another year."""
    other = ReportId("suqian", 2023)
    source, target = signed.root / FOLDER / "signatures", signed.root / "data/suqian/2023/signatures"
    source.rename(target)
    refused = [sentence for stage in stages_of(signed.load(other), signed.root) for sentence in stage.refused]
    assert len(refused) == 3
    assert all("签的是另一份报告 disclosure/suqian@2024" in sentence for sentence in refused)


@pytest.mark.parametrize("content", ["", "[]", '{"statement": {}}', "[" * 100_000, '{"statement": [], "signature": 1}'])
def test_a_file_that_is_no_signature_is_named(listed, content):
    """Whatever lies among the signatures is read or refused with its name."""
    folder = listed.root / FOLDER / "signatures"
    folder.mkdir()
    (folder / "first-1.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"first-1\.json：不是一份完整的审核签名"):
        stages(listed)


def test_without_a_list_of_signers_nothing_counts(signed):
    """A list that was removed leaves no signature valid."""
    (signed.root / "params/allowed_signers").unlink()
    assert not any(stage.is_complete for stage in stages(signed))


def test_a_key_that_expired_later_leaves_its_signatures(signed):
    """What counts is the day of signing: a key that ended since stands, one that had ended does not."""
    path = signed.root / "params/allowed_signers"
    lines = path.read_text(encoding="utf-8").splitlines()
    for end, is_complete in (("20250601", True), ("20250101", False)):
        dated = [line.replace(" ", f' valid-before="{end}" ', 1) for line in lines]
        path.write_text("\n".join(dated) + "\n", encoding="utf-8")
        assert all(stage.is_complete for stage in stages(signed)) is is_complete
