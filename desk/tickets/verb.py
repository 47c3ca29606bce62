"""What can be done with a ticket at the desk: the shape of it, and the plain ways to make one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from accounts.models import User
from desk.tickets.forms import TextForm
from infra.forms import RefusableForm
from tickets.models import Ticket

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise


class Doing(Protocol):
    """Calls the action with what was filled in."""

    def __call__(self, ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Any: ...


@dataclass(frozen=True)
class Passing:
    """An action that takes exactly what its form asks; that it does, tests/test_given_fields.py holds."""

    action: Callable[..., Any]

    def __call__(self, ticket: Ticket, given: dict[str, Any], *, by: User, now: datetime) -> Any:
        return self.action(ticket, by=by, now=now, **given)


@dataclass(frozen=True)
class Verb:
    """`form(data, ticket)` makes the bound (data) or fresh form; `do` gets what is in it."""

    slug: str
    title: Words
    button: Words
    said: Words
    form: Callable[[Any, Ticket], RefusableForm]
    do: Doing
    is_danger: bool = False
    asks: bool = True  # False: nothing to fill in, done at once
    also: Callable[[Any, datetime], str] = lambda done, now: ""  # of what `do` gave back: what is said besides `said`
    undoable: bool = False  # for some seconds (tickets.undo)
    leads_on: bool = False  # True: what is shown afterwards is the ticket that `do` gives back

    def words(self, done: Any, now: datetime) -> str:
        """Once it is done."""
        return f"{self.said} {self.also(done, now)}".strip()


def plain(form: type[RefusableForm]) -> Callable[[Any, Ticket], RefusableForm]:
    return lambda data, ticket: form(data)


def text(label: Words, help_text: Words = "") -> Callable[[Any, Ticket], RefusableForm]:
    def make(data: Any, ticket: Ticket) -> RefusableForm:
        form = TextForm(data)
        form.fields["text"].label = label
        form.fields["text"].help_text = help_text
        return form

    return make
