"""What several tests of the outputs start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.outputs.built_pages import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Built = Callable[[str], Path]


@pytest.fixture(params=REPORTS)
def folder(request: pytest.FixtureRequest, built: Built) -> Path:
    """The folder of each built report in turn."""
    return built(request.param)
