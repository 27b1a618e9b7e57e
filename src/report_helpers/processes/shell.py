"""Runs the cells of a notebook in this process, through IPython.

The cells see what they would see in a kernel - `get_ipython`, `display`, magics, streams -
and leave the outputs a kernel would leave, object for object; an InputError has its problems beside.
"""

from __future__ import annotations

import io
import sys
from dataclasses import asdict
from time import time  # by name: a cell may put anything in the module's place
from typing import TYPE_CHECKING, Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from report_helpers.errors import PROBLEMS, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Outputs = list[dict[str, Any]]
CellRun = tuple[Outputs, int | None, tuple[float, float]]
_spare: list[NotebookShell] = []  # made before the fork: making one takes as long as several cells


class _Recorder:
    """The outputs of the cell that is running, consecutive writes to one stream joined."""

    def __init__(self) -> None:
        self.outputs: Outputs = []
        self.clear_next = False

    def add(self, output: dict[str, Any]) -> None:
        if self.clear_next:
            self.outputs, self.clear_next = [], False
        last = self.outputs[-1] if self.outputs else None
        kind = ("output_type", "name")
        if last and output["output_type"] == "stream" and all(last.get(key) == output[key] for key in kind):
            last["text"] += output["text"]
        else:
            self.outputs.append(output)


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: _Recorder) -> None:
        self._name, self._recorder = name, recorder

    def writable(self) -> bool:
        """Say yes."""
        return True

    def write(self, text: str) -> int:
        """Record *text* as a stream output."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            self._recorder.add({"output_type": "stream", "name": self._name, "text": text})
        return len(text)

    def isatty(self) -> bool:
        """Say no."""
        return False


class _Publisher(DisplayPublisher):
    """What `display()` calls."""

    recorder: _Recorder

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:  # noqa: ANN401, ARG002
        """Record a display_data output."""
        self.recorder.add({"output_type": "display_data", "data": data, "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:  # noqa: FBT001, FBT002  IPython's own signature
        """Forget the outputs so far, at once or with the next one."""
        if wait:
            self.recorder.clear_next = True
        else:
            self.recorder.outputs = []


class _Hook(DisplayHook):
    """What the value of a cell's last expression goes through."""

    recorder: _Recorder

    def write_output_prompt(self) -> None:
        """Write no prompt: the execution count stands in the output."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Record an execute_result output."""
        if format_dict:
            result = {"data": format_dict, "metadata": md_dict or {}, "execution_count": self.prompt_count}
            self.recorder.add({"output_type": "execute_result", **result})

    def finish_displayhook(self) -> None:
        """Nothing to flush."""


class NotebookShell(InteractiveShell):
    """IPython's shell with its outputs recorded instead of printed."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  traitlets' own
        self.recorder = _Recorder()
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        for part in (self.display_pub, self.displayhook):
            part.recorder = self.recorder  # type: ignore[union-attr]

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        error = {"ename": str(etype.__name__), "evalue": str(evalue), "traceback": list(stb)}
        problems = {PROBLEMS: [asdict(each) for each in evalue.problems]} if isinstance(evalue, InputError) else {}
        self.recorder.add({"output_type": "error", **error, **problems})

    def ask_exit(self) -> None:
        """End the notebook here, for a cell that says exit() or quit()."""
        raise SystemExit

    def enable_gui(self, gui: str | None = None) -> None:
        """Enable none: there is no screen."""


NotebookShell.display_pub_class.default_value = _Publisher
NotebookShell.displayhook_class.default_value = _Hook


def run_cells(sources: Sequence[str], on_cell: Callable[[int], None]) -> list[CellRun]:
    """Run the cells of a notebook in order; return the outputs, execution count and times of each that was reached.

    *sources* are empty for what is no code. *on_cell* is called with the number of each cell, from 1, as it begins.
    Stops at the first error, as a kernel client does. The times are when a cell began and ended, in seconds since
    the epoch.
    """
    shell = _spare.pop() if _spare else _new_shell()
    InteractiveShell._instance = NotebookShell._instance = shell  # type: ignore[assignment]  # noqa: SLF001
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", shell.recorder), _Stream("stderr", shell.recorder)
    runs: list[CellRun] = []
    try:
        for number, source in enumerate(sources, 1):
            began, succeeded, count = time(), True, None
            shell.recorder.outputs = []
            if source.strip():
                on_cell(number)
                result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
                succeeded, count = result.success, shell.execution_count - 1
            runs.append((shell.recorder.outputs, count, (began, time())))
            if not succeeded:
                break
    finally:
        sys.stdout, sys.stderr = streams
    return runs


def rehearse() -> None:
    """Import what IPython imports when it starts and when it shows a value; make the shell of each forked child."""
    held = InteractiveShell._instance, NotebookShell._instance  # noqa: SLF001
    _spare.clear()
    run_cells(["0"], lambda _: None)
    _spare.append(_new_shell())
    InteractiveShell._instance, NotebookShell._instance = held  # noqa: SLF001


def _new_shell() -> NotebookShell:
    return NotebookShell(config=Config({"HistoryManager": {"enabled": False}}))
