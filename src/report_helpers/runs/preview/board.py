"""What a preview shows at a moment, and waiting for the next: one thread writes it, those of the server read it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Condition
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class View:
    """The last good build of a report, and why its files as they are now give none.

    `number` grows with every view, `edition` with every good build. `files` are those a build writes, by their
    names in the report's folder; `checks` is what its checks found; `made` is when, `seconds` how long it took.
    `wrong` are sentences, none where the pages show the files as they are.
    """

    number: int = 0
    edition: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    checks: Mapping[str, Any] | None = None
    made: str = ""
    seconds: float = 0.0
    wrong: tuple[str, ...] = ()
    is_building: bool = True


class Board:
    """Holds the present view."""

    def __init__(self) -> None:
        self.view = View()
        self._changed = Condition()
        self._is_closed = False

    def show(self, **changes: Any) -> View:  # noqa: ANN401  fields of a view
        """Put up a view that differs in *changes*, tell those that wait, and return it."""
        with self._changed:
            self.view = replace(self.view, number=self.view.number + 1, **changes)
            self._changed.notify_all()
            return self.view

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> View | None:
        """Return the view as soon as it is another than *number*, at the latest after *seconds*; None once closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_closed or self.view.number != number, seconds)
            return None if self._is_closed else self.view
