"""Sign-off: 三审三校 by three people's own SSH keys, over every section and every fact."""

from report_helpers.signoff.signing import Reviewer, sign_stage
from report_helpers.signoff.ssh import default_key
from report_helpers.signoff.state import PART_WORDS, Stage, stage_lines, stages_of, status
from report_helpers.signoff.statement import ALLOWED_SIGNERS, FOLDER, STAGES

__all__ = [
    "ALLOWED_SIGNERS",
    "FOLDER",
    "PART_WORDS",
    "STAGES",
    "Reviewer",
    "Stage",
    "default_key",
    "sign_stage",
    "stage_lines",
    "stages_of",
    "status",
]
