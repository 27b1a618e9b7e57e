"""Runs the notebook through papermill."""

from __future__ import annotations

import logging
import re
import warnings
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

import papermill.execute  # by name: papermill itself imports this package for its engine
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.warnings import MissingIDFieldWarning
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import load_notebook_node, write_ipynb
from papermill.parameterize import parameterize_notebook

from report_helpers.errors import PROBLEMS, InputError, Problem, RunError
from report_helpers.files.plain_files import read_bytes
from report_helpers.notebook.cell_code import only_call_the_kit
from report_helpers.outputs.own.cells import numbered
from report_helpers.processes.notebooks import Limits
from report_helpers.runs.fingerprints import RUN_LOG

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from report_helpers.processes.notebooks import Notebooks, Prepare

STAGE = "运行 notebook"
WORKSPACE = "workspace"  # the parameter that is a path
ENGINE, KERNEL = "warm", "python3"
_BY_CHANCE = (
    ("text/html", 'id="T_', re.compile(r"\bT_[0-9a-f]{5}\b|\bT_[0-9a-f]{5}(?=_)"), "T_0"),
    ("text/plain", " at 0x", re.compile(r" at 0x[0-9a-f]{6,16}\b"), " at 0x0"),
)
_REMEDY = "请检查这一格有没有死循环，是不是在等输入或网络；确要更久的，请用 report build-all 的 --cell-seconds"
_FAILURES = {  # by the name of the exception: what the cell did, and what to do
    ModuleNotFoundError.__name__: ("要用的包没有安装", "请先在同一环境里安装（pip install 包名）"),
    SystemExit.__name__: ("结束了运行，后面的格没有运行", "请删去这一格里的 sys.exit、exit、quit 或 raise SystemExit"),
}
_TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}


@dataclass(frozen=True, slots=True)
class Execution:
    """How a build runs its notebook: by which processes and within which limits."""

    notebooks: Notebooks
    limits: Limits = field(default_factory=Limits)


def check_parameters(notebook: Path, parameters: Mapping[str, Any]) -> None:
    """Check *parameters* against those the notebook itself declares.

    papermill only warns of an unknown parameter. Raises InputError for a missing
    notebook, one that is no notebook, unknown names and ill-typed values.
    """
    shown = notebook.name
    try:
        known = _declared(notebook, read_bytes(notebook, str(notebook)))
    except InputError:
        raise
    except Exception:  # noqa: BLE001  nbformat and json raise a dozen kinds
        what, fix = "不是有效的 notebook（没有写完，或已损坏）", "请在 JupyterLab 里打开并重新保存，或用备份、git 恢复"
        raise InputError(Problem(what, file=shown, fix=fix)) from None
    problems = []
    for name, value in parameters.items():
        if name not in known:
            fix = f"这个 notebook 的参数有：{'、'.join(known) or '（没有标记 parameters 的单元格）'}"
            problems.append(Problem("没有这个参数", shown, column=name, value=str(value), fix=fix))
        elif not _fits(value, known[name]):
            problems.append(Problem("类型不对", shown, column=name, value=str(value), fix="请对照 notebook 里的默认值"))
    if problems:
        raise InputError(problems)


@lru_cache(maxsize=8)
def _declared(notebook: Path, _content: bytes) -> Mapping[str, Any]:
    """Return the parameters a notebook declares; a lane asks for each of its reports, of the same content."""
    path = str(notebook).replace("{", "{{").replace("}", "}}")  # papermill fills in parameters of a path
    with _older_ones_are_read():
        declared: Mapping[str, Any] = papermill.inspect_notebook(path)
    return declared


@lru_cache(maxsize=8)
def _loaded(notebook: Path, _content: bytes) -> NotebookNode:
    """Return the notebook as papermill loads it; not to be changed."""
    with _older_ones_are_read():
        return load_notebook_node(str(notebook))


@contextmanager
def _older_ones_are_read() -> Iterator[None]:
    """Keep nbformat from warning, in English, of cells without the ids that it gives them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MissingIDFieldWarning)
        yield


def _fits(value: object, declared: Mapping[str, Any]) -> bool:
    """Tell whether a value has the type of the declared default."""
    name = declared["inferred_type_name"]
    if name in (None, "None"):
        default = str(declared["default"])
        quoted = default[:1] in {'"', "'"}
        name = "str" if quoted else "int" if default.isdecimal() else ""
    expected = _TYPES.get(str(name))
    return expected is None or type(value) is expected


def execute(
    notebook: Path, output: Path, parameters: Mapping[str, Any], how: Execution, prepare: Prepare
) -> NotebookNode:
    """Run *notebook* with *parameters* and return it executed; *prepare* is called in its process before its cells.

    One that fails is written to *output*, as far as it came. Raises InputError when a cell
    found the input wrong, RunError when a cell failed, the process died or did not end in time.
    """
    prepared = _prepared(notebook, output, parameters)
    try:
        return _run(prepared, output, how, prepare)
    except PapermillExecutionError as error:
        ran = (cell.metadata.get("papermill", {}) for cell in prepared.cells)
        problems = [Problem(**each) for metadata in ran for each in metadata.get(PROBLEMS, ())]
        cell = _cell(prepared, error.cell_index + 1)
        if problems:
            raise InputError([_placed(problem, cell) for problem in problems]) from None
        what, fix = _FAILURES.get(error.ename, ("出错", "请改正；在 JupyterLab 里运行它可以看到全部出错信息"))
        said = "：".join(filter(None, (error.ename, _first_line(error.evalue))))
        raise RunError(STAGE, f"{cell}{what}（{said}）。{fix}") from None
    except DeadKernelError as died:
        raise RunError(
            STAGE, f"{_cell(prepared, str(died))}运行时内核中途退出（可能内存不足，或代码结束了进程）"
        ) from None
    except CellTimeoutError as late:
        reason = f"{_cell(prepared, str(late))}超过 {how.limits.cell_seconds:g} 秒没有完成，已停止。{_REMEDY}"
        raise RunError(STAGE, reason) from None


def _placed(problem: Problem, cell: str) -> Problem:
    """Return what a cell found wrong with the cell as its place, where it names none of its own."""
    return problem if problem.file or problem.column or not cell else replace(problem, file=f"notebook {cell}")


def _cell(notebook: NotebookNode, place: int | str) -> str:
    """Return how people call the cell at a place, from 1; nothing for none."""
    numbers = ["", *(f"第 {number} 格" for number, _ in numbered(notebook))]
    return numbers[int(place or 0)]


def _run(prepared: NotebookNode, output: Path, how: Execution, prepare: Prepare) -> NotebookNode:
    """Hand the notebook to papermill's engine, quietly."""
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    log = output.with_name(RUN_LOG)
    may_share = only_call_the_kit(cell.source for cell in prepared.cells if cell.cell_type == "code")
    run = partial(how.notebooks.run, limits=replace(how.limits, log=log), prepare=prepare, may_share=may_share)
    try:
        executed = papermill_engines.execute_notebook_with_engine(
            ENGINE,
            prepared,
            KERNEL,
            output_path=None,
            progress_bar=False,
            log_output=False,
            run=run,
        )
    except Exception:
        write_ipynb(prepared, str(output))  # how far it came
        raise
    if log.exists() and not log.stat().st_size:
        log.unlink()
    papermill.execute.raise_for_execution_errors(executed, str(output))  # writes it before it raises
    for place, cell in enumerate(executed.cells):
        if any(shown.output_type == "error" for shown in cell.get("outputs", ())):  # sys.exit(0), which it lets pass
            write_ipynb(executed, str(output))
            raise PapermillExecutionError(place, cell.execution_count, cell.source, SystemExit.__name__, "", [])
    return executed


def _prepared(notebook: Path, output: Path, parameters: Mapping[str, Any]) -> NotebookNode:
    """Return the notebook with its parameters, as `papermill.execute_notebook` hands it to an engine.

    That function saves it at every cell and once more at the end, and writing it takes
    longer than most cells; a build is in a folder nobody reads until it is finished.
    """
    loaded = deepcopy(_loaded(notebook, read_bytes(notebook, str(notebook))))  # papermill changes it
    parameterised = parameterize_notebook(loaded, dict(parameters), kernel_name=KERNEL, engine_name=ENGINE)
    marked = papermill.execute.prepare_notebook_metadata(parameterised, str(notebook), str(output))
    return papermill.execute.remove_error_markers(marked)


def normalised(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook as it depends on its inputs alone; the outputs are shared, not copied.

    papermill's start and end times, durations and paths are dropped, cell ids it drew
    by chance become positions, and the workspace parameter becomes "" (found again from
    where the notebook lies).
    """
    ran = notebook.metadata.get("papermill", {})
    parameters = {**ran.get("parameters", {}), WORKSPACE: ""}
    metadata = {**notebook.metadata, "papermill": {"parameters": parameters, "version": ran.get("version", "")}}
    cells = [_normalised_cell(number, cell) for number, cell in enumerate(notebook.cells)]
    return NotebookNode({**notebook, "metadata": NotebookNode(metadata), "cells": cells})


def _normalised_cell(number: int, cell: NotebookNode) -> NotebookNode:
    kept = {key: value for key, value in cell.metadata.items() if key not in {"papermill", "execution"}}
    changed: dict[str, object] = {"metadata": NotebookNode(kept)}
    if cell.cell_type == "code":
        changed["outputs"] = [_settled(output) for output in cell.outputs]
    if "injected-parameters" in kept.get("tags", []):
        changed["id"] = f"injected-parameters-{number}"
        changed["source"] = "\n".join(_without_path(line) for line in cell.source.splitlines())
    return NotebookNode({**cell, **changed})


def _settled(output: NotebookNode) -> NotebookNode:
    """Return an output without what pandas and Python draw by chance: ids of a Styler, places in memory."""
    data = output.get("data", {})
    changed = {
        mime: pattern.sub(put, data[mime]) for mime, mark, pattern, put in _BY_CHANCE if mark in str(data.get(mime, ""))
    }
    return NotebookNode({**output, "data": NotebookNode({**data, **changed})}) if changed else output


def _without_path(line: str) -> str:
    return f'{WORKSPACE} = ""' if line.startswith(f"{WORKSPACE} = ") else line


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]
