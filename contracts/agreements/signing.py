"""Offering a version for signature, signing it, and its coming into force (SLA 13)."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from contracts.agreements.actions import DAY, as_refusal, end_recurring_work, overlapping_versions, require_free_period
from contracts.agreements.diff import summary_of
from contracts.agreements.document import compiled, composed
from contracts.dap.actions import RECURRING, clean_settings
from contracts.models import (
    AgreementStatus,
    Contact,
    CustomerEventKind,
    DapClause,
    RecurringWork,
    ServiceAgreement,
    Signature,
    SigningParty,
)
from contracts.planned.actions import set_next
from contracts.time.settled import require_unsettled_tariffs
from contracts.verb import CHANGE, SIGN, cleaned, locked, locked_concept, record, require
from infra.errors import Refused

log = logging.getLogger(__name__)

CODE_LIFETIME = timedelta(minutes=15)
CODE_ATTEMPTS = 5
CODES_AN_HOUR = 5
HOUR = timedelta(hours=1)


@transaction.atomic
def offer(
    concept: ServiceAgreement, *, by: User, now: datetime, customer_signatory: Contact, house_signatory: User
) -> ServiceAgreement:
    """From here on nothing of it changes: its document is made, and two people are asked to sign exactly that."""
    require(by, CHANGE)
    agreement = locked_concept(concept)
    _require_signatories(agreement, customer_signatory, house_signatory)
    require_free_period(agreement)
    require_unsettled_tariffs(agreement)
    _require_rhythms(agreement)
    agreement.change_summary = agreement.change_summary or summary_of(agreement)
    agreement.offered_at = now
    signatures = [
        agreement.signatures.create(
            party=SigningParty.CUSTOMER,
            name=customer_signatory.name,
            email=customer_signatory.email,
            contact=customer_signatory,
        ),
        agreement.signatures.create(
            party=SigningParty.HOUSE, name=house_signatory.name, email=house_signatory.email, user=house_signatory
        ),
    ]
    words = composed(agreement)
    document = compiled(words)
    agreement.document.save("", ContentFile(document), save=False)
    agreement.document_sha256 = hashlib.sha256(document).hexdigest()
    agreement.status = AgreementStatus.OFFERED
    agreement.save(update_fields=["change_summary", "offered_at", "document", "document_sha256", "status"])
    data = {
        "signatures": [signature.pk for signature in signatures],
        "sha256": agreement.document_sha256,
        "document": words,
    }
    record(agreement, CustomerEventKind.AGREEMENT_OFFERED, by=by, now=now, data=data, to_mail=True)
    return agreement


@transaction.atomic
def withdraw(agreement: ServiceAgreement, *, by: User, now: datetime, reason: str) -> ServiceAgreement:
    """As long as not both have signed. The links and codes of its signatures are worth nothing any more."""
    require(by, CHANGE)
    agreement = locked(agreement)
    if agreement.status == AgreementStatus.WITHDRAWN:
        return agreement
    if agreement.status != AgreementStatus.OFFERED:
        raise Refused(
            _("Alleen een aangeboden versie die nog niet door beide partijen is ondertekend, kan worden ingetrokken.")
        )
    reason = cleaned(reason)
    if not reason:
        raise Refused(_("Schrijf op waarom je dit aanbod intrekt; de klant leest dit."), field="reason")
    agreement.status = AgreementStatus.WITHDRAWN
    agreement.save(update_fields=["status"])
    data = {"signatures": list(agreement.signatures.values_list("pk", flat=True))}
    record(agreement, CustomerEventKind.AGREEMENT_WITHDRAWN, by=by, now=now, text=reason, data=data, to_mail=True)
    return agreement


@transaction.atomic
def new_code(signature: Signature, *, now: datetime) -> str:
    """A one-time code in place of any before it. Whoever asked mails it at once; only its hash is kept."""
    agreement = locked(signature.agreement)
    signature = _locked_signature(signature)
    require_open(agreement, signature)
    _require_fewer_codes(signature, now)
    code = f"{secrets.randbelow(10**6):06d}"
    signature.code_hash, signature.code_sent_at, signature.code_attempts = _hash(signature, code), now, 0
    signature.save(update_fields=["code_hash", "code_sent_at", "code_attempts"])
    return code


def sign(
    signature: Signature, *, now: datetime, code: str, name: str, function: str, address: str | None = None
) -> Signature:
    """Set it under exactly the document that was offered; with the second one the version comes into force (SLA 13).

    An attempt with a wrong code counts, also though it is refused: so the check is a transaction of its own.
    """
    name, function = _typed(name, "name"), _typed(function, "function")
    _use_code(signature, now, cleaned(code).replace(" ", ""))
    try:
        return _sign(signature, now, name, function, address)
    except IntegrityError as error:
        raise as_refusal(error) from error


def require_open(agreement: ServiceAgreement, signature: Signature) -> None:
    """That this signature is still asked for, and that whom it was asked of may still give it."""
    if signature.signed_at is not None:
        raise Refused(_("U hebt deze overeenkomst al ondertekend."))
    if agreement.status != AgreementStatus.OFFERED:
        raise Refused(_("Deze versie wordt niet meer ter ondertekening aangeboden."))
    if not _is_still_signatory(agreement, signature):
        raise Refused(_("U kunt deze overeenkomst niet meer ondertekenen; neem contact op met uw accountmanager."))


@transaction.atomic
def _sign(signature: Signature, now: datetime, name: str, function: str, address: str | None) -> Signature:
    agreement = locked(signature.agreement)
    signature = _locked_signature(signature)
    require_open(agreement, signature)
    _require_document_untouched(agreement)
    require_free_period(agreement)
    require_unsettled_tariffs(agreement)
    signature.agreement = agreement
    signature.signed_at, signature.document_sha256 = now, agreement.document_sha256
    signature.signed_name, signature.signed_function, signature.address = name, function, address
    signature.code_hash = ""
    signature.save()
    data = {"signature": signature.pk, "party": signature.party, "name": name, "function": function}
    record(agreement, CustomerEventKind.AGREEMENT_SIGNED, by=_user_of(signature), now=now, data=data)
    if not agreement.signatures.filter(signed_at__isnull=True).exists():
        _bring_into_force(agreement, signature, now)
    return signature


def _bring_into_force(agreement: ServiceAgreement, last: Signature, now: datetime) -> None:
    """The versions before it end the day before it begins, and their recurring work makes place for its own."""
    previous = list(overlapping_versions(agreement).select_for_update(of=("self",)))
    for version in previous:
        version.ends_on = agreement.starts_on - DAY
        version.save(update_fields=["ends_on"])
    end_recurring_work(previous, agreement.starts_on - DAY)
    agreement.status, agreement.in_force_at = AgreementStatus.IN_FORCE, now
    agreement.save(update_fields=["status", "in_force_at"])
    for clause in agreement.clauses.filter(kind__in=RECURRING):
        if clause.settings.get("rrule"):
            _make_recurring(agreement, clause)
    data = {"replaces": [version.version for version in previous]}
    record(agreement, CustomerEventKind.AGREEMENT_IN_FORCE, by=_user_of(last), now=now, data=data, to_mail=True)


def _make_recurring(agreement: ServiceAgreement, clause: DapClause) -> None:
    """Its outcome is for whom the clause names first, else for who signed for the customer (SLA 6.1)."""
    named = Contact.objects.filter(is_active=True, dap_roles__clause=clause, dap_roles__revoked_at=None)
    signatory = Contact.objects.get(signatures__agreement=agreement)
    work = RecurringWork(
        customer=agreement.customer,
        clause=clause,
        kind=clause.kind,
        title=clause.title,
        contact=named.order_by("dap_roles__pk").first() or signatory,
        rrule=clause.settings["rrule"],
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        checklist=clause.settings.get("checklist", []),
        items=clause.settings.get("items", []),
    )
    set_next(work, agreement.calendar.current_version.business_hours)
    work.save()


def _require_signatories(agreement: ServiceAgreement, contact: Contact, user: User) -> None:
    if contact.customer_id != agreement.customer_id or not contact.is_active or not agreement.customer.is_active:
        raise Refused(
            _("%(name)s is geen actieve contactpersoon van deze klant.") % {"name": contact}, field="customer_signatory"
        )
    if not contact.email:
        message = _("%(name)s heeft geen e-mailadres; daar gaan de link en de code heen.") % {"name": contact}
        raise Refused(message, field="customer_signatory")
    if User.objects.filter(is_house=True, email__iexact=contact.email).exists():
        message = _(
            "Het e-mailadres van %(name)s is dat van een medewerker van 1do; niemand tekent voor beide partijen."
        )
        raise Refused(message % {"name": contact}, field="customer_signatory")
    if not _may_sign_for_house(user):
        message = _("%(name)s mag niet namens 1do ondertekenen.") % {"name": user}
        raise Refused(message, field="house_signatory")


def _require_rhythms(agreement: ServiceAgreement) -> None:
    """The first day may have moved since a clause was written."""
    for clause in agreement.clauses.filter(kind__in=RECURRING):
        try:
            clean_settings(clause.kind, clause.settings, agreement.starts_on)
        except ValidationError as error:
            raise Refused(f"{clause}: {' '.join(error.messages)}") from None


def _may_sign_for_house(user: User) -> bool:
    return user.is_house and user.is_active and user.has_perm(SIGN)


def _is_still_signatory(agreement: ServiceAgreement, signature: Signature) -> bool:
    """A changed address is another mailbox than the one that was asked; then the version is offered anew."""
    if not agreement.customer.is_active:
        return False
    if contact := signature.contact:
        same = contact.is_reachable and contact.customer_id == agreement.customer_id
        return same and contact.email.lower() == signature.email.lower()
    user = signature.user
    return user is not None and _may_sign_for_house(user) and user.email.lower() == signature.email.lower()


def _user_of(signature: Signature) -> User | None:
    return signature.contact.user if signature.contact else signature.user


def _locked_signature(signature: Signature) -> Signature:
    """After the lock on its agreement, always in that order."""
    rows = Signature.objects.select_for_update(of=("self",)).select_related("contact__user", "user")
    return rows.get(pk=signature.pk)


def _require_fewer_codes(signature: Signature, now: datetime) -> None:
    """In the cache: forgetting it costs nothing but a few more mails; attempts are counted on the row."""
    key = f"signature-codes.{signature.pk}"
    sent = [moment for moment in cache.get(key, []) if now - moment < HOUR]
    if len(sent) >= CODES_AN_HOUR:
        raise Refused(_("U hebt dit uur al vijf codes aangevraagd; probeer het over een uur opnieuw."))
    cache.set(key, [*sent, now], int(HOUR.total_seconds()))


@transaction.atomic
def _count_attempt(signature: Signature, now: datetime, code: str) -> str:
    """What is wrong with the code; empty when it is right."""
    agreement = locked(signature.agreement)
    signature = _locked_signature(signature)
    require_open(agreement, signature)
    if not signature.code_hash or signature.code_sent_at is None:
        return _("Vraag eerst een code aan.")
    if now - signature.code_sent_at >= CODE_LIFETIME:
        return _("Deze code is verlopen; vraag een nieuwe aan.")
    if signature.code_attempts >= CODE_ATTEMPTS:
        return _("Deze code is te vaak verkeerd ingevuld; vraag een nieuwe aan.")
    if constant_time_compare(_hash(signature, code), signature.code_hash):
        return ""
    signature.code_attempts += 1
    signature.save(update_fields=["code_attempts"])
    return _wrong_code(CODE_ATTEMPTS - signature.code_attempts)


def _hash(signature: Signature, code: str) -> str:
    """Keyed, because six digits alone are guessed in no time: of use only together with the secret of this house."""
    return salted_hmac(f"onedo.signature.{signature.pk}", code, algorithm="sha256").hexdigest()


def _use_code(signature: Signature, now: datetime, code: str) -> None:
    if problem := _count_attempt(signature, now, code):
        raise Refused(problem, field="code")


def _wrong_code(left: int) -> str:
    if not left:
        return _("De code klopt niet en is te vaak verkeerd ingevuld; vraag een nieuwe aan.")
    return ngettext(
        "De code klopt niet; u kunt het nog %(left)s keer proberen.",
        "De code klopt niet; u kunt het nog %(left)s keer proberen.",
        left,
    ) % {"left": left}


def _typed(text: str, field: str) -> str:
    text = " ".join(cleaned(text).split())
    if not text or len(text) > 120:
        words = {
            "name": _("Vul uw naam in (hoogstens 120 tekens)."),
            "function": _("Vul uw functie in (hoogstens 120 tekens)."),
        }
        raise ValidationError({field: words[field]})
    return text


def _require_document_untouched(agreement: ServiceAgreement) -> None:
    """A signature names exactly the document that was offered: the file as it lies there now."""
    try:
        with agreement.document.open("rb") as stored:
            found = hashlib.file_digest(stored, "sha256").hexdigest()
    except (OSError, ValueError):
        found = ""
    if found != agreement.document_sha256:
        log.error("The document of agreement %s is not what was offered: %s", agreement.pk, found or "it is gone")
        raise Refused(
            _(
                "Het opgeslagen document is niet meer het document dat is aangeboden. Er kan niet worden ondertekend; "
                "neem contact op met uw accountmanager."
            )
        )
