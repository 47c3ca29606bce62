"""Every message that we mail, a row each: on what, to whom, under which subject, and what is special about its letter.

To add one: a member of MessageKey, a row in one of the three lists, and its paragraphs in templates/mail/body. What a
row may say stands in rows.py; what it says nothing about is as in any other letter to that side.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from contracts.models import CustomerEventKind
from mail.models import MessageKey
from mail.outbound import audiences, event_blocks, subjects, ticket_blocks, when
from mail.outbound.rows import EventMessage, HouseMessage, Message, SupplierMessage
from tickets.kinds import EntryKind

# --- Of tickets -------------------------------------------------------------------------------------------
MESSAGES = (
    Message(
        MessageKey.TICKET_OPENED,
        EntryKind.OPENED,
        audiences.who_hears_of_the_opening,
        when=when.may_answer,
        subject=subjects.opened,
        words=ticket_blocks.how_it_starts,
        personal=gettext_lazy("Beantwoord twee vragen"),
        to_oneself=True,
        limited=True,
    ),
    Message(
        MessageKey.HOUSE_REPLIED,
        EntryKind.REPLY,
        audiences.reporter_and_those_asked,
        when=when.by_house_alone,
        by_hand=True,
    ),
    Message(
        MessageKey.WAITING_FOR_CUSTOMER,
        EntryKind.WAITING,
        audiences.reporters_and_copied,
        when=when.for_customer,
        quotes=ticket_blocks.reply_and_written,
        by_hand=True,
    ),
    Message(
        MessageKey.REMINDER,
        EntryKind.REMINDED,
        audiences.those_who_are_silent,
        when=when.is_reminder,
        quotes=ticket_blocks.question,
    ),
    Message(
        MessageKey.CLOSING_NOTICE,
        EntryKind.REMINDED,
        audiences.those_who_are_silent,
        when=when.is_notice,
        quotes=ticket_blocks.question,
    ),
    Message(
        MessageKey.SECRET_HIDDEN,
        EntryKind.HIDDEN,
        audiences.who_mailed_it,
        when=when.is_public,
        personal=gettext_lazy("Veilig doorgeven"),
        to_oneself=True,
    ),
    Message(
        MessageKey.SECRET_READY,
        EntryKind.SECRET,
        audiences.whom_the_secret_is_for,
        when=when.made_by_house,
        subject=gettext_lazy("Er staat iets vertrouwelijks voor u klaar"),  # a melding may name the user (SLA 10)
        glance=ticket_blocks.no_glance,
        facts=ticket_blocks.number_alone,
        personal=gettext_lazy("Bekijken"),
        link_ends=ticket_blocks.with_the_secret,
    ),
    Message(
        MessageKey.SECRET_RECEIVED,
        EntryKind.SECRET,
        audiences.nobody_else,
        to_house=True,
        when=when.made_by_customer,
        subject=gettext_lazy("Vertrouwelijk doorgegeven: %(subject)s"),
    ),
    Message(MessageKey.PLANNED, EntryKind.PLANNED, audiences.reporters),
    Message(
        MessageKey.RESOLVED,
        EntryKind.RESOLVED,
        audiences.reporter_and_colleagues,
        quotes=ticket_blocks.reply_and_written,
    ),
    Message(MessageKey.REOPENED_BY_HOUSE, EntryKind.REOPENED, audiences.reporter_and_colleagues, when=when.by_house),
    Message(MessageKey.CLOSED, EntryKind.CLOSED, audiences.reporter_and_colleagues, to_oneself=True),
    Message(MessageKey.CANCELLED, EntryKind.CANCELLED, audiences.reporter_and_colleagues, to_oneself=True),
    Message(
        MessageKey.ASSIGNED,
        EntryKind.ASSIGNED,
        audiences.nobody_else,
        to_house=True,
        subject=gettext_lazy("Toegewezen: %(subject)s"),
    ),
    Message(
        MessageKey.CUSTOMER_REPLIED,
        EntryKind.REPLY,
        audiences.nobody_else,
        to_house=True,
        when=when.by_customer,
        subject=gettext_lazy("Bericht van de klant: %(subject)s"),
    ),
    Message(
        MessageKey.REOPENED_BY_CUSTOMER,
        EntryKind.REOPENED,
        audiences.nobody_else,
        to_house=True,
        when=when.by_customer_alone,
        subject=gettext_lazy("Heropend: %(subject)s"),
    ),
    Message(
        MessageKey.WARNING,
        EntryKind.WARNED,
        audiences.nobody_else,
        to_house=True,
        subject=subjects.warning,
        words=ticket_blocks.time_left,
    ),
    Message(
        MessageKey.MAIL_FAILED,
        EntryKind.MAIL_FAILED,
        audiences.nobody_else,
        to_house=True,
        subject=gettext_lazy("E-mail niet aangekomen: %(subject)s"),
        quotes=ticket_blocks.noted,
    ),
    Message(
        MessageKey.APPROVAL_ASKED,
        EntryKind.ASKED,
        audiences.those_asked,
        subject=subjects.asked,
        facts=ticket_blocks.with_coverage,
    ),
    Message(
        MessageKey.WAITING_FOR_REPORTER,
        EntryKind.ASKED,
        audiences.reporter_of_what_waits,
        quotes=ticket_blocks.opening,
        to_oneself=True,
    ),
    Message(
        MessageKey.APPROVAL_DECIDED,
        EntryKind.DECIDED,
        audiences.requester,
        to_house=True,
        staff_subject=subjects.decided,
        facts=ticket_blocks.with_estimate,
    ),
    Message(
        MessageKey.ESCALATED,
        EntryKind.ESCALATED,
        audiences.escalated_customer,
        to_house=True,
        subject=gettext_lazy("Escalatie: %(subject)s"),
        words=ticket_blocks.whether_called,
    ),
    Message(
        MessageKey.ESCALATION_ACKNOWLEDGED,
        EntryKind.ACKNOWLEDGED,
        audiences.escalation_customer,
        subject=gettext_lazy("Escalatie: %(subject)s"),
    ),
    Message(
        MessageKey.ESCALATION_UNACKNOWLEDGED,
        EntryKind.UNACKNOWLEDGED,
        audiences.nobody_else,
        to_house=True,
        subject=gettext_lazy("Escalatie niet bevestigd: %(subject)s"),
    ),
    Message(
        MessageKey.ESCALATION_ENDED,
        EntryKind.DEESCALATED,
        audiences.escalation_customer,
        subject=gettext_lazy("Escalatie: %(subject)s"),
    ),
    Message(
        MessageKey.SPOKEN_YES,
        EntryKind.SPOKEN_YES,
        audiences.who_said_yes_and_the_reporter,
        facts=ticket_blocks.with_estimate,
    ),
    Message(MessageKey.MANDATE_USED, EntryKind.MANDATE, audiences.reporter_and_colleagues),
    SupplierMessage(
        MessageKey.SUPPLIER_ASKED, EntryKind.SUPPLIER_ASKED, audiences.the_supplier, by_hand=True, subject="%(subject)s"
    ),
    Message(MessageKey.EXTRA_COSTS, EntryKind.EXTRA_COSTS, audiences.reporter),
    Message(
        MessageKey.CHASE_SUPPLIER, EntryKind.CHASE_DUE, audiences.nobody_else, to_house=True, subject=subjects.chase
    ),
    Message(
        MessageKey.TICKET_NEW,
        EntryKind.OPENED,
        audiences.nobody_else,
        to_house=True,
        subject=subjects.new_to_house,
        words=ticket_blocks.whether_classified,
        quotes=ticket_blocks.noted,
    ),
    Message(
        MessageKey.BECAME_URGENT,
        EntryKind.CLASSIFIED,
        audiences.nobody_else,
        to_house=True,
        subject=subjects.became_urgent,
    ),
    Message(
        MessageKey.ALERT_MAY_BE_WORSE,
        EntryKind.ALERT,
        audiences.nobody_else,
        to_house=True,
        subject=gettext_lazy("Klopt de prioriteit nog? %(subject)s"),
        quotes=ticket_blocks.noted,
    ),
    Message(
        MessageKey.EVALUATION_MOVED,
        EntryKind.EVALUATION,
        audiences.nobody_else,
        to_house=True,
        subject=subjects.evaluation,
        quotes=ticket_blocks.noted,
        link=ticket_blocks.evaluation_link,
    ),
    Message(
        MessageKey.MENTIONED,
        EntryKind.NOTE,
        audiences.nobody_else,
        to_house=True,
        subject=gettext_lazy("Je wordt genoemd: %(subject)s"),
        quotes=ticket_blocks.noted,
    ),
    Message(
        MessageKey.PAGED,
        EntryKind.PAGED,
        audiences.nobody_else,
        when=when.somebody_is_called,
        to_house=True,
        house_link=ticket_blocks.to_answer_the_page,
        subject=subjects.paged,
        personal=gettext_lazy("Ik neem de oproep aan"),
    ),
    Message(
        MessageKey.RATING_ASKED,
        EntryKind.RATING_ASKED,
        audiences.who_is_asked_how_it_went,
        glance=ticket_blocks.no_glance,
        answers=ticket_blocks.scores_to_choose,
        personal=gettext_lazy("Geef uw oordeel"),
        link_ends=ticket_blocks.until_it_can_be_rated,
    ),
    Message(
        MessageKey.RATED,
        EntryKind.RATED,
        audiences.nobody_else,
        to_house=True,
        subject=subjects.rated,
        quotes=ticket_blocks.noted,
    ),
)


# --- Of customers -----------------------------------------------------------------------------------------
EVENT_MESSAGES = (
    EventMessage(
        MessageKey.SIGN_AGREEMENT,
        CustomerEventKind.AGREEMENT_OFFERED,
        audiences.those_to_sign,
        subjects.to_sign,
        facts=event_blocks.version_facts,
        to_oneself=True,  # whoever offers it may also be asked to sign it
    ),
    EventMessage(
        MessageKey.AGREEMENT_WITHDRAWN,
        CustomerEventKind.AGREEMENT_WITHDRAWN,
        audiences.both_parties,
        subjects.withdrawn,
    ),
    EventMessage(
        MessageKey.AGREEMENT_SIGNED,
        CustomerEventKind.AGREEMENT_IN_FORCE,
        audiences.both_parties,
        subjects.signed,
        facts=event_blocks.signed_facts,
        to_oneself=True,  # he signed before the other did, or his signature is what made it complete
    ),
    EventMessage(
        MessageKey.ADVICE_GIVEN,
        CustomerEventKind.ADVICE_GIVEN,
        audiences.advised,
        subjects.advice,
        facts=event_blocks.advice_facts,
        quotes=event_blocks.advised,
        page=event_blocks.ADVICE_PAGE,
    ),
    EventMessage(
        MessageKey.ADVICE_DECIDED,
        CustomerEventKind.ADVICE_DECIDED,
        audiences.adviser_and_account_manager,
        subjects.advice_decided,
        facts=event_blocks.advice_facts,
        quotes=event_blocks.answered,
        page=event_blocks.ADVICE_PAGE,
    ),
    EventMessage(
        MessageKey.HOURS_REACHED,
        CustomerEventKind.HOURS_REACHED,
        audiences.account_managers,
        subjects.hours,
        words=event_blocks.hours_words,
        page=event_blocks.HOURS_PAGE,
    ),
    EventMessage(
        MessageKey.QUANTITY_PASSED,
        CustomerEventKind.QUANTITY_PASSED,
        audiences.account_managers,
        subjects.quantity,
        words=event_blocks.quantity_words,
        page=event_blocks.AGREEMENT_PAGE,
    ),
    EventMessage(
        MessageKey.EVALUATION_RELEASED,
        CustomerEventKind.EVALUATION_RELEASED,
        audiences.named_in_the_event,
        subjects.evaluation_released,
        facts=event_blocks.incident_facts,
        page=event_blocks.EVALUATION_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_BEHIND,
        CustomerEventKind.REVIEW_BEHIND,
        audiences.account_managers,
        subjects.review_behind,
        words=event_blocks.behind_words,
        page=event_blocks.CUSTOMER_REVIEWS_PAGE,
    ),
    EventMessage(
        MessageKey.RENEWAL_COMING,
        CustomerEventKind.RENEWAL_COMING,
        audiences.account_managers,
        subjects.renewal,
        words=event_blocks.renewal_words,
        page=event_blocks.AGREEMENT_PAGE,
    ),
    EventMessage(
        MessageKey.EVALUATION_ASKED,
        CustomerEventKind.EVALUATION_ASKED,
        audiences.account_managers,
        subjects.project_ended,
        words=event_blocks.evaluation_words,
        page=event_blocks.AGREEMENT_PAGE,
    ),
    EventMessage(
        MessageKey.ADDRESS_CHANGED,
        CustomerEventKind.CONTACT_CHANGED,
        audiences.at_the_old_address,
        subjects.address_changed,
        page=None,  # whoever reads this mailbox may be the wrong person
    ),
    EventMessage(
        MessageKey.ACCESS_GIVEN,
        CustomerEventKind.ACCESS_GIVEN,
        audiences.who_is_let_in,
        subjects.access_given,
        facts=event_blocks.customer_facts,
        page=event_blocks.PORTAL_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_INVITED,
        CustomerEventKind.REVIEW_INVITED,
        audiences.invited,
        subjects.review_invited,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
        personal=gettext_lazy("Laat weten of u komt"),
        to_oneself=True,  # it goes into his calendar too
    ),
    EventMessage(
        MessageKey.REVIEW_CANCELLED,
        CustomerEventKind.REVIEW_CANCELLED,
        audiences.named_in_the_event,
        subjects.review_cancelled,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
        to_oneself=True,  # it leaves his calendar too
    ),
    EventMessage(
        MessageKey.REVIEW_ANSWERED,
        CustomerEventKind.REVIEW_ANSWERED,
        audiences.named_in_the_event,
        subjects.review_answered,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_SHARED,
        CustomerEventKind.REVIEW_SHARED,
        audiences.named_in_the_event,
        subjects.review_shared,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_PUBLISHED,
        CustomerEventKind.REVIEW_PUBLISHED,
        audiences.named_in_the_event,
        subjects.review_published,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_RESPONDED,
        CustomerEventKind.REVIEW_RESPONDED,
        audiences.named_in_the_event,
        subjects.review_responded,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
    ),
    EventMessage(
        MessageKey.REVIEW_ACTION_DUE,
        CustomerEventKind.REVIEW_ACTION_DUE,
        audiences.named_in_the_event,
        subjects.review_action_due,
        facts=event_blocks.review_facts,
        page=event_blocks.REVIEW_PAGE,
    ),
)


# --- Of the installation ----------------------------------------------------------------------------------
MAILBOX_FAILING = HouseMessage(
    MessageKey.MAILBOX_FAILING,
    subject=gettext_lazy("Postvak niet bereikbaar: %(name)s"),
    button=gettext_lazy("Postvak openen"),
)
WEBHOOK_GIVEN_UP = HouseMessage(
    MessageKey.WEBHOOK_GIVEN_UP,
    subject=gettext_lazy("Webhook uitgezet: %(name)s"),
    button=gettext_lazy("Webhook openen"),
)
ACCOUNT_CHANGED = HouseMessage(
    MessageKey.ACCOUNT_CHANGED,
    subject=gettext_lazy("Je account is gewijzigd"),
    button=gettext_lazy("Je gegevens bekijken"),
)
HOUSE_MESSAGES = (MAILBOX_FAILING, WEBHOOK_GIVEN_UP, ACCOUNT_CHANGED)
