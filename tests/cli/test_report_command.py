"""The `report` command end to end: exit codes, sentences, and what it writes or leaves alone."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from report_helpers.cli.app import COMMANDS, app
from tests.conftest import NOTEBOOK, run_report

FILES = [
    "checks.json",
    "data",
    "manifest.json",
    "report.docx",
    "report.html",
    "report.ipynb",
    "report.pdf",
    "review.html",
    "timings.json",
]


def set_cell(workspace, number, source):
    """Replace the source of a code cell of the workspace's notebook."""
    notebook = nbformat.read(workspace.root / NOTEBOOK, as_version=4)
    notebook.cells[number].source = source
    nbformat.write(notebook, workspace.root / NOTEBOOK)


def earlier_report(workspace):
    """Lay down something that must survive a failed run."""
    folder = workspace.root / "reports" / "2024" / "suqian"
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("earlier", encoding="utf-8")
    return folder


def assert_plain(finished):
    """No stack trace, and something said."""
    assert "Traceback" not in finished.stderr + finished.stdout
    assert finished.stderr.strip()


def test_a_sound_report_is_built_whole(built):
    """A build leaves exactly the promised files, and checks.json says what was found."""
    folder = built("suqian@2024")
    assert sorted(path.name for path in folder.iterdir()) == FILES
    checks = json.loads((folder / "checks.json").read_text(encoding="utf-8"))
    assert (checks["report"], checks["verdict"]) == ("suqian@2024", "pass")
    assert set(checks["rules"].values()) == {"pass", "not_applicable"}
    without = {rule for rule, result in checks["rules"].items() if result == "not_applicable"}
    assert {f"L-{number}" for number in range(1, 16)} | {"C-1", "C-2", "C-3", "Y-4"} <= without  # no ledger, no units
    assert checks["great_expectations"]["success"] is True


def test_error_findings_make_a_draft_and_exit_1(workspace):
    """A report with errors is still built, marked as a draft, and the command says 1."""
    path = workspace.root / "data/suqian/2024/applications.csv"
    text = path.read_text(encoding="utf-8").replace("granted,三（一）予以公开,1408", "granted,三（一）予以公开,1409")
    path.write_text(text, encoding="utf-8")
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 1
    assert "T3-2 〔勾稽〕三（七）总计 自然人：填报 3440，各项之和 3441，差 −1" in finished.stdout
    assert "草稿" in finished.stdout
    assert sorted(path.name for path in (workspace.root / "reports/2024/suqian").iterdir()) == FILES


@pytest.mark.long
def test_a_character_no_font_has_is_a_finding_and_the_page_is_still_written(workspace):
    """A rare character stops the PDF only: it is named with its place, the HTML is a draft."""
    path = workspace.root / "data/suqian/2024/narrative.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n联系人：𠮷先生。\n", encoding="utf-8")
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 1
    assert "O-1 〔排版〕六、其他需要报告的事项：字体里没有“𠮷”（U+20BB7）" in finished.stdout
    folder = workspace.root / "reports/2024/suqian"
    assert not (folder / "report.pdf").exists()
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "𠮷先生" in page
    assert "草稿：未通过校验" in page


WRONG = [
    (["build", "../../etc@2023"], "机关代号“../../etc”：不是有效的机关代号"),
    (["build", "suqian@abc"], "年份“abc”：不是有效的年份"),
    (["build", "nobody@2023"], "没有这个机关的数据"),
    (["build", "suqian@2024", "-p", "colour=red"], "没有这个参数"),
    (["build", "suqian@2024", "-p", "year=2023"], "不能用 -p 改"),
    (["build", "suqian@2024", "-w", "/nowhere"], "不是年度报告的工作区"),
    (["build-all", "1999"], "没有任何机关有 1999 年的数据"),
    (["verify", ""], "没有写报告文件夹"),
    (["verify", "nosuch@2023"], "没有公布，也没有生成。请先运行 report build nosuch@2023。"),
    (["check", "suqian"], "请写成 suqian@年份"),
    (["bild"], "命令写法有误：无法识别“bild”"),
    (["build"], "命令写法有误：缺少参数 机关代号@年份"),
    (["build", "a@2023", "--colour"], "命令写法有误：没有选项 --colour"),
    (["sign", "a@2023"], "命令写法有误：缺少选项 --stage [初审|复审|终审]。输入 report sign --help 查看用法。"),
]
# Siblings of the above: a command takes a second.
MORE_WRONG = [
    (["build", "suqian"], "“suqian”：不是有效的报告编号"),
    (["build", "suqian@2022"], "没有 2022 年的数据"),
    (["build", "@1999"], "params/1999.yaml：找不到这个文件"),
    (["build", "suqian@2024", "-p", "nonsense"], "不是有效的参数"),
    (["check", "suqian@2022"], "没有 2022 年的数据"),
    (["build", "suqian@2024", "-p", "year=" + "9" * 5000], "不能用 -p 改"),
    (["build", "suqian@2024", "-p", "x=" + "9" * 5000], "没有这个参数"),
    (["build", "suqian@2024", "-w", "x" * 5000], "不是年度报告的工作区"),
    (["build", "suqian@2024\x1b[31m"], "含有不可见的字符（U+001B）"),
    (["verify", "/nowhere"], "找不到 manifest.json"),
    (["build", "a@2023", "b@2023"], "命令写法有误：无法识别“b@2023”"),
    (["sign", "a@2023", "--stage", "四审"], "参数 --stage 的值不对，可以写 初审、复审、终审。"),
    (["preview", "a@2023", "--port", "99999"], "参数 --port 的值不对，应为 1 至 65535 的整数。"),
    (["new", "agency"], "缺少参数 机关代号。输入 report new agency --help 查看用法。"),
    (["waive", "suqian@2024"], "没有写明要做什么，或同时写了几种。请写 --rule"),
]


def test_the_list_of_commands_says_each_in_a_whole_sentence():
    """A first paragraph that is longer than the line would be cut."""
    text = app.make_context("report", ["build"], terminal_width=80).get_help()
    lines = text.partition("命令：")[2].splitlines()
    assert len(lines) > len(COMMANDS)
    assert not [line for line in lines if line.endswith("...")]


@pytest.mark.parametrize(
    ("arguments", "sentence"), [*WRONG, *(pytest.param(*wrong, marks=pytest.mark.long) for wrong in MORE_WRONG)]
)
def test_a_wrong_command_is_one_sentence_and_exit_2(workspace, arguments, sentence):
    """Nothing is written, no kernel starts, and the sentence says what to do."""
    finished = run_report(*arguments, cwd=workspace.root)
    assert finished.returncode == 2
    assert sentence in finished.stderr
    assert_plain(finished)
    assert not (workspace.root / "reports").exists()


def test_wrong_data_stop_the_build_before_a_kernel_starts(workspace):
    """A faulty cell gives file, row, column and value, exit 2, and the last report stands."""
    folder = earlier_report(workspace)
    path = workspace.root / "data/suqian/2024/disputes.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",88,", ",八十八,"), encoding="utf-8")
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 2
    assert "disputes.csv 第 2 行「件数」列「行政复议·结果维持」（值“八十八”）：不是数字〔T3-4〕。" in finished.stderr
    assert [path.name for path in folder.iterdir()] == ["report.html"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("import os\nos._exit(1)", "运行时内核中途退出（可能内存不足，或代码结束了进程）"),
        ("1 / 0", "出错（ZeroDivisionError：division by zero）"),
        (
            "import none_such",
            "要用的包没有安装（ModuleNotFoundError：No module named 'none_such'）。请先在同一环境里安装",
        ),
        ("report.section('preface')", "没有这个部分"),
    ],
)
def test_a_run_that_fails_leaves_the_last_report(workspace, source, sentence):
    """A dead kernel or a failing cell is one sentence and exit 3 (2 for wrong input)."""
    folder = earlier_report(workspace)
    set_cell(workspace, 4, source)
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == (2 if "preface" in source else 3)
    assert sentence in finished.stderr
    assert_plain(finished)
    assert (folder / "report.html").read_text(encoding="utf-8") == "earlier"


@pytest.mark.long
def test_a_notebook_that_skips_its_checks_publishes_nothing(workspace):
    """Without findings there is no report: an exporter refuses what was not checked."""
    folder = earlier_report(workspace)
    set_cell(workspace, -1, "'checked by eye'")
    finished = run_report("build", "suqian@2024", cwd=workspace.root)
    assert finished.returncode == 2
    assert "没有校验结果" in finished.stderr
    assert (folder / "report.html").read_text(encoding="utf-8") == "earlier"


@pytest.mark.long
def test_a_full_disk_leaves_the_last_report(workspace):
    """When a file cannot be written to its end, the build fails whole (exit 3)."""
    folder = earlier_report(workspace)
    command = [str(Path(sys.executable).with_name("report")), "build", "suqian@2024"]

    def small_disk() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))

    # What `make coverage` measures in subprocesses is a file as well, too large for that disk.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    finished = subprocess.run(
        command, cwd=workspace.root, env=environment, capture_output=True, text=True, check=False, preexec_fn=small_disk
    )
    assert finished.returncode == 3
    assert re.search(r"写文件失败：文件过大（\w+\.\w+）。此前生成的报告没有改动", finished.stderr)
    assert_plain(finished)
    assert (folder / "report.html").read_text(encoding="utf-8") == "earlier"


def test_check_prints_findings_and_writes_nothing(workspace):
    """`report check` judges without building."""
    finished = run_report("check", "pingtan@2023", cwd=workspace.root)
    assert finished.returncode == 0
    assert "698+77−132=643，差 −173" in finished.stdout
    assert not (workspace.root / "reports").exists()


@pytest.mark.long
def test_one_agency_that_fails_does_not_stop_the_others(workspace):
    """`build-all` builds every agency it can and ends with 1 where only some input was wrong."""
    (workspace.root / "data/shanzhou-sifaju/2023/disputes.csv").unlink()
    (workspace.root / "data/pingtan/2023/disputes.csv").unlink()
    finished = run_report("build-all", "2023", cwd=workspace.root)
    assert finished.returncode == 1
    assert sorted(path.name for path in (workspace.root / "reports/2023").glob("[!.]*/")) == ["suqian"]
    table = (workspace.root / "reports/2023/index.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[2] for row in table[1:] if row.startswith(("shanzhou", "suqian"))] == ["失败", "已生成"]
    assert finished.stderr.count("disputes.csv：找不到这个文件") == 2
