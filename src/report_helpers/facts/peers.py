"""Peers: the figures of agencies that are alike, of one year and on one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from report_helpers.forms.model import Form


@dataclass(frozen=True, eq=False)
class Peers:
    """Figures by agency and cell, None for a blank and for "/"; compared by identity, being large."""

    form: Form
    figures: Mapping[str, Mapping[str, Decimal | None]]
