"""Serves a preview to browsers of this machine: loopback only, under a path nobody else can know.

A page of another site can make a browser send requests here, under a name of its own that leads to 127.0.0.1.
So a request counts only if its Host is this server's address and its path begins with the token that was drawn
for this preview. Anything but GET of a known path is refused.
"""

from __future__ import annotations

import os
import secrets
from contextlib import contextmanager, suppress
from hmac import compare_digest
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import PurePosixPath
from socketserver import ThreadingTCPServer
from threading import Thread
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, reason_of
from report_helpers.outputs.pages.preview_page import preview_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from report_helpers.runs.preview.board import Board

HOST = "127.0.0.1"
NAMES = (HOST, "localhost")
EVENTS = "events"
BEAT_SECONDS = 15  # of silence on a stream of events, after which it is seen whether anybody listens
PATIENCE_SECONDS = 10  # for a request to arrive, and for an answer to be taken
NOT_MADE = ("report.pdf", "report.docx")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".ipynb": "application/json",
}
# The token stands in the address: it must not go to sites that a page links to, nor into a cache.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "frame-ancestors 'self'",
}
SENTENCES: Mapping[int, str] = {
    HTTPStatus.FORBIDDEN: "没有答复：请用终端里印出的完整地址打开预览。",
    HTTPStatus.NOT_FOUND: "预览里没有这一页。请用终端里印出的完整地址打开预览。",
    HTTPStatus.METHOD_NOT_ALLOWED: "预览只供查看（GET），不接受别的请求。",
    HTTPStatus.SERVICE_UNAVAILABLE: "还没有可以显示的页面，生成之后会自动出现。",
}
NO_SUCH_FORMAT = "预览里只有网页；PDF 和 Word 请用 report build 生成。"


class PreviewServer(ThreadingTCPServer):
    """Answers requests for one report's preview, each in a thread of its own, which ends with the process."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"  # elsewhere it would let two servers have one port

    def __init__(self, port: int, report: str, board: Board) -> None:
        self.report, self.board, self.token = report, board, secrets.token_urlsafe(24)
        super().__init__((HOST, port), _Handler)
        self.port = int(self.server_address[1])

    @property
    def address(self) -> str:
        """Where a browser finds the preview."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  socketserver's own signature
        """Keep quiet: a browser that has gone is nobody's mistake."""

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer requests within the block."""
        thread = Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.board.close()
            self.shutdown()
            thread.join()


def listen(port: int, report: str, board: Board) -> PreviewServer:
    """Return a server that has its *port*, any free one for 0; InputError when it cannot have it."""
    try:
        return PreviewServer(port, report, board)
    except OSError as error:
        what = f"端口 {port} 不能使用（{reason_of(error)}）"
        raise InputError(Problem(what, fix="请用 --port 换一个端口，或不写 --port，由系统选一个空闲的")) from None


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: PreviewServer
    timeout = PATIENCE_SECONDS
    server_version, sys_version = "report-preview", ""

    def parse_request(self) -> bool:
        """Read the request; refuse it unless it comes from a page of this preview or a person who has its address."""
        if not super().parse_request():
            return False
        hosts = [host.strip().lower() for host in self.headers.get_all("Host", [])]
        ours = {f"{name}:{self.server.port}" for name in NAMES}
        start = f"/{self.server.token}/".encode()
        begun = self.path.encode(errors="surrogateescape")[: len(start)]
        if len(hosts) != 1 or hosts[0] not in ours or not compare_digest(begun, start):
            self.send_error(HTTPStatus.FORBIDDEN)
            return False
        if self.command != "GET":
            self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
            return False
        return True

    def do_GET(self) -> None:
        """Answer with the preview's own page, its events, or a file of the last good build."""
        name, view = self.path.removeprefix(f"/{self.server.token}/"), self.server.board.view
        if not name:
            self._answer(preview_page(self.server.report, view).encode(), TYPES[".html"])
        elif name == EVENTS:
            self._tell_of_changes()
        elif name in view.files:
            self._answer(view.files[name], TYPES.get(PurePosixPath(name).suffix, "application/octet-stream"))
        elif name in NOT_MADE:
            self._refuse(HTTPStatus.NOT_FOUND, NO_SUCH_FORMAT)
        else:
            self.send_error(HTTPStatus.NOT_FOUND if view.files else HTTPStatus.SERVICE_UNAVAILABLE)

    def _tell_of_changes(self) -> None:
        """Send the number of the view, and of each that follows, until the browser or the preview has gone."""
        self._head(HTTPStatus.OK, {"Content-Type": "text/event-stream"})
        number = -1
        with suppress(OSError):
            while view := self.server.board.after(number, BEAT_SECONDS):
                self.wfile.write(f"data: {view.number}\n\n".encode() if view.number != number else b":\n\n")
                number = view.number

    def _answer(self, content: bytes, kind: str, code: int = HTTPStatus.OK) -> None:
        self._head(code, {"Content-Type": kind, "Content-Length": str(len(content))})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, code: int, more: Mapping[str, str]) -> None:
        self.send_response(code)
        for name, value in {**HEADERS, **more}.items():
            self.send_header(name, value)
        if code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET")
        self.end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Answer with a sentence of ours: what the library says of a request it cannot read is in English."""
        self._refuse(code, SENTENCES.get(code, "请求写法有误，没有答复。"))

    def _refuse(self, code: int, sentence: str) -> None:
        with suppress(OSError):
            self._answer(f"{sentence}\n".encode(), "text/plain; charset=utf-8", code)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        """Keep no log: it would hold the token."""
