"""What proves that a program wrote a mail, and which kind of program (security L1, L4).

A word in a subject proves nothing: people write about absence, receipts and bounces. Proof is a part that only programs
make (a receipt, an answer to an invitation, a reaction), a header that only they set for this, or two signs together: how
the subject begins and what the text says. What answers, answers something: of an absence or a confirmation that stands
alone, the subject has to say of whom. A machine that speaks for a person (a scanner, a voicemail box, a group, a form, a
ticket system with an agent behind it) is that person.
"""

# ruff: noqa: E501 - the words of one kind and language stand on a line

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from mail.parsing import calendars, headers
from mail.parsing.bodies import Bodies
from mail.parsing.parsed import Program

LOOKED_AT = 1_500  # characters of the text: a program comes to the point
PASSED_ON = re.compile(r"^\W{0,3}(?:fw|fwd|doorst|doorgestuurd|wg|tr|rv|i)\s?:", re.I)

_ABSENT = re.compile(
    r"^\W{0,6}(?:out of (?:the )?office(?: auto.?reply)?|automatic reply|automatisch(?:e)? (?:antwoord|reactie|afwezig\w*)"
    r"|auto.?reply|auto.?response|auto.?antwoord|afwezig(?:heid|heidsbericht)?|niet aanwezig|vacation(?: reply)?|on holiday"
    r"|automatische (?:antwort|abwesenheits\w*)|abwesen(?:d|heit|heitsnotiz|heitsnachricht)"
    r"|réponse automatique|absence(?: du bureau)?|message d['’]absence|absent du bureau"
    r"|respuesta automática|risposta automatica|fuori ufficio|automatisk svar|autosvar|resposta automática)"
    r"\s{0,2}(?::|\bre\s?:|\baw\s?:)",
    re.I,
)
_DOMINO = re.compile(r"^\W{0,3}auto\s?:.{1,200}\([^()]{0,60}\d[^()]{0,60}\)\W{0,3}$", re.I)
_NOTES = re.compile(
    r"^\W{0,3}\S.{1,80} (?:is out of the office|is afwezig|is niet op kantoor|ist (?:außer haus|nicht im büro|abwesend)|est absente?(?:\(e\))?)\W{0,3}$",
    re.I,
)
_NOTES_TEXT = re.compile(
    r"^\W{0,3}(?:i (?:will be|am) out of the office|ik ben (?:afwezig|niet op kantoor)|ich (?:bin|werde|kehre)|je (?:serai|suis) absent)[^\n]{0,60}\d",
    re.I,
)
_AWAY = re.compile(
    r"^\W{0,3}(?:away from (?:my )?(?:mail|e-?mail|desk)|(?:away )?on (?:vacation|holiday)|op vakantie|(?:bin )?im urlaub|en vacances)\W{0,3}$",
    re.I,
)
_SAYS_AUTOMATIC = re.compile(
    r"dit is een automati\w{1,6} (?:\w{1,12} )?(?:antwoord|bericht|e-?mail|ontvangstbevestiging|reactie)"
    r"|(?:dit|deze) (?:bericht|e-?mail|mail) (?:is|werd|wordt) automatisch"
    r"|this (?:is an|message (?:has been|was|is)|e-?mail (?:has been|was|is)) automat\w{1,7}"
    r"|dies ist eine automatisch\w{0,3} |diese (?:nachricht|e-?mail) wurde automatisch"
    r"|ceci est une? (?:réponse|message|courriel) automatique|ce (?:message|courriel) (?:est|a été) (?:envoyé |généré )?automatique"
    r"|created automatically by",
    re.I,
)
_ANSWERS_YOU = re.compile(
    r"automatisch antwoord op uw bericht|automat\w{1,3} (?:response|reply) to your (?:message|e-?mail)"
    r"|automatische antwort auf ihre nachricht|réponse automatique à votre (?:message|courriel)",
    re.I,
)
_IS_RECEIPT = re.compile(
    r"(?:dit|deze|this|dies|diese|ceci|c['’]est) [^\n.]{0,30}(?:ontvangst|antwoord|reactie|reply|response|acknowledge?ment|confirmation"
    r"|receipt|antwort|empfangsbestätigung|eingangsbestätigung|accusé de réception|réponse)",
    re.I,
)
_READ = re.compile(
    r"^\W{0,3}(?:gelezen|niet gelezen|read|not read|gelesen|ungelesen|nicht gelesen|lue?|non lue?|lettura|leído"
    r"|leesbevestiging|return receipt|read receipt)\b[^:\n]{0,20}:",
    re.I,
)
_WAS_READ = re.compile(
    r"^\W{0,4}(?:(?:uw|je) bericht|your message|ihre nachricht|votre message)\s{0,4}\n(?:[^\n]{0,300}\n){0,3}?"
    r"[ \t]{0,20}(?:aan|to|an|à|onderwerp|subject|betreff|objet)\s?:[^\n]{0,300}\n(?:[^\n]{0,300}\n){0,6}?\s{0,8}"
    r"(?:(?:is|werd) gelezen op|[^\n]{0,60}verwijderd zonder te zijn gelezen|(?:was|has been) read on|[^\n]{0,60}deleted without being read"
    r"|wurde [^\n]{0,80}(?:gelesen|gelöscht)|a été (?:lue? le|supprimée? sans))[^\n]{0,200}\W{0,300}$"
    r"|^\W{0,4}(?:dit is een (?:leesbevestiging|ontvangstbewijs)|this is a (?:read|return) receipt) (?:voor|van|for|of)\b",
    re.I,
)
_REACTED = re.compile(
    r"^\W{0,12}(?:[^\s\"“”]{1,40} ){1,6}(?:reacted via gmail|via gmail gereageerd|über gmail reagiert|a réagi (?:via|depuis) gmail)"
    r"\W{0,9}(?:https?://\S{1,300})?\W{0,9}$",
    re.I,
)
_REACTED_WITH = re.compile(
    r"^\W{0,12}(?:[^\s\"“”:]{1,40} ){0,6}(?:reacted to (?:your|this) message|heeft gereageerd op (?:uw|je|dit) bericht"
    r"|hat auf (?:ihre|deine) nachricht reagiert|a réagi à votre message)\W{0,40}$",
    re.I,
)
_TAPBACK = re.compile(
    r"^(?:(?:liked|loved|disliked|laughed at|emphasized|questioned) [“\"«„].{1,400}[”\"»“]"
    r"|vond [“\"„].{1,400}[”\"] (?:leuk|geweldig|niet leuk|grappig)|(?:gefällt|liebt|(?:n['’])?a (?:pas )?(?:aimé|adoré)|aime) [“\"«„].{1,400}[”\"»“]"
    r"|hat [“\"„].{1,400}[”\"“] mit [“\"„]?(?:gefällt mir|herz|haha|ausrufezeichen|fragezeichen)[^\n]{0,20} markiert)$",
    re.I | re.S,
)
_CHALLENGES = re.compile(
    r"(?:confirm|verif|bevestig|bestätig|approv|challenge)[^\n]{0,200}?(?:message|inbox|bericht|e-?mail|nachricht|courriel)"
    r"|(?:message|bericht)[^\n]{0,200}?(?:held|confirm|verif|bevestig|bestätig|approv)",
    re.I,
)
_CLICK = re.compile(r"click(?:ing)? |klik |klicken|cliquez|reply to this (?:message|challenge)", re.I)
_HELD = re.compile(
    r"your (?:message|e-?mail) (?:is|was|has been) (?:being )?held|uw (?:bericht|mail) wordt (?:nog )?vastgehouden"
    r"|ihre nachricht wird zurückgehalten|votre message est (?:retenu|en attente)"
    r"|(?:daarna|dan) wordt (?:het|uw bericht|uw mail) (?:alsnog )?(?:afgeleverd|bezorgd)|(?:it|message) will then be delivered"
    r"|(?:danach|dann) wird (?:sie|ihre nachricht) zugestellt|(?:il|message) sera ensuite (?:remis|distribué)",
    re.I,
)
_ASKS_PROOF = re.compile(r"confirm|verif|bevestig|bestätig|approval|challenge|vérif", re.I)
_NOUN = r"(?:request|ticket|case|message|e-?mail|enquiry|question|vraag|melding|aanvraag|verzoek|bericht|anfrage|nachricht|demande|incident)"
_DONE = (
    r"(?:received|created|registered|logged|closed|resolved|solved|opened|updated|ontvangen|geregistreerd|aangemaakt|opgelost"
    r"|gesloten|afgehandeld|bijgewerkt|erfasst|eingegangen|erstellt|geschlossen|gelöst|enregistrée?|créée?|reçue?|clôturée?)"
)
_CONFIRMS_YOURS = re.compile(
    rf"\b(?:your|uw|je|ihre?|votre) (?:[\w-]{{1,20}} ){{0,2}}{_NOUN}\b[^.\n]{{0,60}}\b{_DONE}\b"
    rf"|\b{_DONE} (?:on your behalf|namens u)\b"
    rf"|hebben (?:uw|je) (?:[\w-]{{1,20}} ){{1,3}}(?:in goede orde )?ontvangen|(?:received|got) your {_NOUN}|haben ihre {_NOUN} (?:\w{{1,12}} )?erhalten"
    rf"|avons (?:bien )?reçu votre",
    re.I,
)
_CONFIRMS_ONE = re.compile(  # in answer to ours alone: a machine that brings us work says the same
    rf"\b(?:ticket|case|incident|request|anfrage)\b[^.\n]{{0,30}}\b{_DONE}\b"
    rf"|\b{_NOUN} (?:received|ontvangen|eingegangen|reçue?)\b|in response to the creation of"
    rf"|how would you rate|hoe tevreden (?:bent|was) (?:u|je)|wie zufrieden|quelle est votre satisfaction",
    re.I,
)
_PERSON = re.compile(r"\b(?:ik|wij|mij|ons|jullie|graag|my|please|ich|wir|bitte|nous|merci)\b", re.I)
_TICKET_SYSTEM = re.compile(
    r"^(?:x-servicenow|x-freshdesk|x-topdesk|x-jira|x-rt-|x-otrs|x-zammad|x-glpi|x-sfdc|x-zendesk|x-osticket|x-redmine"
    r"|x-mantis|x-halopsa|x-autotask|x-connectwise|managed-by|x-sap-|x-znuny)",
    re.I,
)
_TICKET_MAILER = re.compile(
    r"zendesk|freshdesk|topdesk|halopsa|autotask|connectwise|osticket|jira|servicenow|otrs", re.I
)
_ASKS_US = re.compile(
    r"\b(?:kunt u|kun je|kunnen jullie|willen jullie|could you|can you|können sie|könnt ihr|pouvez-vous)\b", re.I
)
_SPOKEN = re.compile(r"voice.?mail|\bfax\b|\bscan", re.I)
_LEAVE = r"(?:unsubscribe|manage (?:your )?preferences|afmelden|uitschrijven|abmelden|abbestellen|austragen|se désabonner|se désinscrire|désabonnement|désinscription)"
_UNSUBSCRIBE = re.compile(  # as the foot of a mass mail has it; "Kees afmelden bij de terminalserver" is work
    rf"(?:^|[|·•\n])[ \t]{{0,8}}{_LEAVE}[ \t.]{{0,8}}(?:$|[|·•\n])|{_LEAVE}\W{{0,3}}(?:\w{{1,12}} ){{0,2}}(?:hier|here|ici)\b"
    rf"|(?:hier|here|ici|or|of|oder|ou|newsletter|list|nieuwsbrief) {_LEAVE}|unsubscribe from (?:this|our)|meld (?:u|je) (?:hier )?af\b|schrijf (?:u|je) (?:hier )?uit\b"
    rf"|(?:u ontvangt|je ontvangt|you (?:are receiving|received|receive)|sie erhalten|vous recevez) [^\n]{{0,200}}{_LEAVE}"
    rf"|<a\b[^>]{{0,600}}>[^<]{{0,60}}{_LEAVE}[^<]{{0,60}}<",
    re.I,
)
_OF_MASS = ("List-Unsubscribe-Post", "Feedback-ID")
_ARCHIVES = (
    "application/zip",
    "application/x-zip-compressed",
    "application/gzip",
    "application/x-gzip",
    "text/xml",
    "application/xml",
)
_DMARC_REPORT = re.compile(r"^\W{0,3}(?:report domain|\[preview\] report domain): ?\S+ .{0,80}report-?id", re.I)


@dataclass(frozen=True)
class Signs:
    """What the rules look at, read once. `new` is what the sender wrote now, `text` all there is."""

    message: Message
    bodies: Bodies
    subject: str
    text: str
    new: str
    submitted: str
    precedence: str
    answers: bool
    """Something, by In-Reply-To."""

    @classmethod
    def of(cls, message: Message, bodies: Bodies, text: str, new: str) -> Signs:
        return cls(
            message=message,
            bodies=bodies,
            subject=headers.decoded(headers.first(message, "Subject"))[:300],
            text=text[:LOOKED_AT],
            new=new.strip(),
            submitted=headers.first(message, "Auto-Submitted").lower().partition(";")[0].partition("(")[0].strip(),
            precedence=headers.first(message, "Precedence").lower(),
            answers=message.get("In-Reply-To") is not None,
        )

    @property
    def is_sent_by_itself(self) -> bool:
        """Its headers say that nobody pressed send; a group's mail does not say so."""
        says = self.submitted not in ("", "no") or self.precedence in ("bulk", "junk", "auto_reply")
        return says or self.message.get("X-MS-Exchange-Inbox-Rules-Loop") is not None

    @property
    def in_thread(self) -> bool:
        return self.answers or bool(headers.references(self.message))

    @property
    def is_of_ticket_system(self) -> bool:
        named = any(_TICKET_SYSTEM.match(name) for name in self.message)
        return named or bool(_TICKET_MAILER.search(headers.first(self.message, "X-Mailer")))

    @property
    def says_automatic(self) -> bool:
        return bool(_SAYS_AUTOMATIC.search(self.text))

    @property
    def brings_something(self) -> bool:
        """A file of its own, as a voicemail box or a scanner sends: what came back brings no more than that."""
        kinds = (file.content_type for file in self.bodies.files if not file.is_shown)
        return any(kind.startswith(("audio/", "image/", "video/")) or kind == "application/pdf" for kind in kinds)

    def has_part(self, *kinds: str) -> bool:
        return any(file.content_type in kinds for file in self.bodies.files)


def program(signs: Signs) -> Program | None:
    """None: a person, as far as anybody can prove."""
    if PASSED_ON.match(signs.subject) and not _is_report(signs.message):
        return None
    return next((kind for kind, is_it in _RULES if is_it(signs)), None)


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def looks_like(signs: Signs) -> Program | None:
    """By its subject alone: reason enough to give no automatic answer, and proof if what it answers is ours."""
    is_named = _ABSENT.match(signs.subject) or _DOMINO.match(signs.subject)
    return Program.ABSENCE if signs.in_thread and is_named else None


def _receipt(signs: Signs) -> bool:
    if _is_report(signs.message):
        report = str(signs.message.get_param("report-type", "")).lower()
        return report == "disposition-notification" or signs.has_part("message/disposition-notification")
    return bool(_READ.match(signs.subject)) and bool(_WAS_READ.search(signs.text))


def _report(signs: Signs) -> bool:
    """About a domain: abuse, TLS, DMARC. The last has no form of its own, but brings its figures in an archive."""
    report = str(signs.message.get_param("report-type", "")).lower() if _is_report(signs.message) else ""
    is_dmarc = _DMARC_REPORT.match(signs.subject) and not signs.in_thread and signs.has_part(*_ARCHIVES)
    return report in ("feedback-report", "tlsrpt") or bool(is_dmarc)


def _calendar(signs: Signs) -> bool:
    return calendars.is_answer(signs.bodies)


def _reaction(signs: Signs) -> bool:
    if signs.has_part("text/vnd.google.email-reaction+json"):
        return True
    new = signs.new
    if not signs.answers or not new or len(new) > 500:
        return False
    if _is_emoji(new) or _TAPBACK.match(new) or _REACTED.match(new):
        return True
    return len(new) < 120 and bool(_REACTED_WITH.match(new)) and any(map(_is_sign, new))


def _is_emoji(text: str) -> bool:
    return any(map(_is_sign, text)) and all(_is_sign(char) or char in "\ufe0f\u200d" or char.isspace() for char in text)


def _is_sign(char: str) -> bool:
    return ord(char) > 0x2190 and unicodedata.category(char) in ("So", "Sk")


def _challenge(signs: Signs) -> bool:
    told = any(signs.message.get(name) is not None for name in ("X-SpamArrest", "X-Boxbe", "X-ChoiceMail"))
    told = told or "tmda" in headers.first(signs.message, "X-Delivery-Agent").lower()
    if told and _CHALLENGES.search(f"{signs.subject} {signs.text}"):
        return True
    asks = _ASKS_PROOF.search(signs.subject) and _CHALLENGES.search(signs.text) and _CLICK.search(signs.text)
    return bool(asks) and signs.in_thread and (signs.is_sent_by_itself or bool(_HELD.search(signs.text)))


def _confirmation(signs: Signs) -> bool:
    """Of another ticket system: received, closed, how did we do. What an agent there writes is of a person."""
    head = signs.text[:800]
    if _SPOKEN.search(signs.subject) or _ASKS_US.search(head):
        return False
    is_of_system = signs.is_of_ticket_system
    if not (signs.is_sent_by_itself or is_of_system):
        # Who quotes a program says what it says: only what answers us, below a subject of its own, is the program.
        return signs.answers and signs.says_automatic and _confirms(signs.subject)
    if not signs.in_thread:
        return bool(_CONFIRMS_YOURS.search(signs.subject))
    if not is_of_system and signs.submitted and signs.says_automatic and _IS_RECEIPT.search(signs.text[:300]):
        return True
    return _confirms(signs.subject) or (_confirms(head) and not (is_of_system and _speaks(head)))


def _speaks(text: str) -> bool:
    """Somebody tells of a ticket: "de case bij Microsoft is aangemaakt, graag volgen jullie hem"."""
    return not _CONFIRMS_YOURS.search(text) and bool(_PERSON.search(text))


def _confirms(text: str) -> bool:
    return bool(_CONFIRMS_YOURS.search(text) or _CONFIRMS_ONE.search(text))


def _absence(signs: Signs) -> bool:
    if signs.is_of_ticket_system:
        return False
    told = any(signs.message.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
    if told or signs.precedence == "auto_reply":
        return True
    if signs.submitted == "auto-replied" and (signs.answers or not headers.references(signs.message)):
        return True  # with References alone it is a program in between (ServiceNow, Exchange), of what a person wrote
    if _DOMINO.match(signs.subject):
        return signs.is_sent_by_itself or bool(_ANSWERS_YOU.search(signs.text))
    if _ABSENT.match(signs.subject):
        return _names_a_ticket(signs.subject) or (signs.in_thread and signs.is_sent_by_itself)
    return _absence_of_old(signs)


def _absence_of_old(signs: Signs) -> bool:
    """Of what has no header for it, or one that says less: two signs of the program itself, in answer to something."""
    if not signs.answers:
        return False
    message = signs.message
    if signs.submitted == "auto-generated" and message.get("X-MS-Exchange-Inbox-Rules-Loop") is not None:
        # A rule of Exchange that answers; one that passes on keeps who wrote it, and says who sent it again.
        return message.get("X-Auto-Response-Suppress") is not None and message.get("Resent-From") is None
    if _AWAY.match(signs.subject):
        return signs.is_sent_by_itself
    is_notes = any(message.get(name) is not None for name in ("X-MIMETrack", "X-Notes-Item"))
    return is_notes and bool(_NOTES.match(signs.subject) and _NOTES_TEXT.match(signs.text))


def _names_a_ticket(subject: str) -> bool:
    """As the subjects of our own mails do."""
    return re.search(r"\[#\d{1,9}\]", subject) is not None


def _newsletter(signs: Signs) -> bool:
    message = signs.message
    if message.get("List-Unsubscribe") is None or message.get("List-Post") is not None or signs.answers:
        return False
    body = signs.text or " ".join(signs.bodies.html)
    whole = body + signs.bodies.text[-LOOKED_AT:] + " ".join(signs.bodies.html)[-5_000:]
    is_mass = signs.precedence == "bulk" or any(message.get(name) is not None for name in _OF_MASS)
    return is_mass and bool(_UNSUBSCRIBE.search(whole))


_RULES: tuple[tuple[Program, Callable[[Signs], bool]], ...] = (
    (Program.RECEIPT, _receipt),
    (Program.REPORT, _report),
    (Program.CALENDAR, _calendar),
    (Program.REACTION, _reaction),
    (Program.CHALLENGE, _challenge),
    (Program.CONFIRMATION, _confirmation),
    (Program.ABSENCE, _absence),
    (Program.NEWSLETTER, _newsletter),
)
