"""A question that waits for a yes, as the customer sees it (SLA 3, 4.2, 7.2, 10): its words, and its form if it is his.

Who may answer follows from the DAP, see tickets.approvals.approvers.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.coverage.costs import ESTIMATED
from portal.access import PortalRequest
from portal.approvals.forms import AnswerForm
from tickets.approvals.questions import Question, questions
from tickets.models import Approval, ApprovalKind, Ticket

_TITLES = {
    ApprovalKind.ESTIMATE: gettext_lazy("Gaat u akkoord met deze kosten?"),
    ApprovalKind.AUTHORISATION: gettext_lazy("Bevestigt u dit autorisatieverzoek?"),
    ApprovalKind.REPORTER: gettext_lazy("Mag dit worden gemeld?"),
    ApprovalKind.REMOTE_VIEWING: gettext_lazy("Mogen wij meekijken op uw scherm?"),
}
_YES_WORDS = {
    ApprovalKind.ESTIMATE: gettext_lazy("Dank u. Wij gaan aan het werk."),
    ApprovalKind.AUTHORISATION: gettext_lazy("Dank u. Wij voeren het verzoek uit."),
    ApprovalKind.REPORTER: gettext_lazy("Dank u. Wij pakken de melding op."),
    ApprovalKind.REMOTE_VIEWING: gettext_lazy("Dank u. Wij kijken één keer mee; u ziet wanneer dat begint en stopt."),
}
_NO_WORDS = {
    ApprovalKind.ESTIMATE: gettext_lazy("Uw antwoord is bewaard. Wij nemen contact op over wat er dan wel kan."),
    ApprovalKind.AUTHORISATION: gettext_lazy("Uw antwoord is bewaard. Het verzoek wordt niet uitgevoerd."),
    ApprovalKind.REPORTER: gettext_lazy("Uw antwoord is bewaard. Wij doen niets met deze melding."),
    ApprovalKind.REMOTE_VIEWING: gettext_lazy("Uw antwoord is bewaard. Wij kijken niet mee."),
}


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the reader sees it; `form` only where the answer is his to give."""

    question: Question
    form: AnswerForm | None = None

    @property
    def approval(self) -> Approval:
        return self.question.approval

    @property
    def holds_up(self) -> bool:
        """Looking along never holds the work up (SLA 7.2)."""
        return self.question.is_open and self.approval.kind != ApprovalKind.REMOTE_VIEWING

    @property
    def title(self) -> str:
        return str(_TITLES[ApprovalKind(self.approval.kind)])

    @property
    def estimate_words(self) -> str:
        """What a yes to these minutes means; empty where there are none."""
        return str(ESTIMATED) if self.approval.minutes else ""

    @property
    def names(self) -> str:
        """ "Jan Smit of Petra Bakker" """
        return _(" of ").join(person.name for person in self.question.asked.contacts)


def answer_words(approval: Approval, *, granted: bool) -> str:
    return str((_YES_WORDS if granted else _NO_WORDS)[ApprovalKind(approval.kind)])


def waiting_for(request: PortalRequest) -> list[AskedQuestion]:
    """What this person may answer, oldest first: of his own meldingen and of others'. One query when there is none."""
    found = Approval.objects.visible_to(request.user).open().filter(ticket__customer=request.contact.customer)
    found = found.select_related("ticket__contact__user", "asked_by").order_by("asked_at", "pk")
    asked = questions(found, request.agreement, request.now)
    return [AskedQuestion(each, AnswerForm(each.approval)) for each in asked if each.is_for(request.contact)]


def of_ticket(
    request: PortalRequest, ticket: Ticket, typed: AnswerForm | None = None, typed_for: int = 0
) -> list[AskedQuestion]:
    """The questions of one melding. What is his to answer has its form, with what he typed when that was not right."""
    found = ticket.approvals.select_related("ticket__contact__user", "asked_by", "decided_by")
    asked = questions(found, request.agreement, request.now)
    return [
        AskedQuestion(each, _form_for(request, each, typed if each.approval.pk == typed_for else None))
        for each in asked
    ]


def _form_for(request: PortalRequest, question: Question, typed: AnswerForm | None) -> AnswerForm | None:
    if not question.is_for(request.contact):
        return None
    return typed or AnswerForm(question.approval)
