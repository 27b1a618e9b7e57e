"""What nobody means to type is refused with exit code 2 and one sentence, before anything is read or written."""

from __future__ import annotations

import sys

import pytest

from report_helpers.cli import app
from tests.conftest import ROOT, run_report

FILE = str(ROOT / "data/suqian/2024/narrative.md")
REFUSED = [
    *(("check", f"suqian@{year}") for year in ("2_024", "+2024", "２０２４", "2024.0", "02024", " 2024", "٢٠٢٤")),
    *(("build-all", year) for year in ("2_024", "２０２４", "2024.0", "１９９９")),
    *(("audit", FILE, "--year", year) for year in ("2_024", "+2024", "２０２４", "2024.0", "-1", "12024")),
    *(("build-all", "2024", "--cell-seconds", value) for value in ("nan", "inf", "1_0", "+5", "１０", "1e2", "0")),
    *(("build-all", "2024", "--memory", value) for value in ("49", "1e3", "1_000", "１０００", "nan", "9" * 30)),
    *(("waive", "suqian@2024", "--drop", value) for value in ("1_0", "１", "+1", "1.0")),
    *(("preview", "suqian@2024", "--port", value) for value in ("0", "65536", "8_080", "８０８０")),
    ("check", "suqian@2024\u200b"),
    ("check", "suqian\0@2024"),
    ("rules", "--for", "suqian@2024\u202e"),
    ("audit", FILE, "--csv", "params/2024.yaml"),
    ("audit", FILE, "--html", "found.csv"),
    ("check", "suqian@2024", "--workspace", "/".join("x" * 300)),
]


@pytest.mark.parametrize("typed", REFUSED, ids=[f"{number:02}" for number in range(len(REFUSED))])
def test_odd_arguments_are_refused(typed, monkeypatch, capsys, tmp_path):
    """Years, numbers, characters and endings that are odd: the sentence is Chinese, and no file is made."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(sys, "argv", ["report", *typed])
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = sorted(ROOT.iterdir())
    assert app.run() == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.strip()) > 5
    assert "Error" not in said.err
    assert sorted(ROOT.iterdir()) == before
    assert not list(tmp_path.iterdir())


def test_a_file_called_reports_is_named(workspace):
    """A plain file where the reports go is no stack trace and stays as it is."""
    (workspace.root / "reports").write_text("mine", encoding="utf-8")
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode in {2, 3}
    assert "reports" in finished.stderr
    assert (workspace.root / "reports").read_text(encoding="utf-8") == "mine"
