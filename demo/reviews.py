"""Two customers with two Service Reviews each: one held and published, one that is being prepared (SLA 11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from contracts.models import Contact, Customer
from demo.features import RAVI, Stage
from demo.walk import Life
from reviews import actions
from reviews.models import Review, ReviewText
from reviews.periods import day_of
from reviews.reviewing.planning import ReviewPlan
from reviews.reviewing.review_rhythm import usual_period
from sla.business_hours import AMSTERDAM
from tickets import actions as ticket_actions

HELD_DAYS_AGO, PLANNED_DAYS_AHEAD = 45, 9  # a month of the demo was over by then


@dataclass(frozen=True)
class Talk:
    """What both sides say in the demo. `said`: by agenda point, 1do, the customer and the conclusion."""

    number: str
    fixed: str
    guest: str
    manager: str
    place: str
    summary: str
    said: tuple[tuple[str, str, str, str], ...]
    ours: str
    theirs: str


BAKERY = Talk(
    "K1001",
    "Jan",
    "Petra",
    "daan@1do.example",
    "Bakkerij Smit, kantoor boven de winkel",
    "Een rustig half jaar: de kassa's draaiden, en wat er misging was op tijd opgepakt.\n"
    "Twee keer stond de bakkerij stil door de oven; daarover gaat punt 1.",
    (
        (
            "incidents",
            "De oven hing twee keer aan dezelfde netwerkpoort; die poort is vervangen.",
            "De oven hoort altijd voor te gaan, ook als de melding van de winkel komt.",
            "De oven staat voortaan in de monitoring, en een alert ervan wordt gebeld.",
        ),
        ("communication", "Status volgt per mail.", "Liever een telefoontje als het langer dan een uur duurt.", ""),
        ("time", "De bezoeken zijn goed benut.", "", "Vier bezoeken per jaar blijft passend."),
    ),
    "De oven opnemen in de monitoring, met een alert per telefoon",
    "Kassamedewerkers uitleggen hoe zij een melding doen",
)
FACTORY = Talk(
    "K1003",
    "Henk",
    "Monique",
    "iris@1do.example",
    "Online",
    "De samenwerking loopt; wat er kapot ging, is op tijd opgepakt.\n"
    "Het meeste werk ging naar vragen over de nieuwe werkplekken.",
    (
        (
            "knowledge",
            "Veel vragen gaan over hetzelfde; een korte instructie scheelt uren.",
            "Wij willen daar graag een middag voor plannen.",
            "1do geeft in het nieuwe jaar een instructie van twee uur.",
        ),
        ("time", "Wij volgen de uren per maand.", "Eerst de instructie, dan pas meer uren.", "Volgende keer opnieuw."),
    ),
    "Instructie van twee uur over de nieuwe werkplekken geven",
    "Per afdeling iemand aanwijzen die vragen verzamelt",
)


def talks(talk: Talk) -> Callable[[Stage], Life]:
    def life(stage: Stage) -> Life:
        cast = _People(stage, talk)
        meeting = stage.workday(HELD_DAYS_AGO, "10:00")
        yield (at := stage.workday(HELD_DAYS_AGO + 25, "11:00"))
        review = _planned(cast, meeting, at)
        yield (at := stage.workday(HELD_DAYS_AGO + 4, "14:00"))
        _prepared(cast, review, at, both=True)
        yield (at := meeting + timedelta(minutes=80))
        _published(cast, review, at)
        yield (at := stage.hours.add(at, timedelta(hours=9)))
        _agreed_to(cast, review, at)
        yield (at := stage.workday(6, "15:10"))
        coming = datetime.combine(day_of(stage.now) + timedelta(days=PLANNED_DAYS_AHEAD), meeting.timetz())
        if not stage.hours.windows(coming.date()):
            coming = stage.hours.next_opening(coming).astimezone(AMSTERDAM).replace(hour=10, minute=0)
        following = _planned(cast, coming, at)
        yield (at := stage.workday(1, "09:40"))
        _prepared(cast, following, at, both=False)

    return life


class _People:
    def __init__(self, stage: Stage, talk: Talk) -> None:
        self.talk = talk
        self.customer = Customer.objects.get(number=talk.number)
        self.manager = stage.staff(talk.manager)
        self.ravi = stage.staff(RAVI)
        self.fixed: Contact = stage.contact(talk.number, talk.fixed)
        self.guest: Contact = stage.contact(talk.number, talk.guest)


def _planned(cast: _People, planned_for: datetime, at: datetime) -> Review:
    period = usual_period(cast.customer, day_of(planned_for))
    online = cast.talk.place == "Online"
    plan = ReviewPlan(
        planned_for=planned_for,
        place=cast.talk.place,
        link="https://meet.1do.example/service-review" if online else "",
        first_day=period.first,
        last_day=period.last,
    )
    review = actions.plan_review(
        cast.customer,
        plan,
        by=cast.manager,
        now=at,
        fixed_contact=cast.fixed,
        account_manager=cast.manager,
        others=[cast.guest],
    )
    for attendee in review.attendees.select_related("review", "contact", "user"):
        answer = "maybe" if attendee.contact == cast.guest else "yes"
        if attendee.contact:
            actions.answer_invitation(attendee, now=at + timedelta(hours=2), answer=answer, contact=attendee.contact)
        else:
            actions.answer_invitation(attendee, now=at + timedelta(hours=2), answer=answer, by=cast.manager)
    return review


def _prepared(cast: _People, review: Review, at: datetime, *, both: bool) -> None:
    _write(review, cast.manager, at, "summary", cast.talk.summary)
    points = {point.code: point for point in review.points.all()}
    actions.share_papers(review, by=cast.manager, now=at)
    for code, ours, theirs, _conclusion in cast.talk.said:
        _write(review, cast.manager, at, f"{points[code].pk}.house", ours)
        if both and cast.fixed.user:
            _write(review, cast.fixed.user, at + timedelta(hours=3), f"{points[code].pk}.customer", theirs)


def _write(review: Review, by: User, at: datetime, key: str, body: str) -> None:
    text = ReviewText.objects.filter(review=review, key=key).first()
    actions.write_text(review, by=by, now=at, key=key, body=body, version=text.version if text else 0)


def _published(cast: _People, review: Review, at: datetime) -> None:
    came = [each for each in review.attendees.all() if each.contact != cast.guest]
    actions.hold_review(review, by=cast.manager, now=at, came=came)
    points = {point.code: point for point in review.points.all()}
    for code, _ours, _theirs, conclusion in cast.talk.said:
        _write(review, cast.manager, at, f"{points[code].pk}.conclusion", conclusion)
    soon: date = day_of(at) + timedelta(days=21)
    owner = cast.ravi if cast.talk is BAKERY else cast.manager  # whose work the melding then is
    actions.add_improvement(review, by=cast.manager, now=at, text=cast.talk.ours, owner=owner, due_on=soon)
    later = day_of(at) + timedelta(days=90)
    actions.add_improvement(review, by=cast.manager, now=at, text=cast.talk.theirs, owner=cast.fixed, due_on=later)
    actions.publish_review(review, by=cast.manager, now=at)


def _agreed_to(cast: _People, review: Review, at: datetime) -> None:
    published = review.published.latest("version")
    for who in (cast.fixed.user, cast.manager):
        if who is not None:
            actions.respond(published, by=who, now=at, agrees=True)
    point = review.improvements.exclude(ticket=None).select_related("ticket").first()
    if point is not None and point.ticket is not None and cast.talk is BAKERY:
        ticket_actions.take(point.ticket, by=cast.ravi, now=at)
        done = at + timedelta(hours=1)
        ticket_actions.log_time(point.ticket, by=cast.ravi, now=done, minutes=25, text="Oven in de monitoring gezet")
        ticket_actions.resolve(point.ticket, by=cast.ravi, now=done, text="De oven wordt bewaakt.")


REVIEWS = (talks(BAKERY), talks(FACTORY))
