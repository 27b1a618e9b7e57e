"""A Jupyter-based kit for statutory annual reports.

The notebook's front door; everything else lives in the stage packages:
`forms` → `facts` → `sources` → `checks` → `narrative` → `tables` → `notebook` →
`outputs` → `runs` → `cli`, each importing only those before it.
"""

TYPE_CHECKING = False  # typing takes 25 ms to import, in which a person may press Ctrl-C
if TYPE_CHECKING:
    from typing import Any

    from report_helpers.notebook import AnnualReport, check, load, no_report, picture

__all__ = ["AnnualReport", "check", "load", "no_report", "picture"]


def __getattr__(name: str) -> "Any":  # noqa: ANN401  whatever is exported
    """Import the front door at its first use (PEP 562): importing a module of the package must not load it."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415

        return version("report-helpers")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from report_helpers import notebook  # noqa: PLC0415

    return getattr(notebook, name)
