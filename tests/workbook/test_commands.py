"""`report template` and `report import` as an office uses them."""

from __future__ import annotations

import subprocess

import pytest
from benchmarks.ledger.generator import as_csv, make_ledger
from click.testing import CliRunner

from report_helpers.cli.app import app
from report_helpers.errors import ExitCode, InputError
from report_helpers.facts.fact import Status
from report_helpers.facts.identifiers import ReportId
from report_helpers.files.file_sets import UNFINISHED
from report_helpers.workbook.contents import read_draft
from report_helpers.workbook.planning import Variables, plan_workbook
from tests.conftest import copy_workspace, run_report
from tests.workbook.filling import PINGTAN, edit, fill, hand_out, shipped, unfilled


def tree(folder):
    """Return every file below *folder* with its bytes."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def run(*arguments, answer=""):
    """Run a command in this process; return its exit code and what it printed."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=answer, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.return_value, result.output


def test_a_template_is_never_overwritten_unasked(tmp_path):
    """A file that is there stays as it is, whatever it is, until --force."""
    place = unfilled(tmp_path / "office")
    target = tmp_path / "t.xlsx"
    command = ("template", "pingtan@2023", "-w", str(place.root), "-o", str(target))
    assert run(*command)[0] is ExitCode.DONE
    assert target.stat().st_mode & 0o777 == 0o644
    target.write_bytes(b"filled in")
    with pytest.raises(InputError, match=r"没有覆盖.*--force"):
        run(*command)
    assert target.read_bytes() == b"filled in"
    assert run(*command, "--force")[0] is ExitCode.DONE
    assert target.read_bytes()[:2] == b"PK"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["t.xlsx"]


@pytest.mark.parametrize("name", ["t.csv", "absent/t.xlsx"])
def test_a_template_that_cannot_be_written_is_refused(tmp_path, name):
    """Another suffix or a folder that is not there is named before anything is written."""
    with pytest.raises(InputError):
        run("template", "pingtan@2023", "-o", str(tmp_path / name))
    assert not list(tmp_path.iterdir())


def test_import_shows_asks_and_writes(tmp_path):
    """A year without data: preview and findings first; nothing without a yes; then the files, and what is lacking."""
    place = unfilled(tmp_path / "office")
    path = hand_out(place, tmp_path)

    edit(path, lambda workbook: fill(workbook, read_draft(place, PINGTAN), shipped(PINGTAN)))
    before = tree(place.root)
    for answer in ("n\n", ""):  # no, and nobody there
        code, shown = run("import", path, "-w", place.root, answer=answer)
        assert code is ExitCode.INPUT
        assert "什么也没有写" in shown
    assert "改动　一、本年新收政府信息公开申请数量 自然人（applications.new.natural）：空白 → 80" in shown
    assert "Y-2" in shown
    assert tree(place.root) == before
    assert not (place.root / "data/pingtan/2023").exists()
    code, shown = run("import", path, "pingtan@2023", "--yes", "-w", place.root)
    assert code is ExitCode.DONE
    assert "还缺 data/pingtan/2023/narrative.md" in shown
    assert tree(place.root).keys() - before.keys() == {
        place.root / "data/pingtan/2023" / f"{name}.csv" for name in ("proactive", "applications", "disputes")
    }


def test_an_import_that_was_cut_short_is_finished_by_the_next(tmp_path):
    """After a kill between two files no command reads the year; the same import again finishes it, and goes on."""
    place = copy_workspace(tmp_path / "office")
    path = edit(hand_out(place, tmp_path), lambda book: book["表三"].__setitem__("D7", 90))
    folder = place.root / "data/pingtan/2023"
    (folder / "disputes.csv").rename(folder / ".disputes.csv.1")
    (folder / UNFINISHED).write_text('{"disputes.csv": ".disputes.csv.1"}', encoding="utf-8")
    with pytest.raises(InputError, match="请重新运行上一次写入数据的命令"):
        run("check", "pingtan@2023", "-w", place.root)
    code, _ = run("import", path, "-w", place.root, "--yes")
    assert code is ExitCode.FINDINGS
    assert (folder / "disputes.csv").exists()
    assert not (folder / UNFINISHED).exists()
    assert run("check", "pingtan@2023", "-w", place.root)[0] is ExitCode.FINDINGS


def test_import_with_an_error_finding_writes_and_says_so(tmp_path):
    """Figures that break an identity may be kept as a draft: exit code 1, the finding named, only one file touched."""
    place = copy_workspace(tmp_path / "office")
    path = edit(hand_out(place, tmp_path), lambda book: book["表三"].__setitem__("D7", 90))
    before = tree(place.root)
    code, shown = run("import", path, "-w", place.root, answer="y\n")
    assert code is ExitCode.FINDINGS
    assert "T3-1" in shown
    after = tree(place.root)
    assert {file.name for file in after if after[file] != before.get(file)} == {"applications.csv"}
    assert "改动　一、本年新收政府信息公开申请数量 自然人（applications.new.natural）：80 → 90" in shown


def test_a_bad_workbook_leaves_the_workspace_alone(tmp_path):
    """One bad cell: exit code 2, a sentence on stderr, no stack trace, nothing written."""
    place = copy_workspace(tmp_path / "office")
    path = edit(hand_out(place, tmp_path), lambda book: book["表三"].__setitem__("D7", -1))
    before = tree(place.root)
    done = run_report("import", str(path), "--yes", cwd=place.root)
    assert (done.returncode, done.stdout) == (ExitCode.INPUT, "")
    assert "表三」 D7「一、本年新收政府信息公开申请数量 自然人」（值“-1”）：是负数〔T3-4〕" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree(place.root) == before


def test_make_targets_are_one_line_over_the_command():
    """`make template` and `make import` hand FILE, AGENCY and YEAR on as typed."""
    shown = subprocess.run(
        ["make", "-n", "template", "import", "YEAR=2024", "AGENCY=pingtan", "FILE=a b.xlsx"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert '.venv/bin/report template ${FILE:+--output="$FILE"} -- "${KIND:+$KIND/}$AGENCY@$YEAR"' in shown
    assert (
        '.venv/bin/report import ${YES:+--yes} ${BLANK:+--blank} -- "$FILE" ${YEAR:+"${KIND:+$KIND/}$AGENCY@$YEAR"}'
        in shown
    )


@pytest.fixture
def with_ledger(workspace):
    """A workspace whose table 三 is counted from a ledger and not typed."""
    (workspace.root / "data/suqian/2024/ledger.csv").write_text(as_csv(make_ledger(300, 7)), encoding="utf-8")
    (workspace.root / "data/suqian/2024/applications.csv").unlink()
    return workspace


def test_a_table_that_a_ledger_counts_is_filled_in_locked_and_never_written(with_ledger, tmp_path):
    """The workbook shows what the ledger counts; importing it writes no table, and another figure is refused."""
    path, before = tmp_path / "t.xlsx", tree(with_ledger.root)
    run("template", "suqian@2024", "-w", with_ledger.root, "-o", path)
    code, shown = run("import", path, "-w", with_ledger.root, "--yes")
    assert code is ExitCode.DONE
    assert "没有要写的" in shown
    assert tree(with_ledger.root) == before
    report = with_ledger.load(ReportId("suqian", 2024))
    cell = next(fact for fact in report.cells("applications") if fact.value)
    sheet = next(
        s for s in plan_workbook(read_draft(with_ledger, report.id), Variables()).tables if cell.id in s.by_fact
    )
    address = sheet.by_fact[cell.id].address

    def change(workbook):
        assert str(workbook[sheet.name][address].value) == cell.printed
        assert workbook[sheet.name][address].protection.locked
        workbook[sheet.name][address].value = int(cell.value) + 1

    edit(path, change)
    with pytest.raises(InputError, match=f"这张表由台账计数，这一格是 {cell.printed}，不能在工作簿里改"):
        run("import", path, "-w", with_ledger.root, "--yes")
    assert tree(with_ledger.root) == before


def test_no_figure_becomes_blank_unless_told_to(workspace, tmp_path):
    """A figure deleted in the workbook is shown as a change to 空白, and written only with --blank."""
    path, before = tmp_path / "t.xlsx", tree(workspace.root)
    run("template", "suqian@2024", "-w", workspace.root, "-o", path)
    report = workspace.load(ReportId("suqian", 2024))
    sheet = plan_workbook(read_draft(workspace, report.id), Variables()).tables[-1]
    cell = next(cell for cell in sheet.cells if cell.role == "input")
    edit(path, lambda workbook: setattr(workbook[sheet.name][cell.address], "value", None))
    with pytest.raises(InputError, match=r"已有的数字将改为空白.*--blank"):
        run("import", path, "-w", workspace.root, "--yes")
    assert tree(workspace.root) == before
    assert run("import", path, "-w", workspace.root, "--yes", "--blank")[0] is ExitCode.FINDINGS
    assert workspace.load(report.id).facts[cell.fact].status is Status.BLANK
