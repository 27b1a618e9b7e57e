"""Three signatures in a git workspace, then one tampering after another: each is refused with its reason.

`pytest -m long -s tests/releases/test_tampering.py` prints the refusals.
"""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from report_helpers.files.clock import today
from tests.conftest import copy_workspace, only_html, run_report
from tests.releases.tampering import (
    AFTER_PUBLISHING,
    BEFORE_PUBLISHING,
    DATA,
    RELEASE,
    REPORT,
    SIGNATURES,
    resealed,
)
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing

pytestmark = pytest.mark.long


def build_and_sign(root):
    """Build the report, have all three sign it, and commit."""
    built = run_report("build", REPORT, cwd=root)
    assert built.returncode == 0, built.stderr
    for stage, name in PEOPLE.items():
        given = ("--stage", stage, "--by", name, "--key", str(key_of(root, name)))
        signed = run_report("sign", REPORT, *given, cwd=root)
        assert signed.returncode == 0, signed.stderr
    commit(root)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office whose report is built and signed three times, and committed."""
    root = tmp_path_factory.mktemp("office")
    copy_workspace(root)
    only_html(root, 2024)
    set_up_signing(root)
    build_and_sign(root)
    return root


@pytest.fixture(scope="module")
def published(office, tmp_path_factory):
    """A copy of it with the report published and committed."""
    root = tmp_path_factory.mktemp("published") / "office"
    shutil.copytree(office, root)
    done = run_report("publish", REPORT, cwd=root)
    assert done.returncode == 0, done.stderr
    assert "晚于规定的公布日期 2025-03-10，已记录" in done.stdout
    commit(root)
    return root


@pytest.mark.parametrize("name", BEFORE_PUBLISHING)
def test_what_was_tampered_with_is_not_published(office, tmp_path, name):
    """Whatever is changed after three valid signatures, publishing refuses it and says why; nothing is written."""
    change, reason = BEFORE_PUBLISHING[name]
    root = tmp_path / "office"
    shutil.copytree(office, root)
    change(root)
    commit(root, empty=True)
    refused = run_report("publish", REPORT, cwd=root)
    show(name, refused.stderr, reason)
    assert (refused.returncode, reason in refused.stderr) == (2, True), refused.stderr
    assert not (root / "releases").exists()


def test_a_period_that_has_not_ended_is_not_published(office, tmp_path):
    """A report on the year that is running is not published, though all three have signed it."""
    root, year = tmp_path / "office", today().year
    shutil.copytree(office, root)
    for each in (year - 1, year):
        shutil.copytree(root / DATA, root / f"data/suqian/{each}", ignore=shutil.ignore_patterns("signatures"))
    text = (root / "params/2024.yaml").read_text(encoding="utf-8")
    (root / f"params/{year}.yaml").write_text(text.replace("2024", str(year)), encoding="utf-8")
    refused = run_report("publish", f"suqian@{year}", cwd=root)
    reason = "统计期限还没有结束，不能公布"
    show("公布还没有结束的年度", refused.stderr, reason)
    assert (refused.returncode, reason in refused.stderr) == (2, True)


@pytest.mark.parametrize("name", AFTER_PUBLISHING)
def test_a_release_that_was_tampered_with_is_an_error(published, tmp_path, name):
    """Status and the next year's chain name what was altered in a release."""
    change, reason = AFTER_PUBLISHING[name]
    root = tmp_path / "office"
    shutil.copytree(published, root)
    change(root)
    shown = run_report("status", REPORT, cwd=root)
    show(name, shown.stdout, reason)
    assert (shown.returncode, reason in shown.stdout) == (1, True), shown.stdout + shown.stderr
    shutil.copytree(root / DATA, root / "data/suqian/2025", ignore=shutil.ignore_patterns("signatures"))
    chained = run_report("check", "suqian@2025", cwd=root)
    assert (chained.returncode, reason in chained.stderr) == (2, True), chained.stderr


def test_a_page_changed_with_every_hash_is_found_by_building_again(published, tmp_path):
    """A page altered with manifest and record is signed by nobody: verify builds it again and names the figure."""
    root = tmp_path / "office"
    shutil.copytree(published, root)
    resealed("public/report.html", ">3440<", ">3441<")(root)
    checked = run_report("verify", RELEASE, cwd=root)
    reason = "（applications.new.natural）应为“3440”，读回为“3441”"
    show("改网页并改全部校验值（verify）", checked.stdout, reason)
    assert (checked.returncode, reason in checked.stdout) == (1, True), checked.stdout
    manifest = root / RELEASE / "record" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"commit": "f" * 40}), "utf-8")
    unknown = run_report("verify", RELEASE, cwd=root)
    assert (unknown.returncode, "历史里没有公布时的提交" in unknown.stdout) == (1, True)


def show(name, said, reason):
    """Print the line of a refusal that gives its reason."""
    line = next((line for line in said.splitlines() if reason in line), said)
    print(f"{name} → {line.strip()[:150]}")  # noqa: T201  for the note that closes the issue


def test_who_has_the_ledger_verifies_all_and_a_stranger_up_to_the_tables(office, tmp_path):
    """A ledger stays out of git: the release has its SHA-256 and its tables, and verify says how far it compared."""
    root = tmp_path / "office"
    shutil.copytree(office, root)
    _with_ledger(root)
    build_and_sign(root)
    done = run_report("publish", REPORT, cwd=root)
    assert done.returncode == 0, done.stderr
    commit(root)
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    assert "disputes_ledger.csv" not in tracked
    assert f"{RELEASE}/record/counted/{DATA}/disputes.csv" in tracked
    public = [path.read_text(encoding="utf-8") for path in (root / RELEASE / "public").rglob("*.*")]
    assert not any("案-0001" in text for text in public)
    whole = run_report("verify", RELEASE, cwd=root)
    assert (whole.returncode, "一致，与清单逐字节相同" in whole.stdout) == (0, True), whole.stdout
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
    stranger = run_report("verify", RELEASE, cwd=clone)
    assert (stranger.returncode, "核对到表格为止" in stranger.stdout) == (0, True), stranger.stdout + stranger.stderr
    (root / DATA / "disputes_ledger.csv").write_text("编号\n", encoding="utf-8")
    assert "核对到表格为止" in run_report("verify", RELEASE, cwd=root).stdout


def _with_ledger(root):
    """Count the disputes of the report from a ledger that git ignores, with the figures it had."""
    (root / ".gitignore").write_text("/reports/\n.key-*\nreleases/**/.*.lock\n*ledger.csv\n", encoding="utf-8")
    path = root / DATA / "disputes.csv"
    figures = iter(path.read_text(encoding="utf-8-sig").splitlines()[1].split(",")[2:])
    kinds, results = ("行政复议", "直接起诉", "复议后起诉"), ("结果维持", "结果纠正", "其他结果", "尚未审结", "")
    lines = ["登记编号,类型,结果,日期"]
    for kind in kinds:
        for result in results:
            count, day = int(next(figures)), "" if result == "尚未审结" else "2024-05-06"
            lines += [f"案-{len(lines) + number:04},{kind},{result},{day}" for number in range(count)] if result else []
    (root / DATA / "disputes_ledger.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.unlink()
    shutil.rmtree(root / SIGNATURES)
    commit(root)
