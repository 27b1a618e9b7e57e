"""Page numbers as published reports print them: 3, — 3 —, 第 3 页, 3/12, 第3页 共12页."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(r"[—–\-\s]*第?\s*\d{1,3}\s*页?(?:\s*[/共]\s*\d{1,3}\s*页?)?[—–\-\s]*")


def may_be_page_number(text: str) -> bool:
    """Tell whether *text* is written as a page's number; a bare figure is, too."""
    return _PAGE_NUMBER.fullmatch(text) is not None
