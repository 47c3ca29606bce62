"""A program of the other side: a real HTTP server on loopback that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

import pytest
from standardwebhooks import Webhook as Reference

from accounts.models import User
from integrations.webhooks import actions
from tests.conftest import MONDAY


class Endpoint:
    """`answers` are given in turn, the last one for ever; `waits` holds an answer up."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = [(204, {})]
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.waits: threading.Event | None = None
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["Content-Length"]))
                endpoint.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                if endpoint.waits:
                    endpoint.waits.wait(20)
                status, headers = endpoint.answers.pop(0) if len(endpoint.answers) > 1 else endpoint.answers[0]
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/in"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def says(self, status: int, **headers: str) -> None:
        self.answers = [(status, {name.replace("_", "-"): value for name, value in headers.items()})]

    @property
    def messages(self) -> list[dict]:
        return [json.loads(body) for _headers, body in self.got]

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _body in self.got]

    def verified(self, secret: str) -> list[dict]:
        """All messages by the reference library, which refuses what is not signed with this secret."""
        return [Reference(secret).verify(body, headers) for headers, body in self.got]


@pytest.fixture
def endpoints(settings) -> Iterator[list[Endpoint]]:
    settings.OUTBOUND_NETWORKS = [ip_network("127.0.0.0/8")]
    made: list[Endpoint] = []
    yield made
    for endpoint in made:
        if endpoint.waits:
            endpoint.waits.set()
        endpoint.server.shutdown()
        endpoint.server.server_close()


@pytest.fixture
def endpoint(endpoints) -> Endpoint:
    endpoints.append(Endpoint())
    return endpoints[-1]


@pytest.fixture
def tool(db) -> User:
    return User.objects.create_user("koppeling@1do.example", name="Koppeling", is_house=True, is_service=True)


@pytest.fixture
def hook(cast, tool, endpoint):
    """`hook()` is of the house, `hook(cast.jan.user)` of who it is told; all events, unless told otherwise."""
    from integrations.webhooks.announcing import NAMES

    def make(user=None, **given):
        fields = {"name": "Proef", "url": endpoint.url, "events": sorted(NAMES)} | given
        return actions.make_webhook(by=cast.fred, now=MONDAY, user=user or tool, **fields)

    return make
