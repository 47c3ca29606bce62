""" "Kennisniveau van beheerders en gebruikers" (SLA 11): which questions come back, and from which department.

No more than counting words of subjects: a word that stands in three questions or more is a subject of its own, and
what one department asks most of is a proposal for instruction (SLA 9).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Customer
from infra.words import fold
from reviews.periods import Period
from reviews.reviewing import agenda
from reviews.reviewing.evidence import EvidenceBlock, EvidenceTable
from reviews.reviewing.proofs import Proof
from sla.priority import TicketKind
from tickets.models import Channel, Ticket

FEWEST, MOST_SUBJECTS = 3, 8
_WORD = re.compile(r"[^\W\d_]{4,}")
# fmt: off
SAYS_NOTHING = frozenset([
    "aanvraag", "aanvragen", "aanpassen", "aanpassing", "alle", "alleen", "andere", "bericht", "bestaat", "blijft",
    "door", "deze", "doen", "eigen", "even", "gaan", "gaat", "geeft", "geen", "graag", "hebben", "heeft", "help",
    "hulp", "iedereen", "iemand", "instellen", "kunnen", "kunt", "maken", "meer", "meerdere", "melding", "mijn",
    "naar", "niet", "niets", "nieuw", "nieuwe", "onze", "open", "over", "probleem", "soms", "steeds", "uitleg",
    "vanaf", "verkeerd", "voor", "vraag", "vragen", "waar", "waarom", "wanneer", "want", "welke", "werken", "werkt",
    "wijzigen", "willen", "worden", "wordt", "zijn", "zonder",
])
# fmt: on


@dataclass(frozen=True)
class AskedSubject:
    subject: str
    department: str
    number: int = 0


@dataclass(frozen=True)
class RecurringSubject:
    """`departments`: who asked, most first."""

    word: str
    count: int
    departments: tuple[tuple[str, int], ...]


def recurring_subjects(questions: Iterable[AskedSubject]) -> list[RecurringSubject]:
    """Most asked first; a question is counted at its most asked word only, so that the counts add up. Pure."""
    left = [(question, _words(question.subject)) for question in questions]
    found: list[RecurringSubject] = []
    while len(found) < MOST_SUBJECTS:
        counts = Counter(word for _question, words in left for word in words)
        word, count = min(counts.items(), key=lambda each: (-each[1], each[0]), default=("", 0))
        if count < FEWEST:
            break
        of_word = [question for question, words in left if word in words]
        departments = Counter(question.department for question in of_word)
        found.append(RecurringSubject(word, count, tuple(sorted(departments.items(), key=lambda d: (-d[1], d[0])))))
        left = [(question, words) for question, words in left if word not in words]
    return found


def _words(subject: str) -> set[str]:
    return {word for word in _WORD.findall(fold(subject)) if word not in SAYS_NOTHING}


def read_knowledge(customer: Customer, period: Period, now: datetime) -> EvidenceBlock:
    by_itself = (Channel.SCHEDULE, Channel.ALERT)  # nobody asked those
    found = (
        Ticket.objects.exclude(channel__in=by_itself)
        .filter(
            customer=customer,
            kind=TicketKind.SERVICEVRAAG,
            opened_at__gte=period.starts_at,
            opened_at__lt=period.ends_at,
        )
        .order_by("opened_at")
    )
    asked = [
        AskedSubject(subject, department or _("zonder afdeling"), number)
        for number, subject, department in found.values_list("number", "subject", "contact__department")
    ]
    subjects = recurring_subjects(asked)
    rows = [(each.word, str(each.count), _departments(each)) for each in subjects]
    table = EvidenceTable((_("Onderwerp"), _("Vragen"), _("Van wie")), tuple(rows), "lrl") if rows else None
    return EvidenceBlock(_("Vragen die terugkomen"), "11, 9", tuple(_said(asked, subjects)), table)


def _departments(subject: RecurringSubject) -> str:
    return ", ".join(f"{name} ({count})" for name, count in subject.departments[:4])


def _said(asked: Sequence[AskedSubject], subjects: Sequence[RecurringSubject]) -> Iterable[str]:
    if not asked:
        yield _("Er zijn in deze periode geen servicevragen gesteld.")
        return
    said = ngettext("Er is %(count)s servicevraag gesteld.", "Er zijn %(count)s servicevragen gesteld.", len(asked))
    yield said % {"count": len(asked)}
    if not subjects:
        yield _("Geen onderwerp kwam drie keer of vaker terug.")
        return
    for each in subjects[:3]:
        department, count = each.departments[0]
        yield _("Voorstel: korte instructie over “%(word)s” voor %(department)s (%(count)s van de %(all)s vragen).") % {
            "word": each.word,
            "department": department,
            "count": count,
            "all": each.count,
        }


KNOWLEDGE_PROOF = Proof("knowledge", "11", agenda.KNOWLEDGE, read_knowledge)
