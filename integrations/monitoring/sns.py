"""AWS SNS: what is published reaches us in an envelope that is signed, after a confirmation that we give ourselves.

Confirmed and read is only a topic that somebody named at the token, and only after its signature was looked at. The
certificate comes from AWS itself, by its host name.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.x509 import load_pem_x509_certificate
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import MANAGE_TOKENS
from accounts.models import ApiToken, User
from infra import http_client
from infra.errors import Refused
from infra.http_client import NotAllowed, NotAnswered
from integrations.models import SnsTopic
from integrations.monitoring.adapters import Body, Read, read_body, signal
from integrations.monitoring.adapters.clouds import is_sns, of_topic
from integrations.monitoring.signals import NotAnAlert, State, word

CONFIRMATION, NOTIFICATION, FAREWELL = "SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"
MOST_TOPICS, KEPT_SECONDS = 20, 24 * 3600
_HOST = re.compile(r"^sns\.[a-z]{2}(?:-[a-z0-9]{1,20}){1,4}\.amazonaws\.com(?:\.cn)?$")
_ARN = re.compile(r"^arn:aws(?:-[a-z-]{1,20})?:sns:[a-z0-9-]{1,30}:\d{12}:[A-Za-z0-9_.-]{1,200}$")
_CERTIFICATE = re.compile(r"^https://[^/?#]{1,100}/SimpleNotificationService-[0-9a-f]{1,64}\.pem\Z")
_LONGEST = 300_000
_SIGNED = {
    NOTIFICATION: ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    CONFIRMATION: ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}


def read_handed_in(body: Any, token: ApiToken | None) -> list[Read]:
    """`read_body`, of what SNS hands on too: that asks who signed it, of which topic. NotAnAlert as there."""
    if token is None or not is_sns(body):
        return read_body(body)
    kind, arn = word(body, "Type"), word(body, "TopicArn", longest=256)
    topic = SnsTopic.objects.filter(token=token, arn=arn).first()
    if topic is None:
        raise NotAnAlert(_("Het onderwerp “%s” van AWS SNS staat niet bij dit token.") % arn[:160])
    check_signature(body)
    if kind == NOTIFICATION:
        return read_body(of_topic(body))
    if kind == CONFIRMATION:
        _confirm(topic, word(body, "SubscribeURL", longest=2_000))
        return [_note(topic, _("Aangemeld bij AWS SNS: %s.") % arn)]
    return [_note(topic, _("Afgemeld bij AWS SNS: %s.") % arn)]


def _note(topic: SnsTopic, remark: str) -> Read:
    return signal("sns", host=topic.arn.rpartition(":")[2], name="AWS SNS", status=State.NOTED, remark=remark)


def _confirm(topic: SnsTopic, url: str) -> None:
    _require_of_aws(url)
    try:
        answer = http_client.get(url)
    except (NotAllowed, NotAnswered) as problem:
        raise NotAnAlert(_("AWS SNS was niet te bereiken om de aanmelding te bevestigen.")) from problem
    if not answer.is_success:
        raise NotAnAlert(_("AWS SNS nam de bevestiging van de aanmelding niet aan."))
    SnsTopic.objects.filter(pk=topic.pk).update(confirmed_at=timezone.now())


# --- The signature ----------------------------------------------------------------------------------------
def check_signature(body: Body) -> None:
    """NotAnAlert unless AWS signed just this."""
    refused = NotAnAlert(_("De handtekening van dit bericht van AWS SNS klopt niet."))
    version = word(body, "SignatureVersion")
    if version not in ("1", "2"):
        raise refused
    url = word(body, "SigningCertURL", longest=1_000)
    _require_of_aws(url)
    if not _CERTIFICATE.match(url):  # its host answers questions too, with words that a stranger chose
        raise refused
    try:
        given = base64.b64decode(word(body, "Signature", longest=2_000), validate=True)
        key = load_pem_x509_certificate(_certificate(url)).public_key()
        if not isinstance(key, RSAPublicKey):
            raise refused
        # SHA-1 is what version 1 of AWS is: who wants better sets version 2 on the topic.
        key.verify(given, _signed_text(body), PKCS1v15(), SHA1() if version == "1" else SHA256())  # noqa: S303
    except (InvalidSignature, ValueError, binascii.Error) as problem:
        raise refused from problem


def _signed_text(body: Body) -> bytes:
    names = _SIGNED.get(word(body, "Type"), _SIGNED[CONFIRMATION])
    told = ((name, body.get(name)) for name in names)
    parts = [f"{name}\n{value}\n" for name, value in told if isinstance(value, str)]
    return "".join(parts)[:_LONGEST].encode("utf-8", "replace")


def _require_of_aws(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_of_aws = parts.scheme == "https" and bool(_HOST.match(parts.hostname or "")) and parts.port in (None, 443)
    except ValueError:
        is_of_aws = False
    if not is_of_aws or "@" in url.partition("?")[0]:
        raise NotAnAlert(_("Dit bericht verwijst naar een adres dat niet van AWS SNS is."))


def _certificate(url: str) -> bytes:
    name = f"sns-certificate-{sha256(url.encode()).hexdigest()}"
    if isinstance(found := cache.get(name), bytes):
        return found
    try:
        answer = http_client.get(url)
    except (NotAllowed, NotAnswered) as problem:
        raise NotAnAlert(_("Het certificaat van AWS SNS was niet op te halen.")) from problem
    if not answer.is_success:
        raise NotAnAlert(_("Het certificaat van AWS SNS was niet op te halen."))
    load_pem_x509_certificate(answer.body)  # what is none is not kept
    cache.set(name, answer.body, KEPT_SECONDS)
    return answer.body


# --- Which topics -----------------------------------------------------------------------------------------
@transaction.atomic
def set_topics(token: ApiToken, *, by: User, arns: Sequence[str]) -> None:
    """All that this token reads, from now on."""
    if not by.has_perm(MANAGE_TOKENS):
        raise PermissionDenied
    wanted = dict.fromkeys(arn.strip() for arn in arns if arn.strip())
    if len(wanted) > MOST_TOPICS:
        raise Refused(_("Hoogstens %d onderwerpen per token.") % MOST_TOPICS, field="topics")
    if wrong := next((arn for arn in wanted if not _ARN.match(arn)), None):
        raise Refused(_("“%s” is geen ARN van een onderwerp (arn:aws:sns:…).") % wrong[:80], field="topics")
    SnsTopic.objects.filter(token=token).exclude(arn__in=wanted).delete()
    SnsTopic.objects.bulk_create([SnsTopic(token=token, arn=arn) for arn in wanted], ignore_conflicts=True)
