"""What a verb says when it does not do what was asked."""

from __future__ import annotations


class Refused(Exception):
    """It does not fit the state of things, or the input; the message is Dutch and says how to mend it.

    `field` names the input that it is about, when there is one, in the words of the verb.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
