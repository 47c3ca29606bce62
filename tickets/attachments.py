"""Which files are accepted, and how they are kept."""

from __future__ import annotations

import hashlib
import logging
import os
import unicodedata
from collections.abc import Sequence

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infra.antivirus import NotScanned, virus_in
from infra.errors import Refused
from infra.masking import SCANNED_BYTES, is_in_file, mask
from tickets.models import Attachment, TimelineEntry
from tickets.picture_formats import HEAD_BYTES, picture_format

log = logging.getLogger(__name__)


def check_files(files: Sequence[UploadedFile]) -> None:
    """Raises Refused when there are too many files, or one is too large, empty or infected."""
    limit = settings.ATTACHMENT_MAX_COUNT
    if len(files) > limit:
        raise Refused(
            ngettext(
                "U kunt hoogstens %d bestand tegelijk meesturen.",
                "U kunt hoogstens %d bestanden tegelijk meesturen.",
                limit,
            )
            % limit,
            field="files",
        )
    for file in files:
        if is_in_file(_beginning(file)):
            raise Refused(
                _(
                    "In “%s” staat een wachtwoord of sleutel. Haal die eruit; geef wachtwoorden alleen telefonisch"
                    " door, los van de gebruikersnaam (SLA 10)."
                )
                % display_name(file.name),
                field="files",
            )
        if file.size is None or file.size == 0:
            raise Refused(_("“%s” is leeg; kies een ander bestand.") % display_name(file.name), field="files")
        if file.size > settings.ATTACHMENT_MAX_BYTES:
            raise Refused(
                _("“%(name)s” is te groot (%(size)s); een bestand mag hoogstens %(limit)s zijn.")
                % {
                    "name": display_name(file.name),
                    "size": filesizeformat(file.size),
                    "limit": filesizeformat(settings.ATTACHMENT_MAX_BYTES),
                },
                field="files",
            )

        _require_clean(file)


def virus_in_file(file: UploadedFile) -> str:
    """What ClamAV found in it, or "". Looked at once, however often it is asked on its way in. NotScanned."""
    if getattr(file, "is_clean", False):
        return ""
    found = virus_in(file.chunks())
    file.seek(0)
    file.is_clean = not found  # type: ignore[attr-defined]
    return found


def _require_clean(file: UploadedFile) -> None:
    name = {"name": display_name(file.name)}
    try:
        found = virus_in_file(file)
    except NotScanned:
        log.exception("A file could not be looked at")
        message = _("“%(name)s” kan nu niet op virussen worden gecontroleerd. Probeer het over een paar minuten weer.")
        raise Refused(message % name, field="files") from None
    if found:
        log.warning("A file with %s was refused", found)
        message = _("In “%(name)s” zit een virus (%(found)s); het bestand is niet bewaard. Stuur het niet door.")
        raise Refused(message % {**name, "found": found}, field="files")


def _beginning(file: UploadedFile) -> bytes:
    file.seek(0)
    data = file.read(SCANNED_BYTES)
    file.seek(0)
    return data


def display_name(name: str | None) -> str:
    """The sender's name for a file as a harmless label: no path, no control or direction characters."""
    base = os.path.basename((name or "").replace("\\", "/"))
    base = unicodedata.normalize("NFC", base)
    base = "".join(char for char in base if unicodedata.category(char)[0] != "C").strip(" .")
    if len(base) > 200:
        stem, extension = os.path.splitext(base)
        base = stem[: 200 - len(extension[:20])] + extension[:20]
    return base or "bestand"


def attach_files(entry: TimelineEntry, files: Sequence[UploadedFile]) -> list[Attachment]:
    return [_attach(entry, file) for file in files]


def share_files(entry: TimelineEntry, of: TimelineEntry) -> dict[str, str]:
    """The files of another line at this one too, looked at when they came in and stored once; old keys and new ones."""
    keys: dict[str, str] = {}
    for file in of.attachments.order_by("pk"):
        kept = {name: getattr(file, name) for name in ("name", "content_type", "size", "sha256", "picture")}
        keys[file.key] = Attachment.objects.create(entry=entry, file=file.file.name, **kept).key
    return keys


def _attach(entry: TimelineEntry, file: UploadedFile) -> Attachment:
    digest, head = hashlib.sha256(), file.read(HEAD_BYTES)
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return Attachment.objects.create(
        entry=entry,
        name=mask(display_name(file.name)),
        content_type=(file.content_type or "")[:120],
        size=file.size or 0,
        sha256=digest.hexdigest(),
        picture=picture_format(head),
        file=file,
    )
