"""What reading an output back finds: a figure that is not what the facts say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one file that differs from its fact."""

    file: str
    fact: str
    label: str
    expected: str
    found: str

    def sentence(self) -> str:
        """Return the difference as a Chinese clause."""
        return f"{self.file} 的“{self.label}”（{self.fact}）应为“{self.expected}”，读回为“{self.found}”"
