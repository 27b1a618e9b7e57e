"""What a statement says beyond its parts: the day, the commit, the report, the key."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from report_helpers.errors import InputError
from report_helpers.files.clock import today
from report_helpers.files.git import head
from report_helpers.signatures.ssh import sign as ssh_sign
from report_helpers.signatures.statement import STAGES, file_text, read_statements
from report_helpers.signoff.signing import Reviewer, require_commit, sign_stage
from tests.signing_office import commit
from tests.signoff.office import FOLDER, PEOPLE, REPORT, sign, stages


def forged(place, key, **changes):
    """Put a first statement in place of the signed one: some fields changed, signed again by *key*."""
    path = place.root / FOLDER / "signatures/first-1.json"
    statement = replace(read_statements(path.parent, "x")[0].statement, **changes)
    path.write_text(file_text(statement, ssh_sign(statement.message(), key)), encoding="utf-8")
    return stages(place)[0]


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2999-01-01", "签名日期 2999-01-01 还没有到"),
        ((today() + timedelta(days=1)).isoformat(), "还没有到"),
        ("2023-12-31", "早于报告年度（2024-01-01 起）"),
        ("1999-01-01", "早于报告年度"),
    ],
)
def test_a_day_outside_the_year_and_now_does_not_count(signed, keys, day, sentence):
    """The day of a statement is a person's word: one before the reporting year or after today is refused."""
    first = forged(signed, keys[0], date=day)
    assert not first.is_complete
    assert sentence in first.refused[0]


def test_an_expired_key_does_not_sign_for_an_earlier_day(signed, keys):
    """With a key that has expired nobody signs today; and dated back, not before the commit the workspace stood at."""
    path = signed.root / "params/allowed_signers"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[0] = lines[0].replace(" ", ' valid-before="20250601" ', 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert stages(signed)[0].is_complete
    assert "已过有效期" in forged(signed, keys[0], date="2025-07-01").refused[0]
    refused = forged(signed, keys[0], date="2025-05-01", commit="a" * 40, committed="2026-03-01").refused
    assert "签名日期 2025-05-01 早于所签内容的提交 aaaaaaaaaaaa（2026-03-01）" in refused[0]
    assert "签名与内容不符" in _edited(signed, "2026-03-01", "2025-04-01").refused[0]


def test_a_later_review_is_not_dated_before_an_earlier_one(signed, keys):
    """Who signs later approves what was approved: a part whose later review has an earlier day is not signed."""
    (signed.root / FOLDER / "signatures/final-1.json").unlink()
    path = signed.root / FOLDER / "signatures/second-1.json"
    statement = replace(read_statements(path.parent, "x")[1].statement, date="2025-01-19", commit="", committed="")
    path.write_text(file_text(statement, ssh_sign(statement.message(), keys[1])), encoding="utf-8")
    first, second, _ = stages(signed)
    assert first.is_complete
    assert {part.why for part in second.parts} == {"签名日期 2025-01-19 早于前一审的 2025-01-20"}


def _edited(place, old, new):
    path = place.root / FOLDER / "signatures/first-1.json"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    return stages(place)[0]


def test_a_statement_names_the_commit_it_was_signed_at(listed, keys):
    """In a repository the statement says where it stood, and nobody signs for a day before that."""
    with pytest.raises(InputError, match="还没有提交到 git"):
        require_commit(listed.root)
    commit(listed.root, first=True)
    require_commit(listed.root)
    with pytest.raises(InputError, match="早于所签内容的提交"):
        sign(listed, keys, 0)
    path = sign_stage(listed.load(REPORT), listed.root, STAGES[0], Reviewer(PEOPLE[0], keys[0], today()))
    statement = json.loads(path.read_text(encoding="utf-8"))["statement"]
    assert (statement["commit"], statement["committed"]) == head(listed.root) == (head(listed.root).id, str(today()))


@pytest.mark.parametrize(
    "kind", ["waterworks/suqian@2024", "disclosure/fuqing@2024", "disclosure/suqian@2023", "suqian@2024"]
)
def test_a_signature_for_another_kind_agency_or_year_does_not_count(signed, keys, kind):
    """A statement is for one report by its whole id, its kind named."""
    assert f"签的是另一份报告 {kind}" in forged(signed, keys[0], report=kind).refused[0]


def test_swapped_signature_files_do_not_count(signed):
    """A signature put under another stage's statement, and a statement under another's name, are refused."""
    folder = signed.root / FOLDER / "signatures"
    names = ("first-1.json", "second-1.json")
    first, second = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
    first["signature"], second["signature"] = second["signature"], first["signature"]
    for name, content in zip(names, (first, second), strict=True):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    refused = [sentence for stage in stages(signed) for sentence in stage.refused]
    assert len(refused) == 2
    assert all("签名与内容不符" in sentence for sentence in refused)
