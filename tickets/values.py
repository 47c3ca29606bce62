"""The values that a ticket and what hangs on it can have: stored as they stand here, with their Dutch labels."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sla.clock import Party


class ProgramKind(models.TextChoices):
    """What a program of somebody else's sent about a melding (mail.parsing.parsed.Program)."""

    ABSENCE = "absence", _("Afwezigheidsbericht")
    RECEIPT = "receipt", _("Leesbevestiging")
    CALENDAR = "calendar", _("Antwoord van een agenda")
    REACTION = "reaction", _("Reactie met een teken")
    CHALLENGE = "challenge", _("Vraag van een spamfilter om bevestiging")
    CONFIRMATION = "confirmation", _("Automatisch bericht van een ander meldingensysteem")
    NEWSLETTER = "newsletter", _("Nieuwsbrief")
    REPORT = "report", _("Rapport over een domein")


class Status(models.TextChoices):
    NIEUW = "nieuw", _("Nieuw")
    IN_BEHANDELING = "in_behandeling", _("In behandeling")
    WACHT_OP_KLANT = "wacht_op_klant", _("Wacht op klant")
    WACHT_OP_LEVERANCIER = "wacht_op_leverancier", _("Wacht op leverancier")
    INGEPLAND = "ingepland", _("Ingepland")
    OPGELOST = "opgelost", _("Opgelost")
    GESLOTEN = "gesloten", _("Gesloten")
    GEANNULEERD = "geannuleerd", _("Geannuleerd")


OPEN_STATUSES = (
    Status.NIEUW,
    Status.IN_BEHANDELING,
    Status.WACHT_OP_KLANT,
    Status.WACHT_OP_LEVERANCIER,
    Status.INGEPLAND,
)
WAITING_ON = {Status.WACHT_OP_KLANT: Party.CUSTOMER, Status.WACHT_OP_LEVERANCIER: Party.SUPPLIER}


class QuietReason(models.TextChoices):
    """Why a melding ended without a word to the customer."""

    SPAM = "spam", _("ongewenste mail (spam)")
    DOUBLE = "double", _("dubbel gemeld")
    MISTAKE = "mistake", _("test of vergissing")
    MOVED = "moved", _("hoort bij een andere klant")


class LinkKind(models.TextChoices):
    """What a ticket is of another."""

    DOUBLE = "double", _("is dubbel van")
    RELATED = "related", _("hoort bij")
    CAUSED = "caused", _("is veroorzaakt door")
    CHILD = "child", _("valt onder")


class Channel(models.TextChoices):
    """By which door a melding came in (SLA 3)."""

    PORTAL = "portal", _("Serviceportaal")
    PHONE = "phone", _("Telefoon")
    EMAIL = "email", _("E-mail")
    API = "api", _("Koppeling")
    IMPORT = "import", _("Overgenomen")
    ALERT = "alert", _("Monitoring")
    SCHEDULE = "schedule", _("Volgens schema")


class ApprovalKind(models.TextChoices):
    ESTIMATE = "estimate", _("akkoord op kosten")
    AUTHORISATION = "authorisation", _("bevestiging van een autorisatieverzoek")
    REPORTER = "reporter", _("toestemming om te melden")
    REMOTE_VIEWING = "remote_viewing", _("toestemming om mee te kijken")


class ApprovalStatus(models.TextChoices):
    ASKED = "asked", _("gevraagd")
    GRANTED = "granted", _("akkoord")
    DECLINED = "declined", _("afgewezen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


class SecretKind(models.TextChoices):
    """All that is said of it: a label that somebody types could hold the user name."""

    PASSWORD = "wachtwoord", _("wachtwoord")
    CODE = "code", _("pincode of toegangscode")
    KEY = "sleutel", _("sleutel of token")
    OTHER = "gegeven", _("vertrouwelijk gegeven")

    @property
    def a(self) -> str:
        return str(_ARTICLES[self][0])

    @property
    def the(self) -> str:
        return str(_ARTICLES[self][1])


_ARTICLES = {
    SecretKind.PASSWORD: (_("een wachtwoord"), _("het wachtwoord")),
    SecretKind.CODE: (_("een code"), _("de code")),
    SecretKind.KEY: (_("een sleutel"), _("de sleutel")),
    SecretKind.OTHER: (_("iets vertrouwelijks"), _("het vertrouwelijke gegeven")),
}


class SecretEnd(models.TextChoices):
    OPENED = "opened", _("bekeken")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    EXPIRED = "expired", _("verlopen")


class Activity(models.TextChoices):
    SUPPORT = "support", _("Ondersteuning")
    ADMINISTRATION = "administration", _("Beheer")
    RESEARCH = "research", _("Onderzoek")
    CONSULTATION = "consultation", _("Overleg")
    TRAVEL = "travel", _("Reistijd")


class Score(models.IntegerChoices):
    """How a customer says that it went (SLA 11); two steps down somebody rings him."""

    BAD = 1, _("Slecht")
    POOR = 2, _("Matig")
    FAIR = 3, _("Voldoende")
    GOOD = 4, _("Goed")
    EXCELLENT = 5, _("Uitstekend")


BAD_SCORES = (Score.BAD, Score.POOR)


class Lapse(models.TextChoices):
    """Why a customer was not asked after all."""

    NOT_SOLVED = "not_solved", _("het bleek nog niet opgelost")
    ASKED_LATELY = "asked_lately", _("kort geleden al iets gevraagd")
    NOT_WANTED = "not_wanted", _("wil het niet gevraagd worden")
    UNREACHABLE = "unreachable", _("niet te bereiken, of van 1do zelf")
