"""The SLA itself over REST: editions and their paragraphs, read only (SLA 1)."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from accounts.models import Scope
from tests.sla.second_edition import load_second_edition


def test_t30_editions_and_paragraphs_are_read(cast: SimpleNamespace, api: Callable[..., Any]) -> None:
    program = api(cast.sanne)
    (edition,) = program.get("editions/").json()["results"]
    assert (edition["version"], edition["date"]) == ("2.4", "2024-05-01")
    assert edition["document_checksum"] == cast.smit_agreement.edition.document_checksum
    paragraphs = program.get("editions/2.4/").json()["paragraphs"]
    assert len(paragraphs) == 40
    assert {"number": "7.9", "heading": "Afhandeling Incidenten"} in paragraphs
    paragraph = program.get("editions/2.4/paragraphs/7.9/").json()
    assert paragraph["heading"] == "Afhandeling Incidenten"
    assert "Kritisch | Telefoon | Binnen 0,5 uur" in paragraph["lines"]


def test_what_is_not_there_is_a_problem(cast: SimpleNamespace, api: Callable[..., Any]) -> None:
    program = api(cast.sanne)
    missing = program.get("editions/2.4/paragraphs/99.9/")
    assert missing.status_code == 404
    assert missing.json()["detail"] == "Deze versie van de SLA heeft geen paragraaf 99.9."
    for address in ("editions/2.4/paragraphs/x/", "editions/9.9/", "editions/9.9/paragraphs/7.9/", "editions/%00/"):
        assert program.get(address).status_code == 404
    assert program.post("editions/", {}).status_code == 405


def test_a_customer_reads_what_his_agreement_names(cast: SimpleNamespace, api: Callable[..., Any]) -> None:
    load_second_edition()
    versions = [row["version"] for row in api(cast.jan.user).get("editions/").json()["results"]]
    assert versions == ["2.4"]
    assert [row["version"] for row in api(cast.sanne).get("editions/").json()["results"]] == ["2.4", "2.5"]
    assert api(cast.jan.user).get("editions/2.5/paragraphs/7.9/").status_code == 404
    assert api(cast.jan.user, [Scope.TICKETS_READ]).get("editions/").status_code == 403
