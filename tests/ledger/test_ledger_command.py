"""`report ledger` and `report explain`: what they print, write, and refuse to overwrite."""

from __future__ import annotations

import pytest
from benchmarks.ledger.generator import as_csv, make_ledger

from report_helpers.facts.identifiers import ReportId
from report_helpers.runs.fingerprints import input_files
from tests.conftest import run_report

REPORT, FOLDER = ReportId("suqian", 2024), "data/suqian/2024"


@pytest.fixture
def place(workspace):
    """A workspace with a made ledger, and the typed table beside it taken away."""
    made = make_ledger(300, 7)
    (workspace.root / FOLDER / "ledger.csv").write_text(as_csv(made), encoding="utf-8")
    (workspace.root / FOLDER / "applications.csv").unlink()
    return workspace, made


def ledger(workspace, *more):
    """Run the command."""
    return run_report("ledger", "suqian@2024", *more, cwd=workspace.root)


def test_without_a_typed_table_the_report_has_the_counted_one(place):
    """Table 三 of the report comes from the ledger, and the ledger is an input of the report."""
    workspace, made = place
    report = workspace.load(REPORT)
    assert all(fact.value == made.table[fact.id] for fact in report.cells("applications"))
    assert workspace.root / FOLDER / "ledger.csv" in input_files(workspace, REPORT)


@pytest.mark.long
def test_the_table_is_written_and_read_back_and_never_overwritten_in_silence(place):
    """--write writes it; a typed table that differs stays until --force, which shows old and new."""
    workspace, made = place
    finished = ledger(workspace, "--write")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert "已写　data/suqian/2024/applications.csv" in finished.stdout
    path = workspace.root / FOLDER / "applications.csv"
    facts = workspace.typed_tables(REPORT)["applications"]
    assert all(fact.value == made.table[cell] for cell, fact in facts.items())
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    cells[2] = str(int(cells[2]) + 1)
    typed = "\n".join([lines[0], ",".join(cells), *lines[2:]]) + "\n"
    path.write_text(typed, encoding="utf-8")
    refused = ledger(workspace, "--write")
    assert refused.returncode == 2
    assert "与台账不同，没有覆盖" in refused.stderr
    assert path.read_text(encoding="utf-8") == typed
    forced = ledger(workspace, "--write", "--force")
    assert forced.returncode == 0
    assert f"（applications.new.natural）：填报 {cells[2]} → 台账 {int(cells[2]) - 1}" in forced.stdout
    assert not [name for name in path.parent.iterdir() if name.name.startswith(".")]
    assert ledger(workspace).returncode == 0


@pytest.mark.long
def test_explain_lists_the_rows_behind_a_figure(place):
    """The case numbers behind a cell are listed, at most fifty, and how many more there are."""
    workspace, made = place
    finished = run_report("explain", "suqian@2024/applications.new.natural", cwd=workspace.root)
    count = made.table["applications.new.natural"]
    assert f"台账　data/suqian/2024/ledger.csv，{count} 件" in finished.stdout
    assert finished.stdout.count("〔2024〕") == 50
    assert f"另有 {count - 50} 件未列出" in finished.stdout


def test_a_faulty_case_is_told_by_its_number_and_nothing_is_written(place):
    """A result nobody knows is named by row and case number; its cells have no count, so no table is written."""
    workspace, _ = place
    path = workspace.root / FOLDER / "ledger.csv"
    more = "X-9,2024-03-01,,甲某某,,,自然人,,,,,,,2024-03-05,,公开了,\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    finished = ledger(workspace, "--write")
    assert finished.returncode == 2
    assert (
        "L-10 〔台账〕data/suqian/2024/ledger.csv“第 302 行”：答复类型“公开了”不是表三列明的办理结果（登记编号 X-9）"
        in finished.stdout
    )
    assert "格无法计数，没有写入" in finished.stderr
    assert not (path.parent / "applications.csv").exists()


def test_without_a_ledger_the_command_says_so(workspace):
    """No ledger: exit 2 and where to put it."""
    finished = ledger(workspace)
    assert finished.returncode == 2
    assert "没有台账" in finished.stderr


def test_a_unit_that_keeps_a_ledger_is_rolled_up_by_it(place):
    """Of a unit without a typed table the ledger's counts are in the parent's sums, and the ledger is an input."""
    workspace, made = place
    folder = workspace.root / "data/pingtan"
    units = "units:\n  - {agency: suqian, name: 宿迁市, kind: 下级政府}\n"
    (folder / "units.yaml").write_text(units, encoding="utf-8")
    back = workspace.units(ReportId("pingtan", 2024)).returns[0]
    assert back.state == "in"
    assert f"{FOLDER}/ledger.csv" in back.files
    place_of = list(workspace.load(REPORT).facts).index("applications.new.total")
    assert back.values[place_of] == made.table["applications.new.total"]
