"""Search over meldingen: words in their Dutch forms, the last one as its beginning, and the names of today.

What a melding is found by stands on it as words (`infra.words`): what the customer may read in `search_text`, what
only 1do may in `internal_search_text`. Both engines find with a text index: PostgreSQL with GIN over `ticket_words()`,
SQLite with FTS5; `tickets.search_index` is the only place that knows which. In the index every melding also has the key
of its customer and of its contact, so that a name is looked up where it is kept now.

The index finds first, and then what was found is put in order. It is asked for the newest meldingen first, and for
older ones when those give too few: two frequent words cost what two rare ones do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Max, Q, QuerySet

from contracts.models import Contact, Customer
from infra.folding import Folded
from infra.words import chunks, fold, joined, stem, words_of
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.search_index import AnyOf, HasWords, windows

if TYPE_CHECKING:
    from accounts.models import User

MAX_WORDS = 8
MAX_LENGTH = 400  # signs of a question that count
NEWEST = 250  # of what is found: who wants older ones says more words
_NAMES = 100  # customers, or people, that the words of one question may mean
_SHORTEST_BEGINNING, _SHORTEST_NAME = 4, 3

_NUMBER = re.compile(r"\[?#\s?(\d{1,12})\b\]?|\bmelding(?:snummer|\s+nummer|\s+nr\.?)?\s+#?(\d{1,12})\b", re.IGNORECASE)


def searchable_text(text: str) -> str:
    return words_of(text)


def searchable(ticket: Ticket) -> str:
    """What a new melding is found by, besides its customer and contact."""
    parts = [
        ticket.subject,
        ticket.description,
        ticket.steps_taken,
        ticket.impact_text,
        ticket.supplier_reference,
        ticket.external_id,
    ]
    return searchable_text(" ".join(part for part in parts if part))


@dataclass(frozen=True)
class SearchQuestion:
    """What somebody typed or pasted: the number of a melding in any dress ("#12", "[#12] Printer", "melding 12"), and
    the words besides. Of a number without dress it is not known which of the two it is."""

    number: int | None
    words: tuple[tuple[str, ...], ...]  # each as its parts: "back-up" is two
    dressed: bool

    @property
    def is_empty(self) -> bool:
        return self.number is None and not self.words


def read_question(text: str) -> SearchQuestion:
    text = " ".join(text.replace("\x00", " ")[:MAX_LENGTH].split())
    dressed = _NUMBER.search(text)
    if dressed:
        text = f"{text[: dressed.start()]} {text[dressed.end() :]}"
    words = tuple(tuple(runs) for runs in chunks(text))[:MAX_WORDS]
    number = int(dressed[1] or dressed[2]) if dressed else None
    if number is None and len(words) == 1 and len(words[0]) == 1 and re.fullmatch(r"[0-9]{1,12}", words[0][0]):
        number = int(words[0][0])
    return SearchQuestion(number, words, bool(dressed))


def search(tickets: TicketQuerySet, query: str, by: User, *, limit: int = NEWEST) -> TicketQuerySet:
    """Those of `tickets` that hold every word of `query`, the newest `limit` of them, and the one with that number.

    Other conditions come first: what is found is counted among `tickets`. Only the house searches what is internal: a
    hit would tell a customer what is in a note about him (security P8).
    """
    question = read_question(query)
    if question.is_empty:
        return tickets.none() if query.replace("\x00", "").strip() else tickets
    if question.number is not None and not question.words:
        return tickets.filter(number=question.number)
    found = numbers_with(tickets, question, by, limit)
    if question.number is not None:
        found.append(question.number)
    return tickets.filter(number__in=found)


def numbers_with(tickets: TicketQuerySet, question: SearchQuestion, by: User, limit: int) -> list[int]:
    """The newest `limit` that hold all its words, newest first.

    Only where whole words give too few is the last one the beginning of others as well: to gather all words with a
    beginning takes the index longer than all else.
    """
    if not question.words:
        return []
    asked, customer = _asked(question, by), _own_customer(by)
    whole = [replace(word, beginning="") for word in asked]
    latest = Ticket.objects.aggregate(latest=Max("number"))["latest"] or 0
    for window in windows(latest):
        words = whole if window.size else asked
        condition = HasWords(words, window, internal=by.is_house, customer=customer)
        # in order of an expression, so that no planner walks the key backwards in the hope that hits come early
        newest = tickets.filter(condition).order_by(-(F("number") + 0)).values_list("number", flat=True)
        if len(numbers := list(newest[:limit])) >= limit:
            break
    return numbers


def _own_customer(by: User) -> int | None:
    return None if by.is_house else Contact.objects.filter(user=by).values_list("customer", flat=True).first() or 0


def _asked(question: SearchQuestion, by: User) -> list[AnyOf]:
    names = _names(question, by)
    last = len(question.words) - 1
    return [
        AnyOf(
            whole=stem(joined(list(runs))),
            parts=tuple(stem(run) for run in runs) if len(runs) > 1 else (),
            beginning=joined(list(runs)) if place == last and len(joined(list(runs))) >= _SHORTEST_BEGINNING else "",
            keys=names[place],
        )
        for place, runs in enumerate(question.words)
    ]


def _names(question: SearchQuestion, by: User) -> list[tuple[str, ...]]:
    """Per word the keys of the customers and contacts whose name of today has it. A short word ("de") counts only in a
    name that a longer one was found in: else it would mean everybody."""
    words = ["".join(runs) for runs in question.words]
    long = [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST_NAME and not word.isdecimal()]
    if not long:
        return [()] * len(words)
    has_one = reduce(or_, (Q(folded__contains=word) for word in long))
    people = Contact.objects.all() if by.is_house else Contact.objects.filter(customer=_own_customer(by))
    called = {f"p{pk}": name for pk, name in _called(people, has_one)}
    if by.is_house:
        called |= {f"k{pk}": name for pk, name in _called(Customer.objects.all(), has_one)}
    named = {key: fold(name) for key, name in called.items()}
    return [tuple(key for key, name in named.items() if word in name) for word in words]


def _called(rows: QuerySet[Any], condition: Q) -> list[tuple[int, str]]:
    return list(
        rows.annotate(folded=Folded("name")).filter(condition).order_by("pk").values_list("pk", "name")[:_NAMES]
    )
