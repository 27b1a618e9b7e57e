"""A real `report preview` over a workspace, and what a browser would get from it."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from tests.waiting import processes, wait_for

REPORT = "suqian@2024"
SENTENCE = "这一句是刚刚改的。"


@dataclass(frozen=True)
class Running:
    """A preview that answers."""

    root: Path
    process: subprocess.Popen
    output: Path
    temporary: Path

    @property
    def said(self) -> str:
        """All that the command has printed."""
        return self.output.read_text(encoding="utf-8")

    @property
    def address(self):
        """The address it printed."""
        start = self.said.find("http://")
        return urlsplit(self.said[start:].split()[0])

    def ask(self, path, method="GET", headers=None):
        """Send a request, by default with the Host a browser would send; return status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.address.port, timeout=20)
        connection.putrequest(method, path, skip_host=True)
        for name, value in headers if headers is not None else [("Host", self.address.netloc)]:
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = b"" if answer.getheader("Content-Type") == "text/event-stream" else answer.read()
        connection.close()
        return answer, body.decode()

    def page(self, name=""):
        """Return a page of the preview, the one it opens with by default."""
        answer, body = self.ask(self.address.path + name)
        assert answer.status == 200, body
        return body

    def file(self, name):
        """Return the path of a file of the report's data."""
        return self.root / "data/suqian/2024" / name

    def stop(self):
        """Press Ctrl-C; return the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


@contextmanager
def running(root, temporary, environment=None):
    """Run the command over a workspace until the block ends; it has shown its first page, or why there is none."""
    temporary.mkdir()
    output = temporary.with_suffix(".txt")
    command = [str(Path(sys.executable).with_name("report")), "preview", REPORT]
    surroundings = os.environ | {"TMPDIR": str(temporary), "NO_COLOR": "1"} | (environment or {})
    # A shell that runs the tests in the background has its children ignore SIGINT.
    heed = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    with output.open("w", encoding="utf-8") as stream:
        how = {"cwd": root, "env": surroundings, "stdout": stream, "stderr": subprocess.STDOUT}
        process = subprocess.Popen(command, preexec_fn=heed, **how)  # noqa: PLW1509  no threads here
    try:
        found = Running(root, process, output, temporary)
        wait_for(lambda: found.said.count("\n") > 1 or process.poll() is not None, seconds=120)
        assert process.poll() is None, found.said
        yield found
    finally:
        process.kill()
        process.wait()
        wait_for(lambda: not processes(root))


def add_sentence(path, sentence=SENTENCE):
    """Write a sentence at the end of a text, as an editor does: into another file, which then takes its place."""
    text = path.read_text(encoding="utf-8")
    beside = path.with_name("draft.tmp")
    beside.write_text(f"{text.rstrip()}{sentence}\n", encoding="utf-8")
    beside.replace(path)
