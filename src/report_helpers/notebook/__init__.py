"""What the notebook's cells call: the front door of the kit."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.notebook.annual_report import AnnualReport, check, load
    from report_helpers.notebook.shown import FRONT_MIME, Shown

__all__ = ["FRONT_MIME", "AnnualReport", "Shown", "check", "load"]

__getattr__ = exported_lazily(
    __name__,
    {
        "annual_report": "AnnualReport check load",
        "shown": "FRONT_MIME Shown",
    },
)
