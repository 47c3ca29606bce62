"""Making, changing, copying and ending versions of an agreement, and revoking a grant (SLA 2.3, 5, 7.3, 13)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from contracts import actions
from contracts.dap import queries as dap
from contracts.models import AgreementLine, CustomerEvent, DapClause, DapPerson, RecurringWork, ServiceAgreement
from contracts.models.dap import ClauseKind
from infra.errors import Refused
from tests.conftest import MONDAY, at
from tests.factories import ContactFactory, CustomerFactory
from tests.yes import agreed
from tickets import actions as ticket_actions

START = date(2027, 1, 1)


@pytest.fixture
def draft(cast):
    """A concept for a customer who has none yet."""

    def make(**fields):
        given = {"number": "DVO-3000", "starts_on": START} | fields
        customer = given.pop("customer", None) or CustomerFactory(number="K1003", name="Garage Visser")
        return actions.draft_agreement(customer, by=cast.daan, now=MONDAY, **given)

    return make


@pytest.fixture
def by(cast):
    return {"by": cast.daan, "now": MONDAY}


def test_a_first_version_has_the_newest_edition_and_ordinary_hours(cast, draft):
    concept = draft(tariff_normal=Decimal(95), scope="  Alles wat in het serverhok staat. ")
    concept.refresh_from_db()
    assert (concept.version, concept.status, concept.edition.version) == (1, "concept", "2.4")
    assert (concept.calendar.slug, concept.account_manager, concept.made_by) == ("supportcenter", cast.daan, cast.daan)
    assert concept.scope == "Alles wat in het serverhok staat."
    event = CustomerEvent.objects.get()
    assert (event.kind, event.data) == ("agreement_made", {"number": "DVO-3000", "version": 1})


REFUSED_DRAFTS = [
    # what is given, which field is named, what is said
    ({"number": "DVO-1001"}, "number", "maak daarvan een volgende versie"),
    ({"number": ""}, "number", ""),
    ({"number": "x" * 31}, "number", ""),
    ({"ends_on": date(2026, 12, 31)}, "__all__", "ligt voor de ingangsdatum"),
    ({"categories": [5]}, "categories", "vier hoofdcategorieën"),
    ({"categories": "abc"}, "categories", "vier hoofdcategorieën"),
    ({"tariff_normal": Decimal(-1)}, "tariff_normal", ""),
    ({"hours_per_month": Decimal("1000000")}, "hours_per_month", ""),
    ({"starts_on": None}, "starts_on", ""),
]


@pytest.mark.parametrize(("fields", "field", "says"), REFUSED_DRAFTS)
def test_what_cannot_be_drafted(draft, fields, field, says):
    with pytest.raises(ValidationError) as refused:
        draft(**fields)
    assert field in refused.value.message_dict
    assert says in " ".join(refused.value.message_dict[field])
    assert not CustomerEvent.objects.exists()


def test_one_in_the_making_at_a_time(cast, draft, by):
    concept = draft()
    with pytest.raises(ValidationError, match="al een versie in voorbereiding"):
        draft(customer=concept.customer, number="DVO-3001")
    actions.draft_next_version(cast.smit_agreement, **by)
    with pytest.raises(ValidationError, match="al een versie in voorbereiding"):
        actions.draft_next_version(cast.smit_agreement, **by)


def test_another_number_beside_one_that_runs_on(cast, draft):
    with pytest.raises(ValidationError, match="DVO-1001 geldt al in deze periode"):
        draft(customer=cast.smit)


@pytest.mark.parametrize("who", ["sanne", "ravi", "marloes", "els", "fred", "jan"])
def test_who_does_not_make_or_change_agreements(cast, draft, by, who):
    person = getattr(cast, who)
    as_other = by | {"by": getattr(person, "user", person)}
    concept = draft()
    clause = actions.set_clause(concept, **by, kind="viewers")
    person_named = cast.smit_agreement.clauses.get().people.get()
    for verb, what, given in (
        (actions.draft_agreement, cast.vries, {"number": "X", "starts_on": START}),
        (actions.draft_next_version, cast.smit_agreement, {}),
        (actions.change_agreement, concept, {"scope": "x"}),
        (actions.set_lines, concept, {"lines": []}),
        (actions.set_clause, concept, {"kind": "approvers"}),
        (actions.remove_clause, clause, {}),
        (actions.discard, concept, {}),
        (actions.withdraw, concept, {"reason": "x"}),
        (actions.end_agreement, cast.smit_agreement, {"ends_on": START}),
        (actions.revoke, person_named, {}),
    ):
        with pytest.raises(PermissionDenied):
            verb(what, **as_other, **given)
    assert ServiceAgreement.objects.count() == 3


class TestCloud:
    """The option of 5.2 and category 1 of 5.3 record the same thing."""

    @pytest.mark.parametrize(
        ("before", "fields", "cloud"),
        [
            ({}, {"microsoft_cloud": True}, True),
            ({}, {"categories": [3, 1]}, True),
            ({}, {"microsoft_cloud": False, "categories": [1]}, True),
            ({"microsoft_cloud": True}, {"microsoft_cloud": False}, False),
            ({"categories": [1, 2]}, {"categories": [2]}, False),
            ({"categories": [1, 2]}, {"microsoft_cloud": False, "categories": [1, 2]}, False),
            ({"categories": [1, 2]}, {"microsoft_cloud": True, "categories": [2]}, False),
            ({"categories": [1, 2]}, {"scope": "x"}, True),
        ],
    )
    def test_what_changed_counts(self, draft, by, before, fields, cloud):
        concept = actions.change_agreement(draft(**before), **by, **fields)
        concept.refresh_from_db()
        assert (concept.microsoft_cloud, 1 in concept.categories) == (cloud, cloud)


class TestChanging:
    def test_the_number_of_a_first_version_only(self, cast, draft, by):
        assert actions.change_agreement(draft(), **by, number="DVO-3009").number == "DVO-3009"
        second = actions.draft_next_version(cast.smit_agreement, **by)
        with pytest.raises(ValidationError, match="houdt het nummer"):
            actions.change_agreement(second, **by, number="DVO-9")

    def test_nothing_else(self, draft, by):
        for name in ("status", "customer", "version", "document_sha256", "made_by"):
            with pytest.raises(TypeError):
                actions.change_agreement(draft(number=f"DVO-{name}"[:30]), **by, **{name: "x"})
            ServiceAgreement.objects.filter(number__startswith="DVO-", status="concept").delete()

    def test_lines_replace_those_that_were_there(self, draft, by):
        concept = draft()
        first = {"package": "server", "tier": "basic", "quantity": 1}
        actions.set_lines(concept, **by, lines=[first])
        lines = [
            {"package": "all-in-1", "tier": "premium", "quantity": 1},
            {"package": "werkplek", "tier": "plus", "quantity": 25, "monthly_price": Decimal("32.50")},
        ]
        actions.set_lines(concept, **by, lines=lines)
        assert [str(line) for line in concept.lines.all()] == ["All-in-1 Premium", "Werkplek Plus"]

    @pytest.mark.parametrize(
        ("lines", "says"),
        [
            ([{"package": "netwerk", "tier": "basic", "quantity": 1}], "bestaat niet voor dit pakket"),
            ([{"package": "auto", "tier": "basic", "quantity": 1}], "auto"),
            ([{"package": "server", "tier": "basic", "quantity": 0}], "1"),
            ([{"package": "server", "tier": "basic", "quantity": None}], "leeg"),
            ([{"package": "server", "tier": tier, "quantity": 1} for tier in ("basic", "plus")], "Dit pakket staat"),
        ],
    )
    def test_lines_that_cannot_be(self, cast, by, lines, says):
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        with pytest.raises(ValidationError, match=says):
            actions.set_lines(concept, **by, lines=lines)
        assert concept.lines.count() == 3

    def test_discarding(self, draft, by):
        concept = draft()
        actions.set_clause(
            concept, **by, kind="viewers", people=[{"contact": ContactFactory(customer=concept.customer)}]
        )
        actions.discard(concept, **by)
        assert not ServiceAgreement.objects.filter(number="DVO-3000").exists()
        event = CustomerEvent.objects.first()
        assert (event.kind, event.data["version"], event.data["concept"]) == ("agreement_withdrawn", 1, True)
        with pytest.raises(Refused, match="weggegooid"):
            actions.discard(concept, **by)


class TestClauses:
    @pytest.mark.parametrize("kind", [kind for kind in ClauseKind.values if kind != "text"])
    def test_has_the_number_of_its_section_and_the_name_of_its_kind(self, draft, by, kind):
        clause = actions.set_clause(draft(), **by, kind=kind)
        assert clause.number and clause.title == ClauseKind(kind).label
        assert clause.citation == f"DAP {clause.number}, versie 1"

    def test_is_written_anew(self, cast, by):
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        clause = concept.clauses.get()
        people = [{"contact": cast.petra, "starts_on": START}, {"contact": cast.jan}]
        again = actions.set_clause(
            concept, **by, clause=clause, kind="emergency_callers", text="Alleen bij brand.", people=people
        )
        assert again.pk == clause.pk
        assert {person.contact for person in again.people.all()} == {cast.petra, cast.jan}
        actions.remove_clause(again, **by)
        assert not concept.clauses.exists()
        with pytest.raises(Refused, match="intussen uit het concept"):
            actions.set_clause(concept, **by, clause=clause, kind="viewers")

    def test_of_another_agreement_is_not_touched(self, cast, draft, by):
        with pytest.raises(Refused, match="intussen uit het concept"):
            actions.set_clause(draft(), **by, clause=cast.smit_agreement.clauses.get(), kind="viewers")

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"kind": "text", "title": "Afspraken"}, "number"),
            ({"kind": "text", "number": "3a", "title": "Afspraken"}, "number"),
            ({"kind": "text", "number": "9"}, "title"),
            ({"kind": "onzin", "number": "9", "title": "x"}, "kind"),
            ({"kind": "viewers", "title": "x" * 121}, "title"),
            ({"kind": "emergency_callers"}, "__all__"),  # it is in already
            ({"kind": "text", "number": "3.2", "title": "x"}, "__all__"),
            ({"kind": "test_restore", "settings": {"rrule": "elke dinsdag"}}, "settings"),
            ({"kind": "server_apk", "settings": {"rrule": "FREQ=HOURLY"}}, "settings"),
            ({"kind": "server_apk", "settings": {"items": "SRV01"}}, "settings"),
            ({"kind": "server_apk", "settings": {"checklist": ["x"] * 101}}, "settings"),
            ({"kind": "maintenance", "settings": {"windows": {"maandag": [["18:00", "22:00"]]}}}, "settings"),
            ({"kind": "maintenance", "settings": {"windows": {"monday": [["22:00", "18:00"]]}}}, "settings"),
            ({"kind": "maintenance", "settings": {"windows": {"monday": "18-22"}}}, "settings"),
            ({"kind": "maintenance", "settings": {"windows": 7}}, "settings"),
        ],
    )
    def test_what_cannot_be(self, cast, by, given, field):
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        with pytest.raises(ValidationError) as refused:
            actions.set_clause(concept, **by, **given)
        assert field in refused.value.message_dict
        assert concept.clauses.count() == 1

    @pytest.mark.parametrize(
        ("kind", "row", "says"),
        [
            ("viewers", {"contact": "willem"}, "geen actieve contactpersoon van deze klant"),
            ("viewers", {"user": "sanne"}, "kies een contactpersoon"),
            ("viewers", {}, "één persoon"),
            ("escalation", {"contact": "jan", "user": "els", "step": 1}, "één persoon"),
            ("escalation", {"contact": "jan"}, "Kies bij Jan Smit een trede"),
            ("escalation", {"user": "els", "step": 3}, "Kies bij Els Groen een trede"),
            ("escalation", {"user": "willem_user", "step": 1}, "kies een contactpersoon"),
            ("viewers", {"contact": "jan", "starts_on": START, "ends_on": date(2026, 1, 1)}, "ligt voor"),
        ],
    )
    def test_whom_it_cannot_name(self, cast, by, kind, row, says):
        cast.willem_user = cast.willem.user
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        row = {name: getattr(cast, value) if isinstance(value, str) else value for name, value in row.items()}
        with pytest.raises(ValidationError, match=says):
            actions.set_clause(concept, **by, kind=kind, people=[row])
        assert not DapClause.objects.filter(kind=kind).exists()

    def test_escalation_names_both_sides(self, cast, by):
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        people = [{"contact": cast.jan, "step": 1}, {"user": cast.marloes, "step": 1}, {"user": cast.els, "step": 2}]
        clause = actions.set_clause(concept, **by, kind="escalation", people=people)
        assert clause.people.filter(step=1).count() == 2

    def test_only_what_its_kind_needs_is_kept(self, draft, by):
        given = {"windows": {"tuesday": [["18:00", "22:00"]], "monday": [["18:00", "22:00"]]}, "onzin": 1}
        clause = actions.set_clause(draft(), **by, kind="maintenance", settings=given)
        assert list(clause.settings) == ["windows"]
        assert list(clause.settings["windows"]) == ["monday", "tuesday"]


class TestNextVersion:
    def test_copies_all_but_who_was_revoked_or_left(self, cast, by):
        agreement = cast.smit_agreement
        second = actions.draft_next_version(agreement, **by)
        actions.set_clause(
            second, **by, kind="viewers", text="Allen.", people=[{"contact": cast.jan}, {"contact": cast.petra}]
        )
        ServiceAgreement.objects.filter(pk=agreement.pk).update(ends_on=date(2026, 11, 30))
        ServiceAgreement.objects.filter(pk=second.pk).update(status="in_force")
        second.refresh_from_db()
        actions.revoke(DapPerson.objects.get(contact=cast.jan, clause__kind="viewers"), **by)
        third = actions.draft_next_version(second, **by)
        assert (third.version, third.status, third.starts_on) == (3, "concept", date(2027, 1, 1))
        assert (third.emergency_phone, third.tariff_emergency) == ("088 444 50 99", Decimal("165.00"))
        assert [str(line) for line in third.lines.all()] == [str(line) for line in agreement.lines.all()]
        assert [person.contact for person in third.clauses.get(kind="viewers").people.all()] == [cast.petra]
        assert third.document_sha256 == "" and not third.document

    def test_begins_next_month_and_not_before_its_source(self, cast, by):
        second = actions.draft_next_version(cast.smit_agreement, **by)
        assert second.starts_on == date(2026, 12, 1)
        actions.discard(second, **by)
        ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(starts_on=date(2027, 3, 15))
        assert actions.draft_next_version(cast.smit_agreement, **by).starts_on == date(2027, 4, 1)

    def test_an_end_that_is_over_is_not_copied(self, cast, by):
        ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2026, 12, 31))
        second = actions.draft_next_version(cast.smit_agreement, **by)
        assert second.ends_on == date(2026, 12, 31)
        actions.discard(second, **by)
        assert actions.draft_next_version(cast.smit_agreement, **by, starts_on=START).ends_on is None

    def test_of_a_concept_is_refused(self, draft, by):
        with pytest.raises(Refused, match="nog in voorbereiding"):
            actions.draft_next_version(draft(), **by)


class TestEnding:
    def test_ends_with_its_recurring_work(self, cast, by):
        clause = cast.smit_agreement.clauses.get()
        work = RecurringWork.objects.create(
            customer=cast.smit,
            clause=clause,
            kind="test_restore",
            title="Test-restore",
            contact=cast.jan,
            rrule="FREQ=MONTHLY",
            starts_on=date(2026, 1, 1),
            next_on=date(2027, 1, 1),
        )
        actions.end_agreement(cast.smit_agreement, **by, ends_on=date(2026, 12, 31))
        actions.end_agreement(cast.smit_agreement, **by, ends_on=date(2026, 12, 31))
        work.refresh_from_db()
        assert (work.ends_on, work.next_on) == (date(2026, 12, 31), None)
        event = CustomerEvent.objects.get(kind="agreement_ended")
        assert event.data["ends_on"] == [None, "2026-12-31"]
        assert cast.smit.agreement_at(MONDAY) == cast.smit_agreement

    @pytest.mark.parametrize(
        ("ends_on", "says"),
        [(date(2026, 11, 22), "in het verleden"), (date(2027, 6, 1), "een langere looptijd is een nieuwe versie")],
    )
    def test_days_that_cannot_be(self, cast, by, ends_on, says):
        ServiceAgreement.objects.filter(pk=cast.smit_agreement.pk).update(ends_on=date(2027, 1, 31))
        with pytest.raises(Refused, match=says) as refused:
            actions.end_agreement(cast.smit_agreement, **by, ends_on=ends_on)
        assert refused.value.field == "ends_on"

    def test_today_can_be_the_last_day(self, cast, by):
        assert actions.end_agreement(cast.smit_agreement, **by, ends_on=MONDAY.date()).ends_on == MONDAY.date()

    def test_a_concept_does_not_end(self, draft, by):
        with pytest.raises(Refused, match="Alleen een ondertekende"):
            actions.end_agreement(draft(), **by, ends_on=START)


class TestRevoking:
    def test_holds_at_once_and_is_written_down_once(self, cast, by):
        person = cast.smit_agreement.clauses.get().people.get()
        assert dap.named(cast.smit_agreement, "emergency_callers", MONDAY).contacts == (cast.jan,)
        actions.revoke(person, **by)
        actions.revoke(person, **by)
        assert dap.named(cast.smit_agreement, "emergency_callers", MONDAY).contacts == ()
        event = CustomerEvent.objects.get(kind="grant_revoked")
        assert event.data["citation"] == "DAP 3.2, versie 1"
        assert event.data["name"] == "Jan Smit"

    def test_of_a_concept_is_taken_out_instead(self, cast, by):
        concept = actions.draft_next_version(cast.smit_agreement, **by)
        with pytest.raises(Refused, match="nog een concept"):
            actions.revoke(concept.clauses.get().people.get(), **by)


def test_lines_of_a_signed_version_are_not_written(cast):
    with pytest.raises(TypeError):
        AgreementLine(agreement=cast.smit_agreement, package="all-in-1", tier="premium").save()


# --- Hours that were settled (SLA 11) -----------------------------------------------------------------------
@pytest.fixture
def settled(cast, open_ticket, by):
    """An hour of Willem's of 10 November, billed and gone."""
    ticket = agreed(open_ticket(contact=cast.willem, now=at("2026-11-10 10:00")), cast.sanne)
    ticket_actions.log_time(ticket, by=cast.sanne, now=at("2026-11-10 12:00"), minutes=60, began_then=True)
    days = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 30)}
    ticket_actions.export_time(by=cast.daan, now=MONDAY, **days)
    return actions.draft_next_version(cast.vries_agreement, **by, starts_on=date(2026, 11, 1))


def test_a_settled_month_keeps_its_tariffs(settled, by):
    before = settled.tariff_normal
    with pytest.raises(Refused, match="zijn al geëxporteerd of besproken") as refused:
        actions.change_agreement(settled, **by, tariff_normal=Decimal(105))
    assert refused.value.field == "starts_on"
    assert "10 november 2026" in refused.value.message
    settled.refresh_from_db()
    assert settled.tariff_normal == before


@pytest.mark.parametrize(
    "fields",
    [
        {"tariff_normal": Decimal(105), "starts_on": date(2026, 11, 11)},  # after what was settled
        {"tariff_normal": Decimal("95.00")},  # the same
        {"monthly_fee": Decimal(500)},  # no tariff
    ],
)
def test_other_tariffs_begin_after_it(settled, by, fields):
    assert actions.change_agreement(settled, **by, **fields).pk == settled.pk


def test_what_was_settled_since_it_was_written_is_found_when_it_is_offered(cast, open_ticket, by):
    concept = actions.draft_next_version(cast.vries_agreement, **by, starts_on=date(2026, 11, 1))
    actions.change_agreement(concept, **by, tariff_normal=Decimal(105))
    ticket = agreed(open_ticket(contact=cast.willem, now=at("2026-11-10 10:00")), cast.sanne)
    ticket_actions.log_time(ticket, by=cast.sanne, now=at("2026-11-10 12:00"), minutes=60, began_then=True)
    ticket_actions.lock_reviewed(cast.vries, by=cast.daan, now=MONDAY, until=date(2026, 11, 20))
    with pytest.raises(Refused, match="geëxporteerd of besproken"):
        actions.offer(concept, **by, customer_signatory=cast.willem, house_signatory=cast.daan)
