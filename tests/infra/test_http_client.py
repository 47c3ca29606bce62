"""What goes out by HTTP reaches nothing of our own (security W1 to W6), and says nothing of what it met."""

from __future__ import annotations

import datetime
import ipaddress
import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra import http_client as outbound
from infra.http_client import NotAllowed, NotAnswered, is_public, post
from mail.inbound import fetching

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers every connection with the same bytes, or as `act` says; keeps what it was sent."""

    def __init__(self, act: Callable[[socket.socket], None], context: ssl.SSLContext | None = None) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.act, self.context = act, context
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(peer,), daemon=True).start()

    def _answer(self, peer: socket.socket) -> None:
        try:
            if self.context:
                peer = self.context.wrap_socket(peer, server_side=True)
            self.requests.append(_whole_request(peer))
            self.act(peer)
        except OSError:
            pass
        finally:
            peer.close()


def _whole_request(peer: socket.socket) -> bytes:
    found = b""
    while True:
        head, _blank, body = found.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        if _blank and len(body) >= int(length[1] if length else 0):
            return found
        part = peer.recv(65536)
        if not part:
            return found
        found += part


@contextmanager
def serving(act, context=None):
    server = Server(act if callable(act) else lambda peer: peer.sendall(act), context)
    try:
        yield server
    finally:
        server.listener.close()


@pytest.fixture
def names(monkeypatch):
    """`names["hook.example"] = ["203.0.113.5"]`; a list of lists answers each time with the next."""
    known: dict[str, list] = {}
    real = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if host not in known:
            return real(host, port, *args, **kwargs)
        found = known[host]
        if found and isinstance(found[0], list):
            found = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        family = {4: socket.AF_INET, 6: socket.AF_INET6}
        return [(family[ipaddress.ip_address(one).version], socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0.0.0.0",  # noqa: S104
        "169.254.169.254",
        "[::1]",
        "10.0.0.1",
        "192.168.1.1",
        "127.0.0.1:5432",
        "127.0.0.1:6379",
        # W2: as numbers, and at the edges
        "127.1",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "172.16.0.0",
        "172.31.255.255",
        "100.64.0.1",
        "[fc00::1]",
        "[fdff::1]",
        "[fe80::1]",
        "224.0.0.1",
        "255.255.255.255",
        # W3: IPv4 within IPv6
        "[::ffff:127.0.0.1]",
        "[::ffff:a00:1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a00:1]",
        "[2002:7f00:1::]",
        "[2002:a00:1::1]",
        "[::]",
    ],
)
def test_w1_w2_w3_nothing_of_our_own_is_called(host):
    for scheme in ("https", "http"):
        with pytest.raises(NotAllowed, match="eigen netwerk"):
            post(f"{scheme}://{host}/hook", b"", {})
        with pytest.raises(NotAllowed):
            outbound.check_url(f"{scheme}://{host}/hook")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook.example",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
        "gopher://8.8.8.8/",
        "https://",
        "https://user:pass@8.8.8.8/",
        "https://8.8.8.8:0/",
        "https://8.8.8.8:99999/",
        "https://8.8.8.8/ een",
        "https://8.8.8.8\\@127.0.0.1/",
        "https://8.8.8.8/\r\nX: y",
        "https://[::1/",
        "http://8.8.8.8/",
    ],
)
def test_w1_what_is_no_address_is_refused(url):
    with pytest.raises(NotAllowed):
        post(url, b"", {})


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.15.255.255", "172.32.0.0", "2a00:1450:400e::1", "64:ff9b::808:808"]
)
def test_what_is_on_the_internet_may_be_called(address):
    assert is_public(ipaddress.ip_address(address))


def test_w1_one_address_inside_is_enough_to_refuse(names):
    names["hook.example"] = ["8.8.8.8", "10.0.0.1"]
    with pytest.raises(NotAllowed, match="eigen netwerk"):
        post("https://hook.example/", b"", {})


def test_w1_a_network_that_is_named_may_be_called(settings, names):
    settings.OUTBOUND_NETWORKS = LOOPBACK
    with serving(OK) as server:
        answer = post(f"http://127.0.0.1:{server.port}/hook?x=1", b"{}", {"Content-Type": "application/json"})
        assert (answer.status, answer.body, answer.is_success) == (200, b"ok", True)
        (sent,) = server.requests
        assert sent.startswith(b"POST /hook?x=1 HTTP/1.1\r\n") and b"Content-Type: application/json" in sent
    with pytest.raises(NotAllowed):
        post("http://10.0.0.1/", b"", {})
    names["half.example"] = ["127.0.0.1", "10.0.0.1"]
    with pytest.raises(NotAllowed):
        post("http://half.example/", b"", {})


def test_w4_the_address_that_was_checked_is_the_one_that_is_called(names, monkeypatch):
    """The name answers with something public first and with ourselves after that, a hundred times."""
    called = []

    def connect(address, *args, **kwargs):
        called.append(address[0])
        raise OSError("not in a test")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    for _time in range(100):
        names["rebind.example"] = [["8.8.8.8"], ["127.0.0.1"]]
        with pytest.raises(NotAnswered):
            post("https://rebind.example/", b"", {})
    assert called == ["8.8.8.8"] * 100


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_w5_no_redirect_is_followed(settings, status):
    settings.OUTBOUND_NETWORKS = LOOPBACK
    with serving(OK) as inside:
        location = f"Location: http://127.0.0.1:{inside.port}/\r\n".encode()
        with serving(b"HTTP/1.1 %d Elders\r\n%sContent-Length: 0\r\n\r\n" % (status, location)) as server:
            answer = post(f"http://127.0.0.1:{server.port}/", b"", {})
        assert answer.status == status and not answer.is_success and inside.requests == []


def _drip(peer: socket.socket, head: bytes) -> None:
    peer.sendall(head)
    pause = threading.Event()
    while True:
        peer.sendall(b"x")
        pause.wait(0.02)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Langzaam: ",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 65000\r\n\r\n",
    ],
)
def test_w6_who_drips_is_hung_up_on(settings, monkeypatch, head):
    settings.OUTBOUND_NETWORKS = LOOPBACK
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.3)
    with serving(lambda peer: _drip(peer, head)) as server, pytest.raises(NotAnswered):
        post(f"http://127.0.0.1:{server.port}/", b"", {})


def test_w6_no_more_is_read_than_was_agreed(settings):
    settings.OUTBOUND_NETWORKS = LOOPBACK

    def endless(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            peer.sendall(b"x" * 65536)

    with serving(endless) as server:
        assert len(post(f"http://127.0.0.1:{server.port}/", b"", {}).body) == outbound.MOST_BYTES


def test_w1_an_error_repeats_nothing_of_the_other_side(settings):
    settings.OUTBOUND_NETWORKS = LOOPBACK
    with serving(b"SSH-2.0-OpenSSH_9.2p1 Debian\r\n") as server, pytest.raises(NotAnswered) as refused:
        post(f"http://127.0.0.1:{server.port}/", b"", {})
    assert "SSH" not in str(refused.value) and "OpenSSH" not in repr(refused.value)


# --- https ------------------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Of hook.example, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hook.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hook.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "hook.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate, settings, monkeypatch):
    """A server of hook.example that is believed."""
    settings.OUTBOUND_NETWORKS = LOOPBACK
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setattr(outbound, "_trusted", lambda: ssl.create_default_context(cafile=str(certificate)))
    with serving(OK, context) as server:
        yield server


def test_the_certificate_is_checked_against_the_name_and_not_the_address(secure, names):
    names["hook.example"] = names["ander.example"] = ["127.0.0.1"]
    assert post(f"https://hook.example:{secure.port}/", b"{}", {}).status == 200
    assert b"Host: hook.example:" in secure.requests[0]
    with pytest.raises(NotAnswered, match="certificaat"):
        post(f"https://ander.example:{secure.port}/", b"{}", {})


def test_a_certificate_of_nobody_is_not_believed(certificate, settings, names):
    settings.OUTBOUND_NETWORKS = LOOPBACK
    names["hook.example"] = ["127.0.0.1"]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(OK, context) as server, pytest.raises(NotAnswered, match="certificaat"):
        post(f"https://hook.example:{server.port}/", b"{}", {})


# --- Who uses it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b'HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"access_token": "eyJx"}', "eyJx"),
        (b"HTTP/1.1 401 Nee\r\nContent-Length: 6\r\n\r\ngeheim", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnee!", None),
    ],
)
def test_the_token_of_a_mailbox(secure, names, settings, answer, expected):
    names["hook.example"] = ["127.0.0.1"]
    secure.act = lambda peer: peer.sendall(answer)
    settings.MAILBOX_OAUTH_TOKEN_URL = f"https://hook.example:{secure.port}/token"
    settings.MAILBOX_OAUTH_CLIENT_SECRET = "zeer-geheim"  # noqa: S105
    if expected:
        assert fetching._access_token() == expected
        assert b"grant_type=client_credentials" in secure.requests[0]
        return
    with pytest.raises(fetching.MailboxUnavailable) as refused:
        fetching._access_token()
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        *("0.1.2.3", "10.1.2.3", "100.64.0.1", "127.9.9.9", "169.254.169.254", "172.31.0.1", "192.0.0.1", "192.0.0.9"),
        *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9"),
        *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::127.0.0.1", "::8.8.8.8", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1"),
        *("64:ff9b:1::1", "100::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::"),
        *("2002:a00:1::1", "2001:0:7f00:1::", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
        *("fe80::1", "fec0::1", "ff02::1"),
    ],
)
def test_every_range_that_is_not_the_internet(address):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "192.0.1.1", "::ffff:8.8.8.8", "2606:4700::1111", "64:ff9b::8.8.8.8"])
def test_the_internet_itself(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("found", [["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"]])
@pytest.mark.parametrize("named", [[], [ipaddress.ip_network("10.0.0.0/8")]])
def test_one_address_inside_and_one_outside_is_refused(names, settings, scheme, found, named):
    """Also when the one inside may be called: the other is another machine."""
    settings.OUTBOUND_NETWORKS = named
    names["both.example"] = found
    with pytest.raises(NotAllowed):
        outbound.check_url(f"{scheme}://both.example/")
