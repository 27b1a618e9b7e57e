"""What the commands print: consoles, findings, errors."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

from report_helpers.checks import SEVERITY_WORDS, VERDICT_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from report_helpers.errors import ExitCode, ReportError

SEVERITY_COLOURS = {"error": "red", "warning": "yellow", "note": "dim"}

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):  # a terminal set to ASCII must not stop a report
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


class _Console(Console):
    """A console that goes silent when its reader has gone (`| head`): the exit code stays ours."""

    def on_broken_pipe(self) -> None:
        """Keep quiet from now on."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), (sys.stderr if self.stderr else sys.stdout).fileno())


out = _Console(highlight=False, soft_wrap=True)
err = _Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, style: str = "") -> None:
    """Print a line as it stands."""
    out.print(text, style=style or None, markup=False)


def show_findings(checks: Mapping[str, Any]) -> None:
    """Print the verdict, the findings, errors first, and waivers that do not hold."""
    say(f"校验结论：{VERDICT_WORDS[checks['verdict']]}", "bold")
    for finding in checks["findings"]:
        severity = finding["severity"]
        waiver = f"〔已豁免：{finding['waiver']}〕" if finding["waiver"] else ""
        cases = f"（登记编号 {'、'.join(finding['cases'])}）" if finding["cases"] else ""
        line = f"{SEVERITY_WORDS[severity]}　{finding['message']}{cases}。{waiver}{finding['fix']}。"
        say(line, SEVERITY_COLOURS[severity])
    for waiver in checks["waivers"]:
        if waiver["state"] != "in_force":
            state = "已作废" if waiver["state"] == "void" else "不予采用"
            say(f"豁免{state}　{waiver['rule']}：{waiver['why']}。", "yellow")


def complain(error: ReportError) -> ExitCode:
    """Print an error's sentences; return its exit code."""
    for sentence in error.sentences():
        err.print(sentence, style="red", markup=False)
    return error.exit_code
