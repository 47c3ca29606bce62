"""What the address of the queue asks: the view, the filters, the order, the place in the list.

Its words are also what a kept view consists of (tickets.models.QueueView). "ik" and "mijn" stay words until somebody
reads the queue by them, so that a view of a colleague is his who opens it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Team, User
from contracts.models import Customer
from desk.choices import colleagues
from sla.priority import Priority, TicketKind
from tickets.models import Channel, Escalation, QueueView, Status
from tickets.queue import pulse
from tickets.queue.queries import views_of
from tickets.reading.queries import CUSTOMER_WAITS

ME, MINE, NOBODY = "ik", "mijn", "niemand"
LONGEST_SEARCH = 200
_OVER = (Status.OPGELOST, Status.GESLOTEN, Status.GEANNULEERD)


def _our_turn(user: User) -> Q:
    return Q(assignee=user) & (Q(status__in=pulse.OUR_TURN) | CUSTOMER_WAITS)


def _escalated(user: User) -> Q:
    return Q(Exists(Escalation.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True)))


# One tab each: its word in the URL, its words on the screen, what it holds of the open tickets.
TABS: dict[str, tuple[Any, Callable[[User], Q]]] = {
    "": (gettext_lazy("Alle open"), lambda user: Q()),
    "aan-mij": (gettext_lazy("Aan mij"), _our_turn),
    "klant-antwoordde": (gettext_lazy("Klant antwoordde"), lambda user: CUSTOMER_WAITS),
    "vrij": (gettext_lazy("Niet toegewezen"), lambda user: Q(assignee__isnull=True)),
    "geescaleerd": (gettext_lazy("Geëscaleerd"), _escalated),
    "wacht": (gettext_lazy("Wacht op"), lambda user: Q(status__in=pulse.WAITING)),
    "mijn-team": (gettext_lazy("Mijn team"), lambda user: Q(team__in=user.teams.order_by())),
    "mijn": (gettext_lazy("Alles van mij"), lambda user: Q(assignee=user)),
    "wacht-op-klant": (gettext_lazy("Wacht op klant"), lambda user: Q(status=Status.WACHT_OP_KLANT)),
    "wacht-op-leverancier": (gettext_lazy("Wacht op leverancier"), lambda user: Q(status=Status.WACHT_OP_LEVERANCIER)),
    "ingepland": (gettext_lazy("Ingepland"), lambda user: Q(status=Status.INGEPLAND)),
}

QUEUE_ORDER = ("clock__queue_rank", "clock__queue_at", "number")
# The word of an order, and the column; "-" before the word turns it round.
SORTS = {
    "nummer": "number",
    "klant": "customer__name",
    "laatste": "last_word_at",
    "leeftijd": "opened_at",
}
LAST_WORD_AT = Coalesce("clock__last_message_at", "opened_at")  # what every ticket has, also of before it was kept


@dataclass(frozen=True)
class Condition:
    """A filter that is on: its word in the URL, what stands before it, its value there and in words."""

    name: str
    label: str
    value: str
    words: str
    where: Q


def _by_key(rows: Any, column: str) -> Callable[[str, User], tuple[str, Q] | None]:
    def read(value: str, user: User) -> tuple[str, Q] | None:
        if not (value.isascii() and value.isdecimal() and len(value) <= 18):
            return None
        name = rows().filter(pk=int(value)).values_list("name", flat=True).first()
        return None if name is None else (name, Q(**{column: int(value)}))

    return read


def _by_choice(choices: Any, column: str) -> Callable[[str, User], tuple[str, Q] | None]:
    def read(value: str, user: User) -> tuple[str, Q] | None:
        labels = dict(choices.choices)
        return (str(labels[value]), Q(**{column: value})) if value in labels else None

    return read


def _team(value: str, user: User) -> tuple[str, Q] | None:
    if value == MINE:
        return _("mijn team"), Q(team__in=user.teams.order_by())
    return _by_key(lambda: Team.objects.order_by(), "team")(value, user)


def _assignee(value: str, user: User) -> tuple[str, Q] | None:
    if value == ME:
        return _("ik"), Q(assignee=user)
    if value == NOBODY:
        return _("niemand"), Q(assignee__isnull=True)
    return _by_key(lambda: colleagues().order_by(), "assignee")(value, user)


_FILTERS: dict[str, tuple[Any, Callable[[str, User], tuple[str, Q] | None], Any]] = {
    "klant": (
        gettext_lazy("Klant"),
        _by_key(lambda: Customer.objects.filter(is_active=True).order_by(), "customer"),
        gettext_lazy("“%(value)s” is geen bekende klant; dat filter staat nu uit."),
    ),
    "team": (gettext_lazy("Team"), _team, gettext_lazy("“%(value)s” is geen bekend team; dat filter staat nu uit.")),
    "behandelaar": (
        gettext_lazy("Behandelaar"),
        _assignee,
        gettext_lazy("“%(value)s” is geen bekende behandelaar; dat filter staat nu uit."),
    ),
    "soort": (
        gettext_lazy("Soort"),
        _by_choice(TicketKind, "kind"),
        gettext_lazy("“%(value)s” is geen bekende soort; dat filter staat nu uit."),
    ),
    "prioriteit": (
        gettext_lazy("Prioriteit"),
        _by_choice(Priority, "priority"),
        gettext_lazy("“%(value)s” is geen bekende prioriteit; dat filter staat nu uit."),
    ),
    "status": (
        gettext_lazy("Status"),
        _by_choice(Status, "status"),
        gettext_lazy("“%(value)s” is geen bekende status; dat filter staat nu uit."),
    ),
    "kanaal": (
        gettext_lazy("Kanaal"),
        _by_choice(Channel, "channel"),
        gettext_lazy("“%(value)s” is geen bekend kanaal; dat filter staat nu uit."),
    ),
}
FILTERS = tuple(_FILTERS)


@dataclass
class QueueAsked:
    """As it was understood; what was not is in `problems`, in words, and left out of the question."""

    user: User
    q: str = ""
    tab: str = ""
    saved: QueueView | None = None
    sort: str = ""
    after: str = ""
    before: str = ""
    own: dict[str, Condition] = field(default_factory=dict)  # filters of the URL itself
    kept: dict[str, Condition] = field(default_factory=dict)  # those of the saved view, where the URL says nothing else
    problems: list[str] = field(default_factory=list)
    is_broken: bool = False  # a condition of the saved view is gone: it holds nothing until it is mended, never more

    @property
    def view(self) -> str:
        """The word of the view in the URL."""
        return f"v{self.saved.pk}" if self.saved else self.tab

    @property
    def filters(self) -> dict[str, Condition]:
        return self.kept | self.own

    @property
    def is_history(self) -> bool:
        """Also what is closed, newest first."""
        status = self.filters.get("status")
        return bool(self.q) or (status is not None and status.value in _OVER)

    @cached_property
    def where(self) -> Q:
        """Of tickets; the search and the open ones are for the caller."""
        found = TABS[self.tab][1](self.user)
        for condition in self.filters.values():
            found &= condition.where
        return found

    @property
    def order(self) -> tuple[str, ...]:
        if self.sort:
            column, way = SORTS[self.sort.removeprefix("-")], "-" if self.sort.startswith("-") else ""
            return (f"{way}{column}",) if column == "number" else (f"{way}{column}", f"{way}number")
        return ("-number",) if self.is_history else QUEUE_ORDER

    @property
    def words(self) -> dict[str, str]:
        """For an address of the same list, from its beginning."""
        found = {"q": self.q, "weergave": self.view, "sorteer": self.sort}
        found |= {name: condition.value for name, condition in self.own.items()}
        return {name: value for name, value in found.items() if value}

    @property
    def to_keep(self) -> dict[str, str]:
        """For a view to keep: what it is made of, without another view's name. A search is no view."""
        found = {"weergave": self.tab, "sorteer": self.sort}
        found |= {name: condition.value for name, condition in self.filters.items()}
        return {name: value for name, value in found.items() if value}


def understand(given: Mapping[str, str], user: User) -> QueueAsked:
    """`given` as in the URL; any of its values may be nonsense."""
    asked = QueueAsked(user, after=given.get("na", ""), before=given.get("voor", ""))
    _read_search(asked, given.get("q", ""))
    _read_view(asked, given.get("weergave", ""))
    asked.own = _conditions(given, user, asked.problems)
    asked.kept = {name: one for name, one in asked.kept.items() if name not in asked.own}
    if _is_sort(given.get("sorteer", "")):
        asked.sort = given["sorteer"]
    return asked


def _read_search(asked: QueueAsked, text: str) -> None:
    text = text.replace("\x00", "").strip()
    if len(text) > LONGEST_SEARCH:
        asked.problems.append(
            _("Deze zoekopdracht is te lang, er is niet gezocht; gebruik hoogstens %d tekens.") % LONGEST_SEARCH
        )
    else:
        asked.q = text


def _read_view(asked: QueueAsked, word: str) -> None:
    if word in TABS:
        asked.tab = word
        return
    key = word.removeprefix("v")
    if word.startswith("v") and key.isascii() and key.isdecimal() and len(key) <= 18:
        asked.saved = views_of(asked.user).filter(pk=int(key)).first()
    if asked.saved is None:
        told = _("“%(value)s” is geen bekende weergave; alle open meldingen staan hier.")
        asked.problems.append(told % {"value": word[:60]})
        return
    read_kept(asked, asked.saved)


def read_kept(asked: QueueAsked, view: QueueView) -> None:
    """What the view consists of, by who reads it now."""
    words = {str(name): str(value) for name, value in view.words.items()}
    gone: list[str] = []
    asked.kept = _conditions(words, asked.user, gone)
    tab, sort = words.get("weergave", ""), words.get("sorteer", "")
    asked.sort = sort if _is_sort(sort) else ""
    if tab in TABS:
        asked.tab = tab
    asked.is_broken = bool(gone) or tab not in TABS or not set(words) <= {"weergave", "sorteer", *FILTERS}
    if asked.is_broken:
        asked.problems.append(
            _("De weergave “%s” is te herstellen: iets waarop zij zoekt, bestaat niet meer. Daarom toont zij niets.")
            % view.name
        )


def _is_sort(word: str) -> bool:
    return word.removeprefix("-") in SORTS and word.count("-") <= 1


def _conditions(given: Mapping[str, str], user: User, problems: list[str]) -> dict[str, Condition]:
    found = {}
    for name, (label, read, unknown) in _FILTERS.items():
        value = given.get(name, "")
        if not value:
            continue
        known = read(value, user)
        if known is None:
            problems.append(str(unknown) % {"value": value[:60]})
        else:
            found[name] = Condition(name, str(label), value, *known)
    return found
