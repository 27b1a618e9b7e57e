"""Tells the day in China, where reports are due, signed and published, wherever the machine stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_CHINA = timedelta(hours=8)


def today() -> date:
    """Return the day it is in China."""
    return (datetime.now(UTC) + _CHINA).date()
