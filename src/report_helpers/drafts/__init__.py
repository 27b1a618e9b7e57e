"""Brings drafts of the text into the workspace: sections, figures bound to facts."""
