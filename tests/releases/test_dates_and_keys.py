"""What git's history and the statute show of days, keys and versions counts, whatever files and signers say."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from report_helpers.files.git import came_in, find_commit, latest_day, text_at, uncommitted
from report_helpers.sources.release import read_release
from tests.conftest import DISCLOSURE
from tests.released import seal
from tests.releases.altering import FOLDER, ID, edit, refusal
from tests.signing_office import list_signers


def git(root, *arguments, day="2025-06-30"):
    """Run git as somebody who commits on a day."""
    dated = {"GIT_COMMITTER_DATE": f"{day}T12:00:00+0800", "GIT_AUTHOR_DATE": f"{day}T12:00:00+0800"}
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    done = subprocess.run(["git", *who, *arguments], cwd=root, env=os.environ | dated, capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.fixture
def repository(tmp_path):
    """A repository with a file of 2025-06-30, and a second one that says it is older."""
    root = tmp_path / "office"
    root.mkdir()
    git(root, "init", "-q")
    for name, day in (("a.yaml", "2025-06-30"), ("b.yaml", "2025-01-01")):
        (root / name).write_text("year: 2024\n", encoding="utf-8")
        git(root, "add", name)
        git(root, "commit", "-qm", name, day=day)
    return root


def hide_by_index(root):
    """Tell git's index to take the file for unchanged."""
    git(root, "update-index", "--assume-unchanged", "a.yaml")


def hide_by_worktree(root):
    """Tell it to leave the file out."""
    git(root, "update-index", "--skip-worktree", "a.yaml")


def hide_by_filter(root):
    """Have a filter put the old content back."""
    git(root, "config", "filter.old.clean", "git show HEAD:a.yaml")
    (root / ".git/info/attributes").write_text("a.yaml filter=old\n", encoding="utf-8")


def only_staged(root):
    """Put the change into the index, and commit nothing."""
    (root / "a.yaml").write_text("year: 2025\n", encoding="utf-8")
    git(root, "add", "a.yaml")


@pytest.mark.parametrize("hide", [hide_by_index, hide_by_worktree, hide_by_filter, only_staged])
def test_a_change_that_git_is_told_not_to_see_is_uncommitted(repository, hide):
    """Content is compared with HEAD's, whatever index, attributes and configuration say; line endings are no change."""
    hide(repository)
    (repository / "a.yaml").write_text("year: 2025\n", encoding="utf-8")
    (repository / "b.yaml").write_bytes(b"year: 2024\r\n")
    files = [repository / name for name in ("a.yaml", "b.yaml", "c.yaml")]
    assert uncommitted(repository, files) == ["a.yaml", "c.yaml"]


def test_another_repository_named_by_the_environment_is_not_asked(repository, tmp_path, monkeypatch):
    """GIT_DIR and its kin do not make another repository answer."""
    other = tmp_path / "other"
    shutil.copytree(repository, other)
    (repository / "a.yaml").write_text("year: 2025\n", encoding="utf-8")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git/index"))
    assert uncommitted(repository, [repository / "a.yaml"]) == ["a.yaml"]


def test_a_commit_is_not_older_than_those_before_it_nor_replaced(repository):
    """A file came in on the latest day of its commit's history; `git replace` changes no commit."""
    assert came_in(repository, repository / "a.yaml") == "2025-06-30"
    assert came_in(repository, repository / "b.yaml") == latest_day(repository) == "2025-06-30"
    assert came_in(repository, repository / "c.yaml") == ""
    first = git(repository, "rev-list", "--max-parents=0", "HEAD")
    older = git(repository, "commit-tree", f"{first}^{{tree}}", "-m", "x", day="2024-01-01")
    git(repository, "replace", first, older)
    assert find_commit(repository, first) == (first, "2025-06-30")
    assert text_at(repository, first, "a.yaml") == "year: 2024\n"
    assert text_at(repository, older, "a.yaml") == ""  # in no history of HEAD


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due": "2024-12-31"}, "公布期限应不晚于规定的 2024-03-10"),
        ({"due": ""}, "公布期限应不晚于规定的 2024-03-10"),
        ({"version": 2}, "第 2 版应保留此前各版"),
        ({"version": 2**63}, f"第 {2**63} 版应保留此前各版"),
        ({"version": 2, "correction": {"note": "更正", "by": "张三"}}, "第 2 版应保留此前各版"),
        ({"correction": {"note": "更正", "by": "张三"}}, "第 1 版不写更正说明"),
    ],
)
def test_what_nobody_signs_of_a_release_is_held_to_what_can_be(place, change, reason):
    """A deadline later than the statute's, or none, and a version without those before it are refused."""
    edit(place, "record/release.json", lambda content: content.update(change))
    assert reason in refusal(place)


def test_a_link_in_a_release_is_named_by_its_place_in_the_workspace(place, tmp_path):
    """A file of a release that became a link is refused, and named as other files are."""
    page = place.root / FOLDER / "public/data/facts.csv"
    page.rename(tmp_path / "facts.csv")
    page.symlink_to(tmp_path / "facts.csv")
    assert f"{FOLDER}/public/data/facts.csv" in (said := refusal(place))
    assert "是链接" in said
    assert str(place.root) not in said


def test_a_file_that_no_build_made_is_not_public(place):
    """A page that somebody laid into public/ is named, though release.json vouches for it."""
    (place.root / FOLDER / "public/review.html").write_text("<p>x</p>", encoding="utf-8")
    seal(place, ID)
    assert "public/review.html：不是生成的文件，不应公开" in refusal(place)


def test_signers_of_a_release_are_those_of_the_office(place):
    """A release signed whole by three keys of its own making is refused; who has left since is known by git."""
    for key in place.root.glob(".key-*"):
        key.unlink()
    listed = (place.root / "params/allowed_signers").read_text(encoding="utf-8")
    list_signers(place.root)
    assert "既不在 params/allowed_signers 里" in refusal(place)
    now = (place.root / "params/allowed_signers").read_text(encoding="utf-8")
    git(place.root, "init", "-q")
    (place.root / "params/allowed_signers").write_text(listed, encoding="utf-8")
    git(place.root, "add", "params")
    git(place.root, "commit", "-qm", "x")
    commit = git(place.root, "rev-parse", "HEAD")
    (place.root / "params/allowed_signers").write_text(now, encoding="utf-8")
    edit(place, "record/manifest.json", lambda content: content.update(commit=commit))
    seal(place, ID)
    assert read_release(place.root, ID, DISCLOSURE).commit == commit
