"""A third helping, written after the second was mended, to see whether what was mended were principles."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from tests.mail.corpus.making import Case
from tests.mail.corpus.walked import EXO, FORM_BY_BREVO, HR_SYSTEM, NULL, NULL_SENDER, SNOW, oof

PEOPLE = [
    Case("Afmelding nieuwsbrief werkt niet", "Klanten klikken op uitschrijven en krijgen een 404.", FORM_BY_BREVO),
    Case("Aanvraag via website", "Ik wil mij graag aanmelden voor remote werken en Petra afmelden.", FORM_BY_BREVO),
    Case("Formular Austritt", "Frau Kranz, letzter Tag 30.11. Bitte von allen Verteilern abmelden.", FORM_BY_BREVO),
    Case("Verlof goedgekeurd: P. Bakker 1-12 t/m 12-12", "Graag postvak doorzetten naar J. Smit.", HR_SYSTEM),
    Case("Indiensttreding bevestigd: K. de Boer", "Het verzoek is geregistreerd. Laptop en account voor 1-12.", HR_SYSTEM),
    Case("Task SCTASK0041 assigned to 1do", "Request REQ0099 was created by Jan Smit. Please install Visio for Petra.", SNOW),
    Case("Re: {ours}", "De case bij Microsoft is aangemaakt, nummer 2611. Graag volgen jullie hem.", SNOW, reply=True),
    Case("Re: {ours}", "Can you confirm the date? I cannot click the link in your message.", {"Auto-Submitted": "auto-generated"}, reply=True),
    Case("Gelezen: jullie offerte", "Uw bericht\nis gelezen op de directiekamer om 10:06 en wij zijn akkoord. Graag bestellen."),
    Case("Lu: la proposition", "Votre message\na été lu le 23 novembre à 10:06. Nous sommes d'accord, merci de commander."),
    Case("Re: {ours}", "👍 doe maar donderdag", reply=True),
    Case("Re: {ours}", "Loved the visit, but the switch is down again.", reply=True),
    Case("Accepted: Bezoek 1do", "Fine for me.\nCan you bring the new firewall as well?", calendar="REPLY:ACCEPTED"),
    Case("Afgewezen: Bezoek", "Jan Smit heeft de uitnodiging afgewezen want dinsdag is de winkel dicht.", calendar="REPLY:DECLINED"),
    Case("Zugesagt: Besuch", "Bitte am Empfang melden.", calendar="REPLY:ACCEPTED"),
    Case("Postmaster mailt dat ons domein geblokkeerd is", "Zie: 550 5.7.1 blocked. Wat nu?", sender="Jan Smit <bounces@smit.example>"),
    Case("Undeliverable: wie kent dit?", "Elke ochtend 'user unknown'.", sender="Postmaster Smit <postmaster@smit.example>"),
    Case("Fax van +31101234567", "Quota van de fax is bijna bereikt. Zie de bijlage.", NULL_SENDER, part=("image/tiff", "II*")),
    Case("Jan Smit is afwezig", "Ik ben afwezig vanaf 23-11. Willen jullie mijn laptop ophalen?"),
    Case("Out of office", "Please set mine from Monday.", {"Precedence": "bulk"}),
    Case("AUTO: kenteken (12-AB-3) navigatie", "Het scherm blijft zwart sinds de update."),
    Case("[Ticket#2611] RE: {ours}", "Ons ticket is nog open omdat de printer nog hapert. Bel even.", {"X-OTRS-Loop": "x", "Precedence": "bulk"}, reply=True),
    Case("Re: {ours}", "Zie hieronder wat ik krijg:\n\nDit is een automatisch antwoord. Wij hebben uw bericht ontvangen.", reply=True),
    Case("Report domain: smit.example Submitter: mail.ru Report-ID: 77", "Weer zo een, in bijlage het bestand. Kan dit kwaad?", {"In-Reply-To": "<a@smit.example>"}, part=("application/zip", "PK")),
    Case("Verify your account - echt?", "Klik op de link om te bevestigen, staat er in het bericht. Van jullie?"),
]  # fmt: skip

PROGRAMS = [
    oof("Automatisch antwoord: {ours}", "Dit e-mailadres wordt niet meer gelezen.", {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}),
    oof("RE: {ours}", "Bedankt! Uw bericht komt goed aan. Team Smit", EXO),
    oof("Absence {ours}", "Je suis absente.", {"Auto-Submitted": "auto-replied (rejected)"}),
    oof("Ik ben er even niet", "Tot maandag!", {"X-Autoresponder": "yes"}),
    oof("Autosvar: {ours}", "Jeg er på ferie.", {"Auto-Submitted": "auto-replied", "X-Mailer": "one.com"}),
    oof("Petra Bakker ist außer Haus", "Ich bin ab 23.11.2026 nicht im Büro. Ich kehre zurück am 05.12.2026.", {"X-MIMETrack": "Itemize by SMTP"}),
    Case("Nicht gelesen: {ours}", "Ihre Nachricht wurde ohne zu lesen gelöscht.", reply=True, report="disposition-notification"),
    Case("Read: {ours}", "Your message\n\n  To: Jan\n  Subject: x\n\nwas read on 23 Nov 2026 10:06.\n", reply=True),
    Case("Accepted: Review", "Jan Smit has accepted this invitation.", calendar="REPLY:ACCEPTED"),
    Case("Tentative: {ours}", "\n\n", calendar="REPLY:TENTATIVE", reply=True),
    Case("Re: {ours}", "😂", reply=True),
    Case("Re: {ours}", "Laughed at “Het is opgelost.”", reply=True),
    oof("Your case 4711 has been closed", "Your case has been closed. How would you rate us?", {"Auto-Submitted": "auto-generated", "X-Mailer": "Freshdesk"}),
    oof("Incident I 2611 014 is aangemaakt", "Uw incident is aangemaakt. U kunt het volgen in de Self Service Portal.", {"Auto-Submitted": "auto-generated", "X-TOPdesk": "1"}),
    oof("Uw vraag is bij ons binnengekomen", "Wij hebben uw bericht in goede orde ontvangen.", {"Auto-Submitted": "auto-replied"}),
    oof("Empfangsbestätigung", "Dies ist eine automatische Empfangsbestätigung.", {"Auto-Submitted": "auto-generated"}),
    Case("Kerstactie!", "Bekijk online\nKlik hier om u af te melden | Afmelden", {"List-Unsubscribe": "<x>", "Precedence": "bulk"}),
    Case("Release notes", "You received this email because you use our app. Unsubscribe here.", {"List-Unsubscribe": "<x>", "Feedback-ID": "1"}),
    Case("Failure Notice", "Sorry, we were unable to deliver your message to the following address.\n<jan@smit.example>: 554 delivery error", NULL, sender="MAILER-DAEMON@yahoo.example"),
    Case("Undeliverable: {ours}", "jan@smit.example wasn't found at smit.example.", NULL, reply=True, report="delivery-status", sender="postmaster@outlook.example"),
    oof("Confirmation required: {ours}", "To reach Jan, please confirm by clicking this link; the message is held.", {"Auto-Submitted": "auto-replied"}),
]  # fmt: skip
