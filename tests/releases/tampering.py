"""What somebody might do to a signed report or a published one, and what it is refused with."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from report_helpers.files.clock import today
from report_helpers.files.git import head
from report_helpers.files.hashing import sha256
from report_helpers.signatures.ssh import sign
from report_helpers.signatures.statement import file_text, read_statements
from tests.conftest import run_report
from tests.signing_office import PEOPLE, commit, key_of

REPORT, DATA, RELEASE = "suqian@2024", "data/suqian/2024", "releases/2024/suqian"
SIGNATURES = f"{DATA}/signatures"
FIRST = f"{SIGNATURES}/first-1.json"


def replaced(name, old, new):
    """Return a tampering that replaces words in a file."""

    def change(root):
        path = root / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def forged(**changes):
    """Return a tampering that has the first signer sign another statement."""

    def change(root):
        statement = replace(read_statements(root / SIGNATURES, "x")[0].statement, **changes)
        text = file_text(statement, sign(statement.message(), key_of(root, PEOPLE["初审"])))
        (root / FIRST).write_text(text, encoding="utf-8")

    return change


def expired(root):
    """Let the first signer's key have expired in 2025, and have its statement dated back."""
    replaced("params/allowed_signers", "张三 ", '张三 valid-before="20250601" ')(root)
    forged(date="2025-05-01")(root)


def in_an_old_commit(root):
    """Begin the history anew with one commit of January 2025, and have all three sign it, the first with an old key.

    That key expired in June; nobody knows of the day but those who have it.
    """
    shutil.rmtree(root / ".git")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    with pytest.MonkeyPatch.context() as dated:
        dated.setenv("GIT_COMMITTER_DATE", "2025-01-10T12:00:00+0800")
        commit(root)
    replaced("params/allowed_signers", "张三 ", '张三 valid-before="20250601" ')(root)
    forged(date="2025-03-05", commit=head(root).id, committed="2025-01-10")(root)


def out_of_order(root):
    """Have the last review signed before the others, in a workspace without a history of its own."""
    statement = replace(
        read_statements(root / SIGNATURES, "x")[2].statement, date="2025-02-01", commit="", committed=""
    )
    text = file_text(statement, sign(statement.message(), key_of(root, PEOPLE["终审"])))
    (root / SIGNATURES / "final-1.json").write_text(text, encoding="utf-8")


def unseen_by_git(root):
    """Change the year's parameters and tell git not to look."""
    subprocess.run(["git", "update-index", "--skip-worktree", "params/2024.yaml"], cwd=root, check=True)
    path = root / "params/2024.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")


def added(name, text):
    """Return a tampering that adds a file."""

    def change(root):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")

    return change


def published_and_deleted(root):
    """Publish, commit, delete the release, commit: to publish other figures as if they were the first."""
    assert run_report("publish", REPORT, cwd=root).returncode == 0
    commit(root)
    shutil.rmtree(root / "releases")


def swapped(root):
    """Exchange two people's signatures."""
    names = (root / FIRST, root / SIGNATURES / "second-1.json")
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in names)
    first["signature"], second["signature"] = second["signature"], first["signature"]
    for path, content in zip(names, (first, second), strict=True):
        path.write_text(json.dumps(content), encoding="utf-8")


def copied_waiver(root):
    """Grant a waiver for another report, and copy it here."""
    given = ("--reason", "clean_up", "--explanation", "集中清理", "--by", "张三")
    until = (today() + timedelta(days=30)).isoformat()
    assert run_report("waive", "pingtan@2023", "--rule", "Y-2", *given, "--until", until, cwd=root).returncode == 0
    shutil.copy(root / "data/pingtan/2023/waivers.yaml", root / DATA / "waivers.yaml")


BEFORE_PUBLISHING = {
    "改一个数字": (replaced(f"{DATA}/proactive.csv", "50,", "51,"), "签后有改动"),
    "改一句话": (replaced(f"{DATA}/narrative.md", "举一反三", "以案促改"), "签后有改动，五、存在的主要问题及改进情况"),
    "改 notebook 的代码": (
        replaced("notebooks/annual_report.ipynb", "check(report)", "check( report)"),
        "notebook 的代码",
    ),
    "改机关资料": (replaced("data/suqian/agency.yaml", "short: ", "short: 市"), "机关资料和词表"),
    "对调两个人的签名": (swapped, "签名与内容不符"),
    "改签名的日期": (replaced(FIRST, f'"date": "{today()}"', '"date": "2025-01-01"'), "早于所签内容的提交"),
    "签 2999 年": (forged(date="2999-01-01"), "签名日期 2999-01-01 还没有到"),
    "签在报告年度以前": (forged(date="2023-12-31", committed="2023-01-01"), "早于报告年度"),
    "过期的密钥倒填日期": (expired, "早于所签内容的提交"),
    "过期的密钥、旧的提交、倒填日期": (in_an_old_commit, "才提交，那时名单中“张三”的公钥已过有效期"),
    "终审签在初审之前": (out_of_order, "签名日期 2025-02-01 早于前一审的"),
    "让 git 不看改动": (unseen_by_git, "params/2024.yaml：还没有提交"),
    "签后自定图表": (added("params/kinds/disclosure/charts.yaml", "charts: []\n"), "签后有改动，机关资料和词表"),
    "删去公布件重新公布": (published_and_deleted, "这份报告公布过，公布件后来被删去"),
    "编造一个提交": (forged(commit="a" * 40, committed="2025-01-01"), "不在 git 历史里"),
    "签的是别的机关": (forged(report="disclosure/pingtan@2024"), "签的是另一份报告 disclosure/pingtan@2024"),
    "签的是别的年度": (forged(report="disclosure/suqian@2023"), "签的是另一份报告 disclosure/suqian@2023"),
    "签的是别的种类": (forged(report="waterworks/suqian@2024"), "签的是另一份报告 waterworks/suqian@2024"),
    "一个人签两审": (
        lambda root: forged(stage="复审")(root) or shutil.move(root / FIRST, root / SIGNATURES / "second-1.json"),
        "初审还没有签名",
    ),
    "抄来的豁免": (copied_waiver, "Y-2 的豁免作废"),
    "推迟公布期限": (
        replaced("params/2024.yaml", "\noutputs", "\nkinds: {disclosure: {deadlines: {unit: 2026-01-31}}}\noutputs"),
        "晚于规定的期限 2025-01-31",
    ),
}


def resealed(name, old, new):
    """Return a tampering with a released file that also mends the release's record and manifest."""

    def change(root):
        replaced(f"{RELEASE}/{name}", old, new)(root)
        digest = sha256(root / RELEASE / name)
        manifest = root / RELEASE / "record/manifest.json"
        content = json.loads(manifest.read_text(encoding="utf-8"))
        content["outputs"][name.partition("/")[2]] = digest
        manifest.write_text(json.dumps(content), encoding="utf-8")
        record = root / RELEASE / "record/release.json"
        content = json.loads(record.read_text(encoding="utf-8"))
        content["files"] |= {name: digest, "record/manifest.json": sha256(manifest)}
        record.write_text(json.dumps(content), encoding="utf-8")

    return change


def with_a_page_more(root):
    """Lay a page beside those that were built, and let the record vouch for it."""
    page = root / RELEASE / "public/x.html"
    page.write_text("x", encoding="utf-8")
    mend(root / RELEASE / "record/release.json", "files", {"public/x.html": sha256(page)})


def signed_by_others(root):
    """Sign the whole release by three keys of one's own, listed beside it, and mend every hash."""
    record = root / RELEASE / "record"
    lines, digests = [], {}
    for name, path in zip(PEOPLE.values(), statement_files(record / "signatures"), strict=True):
        key = root.parent / f"key-{name}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        lines.append(f"{name} {key.with_suffix('.pub').read_text().strip()}\n")
        (signed,) = (one for one in read_statements(path.parent, "x") if one.file == f"x/{path.name}")
        path.write_text(file_text(signed.statement, sign(signed.statement.message(), key)), encoding="utf-8")
        digests[f"signatures/{path.name}"] = sha256(path)
    (record / "allowed_signers").write_text("".join(lines), encoding="utf-8")
    digests["allowed_signers"] = sha256(record / "allowed_signers")
    inputs = {f"{DATA if '/' in name else 'params'}/{name}": digest for name, digest in digests.items()}
    mend(record / "manifest.json", "inputs", inputs)
    outer = {f"record/{name}": digest for name, digest in digests.items()}
    mend(record / "release.json", "files", outer | {"record/manifest.json": sha256(record / "manifest.json")})


def statement_files(folder):
    """Return the files of the three statements, the first review's first."""
    return [folder / f"{name}-1.json" for name in ("first", "second", "final")]


def mend(path, entry, digests):
    """Put hashes into a record."""
    content = json.loads(path.read_text(encoding="utf-8"))
    content[entry] |= digests
    path.write_text(json.dumps(content), encoding="utf-8")


def handmade(root):
    """Put a folder with three pages in place of the release."""
    shutil.rmtree(root / RELEASE / "record")
    for path in list((root / RELEASE / "public").iterdir()):
        path.rename(root / RELEASE / path.name)


def moved(root):
    """Put the release where another agency's belongs."""
    (root / RELEASE).rename(root / "releases/2024/pingtan")
    shutil.copytree(root / "releases/2024/pingtan", root / RELEASE)
    replaced(f"{RELEASE}/record/release.json", REPORT, "pingtan@2024")(root)


AFTER_PUBLISHING = {
    "改网页上的数字": (replaced(f"{RELEASE}/public/report.html", ">3440<", ">3441<"), "report.html：公布之后被改动"),
    "改开放数据": (replaced(f"{RELEASE}/public/data/report.json", '"3440"', '"3441"'), "report.json：公布之后被改动"),
    "改清单": (replaced(f"{RELEASE}/record/manifest.json", '"commit"', '"commit" '), "manifest.json：公布之后被改动"),
    "多一个文件": (
        lambda root: (root / RELEASE / "public/x.html").write_text("x"),
        "x.html：公布之后被改动：不在清单里",
    ),
    "少一个签名": (lambda root: (root / RELEASE / "record/signatures/final-1.json").unlink(), "不见了"),
    "改数字并改全部校验值": (resealed("public/data/report.json", '"3440"', '"3441"'), "数据项与签名的不同"),
    "填 Infinity 并改校验值": (resealed("public/data/report.json", '"3440"', '"Infinity"'), "数据项与签名的不同"),
    "填 -5 并改校验值": (resealed("public/data/report.json", '"3440"', '"-5"'), "数据项与签名的不同"),
    "填 0.5 并改校验值": (resealed("public/data/report.json", '"3440"', '"0.5"'), "数据项与签名的不同"),
    "改公布日期为 2999 年": (
        replaced(f"{RELEASE}/record/release.json", f'"published": "{today()}"', '"published": "2999-01-01"'),
        "公布日期还没有到",
    ),
    "公布期限改晚": (replaced(f"{RELEASE}/record/release.json", "2025-03-10", "2026-12-31"), "公布期限应不晚于规定的"),
    "版次改为 7": (replaced(f"{RELEASE}/record/release.json", '"version": 1', '"version": 7'), "第 7 版应保留此前各版"),
    "公开的文件夹里多一页，并改校验值": (with_a_page_more, "不是生成的文件，不应公开"),
    "自己的密钥和名单，全部重签": (signed_by_others, "既不在 params/allowed_signers 里"),
    "自己做的文件夹": (handmade, "releases/ 里只放 report publish 写的公布件"),
    "搬到别的机关": (moved, "是 pingtan@2024 的公布件"),
}
