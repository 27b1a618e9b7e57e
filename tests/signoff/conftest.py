"""Keys, and workspaces whose reviewers are listed and have signed."""

from __future__ import annotations

import subprocess

import pytest

from tests.signoff.office import PEOPLE, sign


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    """Four throw-away keys."""
    folder = tmp_path_factory.mktemp("keys")
    for number in range(4):
        path = folder / f"key{number}"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return [folder / f"key{number}" for number in range(4)]


@pytest.fixture
def listed(workspace, keys):
    """A workspace whose list of signers names three people, each with one key."""
    lines = [f"{name} {key.with_suffix('.pub').read_text().strip()}" for name, key in zip(PEOPLE, keys, strict=False)]
    (workspace.root / "params/allowed_signers").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return workspace


@pytest.fixture
def signed(listed, keys):
    """A workspace in which all three stages are signed."""
    for number in range(3):
        sign(listed, keys, number)
    return listed
