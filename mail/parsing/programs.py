"""What proves that a program wrote a mail, and which kind of program (security L1, L4).

A word in a subject proves nothing: people write about absence, receipts and bounces. Proof is a part that only programs
make (a receipt, an answer to an invitation, a reaction), a header that only they set for this, or two signs together: how
the subject begins and what the text says. A machine that speaks for a person (a scanner, a voicemail box, a group, a
ticket system with an agent behind it) is that person.
"""

# ruff: noqa: E501 - the words of one kind and language stand on a line

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from mail.parsing import headers
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
_DOMINO = re.compile(r"^\W{0,3}auto\s?:", re.I)
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
_READ = re.compile(
    r"^\W{0,3}(?:gelezen|niet gelezen|read|not read|gelesen|ungelesen|nicht gelesen|lue?|non lue?|lettura|leído"
    r"|leesbevestiging|return receipt|read receipt)\b[^:\n]{0,20}:",
    re.I,
)
_WAS_READ = re.compile(
    r"^\W{0,4}(?:(?:uw|je) bericht|your message|ihre nachricht|votre message)\b.{0,600}?"
    r"(?:(?:is|werd) gelezen op|verwijderd zonder te zijn gelezen|(?:was|has been) read on|deleted without being read"
    r"|wurde [^\n]{0,80}(?:gelesen|gelöscht)|a été (?:lue? le|supprimée? sans))"
    r"|^\W{0,4}(?:dit is een (?:leesbevestiging|ontvangstbewijs)|this is a (?:read|return) receipt)",
    re.I | re.S,
)
_REPLIES = re.compile(rb"^METHOD:\s?REPLY\b", re.I | re.M)
_CALENDAR_WORDS = re.compile(
    r"has (?:accepted|declined|tentatively|replied)|heeft (?:deze|uw|de) uitnodiging|hat (?:diese|ihre) einladung"
    r"|a (?:accepté|refusé|décliné) (?:cette|votre)|^\W*$",
    re.I,
)
_REACTED = re.compile(
    r"^\W{0,12}(?:[^\s\"“”]{1,40} ){1,6}(?:reacted via gmail|via gmail gereageerd|über gmail reagiert|a réagi (?:via|depuis) gmail)"
    r"\W{0,9}(?:https?://\S{1,300})?\W{0,9}$",
    re.I,
)
_REACTED_WITH = re.compile(
    r"\b(?:reacted to (?:your|this) message|heeft gereageerd op (?:uw|je|dit) bericht|hat auf ihre nachricht reagiert"
    r"|a réagi à votre message)\b",
    re.I,
)
_TAPBACK = re.compile(
    r"^(?:(?:liked|loved|disliked|laughed at|emphasized|questioned) [“\"«„].{1,400}[”\"»“]"
    r"|vond [“\"„].{1,400}[”\"] (?:leuk|geweldig|niet leuk|grappig)|(?:gefällt|a aimé|aime) [“\"«„].{1,400}[”\"»“])$",
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
_CONFIRMS = re.compile(
    rf"\b(?:your|uw|je|ihre?|votre) (?:[\w-]{{1,20}} ){{0,2}}{_NOUN}\b[^.\n]{{0,60}}\b{_DONE}\b"
    rf"|\b(?:ticket|case|incident|request|anfrage)\b[^.\n]{{0,30}}\b{_DONE}\b"
    rf"|hebben (?:uw|je) (?:[\w-]{{1,20}} ){{1,3}}ontvangen|received your {_NOUN}|haben ihre {_NOUN} (?:\w{{1,12}} )?erhalten"
    rf"|avons (?:bien )?reçu votre|in response to the creation of"
    rf"|how would you rate|hoe tevreden (?:bent|was) (?:u|je)|wie zufrieden|quelle est votre satisfaction",
    re.I,
)
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
_UNSUBSCRIBE = re.compile(
    r"unsubscri|manage (?:your )?preferences|afmeld|meld (?:u|je) af|uitschrij|schrijf (?:u|je) uit|abmelden|abbestell"
    r"|austragen|désabonn|désinscri",
    re.I,
)
_OF_MASS = ("List-Unsubscribe-Post", "Feedback-ID")
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
    def is_of_ticket_system(self) -> bool:
        named = any(_TICKET_SYSTEM.match(name) for name in self.message)
        return named or bool(_TICKET_MAILER.search(headers.first(self.message, "X-Mailer")))

    @property
    def says_automatic(self) -> bool:
        return bool(_SAYS_AUTOMATIC.search(self.text))

    def has_part(self, *kinds: str) -> bool:
        return any(file.content_type in kinds for file in self.bodies.files)


def program(signs: Signs) -> Program | None:
    """None: a person, as far as anybody can prove."""
    if PASSED_ON.match(signs.subject) and not _is_report(signs.message):
        return None
    return next((kind for kind, is_it in _RULES if is_it(signs)), None)


def _is_report(message: Message) -> bool:
    return message.get_content_type() == "multipart/report"


def _receipt(signs: Signs) -> bool:
    if _is_report(signs.message):
        report = str(signs.message.get_param("report-type", "")).lower()
        return report == "disposition-notification" or signs.has_part("message/disposition-notification")
    return bool(_READ.match(signs.subject)) and bool(_WAS_READ.search(signs.text))


def _report(signs: Signs) -> bool:
    """About a domain: abuse, TLS, DMARC."""
    report = str(signs.message.get_param("report-type", "")).lower() if _is_report(signs.message) else ""
    return report in ("feedback-report", "tlsrpt") or bool(_DMARC_REPORT.match(signs.subject))


def _calendar(signs: Signs) -> bool:
    return any(
        file.content_type == "text/calendar" and _REPLIES.search(file.data[:20_000]) for file in signs.bodies.files
    )


def has_own_words(signs: Signs) -> bool:
    """With the answer to an invitation: more than the calendar itself puts there."""
    return not _CALENDAR_WORDS.search(signs.new)


def _reaction(signs: Signs) -> bool:
    if signs.has_part("text/vnd.google.email-reaction+json"):
        return True
    new = signs.new
    if not signs.answers or not new or len(new) > 500:
        return False
    if _is_emoji(new) or _TAPBACK.match(new) or _REACTED.match(new):
        return True
    return len(new) < 120 and bool(_REACTED_WITH.search(new)) and any(map(_is_sign, new))


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
    return bool(asks) and (signs.is_sent_by_itself or (signs.answers and bool(_HELD.search(signs.text))))


def _confirmation(signs: Signs) -> bool:
    """Of another ticket system: received, closed, how did we do. What an agent there writes is of a person."""
    if _SPOKEN.search(signs.subject):
        return False
    if _ASKS_US.search(signs.text[:800]):
        return False
    if not (signs.is_sent_by_itself or signs.is_of_ticket_system):
        # Who quotes a program says what it says: only what answers us, below a subject of its own, is the program.
        return signs.answers and signs.says_automatic and bool(_CONFIRMS.search(signs.subject))
    return bool(_CONFIRMS.search(signs.subject) or _CONFIRMS.search(signs.text[:800]))


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
    if not _ABSENT.match(signs.subject):
        return False
    in_thread = signs.answers or bool(headers.references(signs.message))
    return in_thread or signs.is_sent_by_itself or _names_a_ticket(signs.subject)


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
