"""Sign-off: 三审三校 by three people's own SSH keys, over every section and every fact."""

from typing import TYPE_CHECKING

from report_helpers.quick_import import exported_lazily

if TYPE_CHECKING:
    from report_helpers.signoff.places import ALLOWED_SIGNERS, FOLDER
    from report_helpers.signoff.signing import Reviewer, sign_stage
    from report_helpers.signoff.ssh import default_key
    from report_helpers.signoff.state import PART_WORDS, SignedPart, Stage, stage_lines, stages_of, status
    from report_helpers.signoff.statement import STAGES

__all__ = [
    "ALLOWED_SIGNERS",
    "FOLDER",
    "PART_WORDS",
    "STAGES",
    "Reviewer",
    "SignedPart",
    "Stage",
    "default_key",
    "sign_stage",
    "stage_lines",
    "stages_of",
    "status",
]

__getattr__ = exported_lazily(
    __name__,
    {
        "places": "ALLOWED_SIGNERS FOLDER",
        "signing": "Reviewer sign_stage",
        "ssh": "default_key",
        "state": "PART_WORDS SignedPart Stage stage_lines stages_of status",
        "statement": "STAGES",
    },
)
