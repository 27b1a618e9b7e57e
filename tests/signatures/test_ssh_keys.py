"""Keys that do not sign, passphrases, and the agent: real keys, the real ssh-keygen."""

from __future__ import annotations

import os
import pty
import shutil
import socket
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from report_helpers.errors import InputError, RunError
from report_helpers.signatures import signers, ssh
from tests.signatures.ssh_keys import MESSAGE, PASSPHRASE, make_key, write

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
SIGN_AT = """
import fcntl, sys, termios
from pathlib import Path
from report_helpers.errors import InputError
from report_helpers.signatures import ssh
fcntl.ioctl(int(sys.argv[2]), termios.TIOCSCTTY, 0)
try:
    print(ssh.sign(b"x", Path(sys.argv[1])))
except InputError as error:
    print(error)
"""


def refused_key(key: Path) -> str:
    """Why the key does not sign."""
    with pytest.raises(InputError) as caught:
        ssh.sign(MESSAGE, key)
    return str(caught.value)


# --- keys that do not sign


def test_an_absent_key_is_named(tmp_path):
    """A key file that is not there is said to be not there."""
    assert "没有这个密钥文件" in refused_key(tmp_path / "id_ed25519")


def test_an_unreadable_key_is_named(keys, tmp_path):
    """A folder, a link to itself, and a key of somebody else's are said to be unreadable."""
    assert "而是文件夹" in refused_key(tmp_path)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert "无法读取" in refused_key(loop)
    keys["张三"].chmod(0)
    if not os.access(keys["张三"], os.R_OK):  # root may read everything
        assert "没有读取这个密钥文件的权限" in refused_key(keys["张三"])


def test_a_key_open_to_others_is_refused_with_its_cure(keys):
    """A private key that others may read is refused, and the sentence says chmod 600."""
    keys["张三"].chmod(0o644)
    for given_file in (keys["张三"], Path(f"{keys['张三']}.pub")):
        assert f"请运行 chmod 600 {keys['张三']}" in refused_key(given_file)


@pytest.mark.parametrize("text", ["", "不是密钥", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "\x00\x01"])
def test_what_is_no_key_is_refused(text, tmp_path):
    """A file that holds no key does not sign."""
    file = write(tmp_path / "file", text)
    file.chmod(0o600)
    assert "不是可用的 SSH 密钥" in refused_key(file)


def test_a_broken_private_key_beside_its_public_key_is_refused(keys):
    """A damaged private key is said to be no key even where its public half is sound."""
    lines = keys["张三"].read_text(encoding="ascii").splitlines(keepends=True)
    keys["张三"].write_text("".join(lines[:2] + lines[3:]), encoding="ascii")
    assert "不是可用的 SSH 密钥" in refused_key(keys["张三"])


def test_a_pair_that_does_not_match_is_refused(keys):
    """A private key beside the public key of another is refused."""
    shutil.copy(f"{keys['李四']}.pub", f"{keys['张三']}.pub")
    assert "不是一对" in refused_key(keys["张三"])


def test_a_public_key_alone_does_not_sign(keys, tmp_path):
    """A .pub without its private key, beside it or in the agent, does not sign."""
    (tmp_path / "alone").mkdir()
    alone = Path(shutil.copy(f"{keys['张三']}.pub", tmp_path / "alone/key.pub"))
    assert "ssh-agent 里也没有" in refused_key(alone)


@pytest.mark.parametrize("kind", [("ed25519",), ("rsa", "-b", "2048", "-m", "PEM")])
def test_a_passphrase_without_terminal_or_agent_is_refused_at_once(kind, tmp_path, monkeypatch):
    """A protected key does not hang where nobody can type, even if a window could be opened to ask."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    asked = tmp_path / "asked"
    script = write(tmp_path / "askpass", "#!/bin/sh", f"touch '{asked}'", "echo secret")
    script.chmod(0o700)
    for name, value in {"DISPLAY": ":0", "SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdin", None)
    key = make_key(tmp_path / "key", *kind, passphrase=PASSPHRASE)
    started = time.monotonic()
    assert "私钥有口令" in refused_key(key)
    assert time.monotonic() - started < 10
    assert not asked.exists()


def test_the_message_is_never_tried_as_a_passphrase(tmp_path, monkeypatch):
    """A message that happens to be the passphrase does not open the key."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    key = make_key(tmp_path / "key", passphrase=PASSPHRASE)
    with pytest.raises(InputError, match="私钥有口令"):
        ssh.sign(b"secret\n", key)


@pytest.mark.parametrize(("typed", "expected"), [("secret", "BEGIN SSH SIGNATURE"), ("wrong", "私钥的口令不对")])
def test_a_person_at_a_terminal_types_the_passphrase(typed, expected, tmp_path):
    """Where standard input is a terminal, the passphrase is asked for there and not shown."""
    key = make_key(tmp_path / "key", passphrase=PASSPHRASE)
    ours, theirs = pty.openpty()
    with at_terminal(key, theirs, stdin=theirs) as child:
        shown = b""
        while b"passphrase" not in shown:
            shown += os.read(ours, 1000)
        while termios.tcgetattr(theirs)[3] & termios.ECHO:
            time.sleep(0.01)
        os.write(ours, f"{typed}\n".encode())
        out, err = child.communicate(timeout=30)
    assert expected in out, err
    os.close(ours)
    os.close(theirs)


def test_a_terminal_that_is_not_standard_input_is_not_asked(tmp_path):
    """With standard input elsewhere nobody is asked, though the process has a terminal."""
    key = make_key(tmp_path / "key", passphrase=PASSPHRASE)
    ours, theirs = pty.openpty()
    with at_terminal(key, theirs, stdin=subprocess.DEVNULL) as child:
        out, err = child.communicate(timeout=30)
    assert "私钥有口令" in out, err
    os.close(ours)
    os.close(theirs)


def at_terminal(key: Path, terminal: int, stdin: int) -> subprocess.Popen[str]:
    """Sign in a process of its own whose controlling terminal is *terminal*."""
    environment = {name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"}
    return subprocess.Popen(
        [sys.executable, "-c", SIGN_AT, str(key), str(terminal)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=[terminal],
        start_new_session=True,
        text=True,
        encoding="utf-8",
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )


# --- the agent, and ssh-keygen itself


@pytest.fixture
def agent(tmp_path_factory, monkeypatch):
    """An agent of our own."""
    if shutil.which("ssh-agent") is None or shutil.which("ssh-add") is None:
        pytest.skip("ssh-agent or ssh-add is not installed")
    place = tmp_path_factory.mktemp("a") / "s"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(place)], stdout=subprocess.DEVNULL)
    while not place.exists():
        time.sleep(0.01)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
    yield place
    process.terminate()
    process.wait(10)


def test_a_key_in_the_agent_signs_by_its_public_half(keys, allowed, agent, tmp_path):
    """With the private key in the agent only, the .pub is enough."""
    assert agent.exists()
    subprocess.run(["ssh-add", "-q", str(keys["张三"])], check=True, capture_output=True)
    (tmp_path / "alone").mkdir()
    alone = Path(shutil.copy(f"{keys['张三']}.pub", tmp_path / "alone/key.pub"))
    assert signers.verify(MESSAGE, ssh.sign(MESSAGE, alone), "张三", allowed).name == "张三"


def test_a_protected_key_in_the_agent_signs_without_a_terminal(keys, allowed, agent):
    """Once its key is in the agent, a protected private key file may be given anywhere."""
    assert agent.exists()
    subprocess.run(["ssh-add", "-q", str(keys["张三"])], check=True, capture_output=True)
    protect = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", str(keys["张三"])]
    subprocess.run(protect, check=True, capture_output=True)
    assert signers.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), "张三", allowed).name == "张三"


def test_a_silent_agent_ends_in_a_sentence(keys, tmp_path_factory, monkeypatch):
    """An agent that never answers does not hang the command."""
    place = tmp_path_factory.mktemp("b") / "s"
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(place))
        silent.listen()
        monkeypatch.setenv("SSH_AUTH_SOCK", str(place))
        monkeypatch.setattr(ssh, "SECONDS", 0.5)
        with pytest.raises(RunError, match="没有答复"):
            ssh.sign(MESSAGE, keys["张三"])


def test_without_ssh_keygen_the_sentence_says_what_to_install(keys, allowed, tmp_path, monkeypatch):
    """Where ssh-keygen is not installed, signing and verifying say so."""
    signature = ssh.sign(MESSAGE, keys["张三"])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match=r"请安装 OpenSSH 8\.1 以上"):
        ssh.sign(MESSAGE, keys["张三"])
    with pytest.raises(RunError, match=r"请安装 OpenSSH 8\.1 以上"):
        signers.verify(b"never verified before", signature, "张三", allowed)


def test_the_default_key_is_the_first_that_ssh_would_try(tmp_path):
    """ed25519 goes before ECDSA before RSA, and without any there is none."""
    assert ssh.default_key(tmp_path) is None
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/id_dsa").touch()
    assert ssh.default_key(tmp_path) is None
    for name in ("id_rsa", "id_ecdsa", "id_ed25519"):
        (tmp_path / ".ssh" / name).touch()
        assert ssh.default_key(tmp_path) == tmp_path / ".ssh" / name
