"""Every answer has a name that stands in the log too."""

from __future__ import annotations

import logging

import pytest

from infra.logs import RequestIdFilter


def test_each_answer_has_a_name_of_its_own(cast, api):
    jan = api(cast.jan.user)
    names = [jan.get(path)["X-Request-Id"] for path in ("tickets/", "tickets/", "tickets/999/", "nergens/")]
    assert len(set(names)) == 4 and all(len(name) == 16 for name in names)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("koppeling-20261123.1", True),
        ("kort", False),
        ("x" * 65, False),
        ("met spatie erin", False),
        ("<script>alert(1)</script>", False),
    ],
)
def test_a_clients_own_name_is_kept_when_it_is_one(cast, api, given, kept):
    answer = api(cast.jan.user).get("tickets/", HTTP_X_REQUEST_ID=given)
    assert (answer["X-Request-Id"] == given) is kept


def test_the_log_names_it(client, db):
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.request_id)

    handler = Kept()
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        client.get("/api/v1/nergens/", HTTP_X_REQUEST_ID="naam-van-8")
    finally:
        logger.removeHandler(handler)
    assert lines == ["naam-van-8"]
