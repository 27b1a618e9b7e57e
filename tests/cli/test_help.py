"""What --help and the questions say: Chinese throughout, in columns that stand straight."""

from __future__ import annotations

import gc
import re
import sys

import pytest
from click.testing import CliRunner
from rich.cells import cell_len

from report_helpers.cli import app as entry
from report_helpers.cli.console import chosen
from report_helpers.cli.new_commands import new_command
from report_helpers.scaffold.agencies import LEVELS, TYPES
from tests.conftest import ROOT

# Names and codes of our own stand in no sentence: two English words in a row do.
ENGLISH = re.compile(r"\b[A-Za-z]{2,} [A-Za-z]{2,}\b")
OURS = re.compile(r"report (?:[a-z]+-?[a-z]*)(?: [a-z]+)?|Data Docs|git init")
CLICKS_OWN = re.compile(r"\b(?:TEXT|PATH|INTEGER|FLOAT|RANGE|OPTIONS|ARGS|COMMAND)\b|x<=|<=x|\[default|\[required")
WAYS = [[name] for name in entry.COMMANDS] + [["new", name] for name in new_command.commands]
WIDTH = 80


def english(text):
    """Return what of *text* is nobody's Chinese."""
    return ENGLISH.findall(OURS.sub("", text)) + CLICKS_OWN.findall(text)


def help_of(way):
    """Return what `report <way> --help` prints."""
    return CliRunner().invoke(entry.app, [*way, "--help"], terminal_width=WIDTH, prog_name="report").output


@pytest.mark.parametrize("way", [[], *WAYS], ids="-".join)
def test_help_is_chinese_and_fits_the_terminal(way):
    """No word of click's own stands in it, every option says what it is for, no line runs over."""
    text = help_of(way)
    assert text.startswith(f"用法：{' '.join(['report', *way])} ")
    assert "显示本说明" in text
    assert not english(text)
    assert not [line for line in text.splitlines() if cell_len(line) > WIDTH]
    options = text.partition("选项：\n")[2].splitlines()
    assert not [line for line in options if re.fullmatch(r"  -\S+( \S+)?", line)]


@pytest.mark.parametrize("way", [way for way in WAYS if way != ["lab"]], ids="-".join)  # its words are JupyterLab's
@pytest.mark.parametrize("typed", [[], ["--colour"], ["--workspace"], ["--kind"], ["--force=1"], ["a", "b", "c", "d"]])
def test_a_wrong_use_of_any_command_is_told_in_chinese(way, typed, monkeypatch, capsys, tmp_path):
    """Whatever is missing, unknown or too much: no English, no trace, exit 2 or what the command does without it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["report", *way, *typed])
    entry.run()
    gc.enable()
    said = "".join(capsys.readouterr())
    assert not english(said)
    assert "Error" not in said
    assert "Traceback" not in said


def test_the_levels_and_types_of_an_agency_are_listed_with_what_they_mean():
    """A code by itself would have to be guessed."""
    text = re.sub(r"\s+", "", help_of(["new", "agency"]))
    assert all(code + word in text for code, word in {**LEVELS, **TYPES}.items())


def test_a_question_is_asked_again_in_chinese():
    """What is none of the answers is told with those there are; nothing typed is the first."""
    with CliRunner().isolation(input="vielleicht\n Y\n\n") as (shown, *_):
        assert chosen("写入吗 [y/N]", ["n", "y"]) == "y"
        assert chosen("写入吗 [y/N]", ["n", "y"]) == "n"
        assert "“vielleicht”不在其中，请输入 n、y" in shown.getvalue().decode()


def test_no_message_names_an_agency_of_the_samples():
    """The examples in messages and help are the reader's own values, or none: no code names a shipped agency's id."""
    agencies = [folder.name for folder in (ROOT / "data").iterdir() if (folder / "agency.yaml").is_file()]
    code = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py")}
    assert len(agencies) > 5
    assert not [(name, agency) for name, text in code.items() for agency in agencies if agency in text]
