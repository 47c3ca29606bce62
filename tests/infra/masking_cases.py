"""Texts with a password in them, and texts about passwords without one. All invented."""

from __future__ import annotations

import random
from collections.abc import Iterator

# What people choose, and what a machine makes for them.
VALUES = [
    "Welkom01",
    "Zomer2024!",
    "geheim123",
    "P@ssw0rd",
    "Bakkerij#1",
    "xK9$mQ2!vT",
    "hond-Kat77",
    "Amsterdam2025",
    "Tr0ub4dor&3",
    "qwerty12",
    "Herfst@25",
    "7hJk!pLq",
    "8Xy_Zq-44Lm",
    "MijnHond!2",
    "Kantoor.2026",
    "aB3dE6gH",
    "Fiets&Brug9",
    "Lente2023??",
    "1Do!Support",
    "W3lk0m!",
]
# {v} is the password; nothing else of the text may be hidden.
WITH_PASSWORD = (
    "Mijn wachtwoord is {v}",
    "Het wachtwoord is {v}, kunt u dat proberen?",
    "wachtwoord: {v}",
    "Wachtwoord : {v}\nTelefoon: 0612345678",
    "ww: {v}",
    "WW={v}",
    "pw={v}",
    "pw: {v}",
    "ww {v}",
    "Password: {v}",
    "my password is {v}",
    "The password for the laptop is {v}.",
    "pass: {v}",
    "pwd = {v}",
    "Gebruikersnaam: jan\nWachtwoord: {v}",
    "Gebruikersnaam: jsmit Wachtwoord: {v}",
    "gebruikersnaam/wachtwoord: jan/{v}",
    "gebruikersnaam / ww: jsmit / {v}",
    "user/pass: admin / {v}",
    "Inloggegevens: jan.smit@smit.example / {v}",
    "login: admin {v}",
    "inlog jan@smit.example, ww {v}",
    "Ik probeer in te loggen met jan en {v} maar het lukt niet.",
    "U kunt inloggen met gebruiker administratie en wachtwoord {v}",
    "Log in with admin and {v}",
    "Wachtwoord:\n{v}",
    "Gebruikersnaam:\njan\nWachtwoord:\n{v}\n",
    "Ik heb het wachtwoord gewijzigd naar {v}",
    "wachtwoord veranderd in {v}, nu werkt de mail niet meer",
    "Het wifi wachtwoord is {v}",
    "wifi-wachtwoord: {v}",
    "Wifi sleutel: {v}",
    "WPA key = {v}",
    "Het wachtwoord van de scanner is {v}",
    "Wachtwoord voor de vpn: {v}",
    "wachtwoord (tijdelijk): {v}",
    "Nieuw wachtwoord: {v}",
    'Het wachtwoord is "{v}" (zonder aanhalingstekens)',
    "{v} is mijn wachtwoord",
    "Ik gebruik {v} als wachtwoord",
    "{v} (wachtwoord)",
    "Server=db01;Database=crm;User Id=sa;Password={v};Encrypt=true",
    "postgres://crm:{v}@db01.smit.example:5432/crm",
    "mysql -u root -p'{v}' crm",
    "net use z: \\\\srv01\\data /user:smit\\jan {v}",
    "curl -u jan:{v} https://api.smit.example/",
    "Wachtwoord -> {v}",
    "Beheerderswachtwoord: {v}",
    "het admin-wachtwoord is nu {v}",
    "ww luidt: {v}",
    "<p>Wachtwoord: <b>{v}</b></p>",
    "**Wachtwoord:** {v}",
    "Hoi, het ww van Petra is {v}. Groet, Jan",
    "account: jan.smit / {v}",
)
KEYS = (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA0b1\nq8Zk\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQOYBF3\n-----END PGP PRIVATE KEY BLOCK-----",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "AKIA" + "Z7QX4WJ2M5K3T8RB",
    "ghp_" + "a8Bq2Lk9Zx0Vm4Nn7Cc1Qw5Er6Ty3Ui8Op2A",
    "xoxb-" + "123456789012-abcdefGHIJKLmnop",
    "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "439271-118503-220984-667151-093412-556238-118800-402193",
)
WITH_KEY = (
    "Hier is de sleutel:\n{v}\nGroet",
    "Graag deze gebruiken: {v}",
    "De koppeling geeft een fout met {v} sinds gisteren.",
)
WITH_CODE = (
    ("api-key: {v}", "9f8a7b6c5d4e3f2a1b0c9d8e"),
    ("API key = {v}", "Zk39xLq02MvB7nR4tY8w"),
    ("client_secret={v}", "Qe8~x1Zs9wLk3Vn7Rt5Yb2"),
    ("token: {v}", "3d2c1b0a9f8e7d6c5b4a39281706"),
    ("AccountKey={v}", "kN3x8Lq7Zw0aPq5Rt6Yv1Bm9Ck2Dl4Ef=="),
    ("Authorization: Bearer {v}", "abcDEF123456ghiJKL7890"),
    ("Authorization: Basic {v}", "amFuOldlbGtvbTAx"),
    ("pincode: {v}", "4821"),
    ("De pincode van de telefoon is {v}", "19283"),
    ("pin {v}", "7731"),
    ("alarmcode: {v}", "5590"),
    ("De code van het alarm is {v}", "8812"),
    ("WIFI:S:Smit-Gasten;T:WPA;P:{v};;", "Bakkers!Gast9"),
    ("Wachtwoord is Welkom, {v}", None),
)


def with_secret(count: int = 200) -> Iterator[tuple[str, str]]:
    """(text, secret): every way of saying it with other passwords, amid what a melding says besides."""
    draw = random.Random(10)
    made: list[tuple[str, str]] = []
    for text, secret in WITH_CODE:
        if secret:
            made.append((text.format(v=secret), secret))
    made += [(WITH_KEY[place % len(WITH_KEY)].format(v=key), key) for place, key in enumerate(KEYS)]
    while len(made) < count:
        text, secret = WITH_PASSWORD[len(made) % len(WITH_PASSWORD)], draw.choice(VALUES)
        before, after = draw.choice(AROUND)
        made.append((before + text.format(v=secret) + after, secret))
    return iter(made)


AROUND = (
    ("", ""),
    ("Goedemorgen,\n\n", "\n\nMet vriendelijke groet,\nJan Smit"),
    ("Outlook vraagt steeds opnieuw om aan te melden.\n", "\n"),
    ("Beste collega, zie hieronder.\n\n", "\nBel mij op 06-12345678 als het niet lukt."),
    ("De printer op de tweede verdieping doet het niet. ", ""),
)

# --- And none ---------------------------------------------------------------------------------------------
PEOPLE = ("Petra", "jsmit", "jan.smit@smit.example", "de receptie", "mijn collega", "onze stagiair", "jsmit01")
THINGS = (
    "Outlook", "de vpn", "AFAS", "Exact", "de laptop LT-0342", "Windows 11", "Office365", "de scanner", "SRV-DC01",
    "de wifi", "Teams", "het Serviceportaal", "mijn iPhone 15", "de boekhouding", "SharePoint", "de bankapp",
)  # fmt: skip
WHEN = ("sinds vanochtend", "sinds maandag 08:30", "na de update van 12-11-2026", "vanaf 09:15 uur", "al twee weken")
ABOUT_PASSWORDS = (
    "Mijn wachtwoord is verlopen",
    "Wachtwoord vergeten",
    "wachtwoord is verlopen op {thing}",
    "Het wachtwoord is gewijzigd maar {thing} vraagt er steeds om.",
    "ww resetten van {person} graag",
    "Graag wachtwoord resetten voor {person}",
    "Wachtwoord reset: {person}",
    "Kunt u het wachtwoord van {person} opnieuw instellen?",
    "{person} is het wachtwoord van {thing} kwijt {when}.",
    "Ik krijg de melding: wachtwoord onjuist. {when} kan ik niet meer in {thing}.",
    "Wachtwoord: vergeten. Gebruiker: {person}",
    "Foutmelding: Password incorrect, code 0x80070005",
    "Your password has expired and must be changed.",
    "The password is incorrect",
    "wachtwoord werkt niet meer {when}",
    "Het nieuwe wachtwoord werkt niet op {thing}, wel op {thing2}.",
    "Hoe lang moet een wachtwoord zijn? Is 12 tekens genoeg?",
    "Het wachtwoord moet om de 90 dagen worden gewijzigd.",
    "Het wachtwoord is 30 dagen geldig.",
    "Ik moet bij {thing} telkens mijn gebruikersnaam en wachtwoord invullen.",
    "Bij het inloggen met gebruikersnaam en wachtwoord krijg ik een leeg scherm.",
    "Inloggen met mijn account lukt niet {when}.",
    "Kan niet inloggen op {thing}. Gebruikersnaam: {person}",
    "Account van {person} is geblokkeerd na 3 pogingen.",
    "wachtwoord voor {thing} graag per sms",
    "Wachtwoord: zie de kluis",
    "Wachtwoord: n.v.t.",
    "Wachtwoord: ********",
    "ww: volgt telefonisch",
    "Kan {person} een nieuw wachtwoord krijgen? Tel: 030-1234567",
    "wachtwoordbeleid: vanaf wanneer geldt dit?",
    "Wij willen een wachtwoordmanager voor {thing}.",
    "Vraag over wachtwoorden: mogen wij die opslaan in Chrome?",
    "Wachtwoord vergeten voor account {person}",
    "reset ww {person}",
    "password reset for {person}",
    "Wachtwoord gewijzigd, nu synchroniseert {thing} niet meer.",
    "Wachtwoord aangepast in {thing}, mail werkt niet op mijn telefoon",
    "Ik heb mijn wachtwoord veranderd op {thing} en nu is mijn account geblokkeerd.",
    "Bij het wijzigen van het wachtwoord: fout 0x800708C5",
    "Pincode vergeten van {thing}",
    "De pincode van mijn telefoon is geblokkeerd, ik heb de pukcode nodig.",
    "MFA-code komt niet binnen {when}",
    "Ik krijg geen verificatiecode per sms.",
    "Waar vind ik de herstelsleutel van {thing}?",
    "De API-key is verlopen, graag een nieuwe.",
    "Het token is ingetrokken {when}.",
    "De sleutel van de serverkast is zoek.",
    "Wachtwoord is hetzelfde als vorige maand maar {thing} weigert.",
    "Wachtwoord is correct, toch krijg ik een foutmelding: AADSTS50126",
    "Gedeelde mailbox openen: wachtwoord gevraagd",
    "Wachtwoord wijzigen lukt niet: \"voldoet niet aan de eisen\"",
    "Het wachtwoord is Nederlands of Engels, dat maakt niet uit.",
    "mijn wachtwoord is, denk ik, verlopen",
    "Wie kent het wachtwoord? {person} is met vakantie.",
    "Het wachtwoord is bekend bij {person}",
    "Het wachtwoord staat in Bitwarden, map {thing}",
    "wachtwoord - graag resetten",
    "Nieuw wachtwoord: graag per telefoon doorgeven aan {person}",
    "[verborgen: wachtwoord] stond in mijn vorige bericht, sorry",
    "Ons wachtwoord is [verborgen: wachtwoord]",
)  # fmt: skip
NOT_ABOUT_PASSWORDS = (
    "Printer {thing} geeft melding: papier op",
    "{thing} start niet op {when}",
    "Nieuwe medewerker per 01-12-2026: graag een account voor {person}",
    "Factuur 2026-0042 klopt niet, bedrag € 1.250,00",
    "Kunnen wij {thing} ook op {thing2} krijgen?",
    "Verbinding met \\\\SRV-DC01\\data is verbroken {when}.",
    "De wifi valt weg op de tweede verdieping {when}.",
    "Back-up van SRV01 is mislukt: fout 1603",
    "Licentie: 5 stuks Visio graag, ordernummer PO-88213",
    "Serienummer: 5CG1234XYZ, model EliteBook 840 G9",
    "Bel mij op 06-12345678 of mail {person}",
    "Adres: Kerkstraat 12, 3511 AB Utrecht",
    "Zie https://portal.smit.example/account/login?next=/home",
    "IP-adres 10.0.12.7, subnet 255.255.255.0, gateway 10.0.12.1",
    "Teams-vergadering: Vergadering-id: 312 445 889 12",
    "User {person} kan geen mail versturen naar info@klant.example",
    "Gebruiker: {person}, werkplek: LT-0342, kamer 2.14",
    "Account: {person} - graag toegang tot {thing}",
    "Login duurt lang: 4 minuten {when}",
    "Gegevens: klantnummer K1001, contract DVO-1001",
    "Aanmelden met de nieuwe laptop en Windows11 duurt lang",
    "Ik log in met mijn laptop en krijg een zwart scherm",
    "De pas van {person} opent de deur niet",
    "Foutcode: 0xC0000225 bij het opstarten",
    "Postcode 1234AB wordt niet gevonden in {thing}",
    "Pin automaat op de balie werkt niet, bedrag 45,00",
    "Update KB5031455 mislukt op {thing}",
    "E-mail: {person} krijgt bounce 550 5.1.1",
    "Agenda van {person} delen met {thing2}",
    "Tweede scherm blijft zwart via USB-C op dock WD19S",
)


def without_secret(count: int = 2_000) -> Iterator[str]:
    draw = random.Random(11)
    texts = ABOUT_PASSWORDS + NOT_ABOUT_PASSWORDS
    for place in range(count):
        said = texts[place % len(texts)].format(
            thing=draw.choice(THINGS), thing2=draw.choice(THINGS), person=draw.choice(PEOPLE), when=draw.choice(WHEN)
        )
        before, after = draw.choice(AROUND)
        yield before + said + after


# Said otherwise: (text, what of it is secret).
SAID_OTHERWISE = (
    ("Wachtwoord is welkom", "welkom"),
    ("Wachtwoord is Bloemkool", "Bloemkool"),
    ("wachtwoord: bloemkool", "bloemkool"),
    ("wachtwoord: correct-horse-battery", "correct-horse-battery"),
    ('Wachtwoord "kaas en brood"', "kaas en brood"),
    ("Mijn ww: 12345678", "12345678"),
    ("wachtwoord is 123456", "123456"),
    ("Je kunt erin met admin/Welkom!23 op de router", "Welkom!23"),
    ("Username: admin\nPassword: S3cr3t!x", "S3cr3t!x"),
    ("username=admin;password=S3cr3t!x;timeout=3", "S3cr3t!x"),
    ("Wachtwoord van het account info@klant.example is Kip&Ei99", "Kip&Ei99"),
    ("mijn oude wachtwoord was welkom en het nieuwe is Herfst2022!", "Herfst2022!"),
    ("Kun je het wachtwoord op Zomer2026! zetten?", "Zomer2026!"),
    ("Pass : hunter2", "hunter2"),
    ("password hunter2", "hunter2"),
    ("De inloggegevens zijn jan en Welkom01!", "Welkom01!"),
    ("Inloggegevens:\njan@klant.example\nWelkom01!", "Welkom01!"),
    ("WiFi: Smit-Gast, wachtwoord: koffie2024", "koffie2024"),
    ("wifi code: Koffie1234", "Koffie1234"),
    ("Het wachtwoord (van de printer) = 9988", "9988"),
    ("PIN: 0000", "0000"),
    ("DB_PASSWORD=s3kr1t-db", "s3kr1t-db"),
    ('"password": "s3kr1t-db"', "s3kr1t-db"),
    ("smtp_pass: s3kr1t!", "s3kr1t!"),
    ("Wachtwoord laptop Petra: Appel#7", "Appel#7"),
    ("eenmalig wachtwoord: kX4pQz", "kX4pQz"),
    ("als wachtwoord gebruik ik Appel#7", "Appel#7"),
    ("ik heb als wachtwoord Appel#7 ingesteld", "Appel#7"),
    ("Wachtwoord veranderd van welkom naar Peer#8", "Peer#8"),
    ("U: admin P: Peer#8Boom", "Peer#8Boom"),
    ("rdp naar 10.0.0.5 met administrator / Peer#8Boom", "Peer#8Boom"),
    ("https://jan:Peer8boom@klant.example/", "Peer8boom"),
    ("wachtwoord\nAppel#7", "Appel#7"),
    ("Wachtwoord:   Appel#7   graag niet delen", "Appel#7"),
)
