"""What people write about absence, bounces, quota, forwarding, scanners, voicemail, groups and mail that goes wrong, and
the machines that speak for them. Each has to be seen. Written before the rules that are tested with it."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from tests.mail.corpus.making import Case

GOOGLE_GROUP = {
    "List-ID": "<it.smit.example>", "Precedence": "list", "List-Post": "<mailto:it@smit.example>", "X-Google-Group-Id": "123",
    "List-Unsubscribe": "<mailto:googlegroups-manage+1+unsubscribe@googlegroups.com>, <https://groups.google.com/u>",
}  # fmt: skip
MAILMAN = {"List-Id": "Beheer <beheer.smit.example>", "Precedence": "list", "List-Post": "<mailto:beheer@smit.example>", "X-Mailman-Version": "2.1.39", "List-Unsubscribe": "<mailto:beheer-leave@smit.example>"}  # fmt: skip
M365_GROUP = {"List-Id": "<team.smit.example>", "X-MS-Exchange-Group": "team", "X-Auto-Response-Suppress": "OOF"}
MFP = {"Auto-Submitted": "auto-generated", "X-Mailer": "KONICA MINOLTA bizhub C258"}
RICOH = {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "X-Mailer": "RICOH IM C3000"}
VOICEMAIL = {"Auto-Submitted": "auto-generated", "X-Mailer": "3CX"}
SERVICENOW = {
    "Auto-Submitted": "auto-generated",
    "X-ServiceNow-Generated": "true",
    "Precedence": "bulk",
    "References": "<x@servicenow.example>",
}
SUPPRESS = {"X-Auto-Response-Suppress": "All"}
WEBFORM = {
    "Auto-Submitted": "auto-generated",
    "X-PHP-Originating-Script": "33:form.php",
    "Reply-To": "jan@smit.example",
}
SES = {"Feedback-ID": "1.eu-west-1.abc:AmazonSES", "X-SES-Outgoing": "2026.11.23"}
MERGE = {"List-Unsubscribe": "<mailto:jan@smit.example?subject=stop>"}

TUNED = [
    # Absence
    Case("Absence registration gives an error", "Cannot log in to the absence module."),
    Case("Out of office instellen voor Petra", "Hoi, kunnen jullie voor Petra een afwezigheidsmelding aanzetten? Zij is ziek."),
    Case("Afwezig vandaag, maar de server is stuk", "Ik ben er niet, bel Petra."),
    Case("Afwezigheidsassistent werkt niet in Outlook", "De knop is grijs."),
    Case("Afwezigheid: hoe stel ik dat in?", "Ik ga vrijdag met vakantie."),
    Case("Automatisch antwoord: dat van mij gaat niet uit", "Al drie weken terug van vakantie en collega's krijgen het nog."),
    Case("Automatic reply: mine will not switch off", "Back since Monday but people still receive it."),
    Case("Automatische antwoorden uitzetten", "Graag voor info@smit.example."),
    Case("Out of Office: wat moet ik invullen bij extern?", "Zie schermafdruk."),
    Case("Vacation calendar is not shared", "Nobody sees my calendar."),
    Case("On holiday next week, who approves?", "Please give Petra the rights to approve while I am out."),
    Case("Niet aanwezig op kantoor: laptop laten ophalen", "Kan de laptop bij de receptie?"),
    Case("Abwesenheitsnotiz einrichten", "Bitte für Frau Kranz bis 5. Dezember."),
    Case("Abwesenheitsassistent funktioniert nicht", "Fehlermeldung: Server nicht verfügbar."),
    Case("Absence de Petra: transférer ses mails", "Pouvez-vous transférer ses courriels vers moi ?"),
    Case("Réponse automatique ne marche plus", "Depuis lundi, rien ne part."),
    Case("Autoreply instellen", "Voor de feestdagen, alle postvakken."),
    Case("Vakantiemelding staat nog aan", "Bij inkoop@smit.example, kan die uit?"),
    Case("Re: {ours}", "Ik ben volgende week op vakantie, Petra neemt waar.", reply=True),
    Case("Re: {ours}", "I am out of the office on Friday, can you come Thursday?", SUPPRESS, reply=True),
    Case("AW: {ours}", "Ich bin ab morgen im Urlaub, bitte heute noch.", reply=True),
    Case("AUTO: carkit koppelt niet met telefoon", "Sinds de update van de iPhone koppelt de auto niet."),
    # Bounces that people write about
    Case("FW: Undeliverable: offerte", "Ik krijg steeds deze melding als ik een klant mail. Wat is er mis?\n\nVan: Microsoft Outlook\nVerzonden: vrijdag 27 november 2026 10:00\nAan: Kevin\nOnderwerp: Undeliverable: offerte\n\nThe mailbox is full: 552 5.2.2 quota exceeded"),
    Case("Mail naar leverancier kon niet worden verzonden", "Mijn mail komt terug: 550 user unknown. Gisteren deed hij het nog."),
    Case("Undeliverable mail to our biggest customer", "We get 550 5.7.1 rejected by spamhaus. Please help, urgent!"),
    Case("Undeliverable: wat betekent dit?", "Ik krijg 'mailbox unavailable' bij klant@groot.example."),
    Case("Onbestelbaar: offerte", "Deze kreeg ik terug, hoe kan dat? 550 5.4.1 Recipient address rejected", SUPPRESS),
    Case("Returned mail: see transcript for details", "Zie hierboven, alles komt terug met user unknown."),
    Case("Fwd: Delivery Status Notification (Failure)", "Can you check? The address does not exist, they say.\n\n---------- Forwarded message ---------\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nDate: Mon, 23 Nov 2026\nSubject: Delivery Status Notification (Failure)\nTo: <jan@smit.example>\n\n550 5.1.1 The email account that you tried to reach does not exist."),
    Case("WG: Unzustellbar: Rechnung 1203", "Kommt immer zurück, bitte prüfen. 554 5.7.1 Relay access denied"),
    Case("TR : Échec de remise : devis", "Voici le message que je reçois. 550 5.1.10 RecipientNotFound"),
    Case("Delivery failure notices every hour", "Every hour I receive mailer-daemon messages, mailbox not found, that I never sent."),
    Case("Mail delivery failed bij factuur", "550 relay not permitted, alleen vanuit Exact."),
    Case("failure notice van onze website", "De website mailt 'user unknown' aan klanten."),
    Case("Ik krijg steeds mailer-daemon berichten", "Al 200 vandaag, is mijn mail gehackt?"),
    Case("E-mail niet bezorgd bij notaris", "Message could not be delivered, 451 greylisted."),
    Case("Unzustellbare E-Mails seit heute", "Alle an t-online kommen zurück, 554 IP=blocked."),
    Case("Messages non remis chez Orange", "Erreur 550 5.2.0 spam détecté."),
    Case("Re: {ours}", "Nee, ik krijg nog steeds 'Undeliverable, 550 5.1.1 user unknown' terug.", reply=True),
    Case("Warning: message delayed 24 hours, again", "Third time this week; the mail gateway seems stuck."),
    Case("SPF failure: delivery problem met Salesforce", "Klanten krijgen niets; 550 SPF check failed"),
    # Quota
    Case("Mailbox full", "My mailbox is full, quota exceeded. Please enlarge it."),
    Case("Postvak vol", "Ik kan niets meer verzenden, quotum bereikt."),
    Case("Quota verhogen voor Petra", "Haar postvak zit op 99%."),
    Case("FW: Your mailbox is almost full", "Is dit echt of phishing?\n\nFrom: Microsoft Outlook\nSent: Monday\nTo: Jan\nSubject: Your mailbox is almost full\n\n49.5 GB of 50 GB"),
    Case("Postfach voll", "Kontingent überschritten, bitte erhöhen."),
    Case("Boîte aux lettres pleine", "Quota dépassé, impossible d'envoyer."),
    # Forwarding and on behalf of
    Case("FW: Kassa", "Kunnen jullie dit regelen?\n\nVan: Anna Collega <anna@smit.example>\nVerzonden: maandag 23 november 2026 09:12\nAan: Jan Smit <jan@smit.example>\nOnderwerp: Kassa\n\nDe kassa print geen bonnen meer, foutcode E-05."),
    Case("Doorst: Automatisch antwoord: bestelling", "Deze krijg ik elke dag van onszelf terug, kan dat uit?"),
    Case("FW: Automatic reply: order 55", "Kan dit uit? Het staat nog op vorig jaar."),
    Case("Mail doorsturen van oud-medewerker", "Graag alle mail van piet@ naar mij."),
    Case("Weiterleitung einrichten", "Von info@ an mich."),
    Case("Namens Petra: nieuwe laptop", "Petra vroeg mij dit te melden.", {"Sender": "Secretariaat <secr@smit.example>"}),
    Case("Transfert de courriels", "Merci de transférer les courriels de Luc."),
    # Scanners, voicemail, fax, forms
    Case("Scan van MFP", "", MFP),
    Case("Message from KM_C258", "", MFP, part=("application/octet-stream", "scan")),
    Case("Scan to mail: storing kassa 2", "Zie de scan van de foutbon.", RICOH),
    Case("Gescand document van Xerox WorkCentre", "Open het bijgevoegde document.", {"Auto-Submitted": "auto-generated", "X-Mailer": "Xerox WorkCentre 7845"}),
    Case("Scanned from a Xerox Multifunction Printer", "Please open the attached document.", {"Precedence": "bulk"}),
    Case("Nieuw voicemailbericht van 0612345678", "Duur: 0:43. Beluister de bijlage.", VOICEMAIL, part=("audio/wav", "RIFF")),
    Case("Voicemail Message (Jan > Servicedesk)", "From: 101 Duration 00:12", {"Auto-Submitted": "auto-generated", "X-Voicemail": "1"}),
    Case("Fax van 010-1234567", "1 pagina", {"Auto-Submitted": "auto-generated"}),
    Case("Gemiste oproep van Jan Smit", "Jan probeerde u te bereiken en liet een bericht achter.", VOICEMAIL),
    Case("Contactformulier intranet: storing", "Naam: Jan Smit\nOmschrijving: wifi valt uit", WEBFORM),
    Case("Formulier: nieuwe medewerker", "Naam: Kees de Boer\nStart: 1-12-2026", SES),
    Case("Scanner mailt niet meer", "Scan to mail geeft 535 authentication failed."),
    Case("Voicemail per mail komt niet aan", "Sinds gisteren."),
    Case("Scan-to-mail funktioniert nicht", "Fehler 5.7.57 SMTP."),
    # Groups and other systems that people write by
    Case("Printer doet het niet", "De printer geeft een rood lampje.", GOOGLE_GROUP),
    Case("Server traag", "Alles is traag sinds vanochtend.", MAILMAN),
    Case("Teams geeft geen geluid", "In de vergaderzaal.", M365_GROUP),
    Case("Lid worden van distributielijst", "Graag op alle@smit.example. Afmelden bij oud@smit.example."),
    Case("Re: {ours}", "De storing is er nog steeds, ook na herstart.", SERVICENOW, reply=True),
    Case("INC0012345: storing bij kassa", "Jan Smit schreef: de kassa doet niets.", {"Auto-Submitted": "auto-replied", "References": "<x@servicenow.example>"}),
    Case("Re: {ours}", "Gelukt, maar nu is het scherm zwart.", {"Auto-Submitted": "auto-generated", "X-Mailer": "Zendesk Mailer"}, reply=True),
    Case("Even een vraagje over de offerte", "Kunt u mij bellen?", MERGE),
    Case("Nieuwsbrief kan niet worden verstuurd", "Mailchimp zegt: unsubscribe link missing."),
    Case("Gelezen: uw voorwaarden, akkoord?", "Ik heb de voorwaarden gelezen. Waar moet ik tekenen?"),
    Case("Leesbevestiging uitzetten", "Iedereen krijgt een leesbevestiging van mij."),
    Case("Geaccepteerd: offerte 2026-113", "Wij gaan akkoord. Wanneer kunnen jullie beginnen?"),
]  # fmt: skip

HELD_OUT = [
    Case("Afwezig: Petra, wie doet de back-up?", "Wie neemt dat over?"),
    Case("Absent employees keep access", "Please close the accounts of both."),
    Case("Autoreply loop tussen ons en DHL", "Er zijn al 3000 mails, graag snel."),
    Case("Out of the office rule deleted my mail", "I made a rule and now everything is gone."),
    Case("Vakantie-antwoord in twee talen", "Hoe krijg ik er ook Engels in?"),
    Case("Abwesend melden in Teams", "Status bleibt immer auf abwesend."),
    Case("Automatische Antwort: bei mir geht nichts", "Bitte um Rückruf."),
    Case("Absence: accès au module RH", "Mot de passe refusé."),
    Case("Réponse automatique : comment la désactiver ?", "Je suis de retour."),
    Case("Automatisch antwoord staat in het Engels", "Moet Nederlands zijn."),
    Case("Re: {ours}", "Ik ben er vandaag niet, morgen weer na 10 uur bereikbaar.", reply=True),
    Case("RE: {ours}", "Dank, ik zie het automatisch antwoord nu goed. Alleen de datum klopt niet.", reply=True),
    Case("Non-delivery report every morning at 6", "Our ERP mails an old address, 550 5.1.1 no such user."),
    Case("Mail failed: wie kan mij helpen?", "Delivery has failed to these recipients, staat er."),
    Case("FW: Mail delivery failed: returning message to sender", "Zie onder. Spoed.\n\n> A message that you sent could not be delivered to one or more of its recipients."),
    Case("Niet afgeleverd", "Mijn mail van 9:14 is niet aangekomen bij de klant, 4.4.7 delay."),
    Case("Rejected mail from KPN", "421 too many connections, all day."),
    Case("Bezorgfout bij Hotmail", "S3150, we staan op een blocklist."),
    Case("Postmaster rejected our newsletter server", "554 5.7.1. Wat nu?"),
    Case("Rückläufer mit 550", "Seit der Umstellung auf den neuen Server."),
    Case("Erreur d'envoi : adresse inconnue", "550 user unknown alors que l'adresse est bonne."),
    Case("Mailbox quota warning — is this you?", "I got a warning that I must log in to extend my quota."),
    Case("Kan geen bijlagen meer ontvangen", "Afzender krijgt 552 message size exceeds limit."),
    Case("Archief online is vol", "Retentiebeleid graag aanpassen; quota 100 GB."),
    Case("Fwd: Fwd: Onbestelbaar", "?", SUPPRESS),
    Case("Gesendet im Auftrag von Frau Kranz", "Bitte neues Handy.", {"Sender": "Sekretariat <sek@smit.example>"}),
    Case("Doorgestuurd: factuur klopt niet", "---------- Forwarded message ---------\nVan: Boekhouding <bh@smit.example>\nDate: ma 23 nov. 2026\nSubject: factuur\nTo: Jan\n\nBedrag klopt niet."),
    Case("Scan_20261123.pdf", "", {"Auto-Submitted": "auto-generated", "X-Mailer": "Canon iR-ADV"}, part=("application/octet-stream", "pdf")),
    Case("Attached Image", "", {"Precedence": "bulk", "X-Mailer": "Canon MFP"}, part=("image/tiff", "II")),
    Case("HP LaserJet: toner bijna op", "Toner zwart 5%.", {"Auto-Submitted": "auto-generated"}),
    Case("Voicemail van balie", "U hebt 1 nieuw bericht", {"Auto-Submitted": "auto-generated", "X-Mailer": "Asterisk PBX"}, part=("audio/mpeg", "ID3")),
    Case("Nouveau message vocal de 0470", "Durée 0:20", {"Auto-Submitted": "auto-generated"}),
    Case("Alarmmelding magazijn koeling", "Temperatuur 9 graden", {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}),
    Case("Wie heeft de sleutel van de serverruimte", "Graag voor vrijdag.", {**GOOGLE_GROUP, "Feedback-ID": "x:y"}),
    Case("Re: [beheer] patchronde", "Bij ons ging het mis op SRV03.", MAILMAN),
    Case("Storing telefonie", "Alles plat", {"Auto-Submitted": "auto-generated", "X-Mailer": "TOPdesk 12"}),
    Case("Re: {ours}", "Kan het ook dinsdag?", {"Auto-Submitted": "auto-generated", "X-OTRS-Loop": "yes", "Precedence": "bulk"}, reply=True),
    Case("Read: the error message twice, no idea", "It says licence expired."),
    Case("Accepted: your proposal, please start", "Also add two laptops."),
    Case("Thank you for contacting us: form is broken", "Our website form mails this to nobody."),
]  # fmt: skip

GROUP_BY_MAIL = {"List-Unsubscribe": "<mailto:groep-uit@smit.example>", "List-Id": "<alle.smit.example>"}
NULL_SENDER = {"Return-Path": "<>"}

# Who speaks about what programs say, quotes it, or is called as one.
ABOUT_PROGRAMS = [
    Case(
        "Vraag over bericht van leverancier",
        'Hoi, ik kreeg vandaag dit: "Dit is een automatisch bericht. Uw aanvraag is ontvangen." Wat moet ik daarmee?',
    ),
    Case(
        "Wat is dit voor mail?",
        "This is an automated message, your request has been received - krijg ik steeds van een onbekende. Phishing?",
    ),
    Case(
        "Gesloten melding",
        "Ik kreeg: 'Deze e-mail is automatisch verstuurd. Uw melding is gesloten.' maar de printer doet het nog niet!",
    ),
    Case(
        "Komische Mail",
        "Ich habe bekommen: Dies ist eine automatische Nachricht, Ihre Anfrage ist eingegangen. Ist das von euch?",
    ),
    Case(
        "Message étrange", "Je reçois: ceci est un message automatique, votre demande a été enregistrée. C'est vous ?"
    ),
    Case("Afmelden lukt niet", "Petra kan zich niet afmelden op de terminalserver.", GROUP_BY_MAIL),
    Case(
        "Uitschrijven uit Teams", "Hoe kan ik mij uitschrijven uit het team Inkoop? De knop doet niets.", GROUP_BY_MAIL
    ),
    Case("Cannot unsubscribe", "How do I unsubscribe the old printer from the print server?", GROUP_BY_MAIL),
    Case(
        "Gelezen: voorstel switches",
        "Het voorstel werd gelezen op de directievergadering. Wij gaan akkoord, graag bestellen.",
    ),
    Case("Read: your proposal", "It was read on Monday by the board. Please go ahead with the order."),
    Case("Lu: votre proposition", "La proposition a été lue par la direction, d'accord pour commander."),
    Case("Re: {ours} bevestig je e-mail", "Ik klik op de knop bevestig, maar het bericht komt niet aan.", reply=True),
    Case("Re: {ours} verify", "When I click verify the message disappears. Please help.", reply=True),
    Case("AW: {ours} Bestätigung", "Beim klicken auf bestätigen kommt keine Nachricht.", reply=True),
    Case("Re: {ours}", 'Ik zie onder elke mail "👍 Petra reacted via Gmail". Kan dat uit?', reply=True),
    Case("Re: {ours}", "Liked the idea, but the printer is still broken.", reply=True),
    Case("Mailbox vol", "Mijn mailbox quota is vol, kan die groter?", sender="Jan Smail <jan@smit.example>"),
    Case("Mail komt terug", "Ik krijg 550 user unknown bij klanten.", sender="Bounce BV <jan@smit.example>"),
    Case(
        "Voicemail van 0612551234",
        "Nieuw voicemailbericht van 0612551234, duur 0:35. Zie bijlage.",
        NULL_SENDER,
        part=("audio/wav", "RIFF"),
    ),
    Case(
        "Message from KM_C258",
        "Scan_2026155101.pdf",
        NULL_SENDER | {"Auto-Submitted": "auto-generated"},
        part=("application/pdf", "%PDF-1.4"),
    ),
    Case("Undeliverable mail bij Petra", "Sinds gisteren krijgt Petra undeliverable terug. Quota?"),
    Case("AUTO: boordcomputer", 'In de auto verschijnt "dit is een automatisch bericht" en dan valt Teams uit.'),
    Case("Automatic reply: how to switch off?", "It says 'this is an automated reply' to everyone, while I am back."),
    Case("Out of office: Petra", "Afwezig Re: alle mails. Dit bericht is automatisch, krijgen klanten. Kan die uit?"),
    Case("Abwesenheitsnotiz: falscher Text", "Dort steht 'diese Nachricht wurde automatisch gesendet', bitte ändern."),
    Case(
        "Doorsturen regel",
        "Mail aan info@ wordt niet meer doorgestuurd naar mij. 551 staat erbij.",
        {"X-MS-Exchange-Inbox-Rules-Loop": "info@smit.example"},
    ),
    Case(
        "Re: {ours}",
        "Accepted, go ahead. Has accepted by boss too.",
        reply=True,
        part=(
            "text/calendar; charset=utf-8; method=REQUEST",
            "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\n",
        ),
    ),
    Case(
        "Enquête: hoe tevreden bent u",
        "Deze mail is automatisch, zegt de enquête, maar ik kan hem niet invullen. Is dit van jullie?",
    ),
    Case("Report domain: smit.example", "Wij krijgen elke dag zo'n mail, Report-ID 12. Wat is dat?"),
    Case(
        "Ticket TOPdesk",
        "Kunt u ons incident I2611 oppakken? Uw melding 12 is gesloten maar het werkt niet.",
        {"X-TOPdesk": "1", "Auto-Submitted": "auto-generated"},
    ),
]
