"""A body as a monitoring tool hands it in, read into fields: JSON, a form, or XML; also what is not quite that. Pure.

First into text (`text_of`, which is what is kept), then into fields (`read_text`): what was kept can be read again.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl, unquote_plus
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from integrations.monitoring.signals import NotAnAlert

MOST_DOCUMENTS, MOST_FORM_FIELDS = 1_000, 1_000
FORM, FORM_DATA = "application/x-www-form-urlencoded", "multipart/form-data"
JSON_IN_FORM = ("data", "payload", "json", "body")  # fields in which tools put all of it
_CHARSETS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "iso-8859-1", "latin-1", "windows-1252", "us-ascii"}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Parsed:
    """`is_valid`: False when it is no JSON by the rules, and this is what could be read of it. `is_cut`: it breaks off
    in the middle, and behind what could be read another message begins, of which too little came."""

    value: Any
    is_valid: bool = True
    is_cut: bool = False


# --- Into text --------------------------------------------------------------------------------------------
def text_of(raw: bytes, content_type: str) -> str:
    """Never fails: what is no text has marks where it cannot be read. Of a form its JSON, or its fields as JSON."""
    header = Message()
    header["Content-Type"] = content_type
    media = header.get_content_type()
    if media == FORM_DATA:
        return _of_fields(_parts(raw, content_type))
    text = _decoded(raw, str(header.get_param("charset", "") or "")).strip().lstrip("\ufeff")
    if media != FORM:
        return text
    plain = text if text.startswith(("{", "[")) else unquote_plus(text, errors="replace")
    if plain.lstrip().startswith(("{", "[", "<")):  # PRTG says that it sends a form, and sends percent-encoded JSON
        return plain.strip().removesuffix("=")
    try:
        return _of_fields(dict(parse_qsl(text, True, errors="replace", max_num_fields=MOST_FORM_FIELDS)))
    except ValueError:
        return plain


def _decoded(raw: bytes, charset: str) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace")
    if raw[1:2] == b"\0" or raw[:1] == b"\0":  # UTF-16 that does not say so
        return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", "replace")
    said = re.match(rb"<\?xml[^>]{0,80}encoding=[\"']([\w-]{3,20})[\"']", raw)
    charset = (charset or (said[1].decode() if said else "")).lower()
    if charset in _CHARSETS:
        return raw.decode(charset, "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("windows-1252", "replace")


_NAME = re.compile(rb"^content-disposition:[^\n]{0,200}?\bname=\"?([^\";\n]{1,200})", re.I | re.M)


def _parts(raw: bytes, content_type: str) -> dict[str, str]:
    """The fields of a multipart form, a file among them as its text."""
    said = re.search(r"boundary\s?=\s?\"?([^\";\s]{1,200})", content_type, re.I)
    found: dict[str, str] = {}
    if said is None:
        return found
    # Not by the parser of e-mail: that goes into parts of parts, and takes half a minute over a crowd of parameters.
    for part in raw.split(b"--" + said[1].encode("ascii", "ignore"))[1 : MOST_FORM_FIELDS + 1]:
        head, _blank, inside = part.replace(b"\r\n", b"\n").partition(b"\n\n")
        if name := _NAME.search(head[:2_000]):
            found[name[1].decode("utf-8", "replace")] = _decoded(inside.removesuffix(b"\n"), "")
    return found


def _of_fields(fields: Mapping[str, str]) -> str:
    for name in JSON_IN_FORM:
        if fields.get(name, "").lstrip().startswith(("{", "[", "<")):
            return fields[name].strip()
    return json.dumps(fields, ensure_ascii=False, indent=1) if fields else ""


# --- Into fields ------------------------------------------------------------------------------------------
def read_text(text: str) -> Parsed:
    """NotAnAlert when there is nothing in it that has a name."""
    if not text.strip():
        raise NotAnAlert(_("Er stond niets in de aanvraag."))
    try:
        parsed = _xml(text) if text.startswith("<") else _json(text)
        return Parsed(clean(parsed.value), parsed.is_valid, parsed.is_cut)
    except RecursionError as error:
        raise NotAnAlert(_("Het bericht is te diep genest.")) from error


def clean(value: Any) -> Any:
    """Without what no database can hold: NUL, half of a surrogate pair (security Q9), a number that is none."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {clean(key): clean(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [clean(inside) for inside in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _json(text: str) -> Parsed:
    """As it is; several after each other; with a line end inside a text; else what can be made of it."""
    try:
        return Parsed(json.loads(text))
    except ValueError:
        pass
    documents, rest = _several(text)
    if documents and not rest:
        return Parsed(documents)
    try:
        return Parsed(json.loads(text, strict=False), is_valid=False)
    except ValueError:
        pass
    breaks_off = not text.rstrip().endswith(("}", "]"))
    whole = documents or _whole_of_list(text)
    if whole and breaks_off:
        return Parsed(whole, is_valid=False, is_cut=True)
    found, is_more = _lenient(text)
    if found:
        return Parsed(found, is_valid=False, is_cut=is_more and breaks_off)
    raise NotAnAlert(_("Dit is geen JSON, geen formulier en geen XML."))


def _several(text: str) -> tuple[list[Any], str]:
    """One JSON object after the other, and what stands behind the last that is whole."""
    decoder, at = json.JSONDecoder(), 0
    found: list[Any] = []
    while at < len(text):
        if len(found) == MOST_DOCUMENTS:
            raise NotAnAlert(_("Hoogstens %d berichten tegelijk; stuur ze in delen.") % MOST_DOCUMENTS)
        try:
            value, end = decoder.raw_decode(text, at)
        except ValueError:
            break
        if not isinstance(value, Mapping):
            break
        found.append(value)
        at = end
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
    return found, text[at:]


def _whole_of_list(text: str) -> list[Any]:
    """The objects of a list that breaks off."""
    return _several(text[1:].lstrip())[0] if text.startswith("[") else []


_KEY = re.compile(r'(?:^|[{\[,\s])"([^"\\\r\n]{1,80})"\s{0,20}:\s{0,20}')


def _lenient(text: str) -> tuple[dict[str, Any], bool]:
    """Templates of tools seldom escape what they fill in. A field then runs to where the next one begins; what is in
    what is lost, and the first of a name counts: also said is whether there was another of one."""
    keys = list(_KEY.finditer(text))
    found: dict[str, Any] = {}
    for number, key in enumerate(keys):
        end = keys[number + 1].start() + 1 if number + 1 < len(keys) else len(text)
        value = text[key.end() : end].rstrip(" \t\r\n,{[")
        if value:
            found.setdefault(key[1], _loose_value(value))
    return found, len({key[1] for key in keys}) < len(keys)


def _loose_value(text: str) -> Any:
    if not text.startswith('"'):
        text = text.rstrip("}] \t\r\n,")
        try:
            return json.loads(text)
        except ValueError:
            return text
    inside = text[1:].rstrip("}] \t\r\n,") if not text.endswith('"') or len(text) == 1 else text[1:]
    inside = inside.removesuffix('"')
    try:
        return json.loads(f'"{inside}"', strict=False)
    except ValueError:
        return inside


# --- XML --------------------------------------------------------------------------------------------------
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


def _xml(text: str) -> Parsed:
    """{root: {element: text}}; several documents after each other are a list. Without DTD, entities and attributes."""
    text = _DECLARATION.sub("", text)
    try:
        return Parsed(_documents(text))
    except (ParseError, DefusedXmlException, ValueError) as error:
        whole = _whole_of_xml(text)
        if whole is None:
            raise NotAnAlert(_("Dit is geen XML die wij lezen (een DTD en entiteiten lezen wij niet).")) from error
        return Parsed(whole, is_valid=False, is_cut=True)


def _documents(text: str) -> Any:
    whole = fromstring(f"<all>{text}</all>", forbid_dtd=True)
    documents = [{_name(root): _inside(root)} for root in whole]
    if not documents or len(documents) > MOST_DOCUMENTS:
        raise NotAnAlert(_("In deze XML staat geen bericht."))
    return documents if len(documents) > 1 else documents[0]


def _whole_of_xml(text: str) -> Any:
    """Of documents of which the last breaks off, those before it; None of anything else."""
    root = re.match(r"\s*<([\w:.-]{1,80})[\s>]", text)
    end = text.rfind(f"</{root[1]}>") if root else -1
    if root is None or end < 0 or not text[end:].partition(">")[2].lstrip().startswith("<"):
        return None
    try:
        return _documents(text[: end + len(root[1]) + 3])
    except (ParseError, DefusedXmlException, ValueError):
        return None


def _inside(element: Element) -> Any:
    if not len(element):
        return (element.text or "").strip()
    found: dict[str, list[Any]] = {}
    for child in element:
        found.setdefault(_name(child), []).append(_inside(child))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
