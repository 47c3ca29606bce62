"""What programs send in answer to our mail, or by themselves. None is answered, and none changes anything; what answers a
melding is seen there. Written before the rules that are tested with it."""

# ruff: noqa: E501 - a case is a line

from __future__ import annotations

from tests.mail.corpus.making import Case

EXCHANGE = {
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
    "X-MS-Exchange-Inbox-Rules-Loop": "jan@smit.example",
}
GMAIL = {"Auto-Submitted": "auto-replied", "Precedence": "bulk", "X-Autoreply": "yes"}
SIEVE = {"Auto-Submitted": "auto-replied (vacation)"}
CPANEL = {"X-Autorespond": "Re", "Precedence": "bulk", "Auto-Submitted": "auto-replied"}
PFA = {"Precedence": "junk", "X-Loop": "Postfix Admin Virtual Vacation", "Auto-Submitted": "auto-replied"}
DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.smit.example>"
NULL = {"Return-Path": "<>", "Auto-Submitted": "auto-replied"}
ZENDESK = {"Auto-Submitted": "auto-generated", "X-Mailer": "Zendesk Mailer", "X-Auto-Response-Suppress": "All"}
FRESH = {"Auto-Submitted": "auto-generated", "X-Freshdesk-Ticket": "9"}
TOPDESK = {"Auto-Submitted": "auto-generated", "X-TOPdesk": "1"}
JIRA = {"Auto-Submitted": "auto-generated", "X-JIRA-FingerPrint": "ab12", "Precedence": "bulk"}
RT = {
    "Precedence": "bulk",
    "X-RT-Loop-Prevention": "rt.smit.example",
    "Managed-By": "RT 5",
    "Auto-Submitted": "auto-generated",
}
NEWS = {
    "List-Unsubscribe": "<https://news.example/u/1>",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": "<news.smit.example>",
    "Feedback-ID": "1:2:mc",
    "Precedence": "bulk",
}
MAILCHIMP = {
    "List-Unsubscribe": "<https://mc.example/u>",
    "X-Mailer": "MailChimp Mailer - **CID1**",
    "List-ID": "abc <abc.list-id.mcsv.net>",
    "Feedback-ID": "1:1.1:us1:mc",
}
BOUNCE = "delivery-status"
MDN = "disposition-notification"


def oof(subject: str, text: str, head: dict[str, str]) -> Case:
    return Case(subject, text, head, reply=True)


TUNED = [
    # Absence
    oof("Automatisch antwoord: {ours}", "Ik ben afwezig tot maandag. Voor spoed: Petra.", EXCHANGE),
    oof("Automatic reply: {ours}", "I am out of the office until Monday.", EXCHANGE),
    oof("Automatische Antwort: {ours}", "Ich bin bis Montag nicht im Büro.", EXCHANGE),
    oof("Réponse automatique : {ours}", "Je suis absent jusqu'à lundi.", EXCHANGE),
    oof("Re: {ours}", "Ik ben op vakantie tot 5 december.", GMAIL),
    oof("Out of Office Re: {ours}", "Away until Monday.", GMAIL),
    oof("Afwezig Re: {ours}", "Ik lees geen mail.", SIEVE),
    oof("Auto: {ours}", "Je suis en vacances.", SIEVE),
    oof("Out of Office AutoReply: {ours}", "I am away.", {"X-Auto-Response-Suppress": "All"}),
    oof("Afwezigheid: {ours}", "Ik ben er niet.", {"X-Autoreply": "yes"}),
    oof("Abwesenheitsnotiz: {ours}", "Bin im Urlaub.", {"Auto-Submitted": "auto-replied"}),
    oof("Niet aanwezig: {ours}", "Tot maandag.", CPANEL),
    oof("Afwezig wegens vakantie", "Terug op 5 december.", PFA),
    oof("Absence du bureau : {ours}", "De retour le 5.", {"Auto-Submitted": "auto-replied"}),
    oof("Re: {ours}", "Ik werk niet op vrijdag. Dit is een automatisch antwoord.", {"X-Autorespond": "yes"}),
    Case("AUTO: Kevin Jansen is niet op kantoor (terug op 05-12-2026)", "Ik ben niet op kantoor.\nDit is een automatisch antwoord op uw bericht"),
    Case("AUTO: Jan Smit is out of the office (returning 12/05/2026)", "I am out of the office until 12/05/2026.\n\nNote: This is an automated response to your message  \"[#1] Printer\" sent on 11/23/2026."),
    Case("AUTO: Jan Smit ist außer Haus (Rückkehr am 05.12.2026)", "Ich kehre zurück am 05.12.2026.\n\nHinweis: Dies ist eine automatische Antwort auf Ihre Nachricht"),
    Case("AUTO: Jan Smit est absent(e). (retour 05/12/2026)", "Je serai absent(e).\n\nRemarque : ceci est une réponse automatique à votre message"),
    Case("Automatisch antwoord: [#1] Printer", "Ik ben er niet."),
    Case("Automatic reply: [#1] Printer", "I no longer work here. Please mail info@smit.example.", EXCHANGE),
    oof("Uit dienst: Jan Smit", "Jan werkt hier niet meer.", {"Auto-Submitted": "auto-replied"}),
    oof("Bedankt voor uw mail", "Wij antwoorden binnen 2 dagen.", {"Auto-Submitted": "auto-replied"}),
    oof("Ontvangstbevestiging", "Uw e-mail is ontvangen en wordt zo snel mogelijk behandeld.", GMAIL),
    # Receipts
    Case("Gelezen: {ours}", "Uw bericht is gelezen op 23 november 2026.", reply=True, report=MDN),
    Case("Niet gelezen: {ours}", "Uw bericht is verwijderd zonder te zijn gelezen.", reply=True, report=MDN),
    Case("Read: {ours}", "Your message was read.", reply=True, report=MDN),
    Case("Not read: {ours}", "Your message was deleted without being read.", reply=True, report=MDN),
    Case("Gelesen: {ours}", "Ihre Nachricht wurde gelesen.", reply=True, report=MDN),
    Case("Lu : {ours}", "Votre message a été lu.", reply=True, report=MDN),
    Case("Return Receipt (displayed) - {ours}", "This is a Return Receipt for the mail that you sent.", reply=True, report=MDN),
    Case("Gelezen: {ours}", "Uw bericht\n\n   Aan: Jan Smit\n   Onderwerp: Printer\n   Verzonden: maandag 23 november 2026 10:00\n\n is gelezen op maandag 23 november 2026 10:06.", reply=True),
    Case("Read: {ours}", "Your message\n\n  To: Jan Smit\n  Subject: Printer\n  Sent: Monday\n\n was read on Monday, November 23, 2026 10:06.", reply=True),
    Case("Niet gelezen: offerte", "Dit bericht is verwijderd zonder te zijn gelezen.", report=MDN),
    Case("Ungelesen: {ours}", "Ihre Nachricht\n\n An: Jan\n Betreff: Printer\n\nwurde am Montag ungelesen gelöscht.", reply=True),
    Case("Leesbevestiging: {ours}", "Dit is een leesbevestiging voor het bericht dat u verstuurde.", SIEVE, reply=True),
    # Calendars
    Case("Geaccepteerd: Bezoek 1do", "", calendar="REPLY:ACCEPTED"),
    Case("Afgewezen: Bezoek 1do", "", calendar="REPLY:DECLINED"),
    Case("Voorlopig: Bezoek 1do", "", calendar="REPLY:TENTATIVE"),
    Case("Accepted: Bezoek 1do @ Mon 23 Nov", "Jan Smit has accepted this invitation.", calendar="REPLY:ACCEPTED"),
    Case("Geaccepteerd: {ours}", "", calendar="REPLY:ACCEPTED", reply=True),
    Case("Declined: {ours}", "", calendar="REPLY:DECLINED", reply=True),
    Case("Zugesagt: {ours}", "", calendar="REPLY:ACCEPTED", reply=True),
    Case("Accepté : {ours}", "", calendar="REPLY:ACCEPTED", reply=True),
    Case("Mit Vorbehalt: {ours}", "", calendar="REPLY:TENTATIVE", reply=True),
    # Reactions
    Case("Re: {ours}", "👍\n\nPiet Klant heeft via Gmail gereageerd", reply=True, part=("text/vnd.google.email-reaction+json", '{"version":1,"emoji":"x"}')),
    Case("Re: {ours}", "❤️\n\nJan reacted via Gmail", reply=True, part=("text/vnd.google.email-reaction+json", '{"version":1,"emoji":"x"}')),
    Case("Re: {ours}", "👍", reply=True),
    Case("Re: {ours}", "🙏🏼", reply=True),
    Case("Re: {ours}", "👍 Jan Smit reacted to your message:", reply=True),
    Case("Re: {ours}", "Jan Smit heeft gereageerd op uw bericht: 👍", reply=True),
    Case("Re: {ours}", "Liked “Wij kijken ernaar.”", reply=True),
    Case("Re: {ours}", "Vond “Wij kijken ernaar.” leuk", reply=True),
    # Challenge-response
    oof("Re: {ours}", "Please confirm that you sent this message by clicking the link below. Your message is being held.", {"Auto-Submitted": "auto-replied", "X-Delivery-Agent": "TMDA/1.1"}),
    oof("Verification required: {ours}", "Jan uses Spam Arrest to protect his inbox. Click the link below to verify your email address; your message will then be delivered.", {"X-SpamArrest": "1"}),
    oof("Your message to jan@smit.example awaits approval", "Boxbe: you are not on the guest list. Click here to verify.", {"X-Boxbe": "1"}),
    oof("Bevestig uw bericht aan Jan", "Klik op de link om te bevestigen dat u dit bericht hebt verstuurd. Daarna wordt het afgeleverd.", {}),
    # Other ticket systems
    oof("[Request received] {ours}", "Your request (4711) has been received and is being reviewed by our support staff.", ZENDESK),
    oof("Ticket ontvangen - {ours}", "Wij hebben uw bericht ontvangen. Uw ticketnummer is 1234.", FRESH),
    oof("Uw melding is geregistreerd onder nummer M2611 0042", "Beste beller, uw melding is geregistreerd.", TOPDESK),
    oof("[SMIT-12] Printer", "Jan Smit just created SMIT-12. Ticket has been created.", JIRA),
    oof("[rt.smit.example #99] AutoReply: {ours}", "This message has been automatically generated in response to the creation of a trouble ticket.", RT),
    oof("Ticket #123 has been closed: {ours}", "Your ticket has been resolved. How would you rate the help you received?", ZENDESK),
    oof("Ihre Anfrage ist eingegangen", "Ihre Anfrage wurde unter der Ticketnummer 88 erfasst. Dies ist eine automatisch generierte Nachricht.", {"X-OTRS-Loop": "yes", "Precedence": "bulk"}),
    oof("Votre demande a été enregistrée", "Votre demande a été enregistrée sous le numéro 77. Merci de ne pas répondre.", {"X-GLPI": "1", "Auto-Submitted": "auto-generated"}),
    Case("Uw ticket 55 is aangemaakt", "Dit is een automatisch gegenereerd bericht. Uw aanvraag is ontvangen.", {"Auto-Submitted": "auto-generated"}),
    Case("INC0012 opened on your behalf", "Incident INC0012 has been created. Do not reply.", {"X-ServiceNow-Generated": "true", "Auto-Submitted": "auto-generated"}),
    oof("Wij hebben uw vraag ontvangen", "Bedankt voor uw bericht. Wij hebben uw vraag ontvangen; u krijgt binnen 24 uur antwoord. Dit is een automatische ontvangstbevestiging.", {}),
    # Newsletters
    Case("Nieuws van de maand", "Afmelden? Klik hier.", NEWS),
    Case("Webinar: veilig werken", "U ontvangt deze mail omdat u klant bent. Uitschrijven.", MAILCHIMP),
    Case("Weekly digest", "Unsubscribe from this list", NEWS),
    Case("Angebote im November", "Newsletter abbestellen", NEWS),
    Case("Black Friday -50%", "Se désabonner", MAILCHIMP, html="<p>-50%</p><a href='https://x.example'>Se désabonner</a>"),
    # Mail that came back
    Case("Undelivered Mail Returned to Sender", "I'm sorry to have to inform you.", NULL, reply=True, report=BOUNCE, sender=DAEMON),
    Case("Onbestelbaar: {ours}", "Uw bericht kon niet worden bezorgd.", NULL, reply=True, report=BOUNCE, sender="postmaster@smit.example"),
    Case("Undeliverable: {ours}", "Delivery has failed to these recipients.", NULL, reply=True, report=BOUNCE, sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae@smit.example>"),
    Case("failure notice", "Hi. This is the qmail-send program at mx.smit.example.\n<jan@smit.example>:\nuser unknown", {"Return-Path": "<>"}, sender=DAEMON),
    Case("Mail delivery failed: returning message to sender", "This message was created automatically by mail delivery software.\n jan@smit.example\n 550 no such user", {"Auto-Submitted": "auto-replied", "X-Failed-Recipients": "jan@smit.example"}, sender=DAEMON),
    Case("Delivery Status Notification (Delay)", "Delivery to the following recipient has been delayed.", NULL, report=BOUNCE, sender="Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    Case("Unzustellbar: {ours}", "Fehler bei der Nachrichtenzustellung.", NULL, reply=True, report=BOUNCE, sender="postmaster@smit.example"),
]  # fmt: skip

HELD_OUT = [
    oof("Automatisch antwoord: {ours}", "Ik werk op maandag en dinsdag.", {"Auto-Submitted": "auto-replied"}),
    oof("Re: {ours}", "I'm on parental leave until March.", GMAIL),
    oof("Out of office: {ours}", "Limited access to email.", EXCHANGE),
    oof("Autoreply: {ours}", "Wij zijn gesloten tussen kerst en oud en nieuw.", {"X-Autoreply": "yes"}),
    oof("Automatische Abwesenheitsnachricht: {ours}", "Nicht im Haus.", {"Auto-Submitted": "auto-replied"}),
    oof("Message d'absence : {ours}", "Absent.", {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}),
    oof("Vakantie", "Terug op 1 december.", {"Auto-Submitted": "auto-replied", "Precedence": "auto_reply"}),
    Case("AUTO: Petra Smit is afwezig (terug 01-12-2026)", "Ik ben afwezig.\nOpmerking: Dit is een automatisch antwoord op uw bericht \"[#1] Printer\", verzonden op 23-11-2026."),
    Case("Out of Office AutoReply: [#1] Printer", "Gone fishing."),
    oof("Réponse automatique : {ours}", "En congé.", {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}),
    oof("Automatisk svar: {ours}", "Jag är inte på kontoret.", EXCHANGE),
    oof("Respuesta automática: {ours}", "Estoy fuera.", EXCHANGE),
    Case("Lu: {ours}", "Votre message a été lu le lundi.", reply=True, report=MDN),
    Case("Lettura: {ours}", "Il messaggio è stato letto.", reply=True, report=MDN),
    Case("Disposition notification", "The message was displayed.", {"Auto-Submitted": "auto-replied"}, reply=True, report=MDN),
    Case("Leesbevestiging (weergegeven) - {ours}", "Dit is een leesbevestiging van het bericht dat u hebt verzonden.", reply=True, report=MDN),
    Case("Non lu : {ours}", "Votre message\n\n À: Jan\n Objet: Printer\n\na été supprimé sans avoir été lu le lundi.", reply=True),
    Case("Accepted: Service Review", "", calendar="REPLY:ACCEPTED"),
    Case("Tentatively Accepted: {ours}", "", calendar="REPLY:TENTATIVE", reply=True),
    Case("Abgelehnt: Besuch", "", calendar="REPLY:DECLINED"),
    Case("Refusé : Visite", "", calendar="REPLY:DECLINED"),
    Case("Re: {ours}", "😊👍", reply=True),
    Case("Re: {ours}", "🎉\n\nJan hat über Gmail reagiert", reply=True, part=("text/vnd.google.email-reaction+json", "{}")),
    Case("Re: {ours}", "Loved “Het is opgelost.”", reply=True),
    oof("Please verify your e-mail to jan@smit.example", "To deliver your message, reply to this challenge or click the link below. I use a spam filter.", {"Auto-Submitted": "auto-replied"}),
    oof("Action required: confirm your message", "Your message is being held until you confirm your address by clicking here. ChoiceMail", {}),
    oof("Case 00123 created: {ours}", "Thank you for contacting us. Your case has been created.", {"X-SFDC-LK": "1", "Auto-Submitted": "auto-generated"}),
    oof("Uw aanvraag is ontvangen (ticket 9)", "Wij hebben uw aanvraag ontvangen en nemen contact op.", {"Auto-Submitted": "auto-generated", "X-Mailer": "HaloPSA"}),
    oof("Re: {ours} [ticket ##12##]", "Hallo, wir haben Ihre Anfrage erhalten. Ticketnummer: 12.", {"Auto-Submitted": "auto-replied", "X-Zammad-Ticket": "1"}),
    oof("Ticket opgelost: {ours}", "Uw ticket is opgelost. Hoe tevreden bent u over onze hulp?", FRESH),
    oof("Votre ticket a été créé", "Nous avons bien reçu votre demande. Ticket 44.", ZENDESK),
    Case("Tips voor Excel", "Wilt u deze mails niet meer ontvangen? Meld u af.", NEWS),
    Case("Product update", "You are receiving this because you subscribed. Manage preferences or unsubscribe.", {"List-Unsubscribe": "<mailto:u@hs.example>", "X-Mailer": "HubSpot", "Feedback-ID": "aws:1"}),
    Case("Einladung zum Webinar", "Vom Newsletter abmelden", MAILCHIMP),
    Case("Warning: message 1abc delayed 24 hours", "This message was created automatically by mail delivery software. The message has not been delivered yet.", {"Return-Path": "<>"}, sender=DAEMON),
    Case("Returned mail: see transcript for details", "----- The following addresses had permanent fatal errors -----\n<jan@smit.example>\n550 5.1.1 User unknown", NULL, report=BOUNCE, sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.smit.example>"),
    Case("Échec de remise : {ours}", "Votre message n'a pas pu être remis.", NULL, reply=True, report=BOUNCE, sender="postmaster@smit.example"),
    Case("Niet-bezorgbaar: {ours}", "Bezorging mislukt.", NULL, reply=True, report=BOUNCE, sender="postmaster@smit.example"),
    Case("Email abuse report", "This is an email abuse report.", report="feedback-report", sender="abuse@isp.example"),
    Case("Report Domain: 1do.example Submitter: google.com Report-ID: 123", "", sender="noreply-dmarc-support@google.com", part=("application/zip", "PK")),
]  # fmt: skip
