"""An office that signs and publishes: a workspace in git with three signers and their keys."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE = {"初审": "张三", "复审": "李四", "终审": "王五"}


def key_of(root: Path, name: str) -> Path:
    """Return where a signer's key lies."""
    return root / f".key-{name}"


def list_signers(root: Path) -> None:
    """Give the workspace at *root* three signers with keys, unless it has them."""
    signers = []
    for name in PEOPLE.values():
        key = key_of(root, name)
        if not key.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        signers.append(f"{name} {key.with_suffix('.pub').read_text().strip()}")
    (root / "params/allowed_signers").write_text("\n".join(signers) + "\n", encoding="utf-8")


def set_up_signing(root: Path) -> None:
    """Give the workspace at *root* three signers with keys and a git repository that holds it all."""
    list_signers(root)
    (root / ".gitignore").write_text("/reports/\n.key-*\nreleases/**/.*.lock\n*.xlsx\n", encoding="utf-8")
    commit(root, first=True)


def commit(root: Path, *, first: bool = False, empty: bool = False) -> None:
    """Commit everything; the *first* time into a new repository; nothing at all too where *empty*."""
    if first:
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    subprocess.run(["git", *who, "commit", "-qm", "x", *(["--allow-empty"] if empty else [])], cwd=root, check=True)
