"""The list of those who may sign: who is one person, and lines that are refused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from report_helpers.errors import InputError
from report_helpers.signatures import signers, ssh
from tests.signatures.ssh_keys import MESSAGE, public, write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def refused_list(path: Path) -> str:
    """Why the list is refused, by reading and by verifying alike."""
    with pytest.raises(InputError) as caught:
        signers.read_allowed_signers(path, "名单")
    with pytest.raises(InputError):
        signers.verify(MESSAGE, "", "张三", path)
    return str(caught.value)


# --- the list of signers


def test_an_absent_or_unreadable_list_is_named(tmp_path):
    """A list that is not there, is a folder or is not UTF-8 is refused with its own sentence."""
    assert "找不到这个文件" in refused_list(tmp_path / "none")
    assert "不是普通文件" in refused_list(tmp_path)
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
        signers.verify(MESSAGE, ssh.sign(MESSAGE, keys["张三"]), name, allowed)


@pytest.mark.parametrize("name", ["", "张 三", "张\t三", "张\n三", "张\x00三", "\ud800"])
def test_names_with_blanks_or_controls_are_not_asked_for(name, allowed):
    """A name that cannot stand in a list is refused before anything is run."""
    with pytest.raises(InputError, match="姓名不能为空"):
        signers.verify(MESSAGE, "", name, allowed)


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
