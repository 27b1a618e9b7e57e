"""Keys made for a test, and what is asked of them."""

from __future__ import annotations

import subprocess
from pathlib import Path

MESSAGE = "2024 年政府信息公开工作年度报告\n".encode()
PASSPHRASE = "secret"  # noqa: S105 - of keys that live as long as a test
NAMES = ("张三", "李四", "王五", "外人")
TYPES = {"张三": ("ed25519",), "李四": ("rsa", "-b", "2048"), "王五": ("ecdsa",), "外人": ("ed25519",)}


def make_key(path: Path, *kind: str, passphrase: str = "") -> Path:
    """Generate a key pair at *path*."""
    kind = kind or ("ed25519",)
    command = ["ssh-keygen", "-q", "-t", *kind, "-N", passphrase, "-C", "注释 comment", "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(key: Path) -> str:
    """The type and the base64 of a public key."""
    return " ".join(Path(f"{key}.pub").read_text(encoding="utf-8").split()[:2])


def write(path: Path, *lines: str) -> Path:
    """Write *lines* to *path*."""
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())
    return path


def fingerprint(key: Path) -> str:
    """The fingerprint of a key file as ssh-keygen prints it: the second word."""
    command = ["ssh-keygen", "-l", "-f", str(key)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1]
