"""Making a version of an agreement, and what still happens to one that was signed (SLA 2.3, 5, 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from accounts.models import User
from contracts.agreements.terms import AllInOneCategory
from contracts.models import (
    AgreementLine,
    AgreementStatus,
    Customer,
    CustomerEventKind,
    DapPerson,
    RecurringWork,
    ServiceAgreement,
)
from contracts.planned.actions import NEXT
from contracts.time.settled import TARIFFS, require_unsettled_tariffs
from contracts.verb import ADD, CHANGE, cleaned, locked, locked_concept, locked_customer, record, require
from infra.errors import Refused
from sla.business_hours import AMSTERDAM
from sla.models import Calendar, Edition
from sla.wording import long_day_words

DAY = timedelta(days=1)
OF_THE_VERSION = ("number", "starts_on", "change_summary")
TERMS = (
    "ends_on",
    "edition",
    "calendar",
    "account_manager",
    "fixed_engineer",
    "scope",
    "mandate",
    "emergency_calendar",
    "emergency_phone",
    "emergency_serious",
    "microsoft_cloud",
    "categories",
    "hours_per_month",
    "fair_use_changes",
    "fair_use_minutes",
    "visits_per_year",
    "visit_purpose",
    "visit_location",
    "tariff_normal",
    "tariff_outside_hours",
    "tariff_emergency",
    "monthly_fee",
    "emergency_monthly_fee",
)
LINE_FIELDS = ("package", "tier", "quantity", "monthly_price")
PRODUCT_FIELDS = (
    "key",
    "name",
    "quantity",
    "price",
    "period",
    "renews_on",
    "renews_every",
    "notice_days",
    "licence_numbers",
    "supplier",
    "note",
)


@transaction.atomic
def draft_agreement(
    customer: Customer, *, by: User, now: datetime, number: str, starts_on: date, **fields: Any
) -> ServiceAgreement:
    """The first version of an agreement, as a concept. `fields`: any of TERMS. ValidationError names the field."""
    require(by, ADD)
    customer = locked_customer(customer)
    number = cleaned(number)
    if ServiceAgreement.objects.filter(number=number).exists():
        raise ValidationError(
            {"number": _("Overeenkomst %(number)s bestaat al; maak daarvan een volgende versie.") % {"number": number}}
        )
    defaults = {
        "edition": Edition.objects.latest("loaded_at"),
        "calendar": Calendar.objects.get(slug=Calendar.SUPPORTCENTER),
        "account_manager": by,
    }
    concept = ServiceAgreement(customer=customer, made_by=by, made_at=now)
    _fill(concept, defaults | fields | {"number": number, "starts_on": starts_on})
    return _made(concept, by=by, now=now)


@transaction.atomic
def draft_next_version(
    agreement: ServiceAgreement, *, by: User, now: datetime, starts_on: date | None = None
) -> ServiceAgreement:
    """All of a version that was signed or withdrawn: terms, packages, products, clauses, and people not revoked."""
    require(by, ADD)
    locked_customer(agreement.customer)
    source = locked(agreement)
    if source.status in (AgreementStatus.CONCEPT, AgreementStatus.OFFERED):
        raise Refused(_("Deze versie is nog in voorbereiding; pas die aan of trek haar in."))
    versions = ServiceAgreement.objects.filter(number=source.number)
    latest = versions.aggregate(version=Max("version"))["version"]
    concept = ServiceAgreement(customer=source.customer, made_by=by, made_at=now, version=latest + 1)
    starts_on = starts_on or _usual_start(source, now)
    terms = {name: getattr(source, name) for name in TERMS}
    if source.ends_on and source.ends_on < starts_on:
        terms["ends_on"] = None
    _fill(concept, terms | {"number": source.number, "starts_on": starts_on})
    concept = _made(concept, by=by, now=now, data={"copied_from": source.version})
    _copy_parts(source, concept)
    return concept


@transaction.atomic
def change_agreement(concept: ServiceAgreement, *, by: User, now: datetime, **fields: Any) -> ServiceAgreement:
    """Any of TERMS and OF_THE_VERSION; the number only of a first version."""
    require(by, CHANGE)
    concept = locked_concept(concept)
    if "number" in fields and cleaned(fields["number"]) != concept.number and concept.version > 1:
        raise ValidationError({"number": _("Een volgende versie houdt het nummer van de overeenkomst.")})
    _fill(concept, fields)
    concept.full_clean()
    if {"starts_on", *TARIFFS} & fields.keys():
        require_unsettled_tariffs(concept)
    concept.save()
    return concept


@transaction.atomic
def set_lines(
    concept: ServiceAgreement, *, by: User, now: datetime, lines: Sequence[Mapping[str, Any]]
) -> ServiceAgreement:
    """The packages that are taken (SLA 5.1), in place of those that stood there; none: no SLA applies."""
    require(by, CHANGE)
    concept = locked_concept(concept)
    for line in concept.lines.all():
        line.delete()
    for given in lines:
        if unknown := set(given) - set(LINE_FIELDS):
            raise TypeError(f"{min(unknown)} is no part of a line")
        line = AgreementLine(agreement=concept, **given)
        line.full_clean()
        line.save()
    return concept


@transaction.atomic
def discard(concept: ServiceAgreement, *, by: User, now: datetime) -> None:
    """A concept is nobody's word yet: it goes, and only the log says that it was there."""
    require(by, ADD)
    concept = locked_concept(concept)
    record(concept, CustomerEventKind.AGREEMENT_WITHDRAWN, by=by, now=now, data={"concept": True})
    concept.delete()


@transaction.atomic
def end_agreement(agreement: ServiceAgreement, *, by: User, now: datetime, ends_on: date) -> ServiceAgreement:
    """Its last day, from today on. Never later than what was signed: that would be a new agreement (SLA 2.3)."""
    require(by, CHANGE)
    agreement = locked(agreement)
    if agreement.status != AgreementStatus.IN_FORCE:
        raise Refused(_("Alleen een ondertekende overeenkomst kan worden beëindigd."))
    if agreement.ends_on == ends_on:
        return agreement
    _require_possible_end(agreement, ends_on, now.astimezone(AMSTERDAM).date())
    old, agreement.ends_on = agreement.ends_on, ends_on
    agreement.save(update_fields=["ends_on"])
    end_recurring_work([agreement], ends_on)
    data = {"ends_on": [old and old.isoformat(), ends_on.isoformat()]}
    record(agreement, CustomerEventKind.AGREEMENT_ENDED, by=by, now=now, data=data)
    return agreement


@transaction.atomic
def revoke(person: DapPerson, *, by: User, now: datetime) -> DapPerson:
    """At once (SLA 7.3): from now on the clause no longer names him. What was signed stays readable."""
    require(by, CHANGE)
    agreement = locked(person.clause.agreement)
    person = (
        DapPerson.objects.select_for_update(of=("self",)).select_related("clause", "contact", "user").get(pk=person.pk)
    )
    if agreement.is_concept:
        raise Refused(_("Dit is nog een concept; haal deze persoon uit de bepaling zelf."))
    if person.revoked_at is not None:
        return person
    person.clause.agreement = agreement
    person.revoked_at, person.revoked_by = now, by
    person.save(update_fields=["revoked_at", "revoked_by"])
    data = {"citation": person.clause.citation, "kind": person.clause.kind, "person": person.pk, "name": str(person)}
    record(agreement, CustomerEventKind.GRANT_REVOKED, by=by, now=now, data=data)
    return person


def require_free_period(agreement: ServiceAgreement) -> None:
    """No other agreement of the customer in its period, and no version of its own that starts on or after it."""
    try:
        agreement.clean()
    except ValidationError as error:
        raise Refused(error.messages[0], field="starts_on") from None
    later = overlapping_versions(agreement).filter(starts_on__gte=agreement.starts_on).first()
    if later:
        words = {"version": later.version, "day": long_day_words(later.starts_on)}
        raise Refused(
            _("Versie %(version)s geldt al vanaf %(day)s; laat deze versie later ingaan.") % words, field="starts_on"
        )


def overlapping_versions(agreement: ServiceAgreement) -> Any:
    """Signed versions of the same agreement that hold on a day of its period."""
    others = ServiceAgreement.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=agreement.starts_on),
        number=agreement.number,
        status=AgreementStatus.IN_FORCE,
    ).exclude(pk=agreement.pk)
    return others.filter(starts_on__lte=agreement.ends_on) if agreement.ends_on else others


def end_recurring_work(agreements: Iterable[ServiceAgreement], ends_on: date) -> None:
    """What their clauses make come back, stops with them (SLA 6.1, 8.2)."""
    for work in RecurringWork.objects.select_for_update(of=("self",)).filter(clause__agreement__in=list(agreements)):
        work.ends_on = ends_on
        if work.next_on and work.next_on > ends_on:
            work.next_on = work.next_place = None
        work.save(update_fields=["ends_on", *NEXT])


def _fill(agreement: ServiceAgreement, fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - {*TERMS, *OF_THE_VERSION}:
        raise TypeError(f"{min(unknown)} is not changed here")
    had_cloud = agreement.microsoft_cloud
    for name, value in fields.items():
        setattr(agreement, name, cleaned(value) if isinstance(value, str) else value)
    agreement.categories = _categories(agreement.categories)
    _settle_cloud(agreement, had_cloud)


def _categories(given: Any) -> list[int]:
    try:
        return sorted({int(AllInOneCategory(int(number))) for number in given or []})
    except (TypeError, ValueError):
        raise ValidationError({"categories": _("Kies uit de vier hoofdcategorieën van SLA 5.3.")}) from None


def _settle_cloud(agreement: ServiceAgreement, had_cloud: bool) -> None:
    """The option of 5.2 and category 1 of 5.3 record the same thing; where they differ, the one that changed counts."""
    cloud = int(AllInOneCategory.CLOUD)
    if agreement.microsoft_cloud == (cloud in agreement.categories):
        return
    agreement.microsoft_cloud = not had_cloud
    others = [number for number in agreement.categories if number != cloud]
    agreement.categories = [cloud, *others] if agreement.microsoft_cloud else others


def _made(
    concept: ServiceAgreement, *, by: User, now: datetime, data: dict[str, Any] | None = None
) -> ServiceAgreement:
    concept.full_clean()
    concept.save()
    record(concept, CustomerEventKind.AGREEMENT_MADE, by=by, now=now, data=data)
    return concept


def _usual_start(source: ServiceAgreement, now: datetime) -> date:
    """The first of next month, or when the source has yet to begin, of the month after its beginning."""
    day = max(now.astimezone(AMSTERDAM).date(), source.starts_on)
    return (day.replace(day=1) + 32 * DAY).replace(day=1)


def _copy_parts(source: ServiceAgreement, concept: ServiceAgreement) -> None:
    for line in source.lines.all():
        concept.lines.create(**model_to_dict(line, LINE_FIELDS))
    for product in source.products.select_related("supplier"):
        concept.products.create(**{name: getattr(product, name) for name in PRODUCT_FIELDS})
    for clause in source.clauses.prefetch_related("people__contact", "people__user"):
        copy = concept.clauses.create(**model_to_dict(clause, ["number", "kind", "title", "text", "settings"]))
        for person in clause.people.all():
            if person.revoked_at is None and _may_be_named(person):
                copy.people.create(
                    contact=person.contact,
                    user=person.user,
                    step=person.step,
                    starts_on=person.starts_on,
                    ends_on=person.ends_on,
                )


def _may_be_named(person: DapPerson) -> bool:
    who = person.contact or person.user
    return who is not None and who.is_active


def _require_possible_end(agreement: ServiceAgreement, ends_on: date, today: date) -> None:
    if ends_on < today:
        raise Refused(_("De einddatum ligt in het verleden; kies vandaag of later."), field="ends_on")
    if ends_on < agreement.starts_on:
        raise Refused(_("De einddatum ligt voor de ingangsdatum."), field="ends_on")
    if agreement.ends_on and ends_on > agreement.ends_on:
        words = {"day": long_day_words(agreement.ends_on)}
        raise Refused(
            _("Deze versie eindigt al op %(day)s; een langere looptijd is een nieuwe versie.") % words, field="ends_on"
        )


def as_refusal(error: IntegrityError) -> Refused:
    """What the database refuses when two people were at it at once (SLA 2.3)."""
    if "overlap" in str(error) or "open_ended" in str(error) or "customer_id" in str(error):
        return Refused(_("Voor deze klant geldt in deze periode al een andere overeenkomst; sluit die eerst af."))
    raise error
