"""A real preview, asked by real requests: what it shows, whom it refuses, what it leaves."""

from __future__ import annotations

import re
import socket

import pytest

from report_helpers.errors import InputError
from report_helpers.facts.identifiers import ReportId
from report_helpers.processes.children import CAN_FORK
from report_helpers.runs.preview.board import Board
from report_helpers.runs.preview.server import listen
from report_helpers.runs.preview.session import require_there
from tests.conftest import NOTEBOOK, SHIPPED, copy_workspace, run_report
from tests.runs.preview.running import SENTENCE, add_sentence, running
from tests.systems.windows import LACKING
from tests.waiting import processes, wait_for

pytestmark = pytest.mark.xdist_group("preview")


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    """One preview for the tests of this file, in a workspace that each leaves as it found it."""
    folder = tmp_path_factory.mktemp("preview")
    with running(copy_workspace(folder / "workspace").root, folder / "temporary") as found:
        yield found


def edition(preview):
    """Return how many good builds there were."""
    return int(re.search(r'data-edition="(\d+)"', preview.page())[1])


def test_the_page_that_opens_has_the_script_and_the_built_pages_do_not(preview):
    """The page that opens has the verdict and the script that reloads; the built pages, in its frame, are as built."""
    page = preview.page()
    assert "校验结论：通过" in page
    assert 'src="review.html"' in page
    assert "EventSource" in page
    for name in ("review.html", "report.html"):
        assert "EventSource" not in preview.page(name)
    assert "宿迁" in preview.page("report.html")
    assert preview.page("data/facts.csv").count("\n") > 100


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("evil.example", "{token}"),
        ("evil.example:{port}", "{token}review.html"),
        ("127.0.0.1", "{token}"),
        ("127.0.0.1:1", "{token}"),
        ("127.0.0.1.evil.example:{port}", "{token}"),
        ("[::1]:{port}", "{token}"),
        ("", "{token}events"),
        (None, "{token}"),
        ("127.0.0.1:{port}", "/"),
        ("127.0.0.1:{port}", "/review.html"),
        ("127.0.0.1:{port}", "/events"),
        ("127.0.0.1:{port}", "/{cut}/"),
        ("127.0.0.1:{port}", "/x{token}"),
        ("127.0.0.1:{port}", "/%2e{token}"),
        ("127.0.0.1:{port}", "http://evil.example{token}"),
    ],
)
def test_another_host_or_no_token_is_refused(preview, host, path):
    """A request under another name, or without this preview's token, gets a refusal and nothing of the report."""
    token, port = preview.address.path, preview.address.port
    path = path.format(token=token, cut=token.strip("/")[:-1])
    headers = [] if host is None else [("Host", host.format(port=port))]
    answer, body = preview.ask(path, headers=headers)
    assert (answer.status, body) == (403, "没有答复：请用终端里印出的完整地址打开预览。\n")


def test_two_hosts_are_refused_and_localhost_is_answered(preview):
    """A request that names two hosts is refused, whichever comes first; one for localhost is answered."""
    address = preview.address
    ours, other = ("Host", address.netloc), ("Host", "evil.example")
    for headers in ([ours, other], [other, ours]):
        assert preview.ask(address.path, headers=headers)[0].status == 403
    assert preview.ask(address.path, headers=[("Host", f"LocalHost:{address.port}")])[0].status == 200


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_only_get_is_answered(preview, method):
    """Any other method is refused, with the one that is allowed."""
    answer, body = preview.ask(preview.address.path, method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET")
    assert "只供查看" in body or method == "HEAD"


@pytest.mark.parametrize(
    "name", ["nothing", "run.log", "../review.html", "data/", "data/../review.html", "%72eview.html", "review.html?a=1"]
)
def test_only_known_paths_are_answered(preview, name):
    """Whatever is not a file that a build writes, spelt as it is, is not found."""
    assert preview.ask(preview.address.path + name)[0].status == 404


def test_formats_that_are_left_out_are_named(preview):
    """The public page links to PDF and Word as in a build; the preview says how to make them."""
    assert "report.pdf" in preview.page("report.html")
    answer, body = preview.ask(preview.address.path + "report.pdf")
    assert (answer.status, body) == (404, "预览里只有网页；PDF 和 Word 请用 report build 生成。\n")


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"\x16\x03\x01 \x00 what\r\n\r\n", "请求写法有误"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n", "请求写法有误"),
        (b"GET / HTTP/9.1\r\n\r\n", "请求写法有误"),
        (b"GET /\xe9\xff/ HTTP/1.1\r\n\r\n", "没有答复"),
        (b"GET /\r\n\r\n", "没有答复"),
    ],
)
def test_odd_requests_are_answered_in_a_sentence(preview, sent, sentence):
    """Bytes that are no request, or an odd one, get a sentence, and the preview goes on."""
    with socket.create_connection(("127.0.0.1", preview.address.port), timeout=20) as connection:
        connection.sendall(sent)
        assert sentence in connection.makefile("rb").read().decode()
    assert preview.page()


def test_answers_are_kept_from_caches_and_other_sites(preview):
    """Nothing is cached, the address goes to no site that is linked to, no site has a page in a frame of its own."""
    answer, _ = preview.ask(preview.address.path + "events")
    for name in ("", "review.html"):
        answer, _ = preview.ask(preview.address.path + name)
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Referrer-Policy") == "no-referrer"
        assert answer.getheader("Content-Security-Policy") == "frame-ancestors 'self'"


def test_a_changed_sentence_appears(preview):
    """A sentence that an editor saves stands in both pages soon after."""
    path = preview.file("narrative.md")
    before, number = path.read_bytes(), edition(preview)
    add_sentence(path)
    wait_for(lambda: SENTENCE in preview.page("review.html"))
    assert SENTENCE in preview.page("report.html")
    assert edition(preview) == number + 1
    path.write_bytes(before)
    wait_for(lambda: SENTENCE not in preview.page("review.html"))


def test_what_is_found_stands_on_top(preview):
    """Unfinished text makes the verdict on top fail, with the finding, until it is corrected."""
    path = preview.file("narrative.md")
    before = path.read_bytes()
    add_sentence(path, "这一段待填。")
    wait_for(lambda: "校验结论：未通过" in preview.page())
    finding = next(line for line in preview.page().splitlines() if "P-6" in line)
    assert "错误</strong>" in finding
    assert "草稿" in preview.page("report.html")
    path.write_bytes(before)
    wait_for(lambda: "校验结论：通过" in preview.page())
    assert "P-6" not in preview.page()


def test_a_file_half_written_or_deleted_is_said_and_recovered_from(preview):
    """While a file is broken or gone the page says which and why, the last good page stays; then it goes on."""
    table, text = preview.file("applications.csv"), preview.file("narrative.md")
    whole, words = table.read_bytes(), text.read_bytes()
    table.write_bytes(whole[:400])
    wait_for(lambda: "现在的文件还不能生成报告" in preview.page())
    assert "applications.csv" in preview.page()
    assert "宿迁" in preview.page("review.html")
    text.unlink()
    table.write_bytes(whole)
    wait_for(lambda: "data/suqian/2024/narrative.md" in preview.page())
    assert "宿迁" in preview.page("report.html")
    text.write_bytes(words)
    wait_for(lambda: "现在的文件还不能生成报告" not in preview.page())
    assert "Traceback" not in preview.said


def test_what_the_report_is_not_made_from_is_not_built_again(preview):
    """Another agency's file, a file saved as it was and an editor's own file cause no build."""
    number = edition(preview)
    (preview.root / "data/pingtan/2024/narrative.md").write_text("坏", encoding="utf-8")
    (preview.root / "params/.2024.yaml.swp").write_bytes(b"\x00")
    path = preview.file("proactive.csv")
    path.write_bytes(path.read_bytes())
    add_sentence(preview.file("narrative.md"), "又一句。")
    wait_for(lambda: "又一句。" in preview.page("review.html"))
    assert edition(preview) == number + 1


def test_a_port_in_use_is_a_sentence():
    """A port that another program has is refused with what to do."""
    with listen(0, "suqian@2024", Board()) as server, pytest.raises(InputError) as refused:
        listen(server.port, "suqian@2024", Board())
    (sentence,) = refused.value.sentences()
    assert "正被别的程序占用" in sentence
    assert "--port" in sentence


@pytest.mark.parametrize("report", [ReportId("nobody", 2024), ReportId("suqian", 1999)])
def test_an_unknown_report_is_a_sentence(report):
    """A report that the workspace does not have is refused, with those it has."""
    with pytest.raises(InputError, match="现有"):
        require_there(SHIPPED, report)


@pytest.mark.long
def test_ctrl_c_leaves_nothing(preview):
    """Ctrl-C ends the command with 0: no process, no temporary file and nothing in reports/ is left."""
    assert preview.stop() == 0, preview.said
    assert preview.said.endswith("预览已结束。\n")
    assert not processes(preview.root)
    assert list(preview.temporary.iterdir()) == []
    assert not (preview.root / "reports").exists()
    with pytest.raises(ConnectionRefusedError):
        preview.page()


@pytest.mark.long
@pytest.mark.parametrize("environment", [None, LACKING], ids=["as here", "without fork"])
class TestWholeSessions:
    """Sessions of their own, with fork and without."""

    def test_the_pages_are_those_of_a_build(self, tmp_path, environment):
        """Review page, public page and data are byte for byte what `report build` writes."""
        root = copy_workspace(tmp_path / "workspace").root
        with running(root, tmp_path / "temporary", environment) as preview:
            pages = {name: preview.page(name) for name in ("report.html", "review.html", "data/facts.csv")}
            assert preview.stop() == 0
        assert run_report("build", "suqian@2024", cwd=root).returncode == 0
        for name, page in pages.items():
            assert page.encode() == (root / "reports/2024/suqian" / name).read_bytes()

    def test_it_starts_with_files_that_are_wrong_and_survives_the_worst(self, tmp_path, environment):
        """Wrong from the start, a cell that ends its process, all folders gone: each is said, and recovered from."""
        root = copy_workspace(tmp_path / "workspace").root
        text, notebook = root / "data/suqian/2024/narrative.md", root / NOTEBOOK
        words, cells = text.read_bytes(), notebook.read_bytes()
        text.write_bytes(words[:5])
        with running(root, tmp_path / "temporary", environment) as preview:
            assert preview.ask(preview.address.path + "review.html")[0].status == 503
            text.write_bytes(words)
            wait_for(lambda: "校验结论：通过" in preview.page())
            notebook.write_bytes(cells.replace(b"load(", b"__import__('os')._exit(1); load(", 1))
            wait_for(lambda: "中途退出" in preview.page())
            notebook.write_bytes(cells)
            wait_for(lambda: "中途退出" not in preview.page())
            for name in ("data", "params", "notebooks"):
                (root / name).rename(tmp_path / name)
            wait_for(lambda: "现在的文件还不能生成报告" in preview.page())
            for name in ("notebooks", "params", "data"):
                (tmp_path / name).rename(root / name)
            wait_for(lambda: "现在的文件还不能生成报告" not in preview.page())
            add_sentence(text)
            wait_for(lambda: SENTENCE in preview.page("review.html"))
            assert preview.stop() == 0
            assert "程序出错" not in preview.said
        assert not (root / "reports").exists()

    def test_ctrl_c_in_the_middle_of_a_build_leaves_nothing(self, tmp_path, environment):
        """Ctrl-C while a cell hangs ends at once, with the cell and its process."""
        root = copy_workspace(tmp_path / "workspace").root
        with running(root, tmp_path / "temporary", environment) as preview:
            path = root / NOTEBOOK
            path.write_bytes(path.read_bytes().replace(b"load(", b"__import__('time').sleep(600); load(", 1))
            wait_for(lambda: "正在生成" in preview.page())
            assert preview.stop() == 0
            assert list(preview.temporary.iterdir()) == []
            wait_for(lambda: not processes(root), seconds=10)


@pytest.mark.long
def test_the_command_refuses_what_it_cannot_show(tmp_path):
    """An unknown report, and a port in use or beyond those there are, end the command with 2 and one sentence."""
    root = copy_workspace(tmp_path / "workspace").root
    with listen(0, "suqian@2024", Board()) as server:
        lines = ["nobody@2024", "suqian@1999", f"suqian@2024 --port {server.port}", "suqian@2024 --port 70000"]
        for line in lines:
            ran = run_report("preview", *line.split(), cwd=root)
            assert (ran.returncode, ran.stderr.count("\n"), ran.stdout) == (2, 1, ""), ran.stderr
    assert not (root / "reports").exists()


@pytest.mark.long
@pytest.mark.skipif(not CAN_FORK, reason="没有 /proc")
def test_the_process_of_notebooks_dies(tmp_path):
    """When the process that runs notebooks is killed, the command ends with 3 and what to do."""
    root = copy_workspace(tmp_path / "workspace").root
    with running(root, tmp_path / "temporary") as preview:
        path = root / NOTEBOOK
        end = b"__import__('os').kill(__import__('os').getppid(), 9); __import__('time').sleep(9); load("
        path.write_bytes(path.read_bytes().replace(b"load(", end, 1))
        assert preview.process.wait(timeout=60) == 3
        assert "请重新运行 report preview" in preview.said
        assert list(preview.temporary.iterdir()) == []
