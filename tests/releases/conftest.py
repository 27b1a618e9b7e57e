"""What several tests of releases start from."""

from __future__ import annotations

import shutil

import pytest

from report_helpers.sources.workspace import Workspace
from tests.conftest import copy_workspace
from tests.released import release
from tests.releases.altering import ID
from tests.releases.compared_reports import report_json


@pytest.fixture
def suqian():
    """The report.json of a report without error findings."""
    return report_json("suqian", 2024)


@pytest.fixture(scope="session")
def with_release(tmp_path_factory):
    """A workspace in which 宿迁 2023 is published."""
    place = copy_workspace(tmp_path_factory.mktemp("released"))
    release(place, ID)
    return place


@pytest.fixture
def place(with_release, tmp_path):
    """A copy of it, to be broken at will."""
    shutil.copytree(with_release.root, tmp_path / "office")
    return Workspace(tmp_path / "office")
