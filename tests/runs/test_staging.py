"""Swapping a build in whole: the last good report survives whatever goes wrong."""

from __future__ import annotations

import pytest

from report_helpers.errors import InputError, RunError
from report_helpers.runs.staging import staged


@pytest.fixture
def target(tmp_path):
    """A folder with an earlier report in it."""
    folder = tmp_path / "reports" / "agency"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("earlier", encoding="utf-8")
    return folder


def names(folder):
    """Return what lies beside the target."""
    return sorted(path.name for path in folder.parent.iterdir() if path.suffix != ".lock")


def test_a_finished_build_replaces_the_folder_whole(target):
    """Nothing of the earlier report is left among the new one."""
    with staged(target) as folder:
        (folder / "report.pdf").write_text("new", encoding="utf-8")
        assert (target / "report.html").read_text(encoding="utf-8") == "earlier"
    assert [path.name for path in target.iterdir()] == ["report.pdf"]
    assert names(target) == ["agency"]


@pytest.mark.parametrize(
    "fault", [RunError("运行 notebook", "内核中途退出"), OSError(28, "No space left on device"), ZeroDivisionError("x")]
)
def test_a_failed_build_leaves_the_earlier_one_and_says_where_its_remains_lie(target, fault):
    """Whatever fails becomes a RunError with one sentence; the earlier report stands."""
    with pytest.raises(RunError) as caught, staged(target) as folder:
        (folder / "half.html").write_text("half", encoding="utf-8")
        raise fault
    assert (target / "report.html").read_text(encoding="utf-8") == "earlier"
    remains = target.with_name(".agency.failed")
    assert [path.name for path in remains.iterdir()] == ["half.html"]
    assert str(remains) in str(caught.value)
    assert "此前生成的报告没有改动" in str(caught.value)
    assert names(target) == [".agency.failed", "agency"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), InputError([])])
def test_an_interrupted_build_leaves_no_trace(target, interruption):
    """Ctrl-C and wrong input clean up after themselves."""
    with pytest.raises(type(interruption)), staged(target):
        raise interruption
    assert names(target) == ["agency"]


def test_a_swap_cut_in_the_middle_is_recovered(target):
    """A process killed between the two renames loses nothing: the next run restores."""
    target.rename(target.with_name(".agency.replaced"))
    with pytest.raises(RunError), staged(target):
        assert (target / "report.html").read_text(encoding="utf-8") == "earlier"
        raise RunError("生成 PDF", "试验")
    assert (target / "report.html").exists()


def test_a_later_success_clears_the_remains_of_a_failure(target):
    """Remains are kept until the report is built, not for ever."""
    with pytest.raises(RunError), staged(target):
        raise RunError("生成 PDF", "试验")
    with staged(target) as folder:
        (folder / "report.html").write_text("new", encoding="utf-8")
    assert names(target) == ["agency"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    """A file where the folder should be gives one sentence."""
    (tmp_path / "reports").write_text("", encoding="utf-8")
    with pytest.raises(RunError, match="不能写入"), staged(tmp_path / "reports" / "agency"):
        pass


def test_two_builds_of_one_report_do_not_meet(target):
    """While one is under way a second says so and touches nothing; afterwards it may run."""
    with staged(target) as folder:
        with pytest.raises(RunError, match="另一个程序正在生成"), staged(target):
            pass
        assert folder.is_dir()
    with staged(target):
        pass


def test_what_a_killed_process_was_building_is_cleared(target):
    """A half-built folder nobody works on is gone after the next build of any report in the folder."""
    for name in (".agency.abc.building", ".agency-two.abc.building", ".agency-two.def.building"):
        target.with_name(name).mkdir()
    with staged(target.with_name("agency-three")) as under_way, staged(target):
        assert under_way.is_dir()
    assert names(target) == ["agency", "agency-three"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_in_the_place_of_the_folder_is_named_and_left(target, kind):
    """What stands where the report should be is somebody's: it is named, not removed."""
    place = target.with_name("other")
    if kind == "file":
        place.write_text("mine", encoding="utf-8")
    else:
        place.symlink_to(target)
    with pytest.raises(InputError, match="却是一个文件或链接"), staged(place):
        pass
    assert place.exists()
