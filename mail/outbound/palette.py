"""The colours of our mails: those of static/css/tokens.css, as mail programs know them. Outlook reads no oklch()."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """`soft` is the ground of what stands at the head; `on_accent` stands on `accent`, which links have too."""

    canvas: str
    surface: str
    soft: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str


LIGHT = Palette(
    canvas="#f7f9fa",
    surface="#ffffff",
    soft="#e6f4f5",
    line="#d5dce2",
    ink="#17202a",
    muted="#4a5560",
    accent="#005f6b",
    on_accent="#ffffff",
)
DARK = Palette(
    canvas="#12161b",
    surface="#1a2027",
    soft="#14343a",
    line="#3a444e",
    ink="#eaeef2",
    muted="#b3bcc6",
    accent="#62cfca",
    on_accent="#06262b",
)
