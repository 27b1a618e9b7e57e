"""What a preview shows at a moment, and waiting for the next: one thread writes it, those of the server read it."""

from __future__ import annotations

from dataclasses import replace
from threading import Condition
from typing import Any

from report_helpers.outputs.pages.preview_page import View


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
