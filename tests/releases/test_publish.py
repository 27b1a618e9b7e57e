"""From a draft to a release, and to the release that corrects it: one session, by the real command."""

from __future__ import annotations

import csv
import json
import subprocess

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.clock import today
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.releases.publish import publish
from report_helpers.releases.verify import Verified, verify
from report_helpers.runs.building import Task, build
from report_helpers.runs.execution import Execution
from report_helpers.runs.manifest import require_current
from report_helpers.signoff.signing import Reviewer, sign_stage
from report_helpers.sources.release import Correction
from report_helpers.sources.workspace import Workspace
from tests.conftest import NOTEBOOK, copy_workspace, only_html, run_report
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing

REPORT, ID = "suqian@2024", ReportId("suqian", 2024)
DAY = today()
RELEASE = "releases/2024/suqian"

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """An office with three signers and a git repository, which publishes HTML only."""
    root = tmp_path_factory.mktemp("office")
    copy_workspace(root)
    only_html(root, 2024)
    set_up_signing(root)
    return root


def sign_all(root):
    """Build, and let all three sign."""
    place = Workspace(root)
    with open_notebooks() as notebooks:
        build(Task(place, ID), Execution(notebooks))
    for stage, name in PEOPLE.items():
        require_current(place, ID)
        sign_stage(place.load(ID), root, stage, Reviewer(name, key_of(root, name), DAY))


def reasons(root, correction=None):
    """Return why publishing is refused."""
    with pytest.raises(InputError) as caught:
        publish(Workspace(root), ID, DAY, correction)
    return str(caught.value)


def edit(root, name, *changes):
    """Replace text in a file of the report's year."""
    path = root / "data/suqian/2024" / name
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def test_publishing_corrections_and_all_that_is_refused_on_the_way(office):
    """Unsigned, uncommitted, changed, erroneous and unexplained reports are not published; sound ones are, whole."""
    refused = run_report("publish", REPORT, cwd=office)
    assert (refused.returncode, refused.stderr.count("还没有签名")) == (2, 3)
    assert not (office / "releases").exists()

    unbuilt = run_report(
        "sign", REPORT, "--stage", "初审", "--by", "张三", "--key", str(key_of(office, "张三")), cwd=office
    )
    assert (unbuilt.returncode, "还没有生成报告" in unbuilt.stderr) == (2, True)

    sign_all(office)
    refused = run_report("publish", REPORT, cwd=office)
    assert (refused.returncode, refused.stderr.count("还没有提交")) == (2, 3)

    commit(office)
    _a_notebook_that_answers_for_the_checks_is_refused(office)
    assert run_report("publish", REPORT, cwd=office).returncode == 0
    folder = office / RELEASE
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {
        "public/report.html",
        "record/review.html",
        "record/manifest.json",
        "record/release.json",
        "record/signatures/first-1.json",
    } <= names
    assert "王五" in (folder / "record/review.html").read_text(encoding="utf-8")
    commit(office)
    assert verify(Workspace(office), folder) == Verified(())
    _a_clone_without_history_says_so(office)

    _change_one_figure(office)
    _publish_a_correction(office)
    _next_years_chain_starts_from_what_was_published(office)
    _a_release_that_was_touched_is_named(office)


def _a_notebook_that_answers_for_the_checks_is_refused(office):
    """Code changed after the signatures is not published; nor, signed by all three, is what it says of the checks."""
    path = office / NOTEBOOK
    kept = path.read_bytes()
    signatures = {file.name for file in (office / "data/suqian/2024/signatures").iterdir()}
    said = "\"s = check(report); b = s.bundle; b[m] = b[m := list(b)[-1]].replace('not_applicable', 'pass', 1); s\""
    assert b'"check(report)"' in kept
    path.write_bytes(kept.replace(b'"check(report)"', said.encode()))
    commit(office)
    assert "终审签后有改动，notebook 的代码" in reasons(office)
    sign_all(office)
    commit(office)
    assert "notebook 里的校验结果与重新校验的不一致" in reasons(office)
    path.write_bytes(kept)
    for file in (office / "data/suqian/2024/signatures").iterdir():
        if file.name not in signatures:
            file.unlink()
    commit(office)


def _a_clone_without_history_says_so(office):
    """In a shallow clone the published inputs are not at hand: that is said, and no difference is made up."""
    (office / "data/suqian/2024/narrative.md").touch()
    (office / "later.txt").write_text("后来的提交", encoding="utf-8")
    commit(office)
    clone = office.parent / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{office}", str(clone)], check=True)
    checked = run_report("verify", RELEASE, cwd=clone)
    assert (checked.returncode, "git fetch --unshallow" in checked.stderr) == (2, True)
    refused = run_report("publish", REPORT, cwd=clone).stderr
    assert "不能核对签名时的提交和日期。请先运行 git fetch --unshallow" in refused
    assert "重新签名" not in refused
    subprocess.run(["git", "fetch", "-q", "--unshallow"], cwd=clone, check=True)
    assert run_report("verify", RELEASE, cwd=clone).returncode == 0


def _change_one_figure(office):
    """One figure changed: status names the signatures it broke, publishing gives every reason."""
    edit(office, "applications.csv", (",1408,", ",1407,"))
    status = run_report("status", REPORT, cwd=office)
    assert status.returncode == 1
    assert status.stdout.count("（applications.granted.natural）1408件 → 1407件") == 3
    assert "初审✗有改动　复审✗有改动　终审✗有改动　已公布" in status.stdout
    refused = run_report("publish", REPORT, cwd=office)
    assert refused.returncode == 2
    for reason in ("错误没有改正：T3-2", "初审签后有改动", "applications.csv：还没有提交", "已经公布过"):
        assert reason in refused.stderr
    stale = run_report(
        "sign", REPORT, "--stage", "初审", "--by", "张三", "--key", str(key_of(office, "张三")), cwd=office
    )
    assert (stale.returncode, "生成之后输入改动过" in stale.stderr) == (2, True)


def _publish_a_correction(office):
    """A sound correction, signed anew, keeps the old release and registers old and new value."""
    edit(office, "applications.csv", (",1431\n", ",1430\n"), (",462,9,0,0,0,0,471", ",463,9,0,0,0,0,472"))
    sign_all(office)
    commit(office)
    assert "请写明更正说明和更正人" in reasons(office)
    done = run_report("publish", REPORT, "--correction", "更正予以公开件数", "--by", "王五", cwd=office)
    assert done.returncode == 0, done.stderr
    folder = office / RELEASE
    with (folder / "restatements.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["数据项"]: row for row in csv.DictReader(file)}
    row = rows["applications.granted.natural"]
    assert (row["原值"], row["新值"], row["更正说明"], row["更正人"]) == ("1408", "1407", "更正予以公开件数", "王五")
    assert json.loads((folder / "record/release.json").read_text(encoding="utf-8"))["version"] == 2
    page = (folder / "public/report.html").read_text(encoding="utf-8")
    assert '<p class="correction">更正说明（第2版，' in page
    assert "更正予以公开件数。</p>" in page
    assert "王五" not in page
    commit(office)
    verified = run_report("verify", RELEASE, cwd=office)
    assert verified.returncode == 0, verified.stdout
    told = run_report("diff", f"{RELEASE}/superseded/1", f"{REPORT}:published", "--html", "diff.html", cwd=office)
    assert told.returncode == 1
    assert "三（一）予以公开 自然人（件）：1408 → 1407" in told.stdout
    assert "1408" in (office / "diff.html").read_text(encoding="utf-8")
    assert "没有区别，不需要更正" in reasons(office, Correction("再来一次", "王五"))


def _a_release_that_was_touched_is_named(office):
    """A byte changed in a release, its sign-off or its superseded copy is found and named."""
    signature = office / RELEASE / "record/signatures/first-1.json"
    signature.write_bytes(signature.read_bytes() + b" ")
    checked = run_report("verify", RELEASE, cwd=office)
    assert checked.returncode == 1
    assert "record/signatures/first-1.json：公布之后被改动：与清单登记的内容不同" in checked.stdout


def _next_years_chain_starts_from_what_was_published(office):
    """Y-1 compares with the released closing figures, not with a draft changed since."""
    place = Workspace(office)
    report = ReportId("suqian", 2025)
    source = office / "data/suqian/2024"
    (office / "data/suqian/2025").mkdir()
    for path in source.glob("*.*"):
        (office / "data/suqian/2025" / path.name).write_bytes(path.read_bytes())
    edit(office, "applications.csv", ("四、结转下年度继续办理,118,", "四、结转下年度继续办理,117,"))
    loaded = place.load(report)
    assert loaded.previous.facts["applications.carried_out.natural"].value == 118
    assert loaded.previous.facts["applications.carried_out.natural"].origin.file.startswith("releases/2024/suqian/")
