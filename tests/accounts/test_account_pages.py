"""allauth's pages in our look and our words."""

import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from accounts.models import User

PASSWORD = "een-lang-wachtwoord"


@pytest.fixture
def jan(db: None) -> User:
    return User.objects.create_user("jan@smit.example", PASSWORD, name="Jan Smit")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/account/login/", "Aanmelden"),
        ("/account/password/reset/", "Wachtwoord vergeten"),
        ("/account/password/reset/done/", "Kijk in uw e-mail"),
        ("/account/signup/", "Een account krijgt u van 1do"),
        ("/account/inactive/", "Dit account staat uit"),
        ("/account/password/reset/key/1-onzin/", "Deze link werkt niet meer"),
    ],
)
def test_pages_for_who_is_not_in_yet(client: Client, address: str, heading: str) -> None:
    page = client.get(address).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert "088 - 444 50 50" in page


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/account/2fa/", "Veilig aanmelden"),
        ("/account/password/change/", "Wachtwoord wijzigen"),
        ("/account/logout/", "Afmelden"),
        ("/account/2fa/webauthn/", "Passkeys en beveiligingssleutels"),
    ],
)
def test_pages_of_ones_own_account(client: Client, jan: User, address: str, heading: str) -> None:
    assert client.get(address).status_code == 302
    client.force_login(jan)
    assert f"<h1>{heading}</h1>" in client.get(address).content.decode()


def test_a_wrong_password_and_an_unknown_address_get_the_same_polite_answer(client: Client, jan: User) -> None:
    answers = [
        client.post("/account/login/", {"login": login, "password": "onjuist"}).content.decode()
        for login in (jan.email, "niemand@smit.example")
    ]
    for answer in answers:
        assert "Dit e-mailadres of wachtwoord klopt niet." in answer
        assert "jou" not in answer


def test_a_forgotten_password_is_chosen_anew_by_mail(client: Client, jan: User) -> None:
    client.post("/account/password/reset/", {"email": jan.email})
    letter = mail.outbox[0]
    assert letter.subject == "Een nieuw wachtwoord kiezen"
    assert "je " not in letter.body.lower()
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    form = client.get(link, follow=True)
    assert "<h1>Nieuw wachtwoord kiezen</h1>" in form.content.decode()
    wrong = client.post(form.request["PATH_INFO"], {"password1": "nog-een-lang-woord", "password2": "anders"})
    assert "Vul twee keer hetzelfde wachtwoord in." in wrong.content.decode()
    client.post(form.request["PATH_INFO"], {"password1": "nog-een-lang-woord", "password2": "nog-een-lang-woord"})
    jan.refresh_from_db()
    assert jan.check_password("nog-een-lang-woord")


def test_the_compiled_words_are_those_of_the_source(tmp_path: Path) -> None:
    folder = settings.BASE_DIR / "locale/nl/LC_MESSAGES"
    fresh = tmp_path / "django.mo"
    try:
        subprocess.run(["msgfmt", "-o", fresh, folder / "django.po"], check=True)
    except FileNotFoundError:
        pytest.skip("msgfmt (gettext) is not on this machine")
    assert fresh.read_bytes() == (folder / "django.mo").read_bytes()
