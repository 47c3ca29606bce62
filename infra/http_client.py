"""The one HTTP client for everything that goes out (security W1 to W6).

An address is looked up once, checked, and that very address is called: a name that answers otherwise a moment later
leads nowhere. Nothing inside our own network is reached but what OUTBOUND_NETWORKS names, no redirect is followed, and
the whole exchange has its end, in seconds and in bytes. Errors are Dutch, and repeat nothing that the other side said.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPException
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

CONNECT_SECONDS, TOTAL_SECONDS = 5, 20
MOST_BYTES = 64 * 1024

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Not on the internet, whatever the `is_global` of this version of Python knows of it (IANA special-purpose).
_NOT_PUBLIC: list[ipaddress.IPv4Network | ipaddress.IPv6Network] = [
    *map(
        ipaddress.IPv4Network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
            *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
            *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    ),
    *map(
        ipaddress.IPv6Network,
        (
            *("::/96", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32"),
            *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    ),
]


class NotAllowed(Exception):
    """This address is not called: the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAnswered(Exception):
    """It could not be reached, or did not answer in time."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class HttpAnswer:
    """`body` holds at most MOST_BYTES; `retry_after` as it was sent."""

    status: int
    body: bytes
    retry_after: str = ""

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300


def check_url(url: str) -> None:
    """NotAllowed when this would not be called; for who saves an address."""
    _target(url)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> HttpAnswer:
    """One POST, answered or not: 3xx is an answer like any other. NotAllowed, NotAnswered."""
    return _call("POST", url, body, headers)


def get(url: str) -> HttpAnswer:
    """One GET, under the same rules."""
    return _call("GET", url, None, {})


def _call(method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> HttpAnswer:
    parts, address = _target(url)
    connection = _connection(parts, address)
    ended = threading.Event()
    held: list[socket.socket] = []
    # A socket's own timeout is per byte (security W6).
    watch = threading.Timer(TOTAL_SECONDS, _hang_up, (connection, held, ended))
    watch.daemon = True
    watch.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {"Host": parts.netloc, "User-Agent": "onedo-itsm", "Accept-Encoding": "identity", **headers}
        connection.connect()
        held.append(connection.sock)  # an answer without a length takes it away from the connection
        connection.request(method, path, body, sent, preload_content=False, decode_content=False)
        response = connection.getresponse()
        answer = HttpAnswer(response.status, _read(response), response.headers.get("Retry-After", ""))
        if ended.is_set():
            raise TimeoutError
        return answer
    except (OSError, HTTPError, HTTPException, ValueError) as problem:
        raise NotAnswered(_why(problem, ended)) from None  # its text may hold what the other side said
    finally:
        watch.cancel()
        connection.close()


def _read(response: object) -> bytes:
    found = b""
    while len(found) < MOST_BYTES:
        part: bytes = response.read1(MOST_BYTES - len(found))  # type: ignore[attr-defined]
        if not part:
            break
        found += part
    return found


def _hang_up(connection: HTTPConnection, held: list[socket.socket], ended: threading.Event) -> None:
    ended.set()
    for one in held or [connection.sock]:  # while it connects, it has the only one
        with suppress(OSError, AttributeError):
            one.shutdown(socket.SHUT_RDWR)


def _why(problem: Exception, ended: threading.Event) -> str:
    if ended.is_set() or isinstance(problem, TimeoutError):
        return _("Geen antwoord binnen %d seconden.") % TOTAL_SECONDS
    if isinstance(problem, ssl.SSLError) or isinstance(problem.__cause__, ssl.SSLError):
        return _("Het certificaat klopt niet.")
    return _("Niet bereikbaar.")


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities of this machine, read once a process: reading them costs more than most calls."""
    return ssl.create_default_context()


def _connection(parts: SplitResult, address: Address) -> HTTPConnection:
    """To the address that was checked, under the name that was asked for."""
    host = parts.hostname or ""
    if parts.scheme == "http":
        return HTTPConnection(str(address), parts.port or 80, timeout=CONNECT_SECONDS)
    return HTTPSConnection(
        str(address),
        parts.port or 443,
        timeout=CONNECT_SECONDS,
        ssl_context=_trusted(),
        server_hostname=host,
    )


def _target(url: str) -> tuple[SplitResult, Address]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed(_("Dit is geen adres dat wij kunnen aanroepen.")) from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0:
        raise NotAllowed(_("Dit is geen adres dat wij kunnen aanroepen; het begint met https://."))
    if parts.username is not None or parts.fragment or any(char <= " " or char == "\\" for char in url):
        raise NotAllowed(_("Zet in dit adres geen gebruikersnaam, spatie of #."))
    addresses = _look_up(parts.hostname, port or 443)
    inside = [address for address in addresses if not is_public(address)]
    # All of them: one address inside says nothing of the other, to which we may go.
    is_named = all(any(address in network for network in settings.OUTBOUND_NETWORKS) for address in addresses)
    if inside and not is_named:
        raise NotAllowed(_("Dit adres ligt binnen een eigen netwerk; dat roepen wij niet aan."))
    if parts.scheme == "http" and not is_named:
        raise NotAllowed(_("Gebruik https: wat wij sturen gaat niet onversleuteld over het internet."))
    return parts, addresses[0]


def _look_up(host: str, port: int) -> list[Address]:
    """Every address of this name, however it is written: 127.1 and 2130706433 are numbers too (security W2)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(answer[4][0]) for answer in found]
    except (OSError, ValueError, UnicodeError):
        raise NotAllowed(_("Deze naam is niet te vinden; kijk het adres na.")) from None


def is_public(address: Address) -> bool:
    """On the internet, also by what an IPv6 address carries within it (security W3)."""
    if isinstance(address, ipaddress.IPv6Address):
        if address.scope_id is not None:
            return False
        within = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            within.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(one is not None and not is_public(one) for one in within):
            return False
    if any(address in network for network in _NOT_PUBLIC if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast
