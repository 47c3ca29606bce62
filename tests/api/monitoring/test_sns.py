"""AWS SNS: confirmed and read is what AWS signed of a topic that somebody named. The envelopes are written after its
guide and signed here; none was captured."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from django.core.cache import cache

from accounts.models import ApiToken
from infra import http_client
from infra.http_client import HttpAnswer, NotAllowed
from integrations.models import Alert, MonitoredHost, SnsTopic
from integrations.monitoring.sns import set_topics
from tickets.models import Ticket

ARN = "arn:aws:sns:eu-west-1:123456789012:alarmen"
CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem"
CONFIRM = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"
ALARM = {
    "AlarmName": "cpu", "AlarmArn": "arn:aws:cloudwatch:x", "AWSAccountId": "1", "NewStateValue": "ALARM",
    "Trigger": {"Dimensions": [{"name": "InstanceId", "value": "SRV01"}]},
}  # fmt: skip
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def certificate():
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(KEY.public_key())
    builder = builder.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=900))
    return builder.sign(KEY, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


PEM = certificate()


def envelope(kind="Notification", version="2", message=None, **more):
    body = {
        "Type": kind, "MessageId": "m-1", "TopicArn": ARN, "Timestamp": "2026-11-23T09:00:00.000Z",
        "Message": json.dumps(ALARM) if message is None else message, "SignatureVersion": version,
        "SigningCertURL": CERTIFICATE, **more,
    }  # fmt: skip
    if kind != "Notification":
        body |= {"Token": "t", "SubscribeURL": more.get("SubscribeURL", CONFIRM)}
    text = "".join(
        f"{name}\n{body[name]}\n"
        for name in ("Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
        if name in body
    )
    digest = hashes.SHA1() if version == "1" else hashes.SHA256()  # noqa: S303
    signature = KEY.sign(text.encode(), padding.PKCS1v15(), digest)
    return body | {"Signature": base64.b64encode(signature).decode()}


@pytest.fixture
def aws(monkeypatch):
    """What was asked of AWS."""
    cache.clear()
    asked: list[str] = []

    def get(url):
        asked.append(url)
        return HttpAnswer(200, PEM if url.endswith(".pem") else b"<ok/>")

    monkeypatch.setattr(http_client, "get", get)
    return asked


@pytest.fixture
def tool(cast, api):
    MonitoredHost.objects.create(name="SRV01", customer=cast.smit, contact=cast.jan, item_type="server")
    client = api(cast.sanne, scopes=["alerts:write"])
    SnsTopic.objects.create(token=ApiToken.objects.get(), arn=ARN)
    return client


@pytest.mark.parametrize("version", ["1", "2"])
def test_an_alarm_of_cloudwatch_and_its_recovery(tool, aws, version):
    (row,) = tool.post("alerts/", envelope(version=version)).json()["results"]
    assert row["outcome"] == "opened" and Ticket.objects.get().subject == "SRV01: cpu"
    better = envelope(version=version, message=json.dumps(ALARM | {"NewStateValue": "OK"}))
    assert tool.post("alerts/", better).json()["results"][0]["outcome"] == "recovered"
    assert aws == [CERTIFICATE]  # once


def test_a_text_of_another_publisher(tool, aws):
    body = envelope(message="De back-up is mislukt", Subject="Back-up")
    assert tool.post("alerts/", body).json()["results"][0]["outcome"] == "unknown_host"
    alert = Alert.objects.get()
    assert (alert.host_name, alert.name, alert.text) == ("alarmen", "Back-up", "De back-up is mislukt")


def test_a_subscription_of_a_named_topic_is_confirmed(tool, aws):
    answer = tool.post("alerts/", envelope("SubscriptionConfirmation", message="You have chosen"))
    assert answer.status_code == 200 and "Aangemeld" in answer.json()["results"][0]["why"]
    assert aws == [CERTIFICATE, CONFIRM] and SnsTopic.objects.get().confirmed_at is not None


def changed(body, **more):
    return body | more


@pytest.mark.parametrize(
    "body",
    [
        changed(envelope(), Message="iets anders"),
        changed(envelope(), Signature="AAAA"),
        changed(envelope(), Signature="geen base64"),
        changed(envelope(), Signature=None),
        changed(envelope(), SignatureVersion="3"),
        changed(envelope(), SignatureVersion="1"),
        changed(envelope(), TopicArn=ARN + "2"),
        changed(envelope(), SigningCertURL="https://sns.eu-west-1.amazonaws.com.evil.example/x.pem"),
        changed(envelope(), SigningCertURL="https://evil.example/sns.eu-west-1.amazonaws.com.pem"),
        changed(envelope(), SigningCertURL="http://sns.eu-west-1.amazonaws.com/x.pem"),
        changed(envelope(), SigningCertURL="https://sns.eu-west-1.amazonaws.com@evil.example/x.pem"),
        changed(envelope(), SigningCertURL="https://sns.eu-west-1.amazonaws.com:8443/x.pem"),
        changed(envelope(), SigningCertURL="https://[x/x.pem"),
        envelope("SubscriptionConfirmation", message="x", SubscribeURL="https://evil.example/confirm"),
        envelope("SubscriptionConfirmation", message="x", TopicArn="arn:aws:sns:eu-west-1:123456789012:ander"),
        changed(envelope("SubscriptionConfirmation", message="x"), SubscribeURL=CONFIRM + "2"),
    ],
)
def test_what_aws_did_not_sign_or_nobody_named_does_nothing(tool, aws, body):
    answer = tool.post("alerts/", body)
    assert answer.status_code in (400, 422), answer.json()
    assert not Alert.objects.exists() and SnsTopic.objects.get().confirmed_at is None
    assert set(aws) <= {CERTIFICATE}


@pytest.mark.parametrize("outcome", [HttpAnswer(302, b""), HttpAnswer(200, b"geen certificaat"), NotAllowed("x")])
def test_a_certificate_that_does_not_come(tool, aws, monkeypatch, outcome):
    def get(url):
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(http_client, "get", get)
    assert tool.post("alerts/", envelope()).status_code in (400, 422)
    monkeypatch.setattr(http_client, "get", lambda url: HttpAnswer(200, PEM))
    assert tool.post("alerts/", envelope()).status_code == 200


def test_topics_are_kept_with_the_token(tool, cast, client):
    token = ApiToken.objects.get()
    url = f"/desk/koppelingen/{token.pk}/sns/"
    client.force_login(cast.fred)
    page = client.get(url)
    assert page.status_code == 200 and ARN in page.content.decode()
    wrong = client.post(url, {"topics": f"{ARN}\nhttps://x.example"})
    assert "geen ARN van een onderwerp" in wrong.content.decode() and SnsTopic.objects.count() == 1
    assert client.post(url, {"topics": f"{ARN}2\n{ARN}\n\n{ARN}"}).status_code == 302
    assert set(SnsTopic.objects.values_list("arn", flat=True)) == {ARN, f"{ARN}2"}
    set_topics(token, by=cast.fred, arns=[])
    assert not SnsTopic.objects.exists()
    client.force_login(cast.sanne)
    assert client.get(url).status_code in (403, 404)
    assert client.post(url, {"topics": ARN}).status_code in (403, 404) and not SnsTopic.objects.exists()


@pytest.mark.parametrize(
    "path", ["/?Action=GetTopicAttributes&x=.pem", "/anders.pem", "/SimpleNotificationService-1.pem?x=.pem"]
)
def test_a_certificate_is_a_file_of_sns_and_no_answer_to_a_question(tool, aws, path):
    body = envelope(SigningCertURL=f"https://sns.eu-west-1.amazonaws.com{path}")
    assert tool.post("alerts/", body).status_code == 422 and aws == [] and not Alert.objects.exists()
