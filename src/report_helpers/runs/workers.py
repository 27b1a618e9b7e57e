"""A batch on this machine: worker processes, forked from one that has its imports done, build report after report.

A worker renders, so it may have threads (Typst's); its notebooks are forked from a process of its own,
which never does.
"""

from __future__ import annotations

import gc
import os
from collections import deque
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import count
from multiprocessing.connection import wait
from signal import SIGTERM
from typing import TYPE_CHECKING

from tqdm import tqdm

from report_helpers.checks.checking import check
from report_helpers.errors import InputError, ReportError, RunError
from report_helpers.notebook import load  # noqa: F401  what the first cell imports
from report_helpers.outputs.rendering import OutputSettings, preload
from report_helpers.processes.children import CAN_FORK, Child, Died, fork_child, other_threads, receive
from report_helpers.processes.notebooks import open_notebooks
from report_helpers.processes.shell import rehearse
from report_helpers.runs.batch import STAGE, Result
from report_helpers.runs.building import Task, build, office_of, read
from report_helpers.runs.execution import Execution
from report_helpers.runs.fingerprints import Surroundings
from report_helpers.tables.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    from report_helpers.facts.identifiers import ReportId
    from report_helpers.processes.notebooks import Limits
    from report_helpers.runs.batch import OnResult
    from report_helpers.sources.workspace import Workspace

REPORTS_A_COLLECTION = 8  # looking for garbage after each takes a hundredth of what a report costs


def build_in_workers(workspace: Workspace, reports: Iterable[ReportId], limits: Limits, on_result: OnResult) -> None:
    """Build *reports* in one worker for each core, or where there is no fork in this process.

    Raises RunError when this process cannot be forked.
    """
    tasks = deque(Task(workspace, report) for report in reports)
    if CAN_FORK:
        warm_up(workspace, (task.report for task in tasks))
        _run_workers(tasks, limits, on_result)
        return
    with open_notebooks() as notebooks:
        for task in tasks:
            on_result(build_one(task, Execution(notebooks, limits)))


def warm_up(workspace: Workspace, reports: Iterable[ReportId], left_out: tuple[str, ...] = ()) -> None:
    """Import all that a build needs and do once what is the same for all reports, leaving no thread.

    What only the formats *left_out* need is not imported. Raises RunError when a thread is left, which a fork would
    not survive.
    """
    tqdm.monitor_interval = 0  # or its monitor is a thread that outlives the first progress bar
    office = OutputSettings(("html", "pdf", "docx"), workspace.root, workspace.fonts, left_out=left_out)
    for report in reports:
        try:
            loaded = read(Task(workspace, report))
            check(loaded)
            for table in loaded.form.tables:
                lay_out(loaded, table.id)
            office = office_of(workspace, report.year, left_out)
        except InputError:
            continue
        except ReportError:
            break
        break
    with suppress(ReportError):  # a template that is none, fonts that are missing: every report will say so
        preload(office)
        Surroundings.now(workspace)
    rehearse()
    if other_threads():
        raise RunError(STAGE, "预热之后还有线程在运行，不能复制进程")
    gc.freeze()  # not collected first: imports leave next to no garbage, and looking for it takes a fifth of a second


def _run_workers(tasks: deque[Task], limits: Limits, on_result: OnResult) -> None:
    """Keep the workers busy until every task has its result; replace those that die."""
    count, idle, busy = len(os.sched_getaffinity(0)), list[Child](), dict[Child, Task]()
    try:
        while tasks or busy:
            while tasks and len(busy) < count:
                worker = idle.pop() if idle else fork_child(partial(_work, limits))
                busy[worker] = tasks.popleft()
                worker.send(busy[worker])
            ready = wait([end for worker in busy for end in (worker.connection, worker.ended)])
            for worker in [worker for worker in busy if worker.connection in ready or worker.ended in ready]:
                report = busy.pop(worker).report
                try:
                    result, goes_on = worker.receive()
                except Died:
                    result, goes_on = Result.of_failure(report, "生成程序中途退出（可能内存不足）"), False
                on_result(result)
                if goes_on:
                    idle.append(worker)
                else:
                    worker.end(SIGTERM)
    finally:
        for worker in (*idle, *busy):
            worker.end(SIGTERM)


def _work(limits: Limits, connection: Connection) -> None:
    with open_notebooks() as notebooks:
        build_on_request(Execution(notebooks, limits), connection)


def build_on_request(how: Execution, connection: Connection) -> None:
    """Build the tasks that come, until the other end hangs up; send each result and whether another can follow."""
    for number in count(1):
        task = receive(connection)
        if task is None:
            break
        result = build_one(task, how)
        if number % REPORTS_A_COLLECTION == 0:  # the command runs without the collector
            gc.collect()
        connection.send((result, how.notebooks.is_alive))


def build_one(task: Task, how: Execution) -> Result:
    """Build one report; whatever goes wrong is its result, never an exception."""
    try:
        built = build(task, how)
    except ReportError as error:
        return Result.of_failure(task.report, error)
    except Exception as error:  # noqa: BLE001  one report's fault must not end the others
        return Result.of_failure(task.report, f"程序出错（{type(error).__name__}：{error}）")
    wall, cpu = (sum(getattr(cost, name) for cost in built.seconds.values()) for name in ("wall", "cpu"))
    return replace(Result.of_checks(task.report, built.checks), seconds=round(wall, 2), cpu=round(cpu, 2))
