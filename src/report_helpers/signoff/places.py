"""Where sign-off keeps its files: a batch asks for these names, and for nothing else of this stage."""

ALLOWED_SIGNERS = "params/allowed_signers"  # in the workspace: who may sign, as ssh-keygen reads it
FOLDER = "signatures"  # in the report's own data folder
