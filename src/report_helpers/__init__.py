"""A Jupyter-based kit for statutory annual reports.

The notebook's front door; everything else lives in the stage packages:
`forms` → `facts` → `sources` → `checks` → `narrative` → `tables` → `notebook` →
`outputs` → `runs` → `cli`, each importing only those before it.
"""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.notebook import AnnualReport, check, load

__all__ = ["AnnualReport", "check", "load"]

__getattr__ = exported_lazily(
    __name__,
    {
        "notebook": "AnnualReport check load",
    },
)
