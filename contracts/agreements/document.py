"""The agreement as a document: what both parties sign (SLA 13), as plain data and as PDF.

The data holds every word, laid out as headings and blocks; templates/pdf/agreement.typ only draws them. The same
version gives the same bytes, so that the hash under a signature can be repeated: the moment of offering is the only
clock, and nothing that may change after it (who signed, whose grant was revoked) is in it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils import dateformat
from django.utils.translation import gettext as _

from contracts.agreements.annexes import dap_annex, opening_words, products_annex, sla_annex
from contracts.agreements.blocks import Block, Section, checksum, coverage, facts, lines, section, table, text
from contracts.agreements.diff import hours_words
from contracts.agreements.terms import AllInOneCategory, Package, Terms
from contracts.coverage.table import whole_table
from contracts.models import AgreementStatus, CustomerEventKind, ServiceAgreement, Signature, SigningParty
from contracts.money import euros
from contracts.products.rules import monthly_sum
from contracts.time.rates import MINUTES_AN_HOUR
from sla.business_hours import AMSTERDAM
from sla.wording import long_day_words

TEMPLATE = Path(settings.BASE_DIR) / "templates" / "pdf" / "agreement.typ"
HOUSE = "1do"
NOTHING = "–"


def document_of(agreement: ServiceAgreement) -> dict[str, Any]:
    """All words of the document, without who signed: that comes after it. Of what was offered, the words of then."""
    offers = agreement.events.filter(kind=CustomerEventKind.AGREEMENT_OFFERED) if agreement.offered_at else None
    offered = offers.first() if offers is not None else None
    return offered.data["document"] if offered and "document" in offered.data else composed(agreement)


def composed(agreement: ServiceAgreement) -> dict[str, Any]:
    """From the rows as they are now."""
    terms = agreement.terms
    return {
        "title": _("Dienstverleningsovereenkomst"),
        "subtitle": _("1do Managed IT"),
        "number": agreement.number,
        "running": _("Overeenkomst %(number)s, versie %(version)s")
        % {"number": agreement.number, "version": agreement.version},
        "page_of": [_("pagina"), _("van")],
        "contents": _("Inhoud"),
        "mark": _("Concept") if agreement.offered_at is None else "",
        "cover": facts(_cover(agreement)),
        "sections": list(_sections(agreement, terms)),
        "annexes": [sla_annex(agreement), dap_annex(agreement), *products_annex(agreement)],
        "moment": _utc(agreement.offered_at or agreement.made_at),
    }


def pdf_of(agreement: ServiceAgreement) -> bytes:
    """What is offered; the same bytes for the same version."""
    return compiled(document_of(agreement))


def stored_pdf_of(agreement: ServiceAgreement) -> bytes:
    """The file itself, whose hash was signed."""
    with agreement.document.open("rb") as stored:
        content: bytes = stored.read()
    return content


def signed_pdf_of(agreement: ServiceAgreement) -> bytes:
    """The same, with a sheet that says who signed it, when, and under which hash."""
    return compiled(document_of(agreement) | {"sheet": signature_sheet(agreement)})


def signature_sheet(agreement: ServiceAgreement) -> Section:
    rows = [facts(_signature_rows(signature)) for signature in _signatures(agreement)]
    sentence = _(
        "Dit blad hoort bij overeenkomst %(number)s, versie %(version)s. Partijen hebben digitaal ondertekend met een "
        "persoonlijke link en een eenmalige code die naar het genoemde e-mailadres is gestuurd. Zij ondertekenden "
        "precies het document met het controlegetal hieronder; dat document is bij 1do onveranderd bewaard."
    ) % {"number": agreement.number, "version": agreement.version}
    own = checksum(_("Controlegetal (SHA-256)"), agreement.document_sha256)
    return section("", _("Ondertekeningsblad"), "13", [text(sentence), own, *rows])


def compiled(data: dict[str, Any]) -> bytes:
    """From the data alone: no font, clock or text of the machine, and no text is ever read as typst."""
    moment = datetime.fromisoformat(data["moment"])
    pdf: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        timestamp=int(moment.timestamp()),
    )
    return pdf


def _utc(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _sections(agreement: ServiceAgreement, terms: Terms) -> Iterator[Section]:
    parts = [
        (_("Partijen"), "2", _parties(agreement)),
        (_("Looptijd en geldigheid"), "2.3", _validity(agreement)),
        (_("Scope en rolverdeling"), "4.1", _scope(agreement)),
        (_("Mandaat"), "4.2", _mandate(agreement)),
        (_("SLA-pakketten"), "5", _packages(agreement, terms)),
        (_("All-in-1"), "5.3, 6.2", _all_in_1(agreement, terms)),
        (_("Opties"), "5.2", _options(agreement, terms)),
        (_("Calamiteitendienst"), "3.2", _emergency(agreement)),
        (_("Tarieven en toeslagen"), "3.2, 6.4, 8.2", _tariffs(agreement)),
        (_("Periodieke producten en diensten"), "11", _products(agreement)),
        (_("Kleine aanpassingen: fair use"), "7.7", _fair_use(agreement)),
        (_("Aanspreekpunten en bezoeken"), "7.1, 8.1", _people(agreement)),
        (_("Versies van deze overeenkomst"), "1", _versions(agreement)),
        (_("Ondertekening"), "13", _signing(agreement)),
    ]
    number = 0
    for heading, clause, blocks in parts:
        if found := list(blocks):
            number += 1
            yield section(str(number), heading, clause, found)


def _cover(agreement: ServiceAgreement) -> list[tuple[str, str]]:
    return [
        (_("Opdrachtgever"), f"{agreement.customer.name} ({agreement.customer.number})"),
        (_("Dienstverlener"), HOUSE),
        (_("Overeenkomst"), agreement.number),
        (_("Versie"), str(agreement.version)),
        (_("Ingangsdatum"), long_day_words(agreement.starts_on)),
        (_("Einddatum"), _end_words(agreement)),
        (_("SLA-versie"), _("%(version)s van %(day)s") % _edition_words(agreement)),
    ]


def _edition_words(agreement: ServiceAgreement) -> dict[str, str]:
    return {"version": agreement.edition.version, "day": long_day_words(agreement.edition.rules.date)}


def _end_words(agreement: ServiceAgreement) -> str:
    return long_day_words(agreement.ends_on) if agreement.ends_on else _("tot wederopzegging")


def _signatory(agreement: ServiceAgreement, party: str) -> str:
    names = {each.party: each.name for each in _signatures(agreement)}
    return names.get(party, _("nog aan te wijzen"))


def _signatures(agreement: ServiceAgreement) -> list[Signature]:
    """The customer first."""
    return list(agreement.signatures.order_by("party"))


def _parties(agreement: ServiceAgreement) -> Iterator[Block]:
    yield text(_("De ondergetekenden:"))
    customer = {"name": agreement.customer.name, "who": _signatory(agreement, SigningParty.CUSTOMER)}
    house = {"name": HOUSE, "who": _signatory(agreement, SigningParty.HOUSE)}
    yield lines(
        [
            _("%(name)s, hierna te noemen Opdrachtgever, vertegenwoordigd door %(who)s;") % customer,
            _("%(name)s, hierna te noemen 1do, vertegenwoordigd door %(who)s;") % house,
        ],
        numbered=True,
    )
    yield text(
        _(
            "verklaren te zijn overeengekomen dat 1do voor Opdrachtgever de in dit document omschreven dienstverlening "
            "verricht, volgens de Service Level Agreement 1do Managed IT (bijlage A) en, voor zover dat is bijgevoegd, "
            "het Dossier Afspraken en Procedures (bijlage B). Beide bijlagen maken deel uit van deze overeenkomst."
        )
    )
    yield text(
        _(
            "Op de SLA en het verlenen van de dienst zijn de Algemene Voorwaarden van 1do van toepassing. "
            "Opdrachtgever verklaart dat deze bij of voorafgaand aan het sluiten van de overeenkomst ter "
            "beschikking zijn gesteld en gaat akkoord met de toepasselijkheid daarvan (SLA 2.1)."
        )
    )


def _validity(agreement: ServiceAgreement) -> Iterator[Block]:
    yield facts([(_("Ingangsdatum"), long_day_words(agreement.starts_on)), (_("Einddatum"), _end_words(agreement))])
    yield text(
        _(
            "De start- en einddatum van de SLA en van het DAP zijn gelijk aan die van deze overeenkomst. Zij vervangt "
            "eerder gemaakte mondelinge en schriftelijke afspraken (SLA 2.3)."
        )
    )
    if agreement.version > 1:
        yield text(
            _(
                "Deze versie vervangt vanaf haar ingangsdatum de daarvoor geldende versie van overeenkomst %(number)s, "
                "die eindigt op de dag ervoor."
            )
            % {"number": agreement.number}
        )


def _scope(agreement: ServiceAgreement) -> Iterator[Block]:
    yield text(agreement.scope.strip() or _("Er is geen scope vastgelegd buiten de afgenomen pakketten."))


def _mandate(agreement: ServiceAgreement) -> Iterator[Block]:
    if not agreement.mandate.strip():
        yield text(_("Er is geen mandaat verleend: 1do stemt werkzaamheden vooraf af met Opdrachtgever."))
        return
    yield text(_("In de volgende situaties mag 1do werkzaamheden uitvoeren zonder afstemming vooraf (SLA 4.2):"))
    yield text(agreement.mandate)


def _packages(agreement: ServiceAgreement, terms: Terms) -> Iterator[Block]:
    taken = list(agreement.lines.all())
    if not taken:
        yield text(_("Er is geen SLA-pakket afgenomen. Daarom is geen SLA van toepassing (SLA 5.1)."))
        return
    order = list(Package.values)
    rows = [
        [
            str(line.get_package_display()),
            str(line.get_tier_display()),
            str(line.quantity),
            NOTHING if line.monthly_price is None else euros(line.monthly_price),
            NOTHING if line.monthly_price is None else euros(line.monthly_price * line.quantity),
        ]
        for line in sorted(taken, key=lambda each: order.index(each.package))
    ]
    headings = [_("Pakket"), _("SLA-type"), _("Aantal"), _("Per stuk per maand"), _("Per maand")]
    yield table(headings, rows, align="llrrr")
    yield coverage(whole_table(terms), _("Wat daar binnen valt (SLA 5.2); de afgenomen kolommen zijn gekleurd:"))


def _all_in_1(agreement: ServiceAgreement, terms: Terms) -> Iterator[Block]:
    if not terms.is_all_in_1:
        return
    yield text(_("Van de hoofdcategorieën van het All-in-1 pakket is overeengekomen:"))
    headings = [_("Nr."), _("Hoofdcategorie"), _("Overeengekomen")]
    rows = [
        [str(category.value), str(category.label), _("ja") if category in terms.categories else _("nee")]
        for category in AllInOneCategory
    ]
    yield table(headings, rows, align="llc", wide=[1])
    hours = hours_words(terms.hours_per_month) if terms.hours_per_month else _("geen uren afgesproken")
    yield facts([(_("Beschikbare tijd"), hours)])
    yield text(_("Per half jaar kan de beschikbare tijd worden bijgesteld, en daarmee ook het maandbedrag (SLA 6.2)."))


def _options(agreement: ServiceAgreement, terms: Terms) -> Iterator[Block]:
    taken = [_("Microsoft Cloudbeheer"), _("afgenomen") if agreement.microsoft_cloud else _("niet afgenomen")]
    emergency = _("afgenomen") if agreement.has_emergency_service else _("niet afgenomen")
    yield facts([(taken[0], taken[1]), (_("Calamiteitendienst"), emergency)])


def _emergency(agreement: ServiceAgreement) -> Iterator[Block]:
    calendar = agreement.emergency_calendar
    if calendar is None:
        return
    serious = _("Kritisch en Ernstig") if agreement.emergency_serious else _("Kritisch")
    yield facts(
        [
            (_("Bereikbaar"), opening_words(agreement, calendar)),
            (_("Voor incidenten met prioriteit"), serious),
            (_("Maandelijkse toeslag"), _amount(agreement.emergency_monthly_fee)),
            (_("Uurtarief"), _amount(agreement.tariff_emergency)),
        ]
    )
    minutes = agreement.edition.rules.emergency.minimum // timedelta(minutes=1)
    least = _("één uur") if minutes == MINUTES_AN_HOUR else _("%(minutes)s minuten") % {"minutes": minutes}
    yield text(
        _(
            "Per oproep wordt de werkelijk bestede tijd berekend, met een minimum van %(least)s. Het telefoonnummer "
            "wordt uitsluitend gegeven aan de contactpersonen die Opdrachtgever in het DAP aanwijst (SLA 3.2)."
        )
        % {"least": least}
    )


def _tariffs(agreement: ServiceAgreement) -> Iterator[Block]:
    yield facts(
        [
            (_("Maandbedrag"), _amount(agreement.total_monthly_fee)),
            (_("Uurtarief"), _amount(agreement.tariff_normal)),
            (_("Uurtarief buiten kantoortijd"), _amount(agreement.tariff_outside_hours)),
        ]
    )
    yield text(_("Alle bedragen zijn in euro’s, zonder btw. Uurtarieven gelden voor werk dat buiten de SLA valt."))


def _products(agreement: ServiceAgreement) -> Iterator[Block]:
    """Without any there is no such section, and no annex: the document is as one of before there were products."""
    products = list(agreement.products.all())
    if not products:
        return
    monthly = monthly_sum((each.price, each.quantity, each.period) for each in products)
    yield facts([(_("Periodieke producten per maand"), _amount(monthly))])
    yield text(
        _(
            "De afgenomen periodieke producten en diensten, waaronder licenties, staan in bijlage C. Ook die bijlage "
            "maakt deel uit van deze overeenkomst. Het bedrag komt naast dat van de SLA-pakketten; wat per kwartaal of "
            "per jaar wordt betaald, is omgerekend naar een maand."
        )
    )


def _fair_use(agreement: ServiceAgreement) -> Iterator[Block]:
    count, minutes = agreement.fair_use_changes, agreement.fair_use_minutes
    rows = []
    if count is not None:
        rows.append((_("Aantal"), _("hoogstens %(count)s per maand") % {"count": count}))
    if minutes is not None:
        rows.append((_("Omvang"), _("hoogstens %(minutes)s minuten per aanpassing") % {"minutes": minutes}))
    if rows:
        yield facts(rows)
    yield text(
        _(
            "Kleine aanpassingen worden op basis van fair use doorgevoerd. In de Service Review wordt besproken of "
            "aantal en omvang passen bij de overeenkomst (SLA 7.7)."
        )
    )


def _people(agreement: ServiceAgreement) -> Iterator[Block]:
    rows = [(_("Accountmanager"), str(agreement.account_manager or NOTHING))]
    rows.append((_("Vaste engineer"), str(agreement.fixed_engineer or NOTHING)))
    if agreement.visits_per_year:
        rows.append((_("Bezoeken per jaar"), str(agreement.visits_per_year)))
        rows.append((_("Aard van de bezoeken"), agreement.visit_purpose or NOTHING))
        rows.append((_("Locatie"), agreement.visit_location or NOTHING))
    else:
        rows.append((_("Bezoeken"), _("geen vaste afspraken; in overleg")))
    yield facts(rows)


def _versions(agreement: ServiceAgreement) -> Iterator[Block]:
    earlier = ServiceAgreement.objects.filter(
        number=agreement.number, version__lt=agreement.version, status=AgreementStatus.IN_FORCE
    ).order_by("version")
    rows = [
        [str(each.version), dateformat.format(each.starts_on, "j-n-Y"), each.change_summary or NOTHING]
        for each in [*earlier, agreement]
    ]
    yield table([_("Versie"), _("Ingangsdatum"), _("Samenvatting wijziging")], rows, align="lll", wide=[2])


def _signing(agreement: ServiceAgreement) -> Iterator[Block]:
    yield text(_("Aldus overeengekomen, akkoord bevonden en digitaal ondertekend."))
    yield {
        "kind": "signatories",
        "parties": [
            {
                "party": _("Opdrachtgever"),
                "of": agreement.customer.name,
                "who": _signatory(agreement, SigningParty.CUSTOMER),
            },
            {"party": _("Dienstverlener"), "of": HOUSE, "who": _signatory(agreement, SigningParty.HOUSE)},
        ],
        "note": _(
            "Ondertekening gebeurt digitaal; het ondertekeningsblad vermeldt naam, functie, moment en controlegetal."
        ),
    }


def _signature_rows(signature: Signature) -> list[tuple[str, str]]:
    of = signature.agreement.customer.name if signature.party == SigningParty.CUSTOMER else HOUSE
    if signature.signed_at is None:
        return [(_("Partij"), of), (_("Gevraagd aan"), signature.name), (_("Ondertekend"), _("nog niet"))]
    moment = dateformat.format(signature.signed_at.astimezone(AMSTERDAM), "j F Y, H:i:s")
    return [
        (_("Partij"), of),
        (_("Naam"), signature.signed_name),
        (_("Functie"), signature.signed_function),
        (_("Gevraagd aan"), f"{signature.name} ({signature.email})"),
        (_("Ondertekend"), _("%(moment)s uur (Nederlandse tijd)") % {"moment": moment}),
    ]


def _amount(amount: Any) -> str:
    return _("niet afgesproken") if amount is None else euros(amount)
