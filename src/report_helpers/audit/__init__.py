"""The rules run over published reports, without a workspace: years linked, findings by severity, a page."""

from report_helpers.audit.auditing import Audit, Audited, AuditFinding, audit_files
from report_helpers.audit.inputs import find_files
from report_helpers.audit.page import audit_csv, audit_html

__all__ = ["Audit", "AuditFinding", "Audited", "audit_csv", "audit_files", "audit_html", "find_files"]
