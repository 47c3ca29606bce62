"""What a verb says when it does not do what was asked."""

from __future__ import annotations


class AccountRefused(Exception):
    """The message is Dutch and says how to mend it; `field` names the form field it is about, when there is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
