"""Keys of four people, and the list of three who may sign."""

from __future__ import annotations

import shutil

import pytest

from tests.signatures.ssh_keys import NAMES, TYPES, make_key, public, write


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One key a person, made once and not to be changed."""
    folder = tmp_path_factory.mktemp("钥匙 keys")
    return {name: make_key(folder / f"key{number}", *TYPES[name]) for number, name in enumerate(NAMES)}


@pytest.fixture
def keys(shared, tmp_path, monkeypatch):
    """The keys, copied to a place of their own; no SSH agent of the machine."""
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    folder = tmp_path / "钥匙 keys"
    shutil.copytree(shared["张三"].parent, folder)
    return {name: folder / key.name for name, key in shared.items()}


@pytest.fixture
def allowed(keys, tmp_path):
    """A list of three signers."""
    lines = ["# 签名人", "", *(f"{name} {public(keys[name])} 注释" for name in NAMES[:3])]
    return write(tmp_path / "allowed_signers", *lines)
