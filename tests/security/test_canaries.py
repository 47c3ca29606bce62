"""Nobody of one customer sees or changes anything of another: every route, every method, every role (security 1).

All text of Willem's customer holds one word that occurs nowhere else. Whoever is not of his customer fetches and posts
to every address with his numbers; the word may not come back, and nothing of his may have changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.http import int_to_base36

from accounts.models import ApiToken, Scope, User
from contracts import actions as contracts
from contracts.models import Advice, ClauseKind, Customer, DapClause, DapPerson, RecurringWork, ServiceAgreement
from integrations.models import Webhook, WebhookDelivery
from integrations.webhooks.actions import make_webhook
from reviews import actions as reviews
from reviews.models import ImprovementPoint, ReviewAttendee
from reviews.reviewing.planning import ReviewPlan
from tests.conftest import MONDAY
from tests.factories import UserFactory
from tickets import actions
from tickets.models import Attachment, HeldAct, Outage, Project, TimeExport, Visit, VisitItem

CANARY = "kanarie7f3a"
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
OURS = ("accounts", "contracts", "integrations", "mail", "tickets")
PUBLIC = {"livez", "readyz", "api-docs", "api-schema"}
SIGNING_IN = {"account_login", "account_signup", "account_inactive"}
SIGNING_IN |= {"account_confirm_email", "account_email_verification_sent"}
SIGNING_IN |= {f"account_reset_password{step}" for step in ("", "_done", "_from_key", "_from_key_done")}
ENTRANCES = ("account_", "mfa_", "admin:")
"""Of allauth and Django's administration: asked by somebody who has just signed in, for some of them end a session."""


def routes(resolver: URLResolver | None = None, spaces: tuple[str, ...] = (), wanted: tuple[str, ...] = ()) -> Iterator:
    """The name of every route, and what its address is made of."""
    for item in (resolver or get_resolver()).url_patterns:
        needed = (*wanted, *item.pattern.regex.groupindex)
        if isinstance(item, URLResolver):
            yield from routes(item, (*spaces, item.namespace) if item.namespace else spaces, needed)
        elif isinstance(item, URLPattern) and item.name:
            yield ":".join((*spaces, item.name)), needed


@pytest.fixture(autouse=True)
def _no_throttle(monkeypatch):
    """The bench asks faster than anybody may."""
    monkeypatch.setattr("api.throttling.TokenThrottle.allow_request", lambda *_args: True)


@pytest.fixture
def theirs(cast, open_ticket):
    """A ticket of Willem's with every kind of row behind it."""
    cast.vries.name = f"Notaris {CANARY}"
    cast.vries.save()
    cast.willem.name, cast.willem.phone = f"Willem {CANARY}", f"06 {CANARY}"
    cast.willem.department = CANARY
    cast.willem.save()
    write_agreement(cast)
    ticket = open_ticket(
        contact=cast.willem,
        subject=CANARY,
        description=CANARY,
        steps_taken=CANARY,
        impact_text=CANARY,
        files=[SimpleUploadedFile(f"{CANARY}.txt", CANARY.encode())],
    )
    ticket = actions.reply(ticket, by=cast.sanne, now=MONDAY, text=CANARY).ticket
    ticket = actions.note(ticket, by=cast.sanne, now=MONDAY, text=CANARY).ticket
    ticket = actions.wait(ticket, by=cast.sanne, now=MONDAY, party="supplier", text=CANARY, supplier_reference=CANARY)
    actions.record_spoken_yes(ticket, by=cast.sanne, now=MONDAY, contact=cast.willem, text=CANARY)
    ticket = actions.log_time(ticket, by=cast.sanne, now=MONDAY, minutes=5, text=CANARY).ticket
    actions.start_timer(ticket, by=cast.sanne, now=MONDAY)
    actions.correct_time(ticket.time_entries.get(), by=cast.sanne, now=MONDAY, minutes=6, reason=CANARY)
    actions.export_time(by=cast.daan, now=MONDAY, starts_on=MONDAY.date(), ends_on=MONDAY.date())
    actions.use_mandate(ticket, by=cast.sanne, now=MONDAY, text=CANARY)
    viewing = actions.ask_remote_viewing(ticket, by=cast.sanne, now=MONDAY, text=CANARY)
    actions.decide(viewing, by=cast.willem.user, now=MONDAY, granted=True, text=CANARY)
    actions.ask_estimate(ticket, by=cast.sanne, now=MONDAY, minutes=90, text=CANARY)
    actions.escalate(ticket, by=cast.sanne, now=MONDAY, reason=CANARY)
    actions.add_extra_costs(ticket, by=cast.sanne, now=MONDAY, amount=Decimal(5), text=CANARY)
    actions.send_secret(ticket, by=cast.sanne, now=MONDAY, kind="wachtwoord", secret=CANARY, days=7)
    actions.declare_outage(ticket, by=cast.sanne, now=MONDAY, title=CANARY, text=CANARY, customers=[cast.vries])
    actions.mark_project(ticket, by=cast.sanne, now=MONDAY, is_project=True)
    Project.objects.update(asked_at=MONDAY)
    plan(cast)
    review_of(cast)
    tell(cast, ticket)
    key = {"name": CANARY, "credential": {}}
    Authenticator.objects.create(user=cast.willem.user, type=Authenticator.Type.WEBAUTHN, data=key)
    return ticket


def tell(cast, ticket) -> None:
    """A webhook of Willem's with a message in its log; and what was just done to it, which can still be undone."""
    HeldAct.objects.create(act=uuid4(), ticket=ticket, by=cast.sanne, at=MONDAY, held_until=MONDAY, version=0)
    about = {"name": CANARY, "url": f"https://192.0.43.7/{CANARY}", "events": ["ticket.opened"]}
    webhook, _secret = make_webhook(by=cast.fred, now=MONDAY, user=cast.willem.user, **about)
    webhook.deliveries.create(
        event="ticket.opened",
        message_id=f"msg_{CANARY}",
        body=CANARY,
        entry=ticket.timeline.first(),
        created_at=MONDAY,
        next_attempt_at=MONDAY,
        last_error=CANARY,
    )


def plan(cast) -> None:
    """An advice, a visit with a point for it, and recurring work, each with the word in its texts."""
    by, vries, willem = cast.sanne, cast.vries, cast.willem
    contracts.give_advice(vries, by=by, now=MONDAY, title=CANARY, text=CANARY, given_to=willem)
    visit = {"planned_for": MONDAY + timedelta(days=7), "engineer": cast.ravi, "contact": willem, "text": CANARY}
    actions.plan_visit(vries, by=by, now=MONDAY, **visit)
    actions.save_for_visit(vries, by=by, now=MONDAY, text=CANARY)
    work = {"kind": "server_apk", "title": CANARY, "contact": willem, "rrule": "FREQ=MONTHLY;BYDAY=1TU"}
    work |= {"starts_on": MONDAY.date(), "checklist": [CANARY], "items": [CANARY]}
    contracts.add_recurring(vries, by=by, now=MONDAY, **work)


def review_of(cast) -> None:
    """A Service Review with the word in its place and in what is to be done."""
    days = {"first_day": date(2026, 6, 1), "last_day": date(2026, 11, 30)}
    planned = ReviewPlan(planned_for=MONDAY + timedelta(days=17), place=CANARY, **days)
    people = {"fixed_contact": cast.willem, "account_manager": cast.daan, "by": cast.daan, "now": MONDAY}
    review = reviews.plan_review(cast.vries, planned, **people)
    reviews.add_improvement(review, by=cast.daan, now=MONDAY, text=CANARY, owner=cast.willem, due_on=MONDAY.date())


def write_agreement(cast) -> None:
    """The word in every text of Willem's agreement, its DAP, its log and its document; and who is asked to sign it."""
    texts = ("scope", "mandate", "emergency_phone", "change_summary", "visit_purpose", "visit_location")
    agreement = cast.vries_agreement
    agreement.status = "concept"
    for text in texts:
        setattr(agreement, text, CANARY)
    agreement.document.save("", ContentFile(f"%PDF {CANARY}".encode()), save=False)
    ServiceAgreement.objects.filter(pk=agreement.pk).update(status="concept")
    agreement.save()
    for number, kind in enumerate(ClauseKind.values):
        clause = agreement.clauses.create(kind=kind, number=f"1.{number}", title=CANARY, text=CANARY)
        clause.people.create(contact=cast.willem, step=1)
    agreement.products.create(name=CANARY, licence_numbers=CANARY, note=CANARY, renews_on=MONDAY.date())
    ServiceAgreement.objects.filter(pk=agreement.pk).update(status="in_force")
    signed = {"signed_at": MONDAY, "signed_name": CANARY, "signed_function": CANARY, "document_sha256": "0" * 64}
    agreement.signatures.create(party="customer", name=CANARY, email="w@vries.example", contact=cast.willem, **signed)
    event = {"kind": "agreement_made", "at": MONDAY, "text": CANARY, "data": {"number": CANARY, "version": 1}}
    cast.vries.events.create(agreement=agreement, **event)


@dataclass(frozen=True)
class Keys:
    """What the addresses of everything around a ticket are made of; looked up once, for it is asked at each route."""

    named: dict[str, str]
    of_route: dict[str, int]
    """The `pk` of a route whose name holds this word, or begins with it."""
    of_admin: dict[str, str]
    """The key of a row in the administration, by what its pages are called."""


def keys_of(ticket) -> Keys:
    agreement = ServiceAgreement.objects.get(customer=ticket.customer_id)
    advice = Advice.objects.get(customer=ticket.customer_id)
    person = DapPerson.objects.filter(contact=ticket.contact_id).first()
    secret = ticket.secrets.get().pk
    return Keys(
        named={
            "customer": str(ticket.customer_id),
            "number": str(ticket.number),
            "entry": str(ticket.timeline.first().pk),
            "secret": str(secret),
            "key": Attachment.objects.get().key,
            "act": str(HeldAct.objects.get(ticket=ticket).pk),
            "verb": "neem-aan",
            "token": "x" * 24,
            "name": "wat",
            "site": str(ticket.customer_id),
            "link": str(ticket.customer_id),
            "slug": "supportcenter",
            "day": "2026-12-24",
            "kind": "csv",
            "contact": str(ticket.contact_id),
            "version": str(agreement.pk),
            "clause": str(DapClause.objects.filter(agreement__customer=ticket.customer_id).first().pk),
            "advice": str(advice.pk),
            "product": str(agreement.products.get().pk),
            "point": str(ImprovementPoint.objects.get().pk),
            "part": "cause",
            "attendee": str(ReviewAttendee.objects.filter(contact=ticket.contact_id).get().pk),
            "outage": str(Outage.objects.get().pk),
            "project": str(Project.objects.get().pk),
            "visit": str(Visit.objects.get(customer=ticket.customer_id).pk),
            "item": str(VisitItem.objects.get(customer=ticket.customer_id).pk),
            "work": str(RecurringWork.objects.get(customer=ticket.customer_id).pk),
            "webhook": str(Webhook.objects.get().pk),
            "delivery": str(WebhookDelivery.objects.get().pk),
            "person": str(person.pk),
            "object_id": str(ticket.customer_id),
            "content_type_id": str(ContentType.objects.get_for_model(Customer).pk),
            "app_label": "contracts",
            "uidb36": int_to_base36(ticket.contact.user_id),
        },
        of_route={
            "mfa_": Authenticator.objects.get(user=ticket.contact.user_id).pk,
            "contact": ticket.contact_id,
            "escalation": ticket.escalations.get().pk,
            "secret": secret,
            "approval": ticket.approvals.open().get().pk,
            "review": ReviewAttendee.objects.filter(contact=ticket.contact_id).get().review_id,
            "customer_reviews": ticket.customer_id,
            "review_plan": ticket.customer_id,
            "improvement-": ImprovementPoint.objects.get().pk,
            "agreement-": agreement.pk,
            "grant-": person.pk,
            "advice-": advice.pk,
            "time-entry-": ticket.time_entries.get(is_current=True).pk,
            "time-export-": TimeExport.objects.get().pk,
        },
        of_admin={
            "contracts_contact": str(ticket.contact_id),
            "contracts_serviceagreement": str(agreement.pk),
            "accounts_user": str(ticket.contact.user_id),
            "mfa_authenticator": str(Authenticator.objects.get(user=ticket.contact.user_id).pk),
        },
    )


def arguments(name: str, wanted: tuple[str, ...], keys: Keys) -> dict[str, str]:
    pk = keys.named["customer"]
    if "edition" in name or "paragraph" in name:  # an edition that is not there
        return {arg: {"version": "9.9", "number": "7.9"}.get(arg, keys.named.get(arg, "")) for arg in wanted}
    named = keys.named | {"object_id": keys.of_admin.get(name.partition(":")[2].rpartition("_")[0], pk)}
    for word, key in keys.of_route.items():
        if name.startswith(word) if word.endswith("-") else word in name:
            pk = str(key)
    return {arg: pk if arg == "pk" else named[arg] for arg in wanted}


def checksum() -> str:
    """That somebody signed in is no change."""
    User.objects.update(last_login=None)
    rows = list(Authenticator.objects.filter(user__contact__name__contains=CANARY).order_by("pk").values_list())
    rows += [
        [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model is not ApiToken
        for row in model.objects.order_by("pk").values_list()
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace") + repr(dict(response.headers))


BODY = {"text": CANARY[:3], "reason": "x", "kind": "incident", "party": "customer", "minutes": 5}


def ask(client: Client, method: str, path: str, as_json: bool, ticket) -> object:
    body = BODY | {"contact": ticket.contact_id, "customer": ticket.customer_id, "ticket": ticket.number}
    if method in ("get", "head", "options"):
        part = CANARY[:-2]  # enough to find it; what comes back whole was not in the question
        query = {"q": part, "search": part, "customer": ticket.customer_id, "klant": ticket.customer_id}
        return getattr(client, method)(path, {} if as_json else query)
    if as_json:
        return getattr(client, method)(path, json.dumps(body), content_type="application/json")
    return client.post(path, body) if method == "post" else getattr(client, method)(path)


def is_denied(response, method: str) -> bool:
    """Not there, not signed in (again), or not a method of this address; OPTIONS may describe the address itself."""
    if response.status_code == 302:
        return response.url.startswith(("/account/login/", "/account/reauthenticate/", "/beheer/login/"))
    return response.status_code in (401, 404, 405) or (method == "options" and response.status_code == 200)


class Strangers(dict[str, Client]):
    """Each with a browser or a program; `again` is a new one, signed in anew."""

    def __init__(self, make: dict[str, Callable[[], Client]]) -> None:
        super().__init__({who: new() for who, new in make.items()})
        self.make = make

    def again(self, who: str) -> Client:
        return self[who] if "API" in who else self.make[who]()


@pytest.fixture
def strangers(cast, sign_in):
    """Everybody who may see nothing of Willem's."""

    def api(user) -> Client:
        _token, secret = ApiToken.issue(user, name="kanarie", scopes=Scope.values, now=timezone.now())
        return Client(headers={"authorization": f"Bearer {secret}"})

    orphan = UserFactory(name="Zonder contact", email="zonder@nergens.example")
    browsers = {"nobody": Client, "jan": partial(sign_in, cast.jan.user), "orphan": partial(sign_in, orphan)}
    programs = {"jan by API": partial(api, cast.jan.user), "orphan by API": partial(api, orphan)}
    return Strangers(browsers | programs)


@pytest.mark.every_route
@pytest.mark.parametrize("who", ["nobody", "jan", "orphan", "jan by API", "orphan by API"])
def test_i1_i28_no_route_gives_or_changes_anything_of_another(theirs, strangers, who):
    asked, keys = 0, keys_of(theirs)
    before = checksum()
    for name, wanted in routes():
        path = reverse(name, kwargs=arguments(name, wanted, keys))
        for method in METHODS:
            client = strangers.again(who) if name.startswith(ENTRANCES) else strangers[who]
            response = ask(client, method, path, "API" in who, theirs)
            asked += 1
            assert CANARY not in body_of(response), (who, method, path)
            assert response.status_code < 500, (who, method, path, response.status_code)
            is_his = {"number", "key", "pk", "version", "object_id"} & set(wanted)
            if is_his and not name.startswith((*PUBLIC, "account_")):  # a key of allauth's that is none says so to all
                told_whom_to_call = who == "orphan" and name.startswith("portal:")
                assert told_whom_to_call or is_denied(response, method), (who, method, path, response.status_code)
    VisitItem.objects.exclude(customer=theirs.customer).delete()  # Jan may save up points for a visit of his own
    assert checksum() == before
    print(f"{who}: {asked} requests, 0 canaries")


@pytest.mark.every_route
def test_the_desk_does_not_exist_for_customers(theirs, strangers, cast):
    own = [(name, wanted) for name, wanted in routes() if name.startswith("desk:")]
    assert len(own) > 5
    keys = keys_of(theirs)
    for name, wanted in own:
        path = reverse(name, kwargs=arguments(name, wanted, keys))
        assert strangers["jan"].get(path).status_code in (404, 405), path
        assert strangers["jan"].post(path).status_code in (404, 405), path


@pytest.mark.every_route
def test_what_is_open_to_all_is_a_short_list(theirs, strangers):
    """A new route that answers a stranger has to be put on the list by hand (security I21, I22)."""
    answered, keys = set(), keys_of(theirs)
    for name, wanted in routes():
        response = strangers["nobody"].get(reverse(name, kwargs=arguments(name, wanted, keys)))
        if response.status_code == 200:
            answered.add(name)
    assert answered == PUBLIC | SIGNING_IN


def test_a_customer_is_not_let_into_the_admin(theirs, strangers):
    """And there is something to walk: every page of every model."""
    own = [(name, wanted) for name, wanted in routes() if name.startswith("admin:")]
    assert len(own) > 40
    keys = keys_of(theirs)
    for name, wanted in own:
        path = reverse(name, kwargs=arguments(name, wanted, keys))
        for method in ("get", "post"):
            assert getattr(strangers.again("jan"), method)(path).status_code != 200 or name == "admin:jsi18n", path


def test_the_bench_itself_can_fail(theirs, sign_in, cast):
    """Willem himself does get the word back, or the test above proves nothing."""
    willem = sign_in(cast.willem.user)
    asked = [
        reverse("portal:ticket", args=[theirs.number]),
        reverse("portal:agreement"),
        reverse("portal:agreement_document", args=[cast.vries_agreement.pk]),
    ]
    for address in asked:
        assert CANARY in body_of(willem.get(address)), address
