"""A notebook in another process: the outputs of a kernel, and a certain end whatever a cell does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError

from report_helpers.processes.children import CAN_FORK, Died, TimedOut
from report_helpers.processes.notebooks import (
    NOTEBOOKS_A_CHILD,
    ForkedNotebooks,
    Limits,
    LongLivedNotebooks,
    open_notebooks,
)

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="这个系统不能 fork")
QUICK = Limits(cell_seconds=20)

# What outputs there are: streams joined and apart, results, displays, errors, magics, awaits.
CELLS = (
    "x = 1",
    "print('一')\nprint('二')\nx",
    "import sys\nprint('错', file=sys.stderr)",
    "from IPython.display import HTML, display\ndisplay(HTML('<b>粗</b>'))\nx + 1",
    "import pandas as pd\npd.DataFrame({'列': [1, None]})",
    "%%capture held\nprint('看不见')",
    "held.stdout",
    "import asyncio\nawait asyncio.sleep(0, 'await')",
    "import warnings\nNone",
    "print('', end='')",
    "from IPython.display import clear_output\nprint('a')\nclear_output()\nprint('b')",
    "",
    "x; 5;",
)


def notebook(*sources):
    """Return a notebook of code cells."""
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


@pytest.fixture(params=[ForkedNotebooks, LongLivedNotebooks])
def running(request):
    """Notebooks run in forked children, or in a long-lived one."""
    with contextlib.closing(request.param()) as notebooks:
        yield notebooks


def outputs_of(running, source, limits=QUICK):
    """Run one cell; return its outputs."""
    ((outputs, _, _),) = running.run([source], limits)
    return outputs


@pytest.mark.long
def test_what_a_notebook_costs_is_counted_when_it_has_finished(running):
    """The CPU seconds of a finished notebook are added up, though its process may go on."""
    outputs_of(running, "pass")
    before = running.cpu_seconds
    outputs_of(running, "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass")
    assert running.cpu_seconds - before >= 0.5


def outputs(executed):
    """Return what a reader sees of each cell."""
    return [(cell.execution_count, cell.get("outputs", [])) for cell in executed.cells if cell.cell_type == "code"]


def executed(tmp_path, engine, *sources):
    """Run a notebook through papermill with one engine; returns the notebook it wrote."""
    source, target = tmp_path / "source.ipynb", tmp_path / f"{engine or 'stock'}.ipynb"
    nbformat.write(notebook(*sources), source)
    settings = {"engine_name": engine} if engine else {}
    try:
        papermill.execute_notebook(str(source), str(target), kernel_name="python3", progress_bar=False, **settings)
    except PapermillExecutionError as error:
        return nbformat.read(target, as_version=4), error
    return nbformat.read(target, as_version=4), None


def test_the_warm_engine_leaves_what_the_stock_engine_leaves(tmp_path):
    """Cell by cell, under `papermill --engine warm`, outputs and counts are the kernel's; so is the metadata."""
    (stock, _), (warm, _) = executed(tmp_path, None, *CELLS), executed(tmp_path, "warm", *CELLS)
    assert outputs(warm) == outputs(stock)
    assert warm.metadata["language_info"] == stock.metadata["language_info"]
    assert warm.metadata["kernelspec"] == stock.metadata["kernelspec"]
    for cell, other in zip(warm.cells, stock.cells, strict=True):
        assert set(cell.metadata["papermill"]) == set(other.metadata["papermill"])
        assert cell.metadata["papermill"]["status"] == other.metadata["papermill"]["status"]


def test_an_error_stops_the_run_and_is_papermills(tmp_path):
    """The failing cell keeps its outputs and its error, later cells do not run, papermill raises its own error."""
    cells = ("print('前')", "print('中')\n1 / 0", "print('后')")
    (stock, expected), (warm, error) = executed(tmp_path, None, *cells), executed(tmp_path, "warm", *cells)
    assert (error.ename, error.evalue, error.exec_count) == (expected.ename, expected.evalue, expected.exec_count)
    code = [cell for cell in warm.cells if cell.cell_type == "code"]
    others = [cell for cell in stock.cells if cell.cell_type == "code"]
    assert [cell.outputs for cell in (code[0], code[-1])] == [cell.outputs for cell in (others[0], others[-1])]
    assert [cell.metadata.papermill.status for cell in code] == [cell.metadata.papermill.status for cell in others]


def test_a_cell_says_how_long_it_took(tmp_path):
    """Papermill's start, end and duration of a cell are those of the cell, not of the notebook's return."""
    warm, _ = executed(tmp_path, "warm", "import time; time.sleep(0.5)", "None")
    slow, quick = (cell.metadata.papermill for cell in warm.cells[-2:])
    assert slow.duration >= 0.5 > quick.duration
    assert slow.start_time < slow.end_time <= quick.start_time


def test_what_json_has_no_word_for_still_comes_back(running):
    """Half surrogates and names that are no text, as a cell may leave them, take the standard library's way."""
    source = (
        "from IPython.display import display\nprint('\\ud800')\ndisplay({'application/json': {1: 2**70}}, raw=True)"
    )
    printed, shown = outputs_of(running, source)
    assert printed["text"] == "\ud800\n"
    assert shown["data"]["application/json"]["1"] == pytest.approx(2**70)


@pytest.mark.long
@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(0)",
        "import os; os.kill(os.getpid(), 9)",
        "import ctypes, faulthandler; faulthandler.disable(); ctypes.string_at(0)",
        "import os; os.close(1); os.closerange(3, 100); raise SystemExit",
    ],
)
def test_a_child_that_leaves_early_is_no_success(running, source):
    """Neither a clean exit nor a crash counts as a finished notebook, and the next one runs."""
    with pytest.raises(Died, match=r"^2$"):
        running.run(["x = 1", source], QUICK)
    assert outputs_of(running, "print(2)")[0]["text"] == "2\n"


@pytest.mark.long
def test_a_cell_that_never_ends_is_killed(running):
    """After its limit the child is gone and the caller told, within a second or two; the next notebook runs."""
    assert outputs_of(running, "print(1)")[0]["text"] == "1\n"
    start = time.monotonic()
    with pytest.raises(TimedOut, match=r"^3$"):
        running.run(["x = 1", "", "while True: pass"], Limits(cell_seconds=1))
    assert time.monotonic() - start < 10
    assert outputs_of(running, "print(2)")[0]["text"] == "2\n"


@pytest.mark.long
def test_a_child_that_fills_its_memory_fails_alone(running):
    """Beyond its limit a cell gets MemoryError; this process is not touched."""
    (error,) = outputs_of(running, "data = bytearray(3_000_000_000)", Limits(20, memory=200_000_000))
    assert error["ename"] == "MemoryError"


def test_what_a_cell_starts_ends_with_it():
    """A process a cell leaves running is killed with its group, and nobody waits for it."""
    with open_notebooks() as running:
        source = "import subprocess\np = subprocess.Popen(['sleep', '1000'])\nprint(p.pid)"
        (printed,) = outputs_of(running, source)
    pid = int(printed["text"])
    for _ in range(50):
        if not is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("the process still runs")


def is_running(pid):
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.long
def test_nothing_of_a_notebook_reaches_the_next():
    """Globals, environment, folder, imported state and randomness die with the child."""
    spoil = (
        "import os, sys, json, random\nos.environ['SPOILT'] = '1'\nos.chdir('/')\n"
        "json.dumps = None\nrandom.seed(1)\nsys.modules['spoilt'] = json"
    )
    look = (
        "import os, sys, json, random\n"
        "print(os.environ.get('SPOILT'), os.getcwd() == '/', json.dumps is None, 'spoilt' in sys.modules)\n"
        "print(random.random())"
    )
    drawn = set()
    with open_notebooks() as running:
        for _ in range(2):
            outputs_of(running, spoil)
            lines = outputs_of(running, look)[0]["text"].splitlines()
            assert lines[0] == "None False False False"
            drawn.add(lines[1])
    assert len(drawn) == 2


def test_notebooks_that_may_share_a_child_share_one_until_it_has_run_its_number():
    """Those that may not are apart from them and from each other; one that crashes a shared child fails alone."""
    with contextlib.closing(ForkedNotebooks()) as running:

        def child(source="import os; os.getpid()", **how):
            ((outputs, _, _),) = running.run([source], QUICK, **how)
            return outputs[0]["data"]["text/plain"]

        shared = [child(may_share=True) for _ in range(NOTEBOOKS_A_CHILD - 1)]
        apart = {child(), child()}
        assert len({*shared, *apart}) == 3
        assert [child(may_share=True) == shared[0] for _ in range(2)] == [True, False]
        with pytest.raises(Died):
            child("import os; os._exit(0)", may_share=True)
        with pytest.raises(TimedOut):
            running.run(["while True: pass"], Limits(cell_seconds=1), may_share=True)
        assert child(may_share=True) not in {*shared, *apart}


def test_what_a_shared_child_used_is_its_parents_when_all_is_closed():
    """It is waited for, so that the CPU seconds of a command, which a batch is measured by, are all there."""
    before = os.times()
    with contextlib.closing(ForkedNotebooks()) as running:
        running.run(["import time\nwhile time.process_time() < 0.5: pass"], QUICK, may_share=True)
    after = os.times()
    assert after.children_user + after.children_system - before.children_user - before.children_system >= 0.4


def test_a_long_lived_process_sets_back_what_it_can():
    """Globals, environment and folder are not the next notebook's; imports are done once."""
    with contextlib.closing(LongLivedNotebooks()) as running:
        outputs_of(running, "import os, sys\nx = 1\nsys.held = 1\nos.environ['SPOILT'] = '1'\nos.chdir('/')")
        look = "import os, sys\nprint('x' in globals(), sys.held, 'SPOILT' in os.environ, os.getcwd() == '/')"
        assert outputs_of(running, look)[0]["text"] == "False 1 False False\n"


def test_what_c_code_prints_goes_to_the_log(running, tmp_path):
    """Writes to the file descriptors themselves are kept apart from the notebook."""
    log = tmp_path / "log"
    source = "import os\nos.write(1, b'from C\\n')\nos.system('echo from a shell')"
    assert "from C" not in str(outputs_of(running, source, Limits(20, log=log)))
    assert log.read_text().splitlines() == ["from C", "from a shell"]


def test_a_killed_runner_leaves_no_child(tmp_path):
    """When the process that runs notebooks is killed, its child dies with it."""
    code = (
        "from report_helpers.processes.notebooks import Limits, open_notebooks\n"
        f"path = {str(tmp_path / 'pid')!r}\n"
        "source = f'import os, time; open({path!r}, chr(119)).write(str(os.getpid())); time.sleep(1000)'\n"
        "with open_notebooks() as notebooks:\n    notebooks.run([source], Limits(600))"
    )
    runner = subprocess.Popen([sys.executable, "-c", code])
    until = time.monotonic() + 60
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert time.monotonic() < until
        time.sleep(0.1)
    child = int((tmp_path / "pid").read_text())
    runner.kill()
    runner.wait()
    while is_running(child):
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("source", "error"), [("import os; os._exit(0)", DeadKernelError), ("while True: pass", CellTimeoutError)]
)
def test_the_engine_raises_what_the_stock_engine_raises(tmp_path, source, error):
    """A dead child and a cell without end are nbclient's errors."""
    path = tmp_path / "source.ipynb"
    nbformat.write(notebook(source), path)
    with pytest.raises(error):
        papermill.execute_notebook(
            str(path), str(tmp_path / "out.ipynb"), engine_name="warm", execution_timeout=2, progress_bar=False
        )
