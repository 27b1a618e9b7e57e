"""Signs and verifies with people's own SSH keys, by `ssh-keygen -Y`.

`ssh_text` reads the texts first, to say what exactly is wrong; who signed what is decided
here, by ssh-keygen.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, shorten
from report_helpers.signoff.ssh_text import (
    NAME_RULE,
    SignatureError,
    Signer,
    is_name,
    list_text,
    read_signature,
    signers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

__all__ = [
    "NAMESPACE",
    "SignatureError",
    "Signer",
    "default_key",
    "fingerprint",
    "read_allowed_signers",
    "sign",
    "verify",
]

# The -n of ssh-keygen -Y: a signature for git or for a file is not one for a report.
NAMESPACE = "report-helpers"
SECONDS = 60  # an agent may ask its owner first
SECONDS_AT_TERMINAL = 300  # a person types a passphrase

INSTALL = "请安装 OpenSSH 8.1 以上（其中的 ssh-keygen）"
# What ssh-keygen says in English when it does not sign: what that means, and what to do.
REFUSALS = (
    ("are too open", "私钥文件的权限太宽，别人也能读，ssh 因此不用它", "请运行 chmod 600 {private}"),
    ("doesn't match private", "私钥与旁边的 .pub 公钥不是一对", "请用 ssh-keygen -y -f {private} 重新导出公钥"),
    ("agent refused", "ssh-agent 拒绝用这把密钥签名", "请在代理询问时确认，或改用私钥文件"),
    (
        "No private key found for public key",
        "找不到这把公钥的私钥：旁边没有，ssh-agent 里也没有",
        "请先用 ssh-add 加入私钥，或改用私钥文件",
    ),
    ("No private key found", "不是可用的 SSH 密钥，ssh-agent 里也没有它的私钥", "请换一把，或用 ssh-add 加入私钥"),
    ("Couldn't load public key", "不是可用的 SSH 密钥", "若是旧格式的加密私钥，请把同名的 .pub 公钥放在旁边"),
    ("Load key", "不是可用的 SSH 密钥", "请用 ssh-keygen -t ed25519 生成一把"),
)


def sign(message: bytes, key: Path) -> str:
    """Return the armoured signature of *message* by *key*.

    *key* is a private key file, or a .pub whose private half is beside it or in the agent.
    A passphrase is asked for only where standard input is a terminal.
    """
    _must_read(key)
    terminal = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    with tempfile.TemporaryDirectory() as folder:
        # In a file: where there is no terminal, ssh-keygen would read a passphrase from the message.
        file = Path(folder, "message")
        file.write_bytes(message)
        done = _run("签名", ["-Y", "sign", "-f", key, "-n", NAMESPACE, file], terminal=terminal)
        armoured = Path(folder, "message.sig")
        if done.returncode == 0 and armoured.is_file():
            return armoured.read_text(encoding="ascii").replace("\r\n", "\n")
    said = done.stderr.decode(errors="replace")
    if "incorrect passphrase" in said:
        if terminal:
            raise InputError(Problem("私钥的口令不对", file=str(key), fix="请再试一次"))
        fix = "请先用 ssh-add 把它加入 ssh-agent，或在终端里运行"
        raise InputError(Problem("私钥有口令，这里没有终端可以输入，ssh-agent 里也没有它", file=str(key), fix=fix))
    for marker, what, fix in REFUSALS:
        if marker in said:
            private = key.with_suffix("") if key.suffix == ".pub" else key
            raise InputError(Problem(what, file=str(key), fix=fix.format(private=private)))
    raise RunError("签名", f"ssh-keygen 说：{_last_line(said)}")


def verify(message: bytes, signature: str, name: str, allowed_signers: Path, on: date | None = None) -> Signer:
    """Return the signer when *signature* is that of *name* over *message*; else raise SignatureError.

    A key must have been valid *on* the day of signing (now, when None): a list whose
    entries expire later leaves earlier signatures standing.
    """
    if not is_name(name):
        raise InputError(Problem(NAME_RULE, value=name))
    listed = list_text(allowed_signers, allowed_signers.name)
    people = signers(listed, allowed_signers.name)
    text = signature.replace("\r\n", "\n")
    key, namespace = read_signature(text)
    if namespace != NAMESPACE:
        raise SignatureError(f"签名的用途是“{shorten(namespace)}”，不是年度报告（{NAMESPACE}）")
    with tempfile.TemporaryDirectory() as folder:
        armoured, allowed = Path(folder, "signature"), Path(folder, "allowed_signers")
        armoured.write_bytes(text.encode("ascii"))
        allowed.write_bytes(listed.encode())
        common: list[str | Path] = ["-n", NAMESPACE, "-s", armoured]
        if _run("核对签名", ["-Y", "check-novalidate", *common], message).returncode:
            raise SignatureError("签名与内容不符：签名之后内容改动过，或签的不是这份内容")
        _must_be_listed(Signer(name, key), people)
        time: list[str | Path] = [f"-Overify-time={on:%Y%m%d}"] if on else []
        done = _run("核对签名", ["-Y", "verify", *time, "-f", allowed, "-I", name.encode(), *common], message)
    if done.returncode:
        raise SignatureError(_why_not_allowed(name, done.stderr.decode(errors="replace")))
    return Signer(name, key)


def read_allowed_signers(path: Path, shown: str) -> tuple[Signer, ...]:
    """Return every line of the list at *path*, called *shown* in messages, in its order.

    Options that limit a key (validity, namespaces) are left to `verify`, which heeds them.
    """
    return signers(list_text(path, shown), shown)


def default_key(home: Path) -> Path | None:
    """Return the key ssh itself would try first in *home*, if there is one."""
    keys = (home / ".ssh" / name for name in ("id_ed25519", "id_ecdsa", "id_rsa"))
    return next((key for key in keys if key.is_file()), None)


def fingerprint(key: Path) -> str:
    """Return the SHA256 fingerprint of a private or public key file."""
    _must_read(key)
    done = _run("读取密钥", ["-l", "-E", "sha256", "-f", key])
    found = re.findall(r"^\d+ (SHA256:\S+)", done.stdout.decode(errors="replace"), re.MULTILINE)
    if done.returncode or len(found) != 1:
        what = "里面不止一把密钥" if len(found) > 1 else "不是可用的 SSH 密钥"
        raise InputError(Problem(what, file=str(key), fix="请给出一把私钥或公钥的文件"))
    return str(found[0])


def _run(
    stage: str, arguments: Sequence[str | bytes | Path], message: bytes | None = None, *, terminal: bool = False
) -> subprocess.CompletedProcess[bytes]:
    """Run ssh-keygen; it reads *message*, or the terminal, or nothing, and never hangs."""
    hidden = ("SSH_ASKPASS", "DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    seconds = SECONDS_AT_TERMINAL if terminal else SECONDS
    try:
        with subprocess.Popen(  # noqa: S603 - no shell, and a fixed program
            ["ssh-keygen", *arguments],  # noqa: S607 - wherever it is installed
            stdin=None if terminal else subprocess.DEVNULL if message is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment | {"LC_ALL": "C", "SSH_ASKPASS_REQUIRE": "never"},
            start_new_session=not terminal,  # out of reach of /dev/tty, where it would ask and wait
        ) as process:
            try:
                out, err = process.communicate(message, timeout=seconds)
            except BaseException:
                _stop(process)
                raise
    except FileNotFoundError:
        raise RunError(stage, f"找不到 ssh-keygen，{INSTALL}") from None
    except subprocess.TimeoutExpired:
        raise RunError(stage, f"ssh-keygen 在 {seconds} 秒内没有答复") from None
    except OSError as error:
        raise RunError(stage, f"ssh-keygen 无法运行（{error.strerror}），{INSTALL}") from None
    if b"unknown option" in err or b"illegal option" in err or b"Unsupported operation" in err:
        raise RunError(stage, f"ssh-keygen 太旧，{INSTALL}")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End *process*, politely first: asked for a passphrase, it then gives the terminal its echo back."""
    process.terminate()
    try:
        process.wait(timeout=2)
    except subprocess.TimeoutExpired:
        process.kill()


def _must_read(file: Path) -> None:
    """Raise InputError when *file* cannot be read."""
    try:
        file.open("rb").close()
    except FileNotFoundError:
        fix = "请先用 ssh-keygen -t ed25519 生成；私钥只在 ssh-agent 里的，请给出 .pub 公钥文件"
        raise InputError(Problem("没有这个密钥文件", file=str(file), fix=fix)) from None
    except OSError as error:
        reason = {IsADirectoryError: "是文件夹，不是密钥文件", PermissionError: "没有读取这个密钥文件的权限"}
        raise InputError(Problem(reason.get(type(error), "密钥文件无法读取"), file=str(file))) from None


def _last_line(said: str) -> str:
    """Return the last thing ssh-keygen said, fit for a message."""
    lines = said.strip().splitlines()
    return shorten(lines[-1]) if lines else "（什么也没说）"


def _must_be_listed(signer: Signer, people: tuple[Signer, ...]) -> None:
    """Raise SignatureError unless the key is listed for the person."""
    owner = next((listed.name for listed in people if listed.key == signer.key), None)
    keys = [listed.key for listed in people if listed.name == signer.name]
    if owner not in (None, signer.name):
        raise SignatureError(f"签名用的公钥在名单中属于“{owner}”，不是“{signer.name}”")
    if not keys:
        raise SignatureError(f"签名人名单中没有“{signer.name}”")
    if owner is None:
        raise SignatureError(f"签名用的公钥 {signer.key} 不在名单中；“{signer.name}”登记的是 {'、'.join(keys)}")


def _why_not_allowed(name: str, said: str) -> str:
    """Return why ssh-keygen does not accept a key that is on the list for *name*."""
    reasons = {
        "key has expired": "已过有效期（valid-before）",
        "key is not yet valid": "还没有到有效期（valid-after）",
        "not permitted for use in": f"不能用于年度报告（namespaces 中没有 {NAMESPACE}）",
    }
    reason = next((reason for marker, reason in reasons.items() if marker in said), None)
    if reason:
        return f"名单中“{name}”的公钥{reason}"
    return f"ssh-keygen 不接受名单中“{name}”的这一行：{_last_line(said.replace('Could not verify signature.', ''))}"
