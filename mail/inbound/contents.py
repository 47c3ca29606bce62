"""What of a received mail is kept at the ticket: its words, its files, and how it looked, without secrets (SLA 10)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from html import unescape

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from infra.masking import find, is_in_file, mask
from mail import marks
from mail.models import ReceivedBody
from mail.outbound import logo
from mail.parsing.parsed import File, ParsedMail
from tickets.attachments import attach_files, virus_in_file
from tickets.models import Attachment, Ticket, TimelineEntry
from tickets.own_words import Own, OwnLine, own

MOST_PICTURES = 50  # that the HTML of one mail shows


def written(mail: ParsedMail, ticket: Ticket | None) -> tuple[str, str]:
    """What he wrote, and what he answers to: only an answer to us, which our own marks prove, is cut."""
    return (mail.answer, mail.quoted) if ticket is not None and is_answer(mail) else (mail.text, "")


def is_answer(mail: ParsedMail) -> bool:
    tags = (marks.read_address(each.address) for each in (*mail.to, *mail.delivered_to, *mail.cc))
    return any(tag and tag.ticket for tag in tags) or any(map(marks.thread_of, mail.references))


# --- Files ------------------------------------------------------------------------------------------------
def chosen_files(mail: ParsedMail) -> tuple[list[UploadedFile], list[Own]]:
    """What somebody attached and may be kept (as in the portal), and what was not; the mail itself holds all of it.

    Pictures that the HTML shows are no part of it (`keep_body`): they take the place of no file.
    """
    kept: list[UploadedFile] = []
    said = [own(OwnLine.FILE_EMPTY, name=mask(name)) for name in mail.empty_files]
    for file in _each_once(file for file in mail.files if not (file.is_shown or logo.is_ours(file.data))):
        if len(kept) == settings.ATTACHMENT_MAX_COUNT:
            said.append(own(OwnLine.FILE_TOO_LARGE, name=file.name))
        elif upload := _upload(file, said):
            kept.append(upload)
    return kept, said


def _each_once(files: Iterable[File]) -> list[File]:
    """Two parts of one name and the same bytes are one file; of one name and other bytes they are two."""
    return list({(file.name, file.data): file for file in files}.values())


def _upload(file: File, said: list[Own]) -> UploadedFile | None:
    """None when it may not be kept, and then `said` says why."""
    if len(file.data) > settings.ATTACHMENT_MAX_BYTES:
        said.append(own(OwnLine.FILE_TOO_LARGE, name=file.name))
    elif is_in_file(file.data):
        said.append(own(OwnLine.FILE_NOT_KEPT, name=file.name))
    else:
        upload = SimpleUploadedFile(mask(file.name), file.data, file.content_type)
        if not (found := virus_in_file(upload)):
            return upload
        said.append(own(OwnLine.FILE_WITH_VIRUS, name=upload.name, found=found))
    return None


# --- How it looked ----------------------------------------------------------------------------------------
def keep_body(entry: TimelineEntry, mail: ParsedMail, quoted: str) -> list[Own]:
    """Beside the line of the timeline; what of its pictures is not kept is returned, to be said."""
    said: list[Own] = []
    html = "" if _holds_secret(mail) else mail.html
    ReceivedBody.objects.create(
        entry=entry,
        quoted=mask(quoted),
        html=html,
        images=_pictures(entry, mail, said),
        has_remote=bool(html) and mail.has_remote,
        subject=mask(mail.subject),
        message_id=mail.message_id[:260],
    )
    return said


_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"<(?:/?(?:p|div|tr|li|table|h[1-6]|blockquote|pre)|br)\b[^>]*>")


def _holds_secret(mail: ParsedMail) -> bool:
    """Whether its text or its HTML holds one, in whatever dress: cut up by tags, in entities, in an attribute."""
    html = mail.html
    if not html:
        return False
    lines = _BLOCK.sub("\n", html)
    forms = (html, _TAG.sub("", lines), _TAG.sub(" ", lines), _TAG.sub("", html), _TAG.sub(" ", html))
    return any(find(text) for text in (mail.text, *map(unescape, dict.fromkeys(forms))))


def _pictures(entry: TimelineEntry, mail: ParsedMail, said: list[Own]) -> dict[str, str]:
    """Content-IDs and the keys of the attachments that they show. Bytes that the ticket holds already (the logo below
    each answer) are not stored again."""
    by_sum = dict(
        Attachment.objects.filter(entry__ticket=entry.ticket, entry__is_public=True).values_list("sha256", "key")
    )
    images: dict[str, str] = {}
    stored = 0
    for file in mail.files:
        if not (file.content_id or file.is_shown) or logo.is_ours(file.data):
            continue
        digest = hashlib.sha256(file.data).hexdigest()
        if file.is_shown and digest not in by_sum:
            if stored == MOST_PICTURES:
                said.append(own(OwnLine.FILE_TOO_LARGE, name=file.name))
                continue
            if (upload := _upload(file, said)) is None:
                continue
            stored += 1
            [attachment] = attach_files(entry, [upload])
            by_sum[digest] = attachment.key
        if file.content_id and digest in by_sum:
            images[file.content_id] = by_sum[digest]
    return images


def remarks(mail: ParsedMail, longest: int) -> list[Own]:
    cut = [OwnLine.TEXT_CUT] if len(mail.text) > longest else []
    return [own(OwnLine(key)) for key in dict.fromkeys([*mail.remarks, *cut])]
