"""Real keys, the real ssh-keygen: who signed what, and why a signature does not hold."""

from __future__ import annotations

import base64
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
from hypothesis import given, settings
from hypothesis import strategies as st

from report_helpers.errors import InputError, RunError
from report_helpers.signoff import ssh
from report_helpers.signoff.ssh import SignatureError, Signer

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")

MESSAGE = "2024 年政府信息公开工作年度报告\n".encode()
PASSPHRASE = "secret"  # noqa: S105 - of keys that live as long as a test
NAMES = ("张三", "李四", "王五", "外人")
TYPES = {"张三": ("ed25519",), "李四": ("rsa", "-b", "2048"), "王五": ("ecdsa",), "外人": ("ed25519",)}
SIGN_AT = """
import fcntl, sys, termios
from pathlib import Path
from report_helpers.errors import InputError
from report_helpers.signoff import ssh
fcntl.ioctl(int(sys.argv[2]), termios.TIOCSCTTY, 0)
try:
    print(ssh.sign(b"x", Path(sys.argv[1])))
except InputError as error:
    print(error)
"""


def make_key(path: Path, *kind: str, passphrase: str = "") -> Path:
    """Generate a key pair at *path*."""
    kind = kind or ("ed25519",)
    command = ["ssh-keygen", "-q", "-t", *kind, "-N", passphrase, "-C", "注释 comment", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(key: Path) -> str:
    """The type and the base64 of a public key."""
    return " ".join(Path(f"{key}.pub").read_text(encoding="utf-8").split()[:2])


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One key a person, made once and not to be changed."""
    folder = tmp_path_factory.mktemp("钥匙 keys")
    return {name: make_key(folder / f"key{number}", *TYPES[name]) for number, name in enumerate(NAMES)}


@pytest.fixture
def keys(shared, tmp_path, monkeypatch):
    """The keys, copied to a place of their own; no agent of whoever runs the tests."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    folder = tmp_path / "钥匙 keys"
    shutil.copytree(shared["张三"].parent, folder)
    return {name: folder / key.name for name, key in shared.items()}


@pytest.fixture
def allowed(keys, tmp_path):
    """A list of three signers."""
    lines = ["# 签名人", "", *(f"{name} {public(keys[name])} 注释" for name in NAMES[:3])]
    return write(tmp_path / "allowed_signers", *lines)


def write(path: Path, *lines: str) -> Path:
    """Write *lines* to *path*."""
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return path


def refusal(signature: str, name: str, allowed: Path, message: bytes = MESSAGE) -> str:
    """Why the signature is refused."""
    with pytest.raises(SignatureError) as caught:
        ssh.verify(message, signature, name, allowed)
    assert str(caught.value) == caught.value.reason
    return caught.value.reason


def refused_key(key: Path) -> str:
    """Why the key does not sign."""
    with pytest.raises(InputError) as caught:
        ssh.sign(MESSAGE, key)
    return str(caught.value)


def refused_list(path: Path) -> str:
    """Why the list is refused, by reading and by verifying alike."""
    with pytest.raises(InputError) as caught:
        ssh.read_allowed_signers(path, "名单")
    with pytest.raises(InputError):
        ssh.verify(MESSAGE, "", "张三", path)
    return str(caught.value)


def armoured(blob: bytes) -> str:
    """A signature's text from its bytes."""
    return f"{ssh_begin()}\n{base64.b64encode(blob).decode()}\n-----END SSH SIGNATURE-----\n"


def ssh_begin() -> str:
    """The first line of a signature."""
    return "-----BEGIN SSH SIGNATURE-----"


def signed_bytes(signature: str) -> bytes:
    """The bytes in a signature's text."""
    return base64.b64decode("".join(signature.splitlines()[1:-1]))


# --- signing and verifying


@pytest.mark.parametrize("name", NAMES[:3])
def test_each_kind_of_key_signs_for_its_owner(name, keys, allowed):
    """What a person signs with an ed25519, RSA or ECDSA key verifies under their Chinese name."""
    signature = ssh.sign(MESSAGE, keys[name])
    assert signature.startswith(ssh_begin() + "\n")
    assert ssh.verify(MESSAGE, signature, name, allowed) == Signer(name, ssh.fingerprint(keys[name]))


@pytest.mark.parametrize("message", [b"", b"\x00\xff" * 500_000], ids=["empty", "binary"])
def test_any_bytes_can_be_signed(message, keys, allowed):
    """An empty message and a large one that is no text sign and verify like any other."""
    assert ssh.verify(message, ssh.sign(message, keys["张三"]), "张三", allowed).name == "张三"


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "𠮷野", "-f", "Zhang.San@example.com"])
def test_names_are_taken_as_written(name, keys, tmp_path):
    """Middle dots, rare characters, and what looks like an option are names like others."""
    allowed = write(tmp_path / "allowed", f"{name} {public(keys['张三'])}")
    assert ssh.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), name, allowed).name == name


def test_a_signature_survives_windows_line_ends(keys, allowed):
    """Signature and list may have come through Windows: CRLF, and a byte order mark in the list."""
    signature = ssh.sign(MESSAGE, keys["李四"]).replace("\n", "\r\n")
    allowed.write_bytes(b"\xef\xbb\xbf" + allowed.read_bytes().replace(b"\n", b"\r\n"))
    assert ssh.verify(MESSAGE, signature, "李四", allowed).name == "李四"


def test_one_person_may_have_two_keys(keys, tmp_path):
    """Either of a person's keys signs for them, and the signer says which."""
    allowed = write(tmp_path / "allowed", *(f"张三 {public(keys[name])}" for name in ("张三", "外人")))
    for name in ("张三", "外人"):
        signer = ssh.verify(MESSAGE, ssh.sign(MESSAGE, keys[name]), "张三", allowed)
        assert signer == Signer("张三", ssh.fingerprint(keys[name]))


def test_a_public_key_beside_its_private_key_signs(keys, allowed):
    """The .pub may be given when the private key lies beside it."""
    signature = ssh.sign(MESSAGE, Path(f"{keys['张三']}.pub"))
    assert ssh.verify(MESSAGE, signature, "张三", allowed).name == "张三"


def test_fingerprints_agree_with_ssh_keygen(keys, allowed):
    """A key's fingerprint is the same from its private file, its public file and the list."""
    listed = {signer.name: signer.key for signer in ssh.read_allowed_signers(allowed, "名单")}
    assert list(listed) == list(NAMES[:3])
    for name, key in listed.items():
        assert key == ssh.fingerprint(keys[name]) == ssh.fingerprint(Path(f"{keys[name]}.pub"))


# --- signatures that do not hold


def test_another_message_is_refused(keys, allowed):
    """A signature does not hold for a message changed by one byte."""
    signature = ssh.sign(MESSAGE, keys["张三"])
    assert "签名与内容不符" in refusal(signature, "张三", allowed, MESSAGE + b"\n")


def test_an_unlisted_key_is_refused(keys, allowed):
    """A key nobody listed does not sign for a listed name, and both fingerprints are named."""
    reason = refusal(ssh.sign(MESSAGE, keys["外人"]), "张三", allowed)
    assert "不在名单中" in reason
    assert ssh.fingerprint(keys["外人"]) in reason
    assert ssh.fingerprint(keys["张三"]) in reason


def test_the_key_of_another_is_refused(keys, allowed):
    """李四's key does not sign for 张三, and the sentence names whose it is."""
    reason = refusal(ssh.sign(MESSAGE, keys["李四"]), "张三", allowed)
    assert reason == "签名用的公钥在名单中属于“李四”，不是“张三”"


def test_an_unlisted_name_is_refused(keys, allowed):
    """A name that is not on the list has no signature."""
    assert refusal(ssh.sign(MESSAGE, keys["外人"]), "外人", allowed) == "签名人名单中没有“外人”"
    assert "没有“外人”" in refusal(ssh.sign(MESSAGE, keys["外人"]), "外人", write(allowed, "# 空"))


def test_a_signature_for_git_is_refused(keys, allowed, tmp_path):
    """A signature made for another purpose is none for a report, and the purpose is named."""
    file = write(tmp_path / "message", "x")
    command = ["ssh-keygen", "-Y", "sign", "-n", "git", "-f", str(keys["张三"]), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    signature = Path(f"{file}.sig").read_text(encoding="ascii")
    assert "“git”" in refusal(signature, "张三", allowed, b"x\n")


def test_a_purpose_written_over_is_refused(keys, allowed, tmp_path):
    """Writing our purpose into a signature made for another does not make it ours."""
    file = write(tmp_path / "message", "x")
    command = ["ssh-keygen", "-Y", "sign", "-n", "report-hacker1", "-f", str(keys["张三"]), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    blob = signed_bytes(Path(f"{file}.sig").read_text(encoding="ascii"))
    forged = armoured(blob.replace(b"report-hacker1", b"report-helpers"))
    assert "签名与内容不符" in refusal(forged, "张三", allowed, b"x\n")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ('valid-before="20200101"', "已过有效期"),
        ('VALID-BEFORE="202001011200Z"', "已过有效期"),
        ('valid-after="20990101"', "还没有到有效期"),
        ('namespaces="git,file"', "不能用于年度报告"),
        ('valid-after="20250101",valid-before="20200101"', "ssh-keygen 不接受"),
    ],
)
def test_a_limited_key_is_refused_outside_its_limits(options, reason, keys, tmp_path):
    """A key that has expired, is not yet valid or is meant for something else does not sign."""
    allowed = write(tmp_path / "allowed", f"张三 {options} {public(keys['张三'])}")
    assert ssh.read_allowed_signers(allowed, "名单")[0].name == "张三"
    assert reason in refusal(ssh.sign(MESSAGE, keys["张三"]), "张三", allowed)


def test_a_limited_key_signs_within_its_limits(keys, tmp_path):
    """A key that is valid now and for our purpose signs."""
    options = 'namespaces="git,report-*",valid-after="20200101",valid-before="20991231235959"'
    allowed = write(tmp_path / "allowed", f"张三\t{options} {public(keys['张三'])}")
    assert ssh.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), "张三", allowed).name == "张三"


def test_malformed_signatures_are_refused(keys, allowed):
    """Text that is no signature, cut off, or put together otherwise is refused with its own sentence."""
    signature = ssh.sign(MESSAGE, keys["张三"])
    lines, blob = signature.splitlines(keepends=True), signed_bytes(signature)
    for text in ("", "签名", "\x00", "-----BEGIN PGP SIGNATURE-----\n", "\n" + signature):
        assert "不是 SSH 签名" in refusal(text, "张三", allowed)
    for text in (ssh_begin(), "".join(lines[:-1]), signature[:-5], signature + "又及\n"):
        assert "签名不完整" in refusal(text, "张三", allowed)
    cut, extra, swapped = (
        lines[:1] + lines[2:],
        [*lines[:-1], "签\n", lines[-1]],
        [lines[0], *lines[2:0:-1], *lines[3:]],
    )
    for text in (cut, extra, swapped, [lines[0], lines[-1]]):
        assert "签名的文字" in refusal("".join(text), "张三", allowed)
    for changed in (blob[:-1], blob + b"\0", b"", blob[:10], blob[:9] + b"\0" + blob[10:], b"X" + blob[1:]):
        assert "签名的文字" in refusal(armoured(changed), "张三", allowed)


def test_the_unsigned_parts_of_a_signature_may_not_change(keys, allowed):
    """The version and the reserved field, which ssh-keygen neither signs nor checks, have one value."""
    blob = signed_bytes(ssh.sign(MESSAGE, keys["张三"]))
    mark = b"report-helpers" + bytes(4)
    assert mark in blob
    version = blob.replace(b"SSHSIG\0\0\0\1", b"SSHSIG\0\0\0\0")
    reserved = blob.replace(mark, b"report-helpers" + b"\0\0\0\1!")
    for changed in (version, reserved):
        assert "改动过" in refusal(armoured(changed), "张三", allowed)


def test_no_flipped_byte_of_a_signature_passes(shared, tmp_path_factory):
    """Whatever byte of a signature's body changes to whatever other, the signature no longer holds."""
    allowed = tmp_path_factory.mktemp("list") / "allowed"
    write(allowed, *(f"{name} {public(shared[name])}" for name in NAMES[:3]))
    signatures = {name: ssh.sign(MESSAGE, shared[name]) for name in NAMES[:3]}

    @settings(max_examples=300, deadline=None)
    @given(st.sampled_from(NAMES[:3]), st.integers(0, 10_000), st.integers(1, 255))
    def flip(name: str, place: int, bits: int) -> None:
        whole = signatures[name]
        start, end = len(ssh_begin()) + 1, whole.index("-----END") - 1
        at = start + place % (end - start)
        changed = whole[:at] + chr(ord(whole[at]) ^ bits) + whole[at + 1 :]
        if changed.replace("\r\n", "\n") != whole:
            refusal(changed, name, allowed)

    flip()


def test_no_changed_base64_letter_at_the_end_passes(keys, allowed):
    """The bits base64 leaves over at the end of a signature are not free either."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    signature = ssh.sign(MESSAGE, keys["李四"])
    end = signature.index("\n-----END")
    last = len(signature[:end].rstrip("=")) - 1
    for letter in set(letters) - {signature[last]}:
        refusal(signature[:last] + letter + signature[last + 1 :], "李四", allowed)


# --- keys that do not sign


def test_an_absent_key_is_named(tmp_path):
    """A key file that is not there is said to be not there."""
    for ask in (refused_key, refused_fingerprint):
        assert "没有这个密钥文件" in ask(tmp_path / "id_ed25519")


def refused_fingerprint(key: Path) -> str:
    """Why the file has no fingerprint."""
    with pytest.raises(InputError) as caught:
        ssh.fingerprint(key)
    return str(caught.value)


def test_an_unreadable_key_is_named(keys, tmp_path):
    """A folder, a link to itself, and a key of somebody else's are said to be unreadable."""
    assert "是文件夹" in refused_key(tmp_path)
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
    """A file that holds no key neither signs nor has a fingerprint."""
    file = write(tmp_path / "file", text)
    file.chmod(0o600)
    assert "不是可用的 SSH 密钥" in refused_key(file)
    assert "不是可用的 SSH 密钥" in refused_fingerprint(file)


def test_a_broken_private_key_beside_its_public_key_is_refused(keys):
    """A damaged private key is said to be no key even where its public half is sound."""
    lines = keys["张三"].read_text(encoding="ascii").splitlines(keepends=True)
    keys["张三"].write_text("".join(lines[:2] + lines[3:]), encoding="ascii")
    assert "不是可用的 SSH 密钥" in refused_key(keys["张三"])


def test_a_file_of_several_keys_has_no_one_fingerprint(keys, tmp_path):
    """A file with two public keys is refused rather than taken for its first."""
    file = write(tmp_path / "two.pub", public(keys["张三"]), public(keys["李四"]))
    assert "不止一把" in refused_fingerprint(file)


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
    assert ssh.verify(MESSAGE, ssh.sign(MESSAGE, alone), "张三", allowed).name == "张三"


def test_a_protected_key_in_the_agent_signs_without_a_terminal(keys, allowed, agent):
    """Once its key is in the agent, a protected private key file may be given anywhere."""
    assert agent.exists()
    subprocess.run(["ssh-add", "-q", str(keys["张三"])], check=True, capture_output=True)
    protect = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret", "-f", str(keys["张三"])]
    subprocess.run(protect, check=True, capture_output=True)
    assert ssh.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), "张三", allowed).name == "张三"


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
    """Where ssh-keygen is not installed, signing, verifying and fingerprints say so."""
    signature = ssh.sign(MESSAGE, keys["张三"])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RunError, match=r"请安装 OpenSSH 8\.1 以上"):
        ssh.sign(MESSAGE, keys["张三"])
    with pytest.raises(RunError, match=r"请安装 OpenSSH 8\.1 以上"):
        ssh.verify(MESSAGE, signature, "张三", allowed)
    with pytest.raises(RunError, match=r"请安装 OpenSSH 8\.1 以上"):
        ssh.fingerprint(keys["张三"])


def test_the_default_key_is_the_first_that_ssh_would_try(tmp_path):
    """ed25519 goes before ECDSA before RSA, and without any there is none."""
    assert ssh.default_key(tmp_path) is None
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/id_dsa").touch()
    assert ssh.default_key(tmp_path) is None
    for name in ("id_rsa", "id_ecdsa", "id_ed25519"):
        (tmp_path / ".ssh" / name).touch()
        assert ssh.default_key(tmp_path) == tmp_path / ".ssh" / name


# --- the list of signers


def test_an_absent_or_unreadable_list_is_named(tmp_path):
    """A list that is not there, is a folder or is not UTF-8 is refused with its own sentence."""
    assert "没有签名人名单" in refused_list(tmp_path / "none")
    assert "无法读取" in refused_list(tmp_path)
    (tmp_path / "gbk").write_bytes("张三 ssh-ed25519".encode("gbk"))
    assert "不是 UTF-8" in refused_list(tmp_path / "gbk")


def test_one_key_is_one_person(keys, tmp_path):
    """The same key for two names, or twice for one, is refused, and everything wrong is said at once."""
    key = public(keys["张三"])
    said = refused_list(write(tmp_path / "allowed", f"张三 {key}", f"李四 {key} 另一个", f"张三 {key}", "王五"))
    assert "名单 第 2 行：“李四”与“张三”登记了同一把公钥" in said
    assert "名单 第 3 行：“张三”的这把公钥重复登记" in said
    assert "名单 第 4 行：不是“姓名 公钥类型 公钥”的格式" in said


@pytest.mark.parametrize("name", ["张*", "张?", "!张三", "张三,李四", '"张三"', "张\u3000三", "张\u200b三", "张#"])
def test_names_that_are_patterns_are_refused(name, keys, tmp_path):
    """A name that OpenSSH would read as a pattern, or that hides a character, is refused in the list and asked for."""
    allowed = write(tmp_path / "allowed", f"{name} {public(keys['张三'])}")
    assert "姓名不能为空" in refused_list(allowed)
    with pytest.raises(InputError, match="姓名不能为空"):
        ssh.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), name, allowed)


@pytest.mark.parametrize("name", ["", "张 三", "张\t三", "张\n三", "张\x00三", "\ud800"])
def test_names_with_blanks_or_controls_are_not_asked_for(name, allowed):
    """A name that cannot stand in a list is refused before anything is run."""
    with pytest.raises(InputError, match="姓名不能为空"):
        ssh.verify(MESSAGE, "", name, allowed)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("张三", "格式"),
        ("张三 {type}", "格式"),
        ("{type} {blob}", "格式"),
        ("张三 ssh-dss {blob}", "格式"),
        ("张三 ssh-ed25519-cert-v01@openssh.com {blob}", "格式"),
        ("张三 {type} {blob:.40}", "残缺"),
        ("张三 {type} {blob}=", "残缺"),
        ("张三 {type} 公钥", "残缺"),
        ("张三 ssh-rsa {blob}", "不符"),
        ("张三 {type} {blob} \x01", "控制字符"),
        ("张三 cert-authority {type} {blob}", "cert-authority"),
        ('张三 namespaces="git",CERT-AUTHORITY {type} {blob}', "cert-authority"),
        ("张三 no-pty {type} {blob}", "看不懂"),
        ("张三 valid-before=20200101 {type} {blob}", "看不懂"),
        ('张三 namespaces="a"namespaces="b" {type} {blob}', "看不懂"),
        ('张三 namespaces="a", {type} {blob}', "看不懂"),
        ('张三 valid-before="20251399" {type} {blob}', "时间“20251399”不对"),
        ('张三 valid-after="明天" {type} {blob}', "时间“明天”不对"),
    ],
)
def test_malformed_lines_are_refused(line, said, keys, tmp_path):
    """A line that is no name and key, or has an option we do not hold with, is refused with its number."""
    kind, blob = public(keys["张三"]).split()
    reason = refused_list(write(tmp_path / "allowed", "# 名单", line.format(type=kind, blob=blob)))
    assert reason.startswith("名单 第 2 行：")
    assert said in reason
