"""Text that may stand in a header."""

from __future__ import annotations

import unicodedata


def one_line(text: str) -> str:
    """Fit for a header: no line breaks or other control characters, and nothing that decodes into one (security H1)."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") else char for char in text)
    return " ".join(visible.replace("=?", "= ?").split())
