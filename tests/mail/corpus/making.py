"""From a row of the corpus to the mail that it stands for."""

# ruff: noqa: E501 - a part is a line

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage

Head = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """`subject` and `text` as sent, with `{ours}` for the subject of our own mail. `reply`: in answer to that mail, as its
    headers say. `report` and `calendar` are what a program adds; `part` is (content type, content, with `{id}` for the
    Message-ID of our own mail)."""

    subject: str
    text: str
    head: Head = field(default_factory=dict)
    reply: bool = False
    report: str = ""
    calendar: str = ""
    part: tuple[str, str] | None = None
    html: str = ""
    sender: str = "Jan Smit <jan@smit.example>"

    @property
    def name(self) -> str:
        return f"{self.subject[:50]} | {self.text[:30]}".replace("\n", " ")


@dataclass(frozen=True)
class Ours:
    """What our own mail said, for an answer to it."""

    subject: str
    message_id: str
    reply_to: str


def made(case: Case, ours: Ours | None, number: int) -> bytes:
    """`ours` only where there is a mail of ours that is answered."""
    said = ours or Ours("[#1] Printer", "<1.x@nergens.example>", "supportcenter@1do.example")
    mail = EmailMessage()
    mail["From"] = case.sender
    mail["To"] = said.reply_to if case.reply else "supportcenter@1do.example"
    mail["Subject"] = case.subject.replace("{ours}", said.subject)
    mail["Message-ID"] = f"<corpus-{number}@smit.example>"
    mail["Date"] = "Mon, 23 Nov 2026 10:06:00 +0100"
    if case.reply and not case.report:
        mail["In-Reply-To"] = mail["References"] = said.message_id
    for name, value in case.head.items():
        mail[name] = value
    kind, parts = _parts(case, said)
    body = "".join(f"--b1\nContent-Type: {each}\nContent-Transfer-Encoding: 8bit\n\n{text}\n" for each, text in parts)
    form = f'MIME-Version: 1.0\nContent-Type: {kind}; boundary="b1"\n\n'
    return mail.as_bytes().rstrip() + f"\n{form}{body}--b1--\n".encode()


def _parts(case: Case, said: Ours) -> tuple[str, list[tuple[str, str]]]:
    parts = [("text/plain; charset=utf-8", case.text)]
    if case.report:
        parts.append((f"message/{case.report}", _REPORTS[case.report].replace("{id}", said.message_id)))
        if case.report == "delivery-status":
            parts.append(("text/rfc822-headers", f"Message-ID: {said.message_id}\nSubject: {said.subject}\n"))
        return f"multipart/report; report-type={case.report}", parts
    if case.html:
        parts.append(("text/html; charset=utf-8", case.html))
    if case.calendar:
        parts.append(_answer(case.calendar))
    if case.part:
        parts.append((case.part[0], case.part[1].replace("{id}", said.message_id)))
    return "multipart/mixed" if case.part and "reaction" not in case.part[0] else "multipart/alternative", parts


def _answer(said: str) -> tuple[str, str]:
    method, _, status = said.partition(":")
    attendee = f"ATTENDEE;PARTSTAT={status}:mailto:jan@smit.example\n" if status else ""
    return (
        f"text/calendar; charset=utf-8; method={method}",
        f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT\n{attendee}UID:1@x\nSUMMARY:Bezoek\nEND:VEVENT\nEND:VCALENDAR\n",
    )


_REPORTS = {
    "disposition-notification": "Reporting-UA: smit.example; Outlook\nFinal-Recipient: rfc822;jan@smit.example\n"
    "Original-Message-ID: {id}\nDisposition: manual-action/MDN-sent-manually; displayed\n",
    "delivery-status": "Reporting-MTA: dns; mx.smit.example\n\nFinal-Recipient: rfc822; jan@smit.example\nAction: failed\n"
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n",
    "feedback-report": "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n",
}
