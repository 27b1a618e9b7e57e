"""What README says is so: its lines run with plain pip in a fresh clone, and do what it says they do."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.systems.readme import NAMES, Readme

ENGLISH, CHINESE = map(Readme, NAMES)
# Targets that install the development packages, serve until they are stopped, resolve the lock anew or delete it all.
NOT_TRIED = {"test", "lint", "test-browser", "test-long", "coverage", "bench", "faults", "lab", "lock", "clean"} | {
    "preview"
}
# What README's tables name, as somebody types it, and the exit code that README gives it.
LINES = [
    ("make report YEAR=2023 AGENCY=pingtan", 0),
    ("make reports YEAR=2023", 0),
    ("make run-all YEAR=2024 SCHEDULER=tcp://127.0.0.1:1", 2),  # without the packages that docs/cluster names
    ("make template YEAR=2024 AGENCY=suqian FILE=out.xlsx", 0),
    ("make import FILE=out.xlsx YES=1", 0),
    ("make templates YEAR=2024 FILE=books", 0),
    ("make import-text FILE=draft.docx YEAR=2024 AGENCY=suqian", 2),  # a file that is not there
    ("make ledger YEAR=2024 AGENCY=suqian", 2),  # which has none
    ("make rollup YEAR=2024 AGENCY=suqian", 2),  # nor units
    ("make check YEAR=2023", 0),
    ("make verify REPORT=reports/2023/pingtan", 0),
    ("make status YEAR=2023", 1),
    ("make publish YEAR=2023 AGENCY=pingtan", 2),
    (".venv/bin/report import-published reports/2023/pingtan/report.html", 0),
    (".venv/bin/report audit reports/2023/pingtan/report.docx", 0),
    (".venv/bin/report sign --help", 0),
    (".venv/bin/report waive pingtan@2023 --list", 0),
    (".venv/bin/report list", 0),
    (".venv/bin/report diff reports/2023/pingtan reports/2023/suqian", 1),
    (".venv/bin/report explain pingtan@2023/applications.new.total", 0),
    (".venv/bin/report rules", 0),
    ("make demo-region UNITS=4", 0),
    ("make reports YEAR=2024 WORKSPACE=demo", 0),
    ("make help", 0),
]
_RULE = re.compile(r"^│ ([A-Z]\d?-\d+) ", re.MULTILINE)


def run(line, folder, code=0):
    """Run a line of a shell that ends with *code*; return what it prints."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS"}}
    environment = kept | {"COLUMNS": "200", "NO_COLOR": "1", "PYTHON": sys.executable}
    how = {"capture_output": True, "text": True, "timeout": 300}
    ran = subprocess.run(["bash", "-c", line], cwd=folder, env=environment, check=False, **how)
    assert "Traceback" not in ran.stdout + ran.stderr
    ended = re.findall(r"Error (\d)$", ran.stderr, re.MULTILINE) if line.startswith("make ") else []
    assert int(ended[-1] if ended else ran.returncode) == code, (line, ran.stdout[-2000:], ran.stderr[-2000:])
    return ran.stdout


def names_in(folder):
    """Return the names of what lies in a folder."""
    return {path.name for path in folder.iterdir()}


def test_both_languages_have_the_same_commands():
    """The blocks of commands are the same in both languages, and the tables name the same targets and commands."""
    assert [block for block in ENGLISH.blocks() if "校验结论" not in block[0]] == [
        block for block in CHINESE.blocks() if "校验结论" not in block[0]
    ]
    assert ENGLISH.make_targets() == CHINESE.make_targets()
    assert ENGLISH.report_commands() == CHINESE.report_commands()
    assert ENGLISH.blocks()[0] == ["make report YEAR=2023", "make check YEAR=2020 AGENCY=pingtan"]


@pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=NAMES)
def test_windows_has_the_lines_of_the_others(readme):
    """The lines for Windows are those for Linux and macOS with Windows's names of Python, folders and paths."""
    unix, windows = readme.without_make()
    spelt = [line.replace("python3", "py").replace(".venv/bin/", r".venv\Scripts\ ".strip()) for line in unix]
    assert [line.replace("../", "..\\") for line in spelt] == windows


def test_what_is_tried_is_what_the_table_names():
    """Every target and command of README's table is tried below, or is said not to be."""
    tried = [line.split() for line, _ in LINES]
    targets = {words[1] for words in tried if words[0] == "make"} | NOT_TRIED
    assert ENGLISH.make_targets() <= targets
    assert ENGLISH.report_commands() <= {words[1] for words in tried if words[0] != "make"}


@pytest.mark.skipif(sys.platform == "win32", reason="没有 make")
def test_make_help_lists_what_the_table_names():
    """`make help` lists every target of README's table."""
    assert ENGLISH.make_targets() <= set(re.findall(r"^make ([a-z-]+)", run("make help", ROOT), re.MULTILINE))


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone in which the lines for a machine without make have run."""
    folder = tmp_path_factory.mktemp("fresh") / "clone"
    run(f"git clone --quiet {ROOT} {folder}", ROOT)
    unix, _ = ENGLISH.without_make()
    run(unix[0].replace("python3", sys.executable), folder)
    for line in unix[1:]:
        run(line, folder)
    return folder


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="没有 make")
@pytest.mark.xdist_group("clone")
class TestFreshClone:
    """A clone that has nothing but what README's lines install."""

    def test_the_lines_without_make_build_a_report_and_begin_a_workspace(self, clone):
        """The wheel builds the report with every file that README lists, and begins a workspace beside the clone."""
        assert "site-packages" in run(".venv/bin/python -P -c 'import report_helpers as r; print(r.__file__)'", clone)
        named = {re.findall("`([^`]+)`", row[0])[0].rstrip("/") for row in ENGLISH.rows("report.html")}
        assert names_in(clone / "reports/2023/shanzhou-sifaju") == named - {"run.log"}
        for name in ("requirements.lock", "params", "notebooks/annual_report.ipynb", ".gitignore"):
            assert (clone.parent / "office" / name).exists()

    def test_an_office_of_its_own_needs_nothing_of_the_clone(self, clone):
        """In the new workspace an agency and a year are begun, and the draft is built, from the wheel alone."""
        office, report = clone.parent / "office", f"{clone}/.venv/bin/report"
        said = "--name 鹿江市水务局 --short 本局 --level city --type department --parent ''"
        run(f"{report} new agency lujiang {said}", office)
        run(f"{report} new year 2025", office)
        run(f"{report} check lujiang@2025", office, 1)
        run(f"{report} build lujiang@2025", office, 1)
        run(f"{report} status 2025", office, 1)
        run(f"{report} template lujiang@2025 --output out.xlsx", office)
        assert {"report.html", "report.pdf", "report.docx"} <= names_in(office / "reports/2025/lujiang")

    def test_the_two_commands_do_what_the_top_says(self, clone):
        """`make report` builds, `make check` prints the error that README shows."""
        first, second = ENGLISH.blocks()[0]
        run(first, clone)
        printed = run(second, clone, 1)
        for readme in (ENGLISH, CHINESE):
            (shown,) = [block for block in readme.blocks() if "校验结论" in block[0]]
            assert all(line in printed.splitlines() for line in shown[:-1])

    @pytest.mark.parametrize(("line", "code"), LINES, ids=[line for line, _ in LINES])
    def test_each_command_of_the_table_ends_as_it_says(self, clone, line, code):
        """It runs without the development packages and ends with the exit code that README gives it."""
        run(line, clone, code)

    def test_what_the_commands_leave(self, clone):
        """The index of a year, the workbook and the region are there; the figures README gives are right."""
        assert {"index.html", "index.csv"} <= names_in(clone / "reports/2023")
        assert (clone / "out.xlsx").is_file()
        assert (clone / "demo/reports/2024/index.html").is_file()
        rules = set(_RULE.findall(run(".venv/bin/report rules --for suqian@2024", clone))) - {"O-2", "O-4"}
        assert f"- {len(rules)} rules for the form of 2021" in ENGLISH.text
        assert f"{len(rules)} 条" in CHINESE.text
        assert run("git status --porcelain", clone).split() == ["??", "out.xlsx"]
        assert not list((clone / ".venv/lib").glob("python3*/site-packages/pytest"))
