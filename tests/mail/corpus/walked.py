"""A second helping, written after the rules and without them: what people and programs of many firms send in November. The
first list of each is what comes in by the dozen; the second is of who was out to be taken for the other."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from tests.mail.corpus.making import Case

SNOW = {"Auto-Submitted": "auto-generated", "X-ServiceNow-Generated": "true", "Precedence": "bulk"}
FORM_BY_BREVO = {
    "List-Unsubscribe": "<https://r.brevo.example/un/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "Feedback-ID": "1:2:Sendinblue", "X-Mailer": "Sendinblue", "Reply-To": "jan@smit.example",
}  # fmt: skip
HR_SYSTEM = {"Auto-Submitted": "auto-generated", "X-Mailer": "AFAS Profit"}
NULL_SENDER = {"Return-Path": "<>"}
GROUPS_IO = {"List-Id": "<it.smit.groups.example>", "Precedence": "Bulk", "List-Post": "<mailto:it@smit.example>", "List-Unsubscribe": "<https://groups.example/unsub/1>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}  # fmt: skip
POWER_AUTOMATE = {"X-MS-Exchange-Generated-Message-Source": "Transport", "X-Auto-Response-Suppress": "All"}
REDIRECTED = {"X-MS-Exchange-Inbox-Rules-Loop": "petra@smit.example", "Resent-From": "<petra@smit.example>", "Auto-Submitted": "auto-generated"}  # fmt: skip
PBX = {"Auto-Submitted": "auto-generated", "X-Mailer": "FreePBX"}


def _event(method: str, *lines: str) -> tuple[str, str]:
    body = "\n".join(
        (f"BEGIN:VCALENDAR\nMETHOD:{method}\nBEGIN:VEVENT", *lines, "UID:1@x\nEND:VEVENT\nEND:VCALENDAR\n")
    )
    return f"text/calendar; charset=utf-8; method={method}", body


ORDINARY_PEOPLE = [
    # Absence
    Case("Afwezigheidsbericht Petra uitzetten a.u.b.", "Petra is sinds vandaag weer terug van zwangerschapsverlof. Haar automatische antwoord staat nog aan en wij kunnen er niet bij."),
    Case("Out of office voor vertrokken collega", "Kees werkt hier sinds 1 november niet meer. Graag een automatisch antwoord: 'Kees werkt niet meer bij Smit, mail info@smit.example'."),
    Case("ooo bericht komt dubbel", "Hoi, klanten krijgen mijn OOF twee keer. Eén keer in het Engels en één keer in het Nederlands. Groet Jan"),
    Case("Ik ben er maandag niet", "Maandag ben ik afwezig, kan de monteur dinsdag komen? Petra is er ook niet."),
    Case("Urlaub von Frau Kranz", "Guten Tag, ab Montag ist Frau Kranz im Urlaub. Können Sie die Mails an mich umleiten?"),
    Case("Congés de fin d'année", "Bonjour, nous fermons du 24 au 2. Pouvez-vous mettre une réponse automatique sur info@ ?"),
    Case("RE: {ours}", "Hi, I'm out until Thursday but Petra can let you in. Her number is 010-1234567.\n\nJan", reply=True),
    Case("Antw: {ours}", "Ik ben nu op vakantie in Spanje maar lees dit even op mijn telefoon: het is NIET opgelost.", reply=True),
    Case("Re: {ours}", "Bin diese Woche nicht im Büro, bitte Herrn Vogt anrufen (0171 555).", reply=True),
    Case("Ziekmelding in Teams werkt niet", "Als ik mij afwezig meld springt hij terug op beschikbaar."),
    # Bounces, in their own words
    Case("Mail aan de gemeente komt terug", "Wat betekent dit? 'Your message to wonen@gemeente.example couldn't be delivered. 550 5.7.515 Access denied, sending domain smit.example does not meet the required authentication level'"),
    Case("mailer-daemon???", "Krijg 40x per uur MAILER-DAEMON@mx.provider.example terwijl ik niks verstuur. Gehackt?"),
    Case("Fw: Undeliverable: Factuur 2026-881", "zie onder, al de derde klant vandaag\n\n________________________________\nVan: postmaster@klant.example <postmaster@klant.example>\nVerzonden: maandag 23 november 2026 09:01\nAan: Jan Smit <jan@smit.example>\nOnderwerp: Undeliverable: Factuur 2026-881\n\nmx.klant.example rejected your message: 550 5.7.1 TRANSPORT.RULES.RejectMessage"),
    Case("Tr: Mail delivery failed", "Bonjour, voilà ce que je reçois.\n\nDe : Mail Delivery System <MAILER-DAEMON@ovh.example>\nEnvoyé : lundi 23 novembre 2026\nÀ : jan@smit.example\nObjet : Mail delivery failed\n\nuser unknown"),
    Case("WG: Mail konnte nicht zugestellt werden", "Können Sie das bitte prüfen?\n\nVon: Mail Delivery System\nGesendet: Montag\nAn: Jan\nBetreff: Mail konnte nicht zugestellt werden\n\n552 5.2.2 Mailbox full"),
    Case("Emails to Gmail end up in spam or bounce", "Since last week: 421-4.7.28 unusual rate of unsolicited mail. DKIM broken?"),
    Case("Undelivered Mail Returned to Sender", "Dit krijg ik van alle mails naar xs4all. Wie kan helpen?\nGroet,\nJan Smit\n06-12345678"),
    Case("Nieuwsbrief: 300 onbestelbaar", "Onze nieuwsbrief (Laposta) geeft 300 bounces op kpnmail. SPF lijkt goed."),
    Case("Re: {ours}", "> Kunt u ons de foutmelding sturen?\n\n550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", reply=True),
    # Quota
    Case("Postvak bijna vol melding", "Ik krijg elke ochtend 'Uw postvak is bijna vol'. Ik heb al 10 GB weggegooid. Quota?"),
    Case("FW: Your OneDrive is full", "Moet ik hier iets mee of is het spam?\n\nFrom: Microsoft OneDrive <no-reply@onedrive.example>\nSent: Monday, 23 November 2026\nTo: Jan\nSubject: Your OneDrive is full\n\nUnsubscribe | Privacy"),
    Case("Speicherplatz Server fast voll", "Laufwerk D: 98 %. Quota für Projekte bitte erhöhen."),
    Case("Quota dépassé sur le NAS", "Plus personne ne peut enregistrer."),
    # Forwarding, groups, delegates
    Case("Doorgestuurd: kassa storing", "-------- Doorgestuurd bericht --------\nOnderwerp: kassa storing\nDatum: Mon, 23 Nov 2026 09:00\nVan: Winkel Zuid <zuid@smit.example>\nAan: jan@smit.example\n\nKassa 2 zegt 'geen verbinding met server'"),
    Case("Re: {ours}", "Dit is ook zo bij ons in de vestiging.", REDIRECTED, reply=True),
    Case("[it@smit] wifi in hal 3", "Weer weg sinds 8 uur.", GROUPS_IO),
    Case("Re: {ours}", "Mee eens. Graag donderdag.", GROUPS_IO, reply=True),
    Case("Mail van info@ ook naar mij", "En automatisch doorsturen naar mijn Gmail mag dat van jullie?", {"X-MS-Exchange-Generated-Message-Source": "Mailbox Rules Agent", "X-MS-Exchange-Inbox-Rules-Loop": "info@smit.example"}),
    Case("Neuer Mitarbeiter ab 1.12.", "Im Auftrag von Herrn Vogt: bitte Konto anlegen.", {"Sender": "Empfang <empfang@smit.example>", "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}),
    # Machines that speak for a person
    Case("Bericht van KMBT_C360", "", {"Auto-Submitted": "auto-generated", "X-Mailer": "KONICA MINOLTA bizhub C360"}, part=("application/pdf", "%PDF-1.4 defecte bon")),
    Case("Scan vom Kopierer", "Dies ist eine automatisch erzeugte Nachricht Ihres Kopierers. Bitte antworten Sie nicht.", {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}, part=("application/pdf", "%PDF-1.4")),
    Case("Scan to E-mail van Canon iR-ADV C3530", "Dit bericht is automatisch verzonden door het apparaat.", {"Auto-Submitted": "auto-generated"}, part=("image/tiff", "II*")),
    Case("[PBX]: New message 3 in mailbox 101 from \"Jan Smit\" <0612345678>", "There is a new voicemail in mailbox 101. Duration 0:37. Your mailbox is 85% full.", PBX, part=("audio/x-wav", "RIFF")),
    Case("Voicemail (37 seconden)", "Voorbeeld van voicemail:\n\nHallo met Jan, ik ben niet op kantoor maar de server ligt eruit.", {"X-MS-Exchange-UM": "1", "Auto-Submitted": "auto-generated"}),
    Case("Nieuwe reactie op formulier 'IT-aanvraag'", "Naam: Jan Smit\nVraag: tweede scherm\nWilt u een bevestiging? Ja", POWER_AUTOMATE),
    Case("Formulier Indienst: Kees de Boer", "Startdatum 1-12-2026. Functie: verkoop. Graag account, laptop, telefoon.", HR_SYSTEM),
    Case("SMS van +31612345678", "Storing bij winkel noord bel mij", {"Auto-Submitted": "auto-generated", "X-Mailer": "sms2mail"}),
    Case("UPS op batterij - serverruimte", "UPS SMT1500 is on battery since 09:58.", {"Auto-Submitted": "auto-generated"}),
    # Thanks, confirmations and tickets, said by people
    Case("Ontvangstbevestiging ontbreekt", "Ik stuurde vrijdag een mail over de printer maar kreeg geen ontvangstbevestiging. Is mijn melding geregistreerd?"),
    Case("Uw melding is gesloten - maar niet opgelost", "Jullie sloten 1204 maar de scanner doet het nog steeds niet."),
    Case("Re: {ours}", "Ticket opgelost? Bij mij niet hoor.", reply=True),
    Case("Invitation: overleg migratie @ di 1 dec 2026 10:00", "Jan Smit nodigt u uit.", part=_event("REQUEST", "SUMMARY:Overleg migratie")),
]  # fmt: skip

# Who looks like a program: by the words that he quotes, the machine that he writes by, or both.
PEOPLE_LIKE_PROGRAMS = [
    Case("Declined: Bezoek 1do @ Tue 1 Dec 2026 10:00", "Jan Smit has declined this invitation with this note:\n\n\"Dinsdag kan niet, de server moet eerst mee. Donderdag?\"", part=_event("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:jan@smit.example")),
    Case("Afgewezen: Bezoek 1do", "", part=_event("REPLY", "ATTENDEE;PARTSTAT=DECLINED:mailto:jan@smit.example", "COMMENT:Kan niet\\, liever donderdag na 14 uur")),
    Case("Nieuw tijdstip voorgesteld: Bezoek 1do", "", part=_event("COUNTER", "DTSTART:20261203T090000Z", "ATTENDEE;PARTSTAT=TENTATIVE:mailto:jan@smit.example")),
    Case("Afwezig: J. de Boer, 23-11 t/m 12-12", "Medewerker is ziek gemeld. Actie IT: laptop innemen en postvak delen met P. Bakker.", HR_SYSTEM),
    Case("Bevestiging nodig: nieuwe medewerker Kees", "P. Bakker vraagt u een e-mailaccount te maken. Klik hier om de aanvraag te bekijken en te bevestigen.", HR_SYSTEM),
    Case("Incident INC0010045 has been opened and assigned to your group", "Short description: Kassa 3 start niet\nPriority: 2 - High\nOpened by: Jan Smit", SNOW),
    Case("New request received from Jan Smit", "Subject: laptop broken\nThe screen stays black after the update.", {"Auto-Submitted": "auto-generated", "X-Mailer": "PHPMailer 6.8"}),
    Case("Nieuwe aanvraag ontvangen via intranet", "Uw aanvraag IT-221 is geregistreerd door P. Bakker: graag Kees uitschrijven uit AD.", FORM_BY_BREVO),
    Case("Formulier uitdienst", "Kees de Boer\nLaatste dag 30-11\nUitschrijven uit alle groepen, afmelden bij Microsoft 365.", FORM_BY_BREVO),
    Case("Gelezen: voorstel firewall", "Uw bericht is gelezen op de vergadering van maandag. Wij gaan akkoord, graag inplannen."),
    Case("Read: your message about the firewall", "Your message was read on our board meeting. Go ahead."),
    Case("Re: {ours}", "Petra heeft gereageerd op dit bericht 👍 maar wanneer komen jullie nu?", reply=True),
    Case("AUTO: antwoord naar klanten klopt niet", "Klanten lezen: \"Dit is een automatisch antwoord op uw bericht\" en dan een oude datum. Kan dat weg?"),
    Case("Report domain: smit.example Submitter: google.com Report-ID: 9918", "Deze mail krijg ik elke dag. Moet ik daar iets mee?"),
    Case("Delivery failure: mail van jullie", "Jullie mail komt bij Petra niet aan: 'mailbox unavailable'. Zie bijlage.", part=("text/rfc822-headers", "Message-ID: {id}\nSubject: [#1] Printer\n")),
    Case("Postvak van de postmaster", "Ons adres postmaster@ zit aan zijn quota, kan het groter?", sender="Kees de Boer <postmaster@smit.example>"),
    Case("Voicemail van 0612551234", "Nieuw bericht van 0:35. Let op: your voicemail quota is almost reached.", NULL_SENDER | {"Auto-Submitted": "auto-generated"}, part=("audio/wav", "RIFF")),
    Case("Re: {ours}", "Out of office: dat stond er, en 'this is an automatic reply'. Verder niets.", {"Precedence": "bulk"}, reply=True),
    Case("Ticket created by phone: printer", "Our front desk logged this for Jan: printer on floor 2 jams. Request logged 10:02.", {"Auto-Submitted": "auto-generated", "X-HaloPSA-Ticket": "88"}),
    Case("Wie zufrieden sind Ihre Mitarbeiter?", "Die Umfrage lässt sich nicht öffnen, die Anfrage wird geschlossen mit Fehler 500.", {"Auto-Submitted": "auto-generated", "X-Mailer": "FormMail"}),
    Case("Automatisch antwoord: staat aan bij heel Smit", "Alle collega's sturen nu een automatisch antwoord, ook op deze. Help!", {"In-Reply-To": "<oude-mail@smit.example>", "References": "<oude-mail@smit.example>"}),
    Case("Out of office Re: kan die tekst eruit?", "Boven mijn afwezigheid staat 'Re:'. Kan dat eruit?", {"References": "<x1@smit.example>"}),
    Case("Confirm your e-mail address", "Is this phishing? It says: click here to verify your message box or it is held.", {"In-Reply-To": "<phish@bad.example>"}),
    Case("RE: {ours}", "Liked “Wij kijken ernaar.” maar er gebeurt niks", reply=True),
]  # fmt: skip

PEOPLE = ORDINARY_PEOPLE + PEOPLE_LIKE_PROGRAMS

EXO = {
    "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-MS-Exchange-Inbox-Rules-Loop": "jan@smit.example",
    "X-MS-Exchange-Generated-Message-Source": "Mailbox Rules Agent", "X-MS-TNEF-Correlator": "",
}  # fmt: skip
DOVECOT = {"Auto-Submitted": "auto-replied (vacation)", "X-Sieve": "Pigeonhole Sieve 0.5.21", "Precedence": "bulk"}
ZIMBRA = {"Auto-Submitted": "auto-replied (zimbra; vacation)", "Precedence": "bulk", "X-Mailer": "Zimbra 9.0"}
KOPANO = {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Mailer": "Kopano"}
GROUPWISE = {"X-Mailer": "GroupWise 18", "X-Autogenerated": "Reply", "Auto-Submitted": "auto-replied"}
PROTON = {"Auto-Submitted": "auto-replied", "X-Autoreply": "yes", "Precedence": "auto_reply"}
NOTES_OLD = {"X-Mailer": "Lotus Notes Release 8.5.3", "X-MIMETrack": "Serialize by Router"}
BSD = {"Precedence": "bulk"}
ZENDESK_NL = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All", "X-Mailer": "Zendesk Mailer"}
JSM = {"Auto-Submitted": "auto-generated", "X-Atlassian-Mail-Message-Type": "JSM", "Precedence": "bulk"}
MANAGE_ENGINE = {"Auto-Submitted": "auto-generated", "X-Mailer": "ServiceDesk Plus", "Precedence": "bulk"}
SALESFORCE = {"X-SFDC-LK": "00D1", "X-mail_abuse_inquiries": "http://sf.example", "Precedence": "bulk", "Auto-Submitted": "auto-generated"}  # fmt: skip
DYNAMICS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
OSTICKET = {"X-Autoreply": "yes", "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "ALL, AutoReply"}
LAPOSTA = {"List-Unsubscribe": "<https://laposta.example/u>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Precedence": "bulk", "X-Mailer": "Laposta", "Feedback-ID": "1:laposta"}  # fmt: skip
BREVO = {"List-Unsubscribe": "<https://r.brevo.example/un>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "Feedback-ID": "1:2:Sendinblue"}  # fmt: skip
POSTFIX = "Mail Delivery System <MAILER-DAEMON@mx.smit.example>"
NULL = {"Return-Path": "<>", "Auto-Submitted": "auto-replied"}


def oof(subject: str, text: str, head: dict[str, str]) -> Case:
    return Case(subject, text, head, reply=True)


ORDINARY_PROGRAMS = [
    # Absence, by what people have for mail
    oof("Automatisch antwoord: {ours}", "Beste,\n\nIk ben met verlof tot en met 4 december. Voor dringende zaken: Petra Bakker, 010-1234567.", EXO),
    oof("Automatisches Antworten: {ours}", "Ich bin derzeit nicht im Büro.", EXO),
    oof("RE: {ours}", "Bedankt voor uw bericht. Wij nemen zo spoedig mogelijk contact met u op. Dit postvak wordt op werkdagen gelezen.", EXO),
    oof("Auto: {ours}", "Ik ben er even niet.", DOVECOT),
    oof("Re: {ours}", "Merci pour votre message, je suis en congé.", ZIMBRA),
    oof("Afwezigheidsmelding: {ours}", "Ik ben afwezig.", KOPANO),
    oof("Niet op kantoor: {ours}", "Groet, Jan", KOPANO),
    oof("Re: {ours}", "I am away.", GROUPWISE),
    oof("Auto: {ours}", "I no longer read this mailbox.", PROTON),
    oof("Jan Smit is out of the office.", "I will be out of the office starting  23-11-2026 and will not return until 05-12-2026.\n\nI will respond to your message when I return.", NOTES_OLD),
    oof("Jan Smit is afwezig", "Ik ben afwezig vanaf  23-11-2026 en ben terug op 05-12-2026.\n\nIk zal uw bericht beantwoorden zodra ik terug ben.", NOTES_OLD),
    oof("away from my mail", "I will not be reading my mail for a while. Your mail regarding \"{ours}\" will be read when I return.", BSD),
    oof("Vakantie Re: {ours}", "Wij zijn gesloten t/m 2 januari.", {"Auto-Submitted": "auto-replied", "X-Mailer": "Plesk Autoresponder"}),
    oof("Yahoo Auto Reply Re: {ours}", "On holiday.", {"Auto-Submitted": "auto-replied"}),
    oof("Autoreply: {ours}", "Het e-mailadres is vervallen. Gebruik info@smit.example.", {"X-Autoresponder": "DirectAdmin", "Precedence": "bulk"}),
    oof("Abwesenheit: {ours}", "Bin ab 1.12. wieder da.", {"Auto-Submitted": "auto-replied", "X-Mailer": "GMX"}),
    # Receipts and deliveries
    Case("Read: {ours}", "Your message \n\n   To: Supportcenter\n   Subject: [#1]\n   Sent: Monday\n\n was read on Monday, November 23, 2026 10:00:12 AM (UTC+01:00) Amsterdam.", reply=True, report="disposition-notification"),
    Case("Weergegeven: {ours}", "De mail is op 23-11-2026 op het scherm getoond. Dit is geen garantie dat het bericht is gelezen.", reply=True, report="disposition-notification"),
    Case("Gelöscht: {ours}", "Die Nachricht wurde ohne Lesen gelöscht.", reply=True, report="disposition-notification"),
    # Calendars
    Case("Accepted: Bezoek 1do @ Tue 1 Dec 2026 10:00 (CET)", "Jan Smit has accepted this invitation.\n\nInvitation from Google Calendar: https://calendar.google.com/calendar/\n\nYou are receiving this email because you are subscribed to invitation notifications.", part=_event("REPLY", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jan@smit.example")),
    Case("Jan Smit heeft uitnodiging 'Bezoek 1do' geaccepteerd", "", part=_event("REPLY", "ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED:mailto:jan@smit.example")),
    Case("Accepté: Visite 1do", "Jan Smit a accepté cette invitation.", part=_event("REPLY", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:jan@smit.example")),
    Case("Unter Vorbehalt: {ours}", "", part=_event("REPLY", "ATTENDEE;PARTSTAT=TENTATIVE:mailto:jan@smit.example"), reply=True),
    # Reactions
    Case("Re: {ours}", "👍🏻", reply=True, html="<div dir='auto'>👍🏻</div>"),
    Case("Re: {ours}", "❤️", reply=True),
    Case("Re: {ours}", "🎉\n\nPetra Bakker reacted via Gmail\nhttps://www.google.com/gmail/about/?utm_source=gmail-in-product", reply=True, part=("text/vnd.google.email-reaction+json", '{"emoji":"x","version":1}')),
    Case("Re: {ours}", "A aimé « Nous regardons. »", reply=True),
    Case("Re: {ours}", "Hat “Wir schauen es uns an.” mit „Gefällt mir“ markiert", reply=True),
    # Other ticket systems
    oof("[Verzoek ontvangen] {ours}", "##- Typ uw antwoord boven deze regel -##\n\nUw verzoek (88121) is ontvangen en wordt beoordeeld door ons supportteam.", ZENDESK_NL),
    oof("ITSUP-41 {ours}", "—-—-—-—\nReply above this line.\n\nJust confirming that we got your request. We're on it.\n\nView request", JSM),
    oof("[Request ID :##4711##] : {ours}", "Dear Jan, This is an acknowledgement mail for your request. The request has been created with ID 4711.", MANAGE_ENGINE),
    oof("Case 00045121: {ours} [ ref:!00D1.!500:ref ]", "Beste Jan, wij hebben uw bericht in goede orde ontvangen. Uw casenummer is 00045121.", SALESFORCE),
    oof("{ours} CRM:0001234", "Bedankt voor uw bericht. Wij hebben uw vraag geregistreerd onder nummer CAS-01234.", DYNAMICS),
    oof("Re: {ours} [#123456]", "A request for support has been created and assigned ticket #123456. A representative will follow-up with you as soon as possible.", OSTICKET),
    oof("[GLPI #0000456] Nouveau ticket {ours}", "Votre ticket a bien été enregistré sous le numéro 456.", {"Auto-Submitted": "auto-generated", "X-GLPI-Itemtype": "Ticket"}),
    oof("[Ticket#2026112310000018] RE: {ours}", "Vielen Dank für Ihre E-Mail. Ihre Anfrage ist bei uns eingegangen.", {"X-Mailer": "Znuny Mail Service", "Precedence": "bulk", "Auto-Submitted": "auto-replied", "X-OTRS-Loop": "znuny"}),
    oof("Bevestiging van uw e-mail", "Dit is een automatische ontvangstbevestiging. Wij streven ernaar uw e-mail binnen twee werkdagen te beantwoorden.", {"Auto-Submitted": "auto-generated"}),
    # Newsletters
    Case("Nieuwsbrief november: sint, kerst en speculaas", "Bekijk online\n\nLees verder...\n\nU ontvangt deze nieuwsbrief omdat u zich hebt aangemeld. Uitschrijven kan hier.", LAPOSTA),
    Case("Wir ziehen um!", "Online ansehen\n\nAbmelden", BREVO),
    Case("Vos avantages de décembre", "Voir en ligne\n\nSe désinscrire", BREVO),
    # Mail that came back, and alike
    Case("Undelivered Mail Returned to Sender", "This is the mail system at host mx.smit.example.\n\n<jan@smit.example>: host said: 550 5.1.1 user unknown", NULL, reply=True, report="delivery-status", sender=POSTFIX),
    Case("Delayed Mail (still being retried)", "####################################################################\n# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #", NULL, reply=True, report="delivery-status", sender=POSTFIX),
    Case("DELIVERY FAILURE: User jan (jan@smit.example) not listed in Domino Directory", "Your message\n\n  Subject: [#1]\n\nwas not delivered to:\n\n  jan@smit.example\n\nbecause:\n\n  User not listed in Domino Directory", {"Return-Path": "<>"}, reply=True, report="delivery-status", sender="postmaster@smit.example"),
    Case("Mail System Error - Returned Mail", "This Message was undeliverable due to the following reason:\n\nThe user(s) account is temporarily over quota.", {"Return-Path": "<>"}, sender="Mail Administrator <Postmaster@mx.smit.example>"),
    Case("Report Domain: 1do.example; Submitter: Enterprise Outlook; Report-ID: ab12", "This is a DMARC aggregate report from Microsoft Corporation.", sender="DMARC Aggregate Report <dmarcreport@microsoft.example>", part=("application/gzip", "\x1f\x08")),
    # Challenges
    oof("Votre message à jan@smit.example : authentification", "Mailinblack protège cette boîte. Pour que votre message soit remis, cliquez sur le lien et confirmez que vous êtes une personne. Il sera ensuite distribué.", {"Auto-Submitted": "auto-replied"}),
    oof("Re: {ours} (verification)", "This message was created automatically. Jan's inbox only accepts mail of known senders: click the link to confirm your message.", {"Auto-Submitted": "auto-generated", "Precedence": "junk"}),
]  # fmt: skip

PROGRAMS = ORDINARY_PROGRAMS
