"""Other systems, other installations: what must hold away from a developer's machine."""
