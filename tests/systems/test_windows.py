"""Every command does its work without fork, signals, links and whatever else POSIX alone has."""

from __future__ import annotations

import shutil
import sys

import pytest

from tests.conftest import NOTEBOOK, copy_workspace, only_html
from tests.signing_office import PEOPLE, commit, key_of, set_up_signing
from tests.systems.windows import python, report

IMPORT_ALL = """
import importlib, pkgutil, report_helpers
for module in pkgutil.walk_packages(report_helpers.__path__, "report_helpers."):
    importlib.import_module(module.name)
from report_helpers.processes.children import CAN_FORK
print(CAN_FORK)
"""
LACKS = """
__name__ = "report_helpers.asks"
import importlib, os, signal
lacking = [hasattr(os, "fork"), hasattr(os, "O_NOFOLLOW"), hasattr(signal, "SIGKILL")]
try:
    import fcntl
    lacking.append(True)
except ImportError:
    pass
with open("held", "wb"):
    for change in (os.unlink, os.rmdir, lambda path: os.replace(path, "other")):
        try:
            change("held")
            lacking.append(True)
        except PermissionError:
            pass
print(any(lacking))
"""
AGENCY = ("--name", "鹿江市水务局", "--short", "本局", "--level", "city", "--type", "department", "--parent", "")


def done(*arguments, cwd, code=0):
    """Run a command that ends with *code* and without a trace; return what it prints."""
    ran = report(*arguments, cwd=cwd)
    assert ran.returncode == code, ran.stdout + ran.stderr
    assert "程序出错" not in ran.stderr
    assert "Warning" not in ran.stderr
    return ran.stdout


def files_of(folder):
    """Return what a report's files hold, but for what differs from run to run."""
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name not in {"timings.json", "run.log"})
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.long
def test_every_module_is_imported_and_a_report_checked(workspace):
    """Nothing is asked of the system on import that Windows lacks, and `check` reads and judges a report there."""
    assert python("-c", IMPORT_ALL).stdout.split() == ["False"]
    assert "校验结论：通过" in done("check", "suqian@2024", cwd=workspace.root)


@pytest.mark.skipif(sys.platform != "linux", reason="这里的系统就是它自己")
def test_what_is_taken_away_is_away(tmp_path):
    """In such a process the kit has no fork, no fcntl, and cannot touch a file that is open."""
    ran = python("-c", LACKS, cwd=tmp_path)
    assert ran.stdout.split() == ["False"], ran.stderr


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A workspace with a report that was built without fork; commands are run in it one after another."""
    root = copy_workspace(tmp_path_factory.mktemp("windows")).root
    done("build", "suqian@2024", cwd=root)
    return root


@pytest.mark.long
@pytest.mark.xdist_group("built")
class TestCommands:
    """The commands, in one workspace."""

    def test_a_report_has_the_bytes_it_has_elsewhere(self, root, built):
        """A report built without fork is byte for byte the one built with it."""
        assert files_of(root / "reports/2024/suqian") == files_of(built("suqian@2024"))
        assert "一致" in done("verify", "reports/2024/suqian", cwd=root)

    def test_a_batch_is_built_and_then_skipped(self, root):
        """`build-all` builds all of a year with its index; the next one skips them."""
        assert "生成 3 份" in done("build-all", "2023", cwd=root)
        assert (root / "reports/2023/index.html").is_file()
        assert "没有变化 3 份" in done("build-all", "2023", cwd=root)
        assert "不同" in done("diff", "suqian@2024", "reports/2023/suqian", cwd=root, code=1)

    def test_a_notebook_that_ends_its_process_fails_alone(self, root):
        """A cell that ends its process fails the run and leaves the last report; the next one is swapped in whole."""
        folder, path = root / "reports/2024/suqian", root / NOTEBOOK
        before, kept = files_of(folder), path.read_bytes()
        path.write_bytes(kept.replace(b"load(", b"__import__('os')._exit(1); load(", 1))
        done("build", "suqian@2024", cwd=root, code=3)
        path.write_bytes(kept)
        assert files_of(folder) == before
        done("build", "suqian@2024", cwd=root)
        assert files_of(folder) == before
        assert sorted(path.name for path in folder.parent.iterdir() if path.suffix != ".lock") == ["suqian"]

    def test_a_workbook_goes_out_and_comes_back(self, root):
        """What `template` hands out, `import` reads."""
        done("template", "suqian@2024", "--output", "out.xlsx", cwd=root)
        table = root / "data/suqian/2024/applications.csv"
        text = table.read_bytes()
        table.unlink()
        done("import", "out.xlsx", "--yes", cwd=root)
        assert table.read_bytes() == text

    @pytest.mark.parametrize(
        "line",
        [
            "--version",
            "list",
            "rules",
            "rules --for suqian@2024",
            "status 2024",
            "explain suqian@2024/applications.new.total",
            "check suqian@2024 --data-docs docs",
            "import-published reports/2024/suqian/report.html --output read",
            "audit reports/2024/suqian/report.docx --html audit.html",
            "audit reports/2024/suqian/report.pdf",
        ],
    )
    def test_what_only_reads_runs(self, root, line):
        """Commands that read a workspace, or published reports, end as they do elsewhere."""
        ran = report(*line.split(), cwd=root)
        assert ran.returncode in {0, 1}, ran.stderr
        assert ran.stdout


@pytest.mark.long
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="没有 ssh-keygen")
def test_a_report_is_signed_published_and_verified(tmp_path):
    """Three people sign, the release is written whole, and verified against its commit."""
    root = copy_workspace(tmp_path).root
    only_html(root, 2024)
    set_up_signing(root)
    done("build", "suqian@2024", cwd=root)
    for stage, name in PEOPLE.items():
        done("sign", "suqian@2024", "--stage", stage, "--by", name, "--key", str(key_of(root, name)), cwd=root)
    commit(root)
    done("publish", "suqian@2024", cwd=root)
    commit(root)
    assert (root / "releases/2024/suqian/public/report.html").is_file()
    done("verify", "releases/2024/suqian", cwd=root)
    assert "已公布" in done("status", "suqian@2024", cwd=root)


@pytest.mark.long
def test_an_office_begins_in_an_empty_folder(tmp_path):
    """A workspace, an agency and a year are begun; the draft is built and marked as one."""
    done("new", "workspace", ".", "--year", "2025", cwd=tmp_path)
    done("new", "agency", "lujiang", *AGENCY, cwd=tmp_path)
    done("new", "year", "2025", cwd=tmp_path)
    done("build", "lujiang@2025", cwd=tmp_path, code=1)
    assert (tmp_path / "reports/2025/lujiang/report.pdf").is_file()


@pytest.mark.long
def test_a_demo_region_is_written_and_written_over(tmp_path):
    """The synthetic region keeps its own files when it is written again, and loses others."""
    folder = tmp_path / "demo"
    for _ in range(2):
        ran = python("-m", "benchmarks.demo_region", "3", "2024", "1", str(folder))
        assert ran.returncode == 0, ran.stderr
        assert not (folder / "stray").exists()
        (folder / "stray").write_text("", encoding="utf-8")
    assert len(list(folder.glob("data/*/2024/applications.csv"))) == 3
