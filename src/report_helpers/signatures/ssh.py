"""Signs with a person's own SSH key, by `ssh-keygen -Y sign`, and runs ssh-keygen for whatever else it decides."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from report_helpers.errors import InputError, Problem, RunError, reason_of, shorten
from report_helpers.files.plain_files import NotPlainError, open_plain, write_new

if TYPE_CHECKING:
    from collections.abc import Sequence

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
UNREADABLE: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: (
        "没有这个密钥文件",
        "请先用 ssh-keygen -t ed25519 生成；私钥只在 ssh-agent 里的，请给出 .pub 公钥文件",
    ),
    NotPlainError: ("不是密钥文件，而是文件夹或别的东西", ""),
    PermissionError: ("没有读取这个密钥文件的权限", ""),
}


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
        write_new(file, message)
        done = run("签名", ["-Y", "sign", "-f", key, "-n", NAMESPACE, file], terminal=terminal)
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
    raise RunError("签名", f"ssh-keygen 说：{last_line(said)}")


def default_key(home: Path) -> Path | None:
    """Return the key ssh itself would try first in *home*, if there is one."""
    keys = (home / ".ssh" / name for name in ("id_ed25519", "id_ecdsa", "id_rsa"))
    return next((key for key in keys if key.is_file()), None)


def run(
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
                process.terminate()  # not killed: asked for a passphrase, it first gives the terminal its echo back
                raise
    except FileNotFoundError:
        raise RunError(stage, f"找不到 ssh-keygen，{INSTALL}") from None
    except subprocess.TimeoutExpired:
        raise RunError(stage, f"ssh-keygen 在 {seconds} 秒内没有答复") from None
    except OSError as error:
        raise RunError(stage, f"ssh-keygen 无法运行（{reason_of(error)}），{INSTALL}") from None
    if b"unknown option" in err or b"illegal option" in err or b"Unsupported operation" in err:
        raise RunError(stage, f"ssh-keygen 太旧，{INSTALL}")
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def _must_read(key: Path) -> None:
    try:
        os.close(open_plain(key, follow=True))
    except OSError as error:
        what, fix = UNREADABLE.get(type(error), ("密钥文件无法读取", ""))
        raise InputError(Problem(what, file=str(key), fix=fix)) from None


def last_line(said: str) -> str:
    """Return the last thing ssh-keygen said, fit for a message."""
    lines = said.strip().splitlines()
    return shorten(lines[-1]) if lines else "（什么也没说）"
