"""Real keys, the real ssh-keygen: who signed what, and why a signature does not hold."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report_helpers.signatures import signers, ssh
from report_helpers.signatures.signers import SignatureError, Signer
from tests.signatures.ssh_keys import MESSAGE, NAMES, fingerprint, public, write

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def refusal(signature: str, name: str, allowed: Path, message: bytes = MESSAGE) -> str:
    """Why the signature is refused."""
    with pytest.raises(SignatureError) as caught:
        signers.verify(message, signature, name, allowed)
    assert str(caught.value) == caught.value.reason
    return caught.value.reason


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
    assert signers.verify(MESSAGE, signature, name, allowed) == Signer(name, fingerprint(keys[name]))


@pytest.mark.parametrize("message", [b"", b"\x00\xff" * 500_000], ids=["empty", "binary"])
def test_any_bytes_can_be_signed(message, keys, allowed):
    """An empty message and a large one that is no text sign and verify like any other."""
    assert signers.verify(message, ssh.sign(message, keys["张三"]), "张三", allowed).name == "张三"


@pytest.mark.parametrize("name", ["阿卜杜拉·买买提", "𠮷野", "-f", "Zhang.San@example.com"])
def test_names_are_taken_as_written(name, keys, tmp_path):
    """Middle dots, rare characters, and what looks like an option are names like others."""
    allowed = write(tmp_path / "allowed", f"{name} {public(keys['张三'])}")
    assert signers.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), name, allowed).name == name


def test_a_signature_survives_windows_line_ends(keys, allowed):
    """Signature and list may have come through Windows: CRLF, and a byte order mark in the list."""
    signature = ssh.sign(MESSAGE, keys["李四"]).replace("\n", "\r\n")
    allowed.write_bytes(b"\xef\xbb\xbf" + allowed.read_bytes().replace(b"\n", b"\r\n"))
    assert signers.verify(MESSAGE, signature, "李四", allowed).name == "李四"


def test_one_person_may_have_two_keys(keys, tmp_path):
    """Either of a person's keys signs for them, and the signer says which."""
    allowed = write(tmp_path / "allowed", *(f"张三 {public(keys[name])}" for name in ("张三", "外人")))
    for name in ("张三", "外人"):
        signer = signers.verify(MESSAGE, ssh.sign(MESSAGE, keys[name]), "张三", allowed)
        assert signer == Signer("张三", fingerprint(keys[name]))


def test_a_public_key_beside_its_private_key_signs(keys, allowed):
    """The .pub may be given when the private key lies beside it."""
    signature = ssh.sign(MESSAGE, Path(f"{keys['张三']}.pub"))
    assert signers.verify(MESSAGE, signature, "张三", allowed).name == "张三"


def test_fingerprints_agree_with_ssh_keygen(keys, allowed):
    """A key's fingerprint is the same from its private file, its public file and the list."""
    listed = {signer.name: signer.key for signer in signers.read_allowed_signers(allowed, "名单")}
    assert list(listed) == list(NAMES[:3])
    for name, key in listed.items():
        assert key == fingerprint(keys[name]) == fingerprint(Path(f"{keys[name]}.pub"))


# --- signatures that do not hold


def test_another_message_is_refused(keys, allowed):
    """A signature does not hold for a message changed by one byte."""
    signature = ssh.sign(MESSAGE, keys["张三"])
    assert "签名与内容不符" in refusal(signature, "张三", allowed, MESSAGE + b"\n")


def test_an_unlisted_key_is_refused(keys, allowed):
    """A key nobody listed does not sign for a listed name, and both fingerprints are named."""
    reason = refusal(ssh.sign(MESSAGE, keys["外人"]), "张三", allowed)
    assert "不在名单中" in reason
    assert fingerprint(keys["外人"]) in reason
    assert fingerprint(keys["张三"]) in reason


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
    assert signers.read_allowed_signers(allowed, "名单")[0].name == "张三"
    assert reason in refusal(ssh.sign(MESSAGE, keys["张三"]), "张三", allowed)


def test_a_limited_key_signs_within_its_limits(keys, tmp_path):
    """A key that is valid now and for our purpose signs."""
    options = 'namespaces="git,report-*",valid-after="20200101",valid-before="20991231235959"'
    allowed = write(tmp_path / "allowed", f"张三\t{options} {public(keys['张三'])}")
    assert signers.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), "张三", allowed).name == "张三"


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
