"""The shipped samples' own texts as drafts, and how many of their placeholders come back."""
