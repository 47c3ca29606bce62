from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission

from infra import keyset

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ORDER = ("-content_type__app_label", "codename", "pk")  # both ways, and by way of a relation


@pytest.mark.django_db
def test_pages_read_on_and_back_show_every_row_once(django_assert_num_queries) -> None:
    rows = Permission.objects.select_related("content_type")
    everything = list(rows.order_by(*ORDER))
    pages = []
    after = None
    while not pages or after is not None:
        with django_assert_num_queries(1):
            pages.append(keyset.read(rows, ORDER, 7, after=after))
        after = pages[-1].next
    assert [row for page in pages for row in page.rows] == everything
    assert pages[0].previous is None
    before = pages[-1].previous
    for page in reversed(pages[:-1]):
        back = keyset.read(rows, ORDER, 7, before=before)
        assert back == page
        before = back.previous
    assert before is None


@pytest.mark.django_db
def test_after_goes_before_before_and_nothing_has_no_neighbours() -> None:
    rows = Permission.objects.all()
    first, second, *_others, last = rows.order_by("pk")
    assert keyset.read(rows, ("pk",), 1, after=[first.pk], before=[last.pk]).rows == [second]
    assert keyset.read(rows, ("pk",), 1, after=[last.pk]) == keyset.KeysetPage([], None, None)
    assert keyset.read(rows, ("pk",), 1, before=[first.pk]) == keyset.KeysetPage([], None, None)


def test_a_place_comes_back_from_its_word() -> None:
    assert keyset.decode(keyset.encode([AT, "Café", 7]), datetime, str, int) == [AT, "Café", 7]
    assert keyset.encode(None) == ""


@pytest.mark.parametrize(
    "word",
    ["", "onzin", "²", "x" * 401, keyset.encode(["7"]), keyset.encode([7, 8]), keyset.encode([2**63]), "e30"],
)
def test_a_word_that_says_nothing_is_no_place(word: str) -> None:
    assert keyset.decode(word, int) is None


@pytest.mark.parametrize("text", ["2026-11-23T10:00:00", "gisteren", "0001-01-01T00:00:00+23:00"])
def test_a_moment_without_a_zone_or_outside_of_time_is_no_place(text: str) -> None:
    assert keyset.decode(keyset.encode([text]), datetime) is None


def test_a_zero_byte_is_no_place() -> None:
    assert keyset.decode(keyset.encode(["a\x00"]), str) is None
