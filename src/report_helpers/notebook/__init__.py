"""What the notebook's cells call: the front door of the kit."""

from report_helpers.notebook.annual_report import AnnualReport, check, hand_on, load, no_report
from report_helpers.notebook.picture import picture
from report_helpers.notebook.shown import FRONT_MIME, Shown

__all__ = ["FRONT_MIME", "AnnualReport", "Shown", "check", "hand_on", "load", "no_report", "picture"]
