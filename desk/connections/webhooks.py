"""Webhooks: which programs are told what, how that goes, what was sent; made, changed, switched off, sent again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from desk.access import HouseRequest, house
from desk.connections.forms import NewWebhookForm, WebhookForm
from infra import keyset
from infra.errors import Refused
from integrations.models import DeliveryStatus, Webhook, WebhookDelivery
from integrations.webhooks import actions, announcing
from integrations.webhooks.actions import MANAGE_WEBHOOKS

PAGE = 50


@require_GET
@house(MANAGE_WEBHOOKS)
def webhook_list(request: HouseRequest) -> HttpResponse:
    """Those that need somebody first."""
    found = list(Webhook.objects.select_related("user", "customer").order_by("name", "pk"))
    found.sort(key=lambda webhook: (not webhook.gave_up, not (webhook.is_active and webhook.failures)))
    return render(request, "desk/connections/webhooks.html", {"webhooks": found, "section": "tokens"})


@never_cache
@require_http_methods(["GET", "POST"])
@house(MANAGE_WEBHOOKS)
def webhook_new(request: HouseRequest) -> HttpResponse:
    """The secret stands on the answer to this form and nowhere else."""
    form = NewWebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = actions.make_webhook(by=request.user, now=timezone.now(), **form.fields_of_verb())
        except Refused as refused:
            form.refuse(refused)
        else:
            return _secret_page(request, webhook, secret)
    accounts = User.objects.filter(is_service=True, is_active=True).order_by("email")[:100]
    return render(
        request, "desk/connections/webhook_form.html", {"form": form, "service_accounts": accounts, "section": "tokens"}
    )


@require_http_methods(["GET", "POST"])
@house(MANAGE_WEBHOOKS)
def webhook_change(request: HouseRequest, webhook: int) -> HttpResponse:
    found = _found(webhook)
    form = WebhookForm(request.POST or None, initial={"name": found.name, "url": found.url, "events": found.events})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_webhook(found, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("De webhook is gewijzigd."))
            return redirect("desk:webhook", webhook=found.pk)
    return render(request, "desk/connections/webhook_form.html", {"form": form, "webhook": found, "section": "tokens"})


@require_GET
@house(MANAGE_WEBHOOKS)
def webhook_page(request: HouseRequest, webhook: int) -> HttpResponse:
    """How it stands, and its log, newest first; `status` narrows that down."""
    found = _found(webhook)
    log = found.deliveries.select_related("entry")
    status = request.GET.get("status", "")
    if status in DeliveryStatus.values:
        log = log.filter(status=status)
    page = keyset.read(log, ("-pk",), PAGE, after=keyset.decode(request.GET.get("na", ""), int))
    labels = dict(announcing.CHOICES)
    context = {
        "webhook": found,
        "is_rotating": found.has_old_secret(timezone.now()),
        "chosen": _chosen(found),
        "rows": [(row, labels.get(row.event, _("proefbericht"))) for row in page.rows],
        "next_cursor": keyset.encode(page.next),
        "statuses": DeliveryStatus.choices,
        "status": status,
        "has_given_up": found.deliveries.filter(status=DeliveryStatus.FAILED).exists(),
        "section": "tokens",
    }
    return render(request, "desk/connections/webhook.html", context)


@never_cache
@require_POST
@house(MANAGE_WEBHOOKS)
def webhook_secret(request: HouseRequest, webhook: int) -> HttpResponse:
    found = _found(webhook)
    return _secret_page(request, found, actions.renew_secret(found, by=request.user, now=timezone.now()), renewed=True)


@require_POST
@house(MANAGE_WEBHOOKS)
def webhook_on(request: HouseRequest, webhook: int) -> HttpResponse:
    found = _found(webhook)
    actions.switch_on(found, by=request.user, now=timezone.now())
    messages.success(request, _("De webhook staat weer aan; wat nog wachtte gaat nu weg."))
    return redirect("desk:webhook", webhook=found.pk)


@require_POST
@house(MANAGE_WEBHOOKS)
def webhook_off(request: HouseRequest, webhook: int) -> HttpResponse:
    found = _found(webhook)
    actions.switch_off(found, by=request.user, now=timezone.now())
    messages.success(request, _("De webhook staat uit."))
    return redirect("desk:webhook", webhook=found.pk)


@require_POST
@house(MANAGE_WEBHOOKS)
def webhook_test(request: HouseRequest, webhook: int) -> HttpResponse:
    found = _found(webhook)
    try:
        actions.send_test(found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Het proefbericht gaat nu weg; laad de pagina opnieuw om te zien of het aankwam."))
    return redirect("desk:webhook", webhook=found.pk)


@require_POST
@house(MANAGE_WEBHOOKS)
def webhook_again(request: HouseRequest, webhook: int, delivery: int | None = None) -> HttpResponse:
    """One message, or all that were given up."""
    found = _found(webhook)
    message = get_object_or_404(WebhookDelivery, pk=delivery, webhook=found) if delivery is not None else None
    try:
        count = actions.send_again(found, by=request.user, now=timezone.now(), delivery=message)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        said = ngettext("%d bericht gaat opnieuw weg.", "%d berichten gaan opnieuw weg.", count)
        messages.success(request, said % count)
    return redirect("desk:webhook", webhook=found.pk)


def _chosen(webhook: Webhook) -> str:
    """What it is told about, in as few words as that takes."""
    chosen = [str(label) for name, label in announcing.CHOICES if name in webhook.events]
    left_out = [str(label) for name, label in announcing.CHOICES if name not in webhook.events]
    if not left_out:
        return _("alles")
    if len(left_out) < len(chosen):
        return _("alles behalve: %s") % "; ".join(left_out)
    return "; ".join(chosen)


def _found(pk: int) -> Webhook:
    return get_object_or_404(Webhook.objects.select_related("user", "customer", "disabled_by", "made_by"), pk=pk)


def _secret_page(request: HouseRequest, webhook: Webhook, secret: str, *, renewed: bool = False) -> HttpResponse:
    context = {"webhook": webhook, "secret": secret, "renewed": renewed, "section": "tokens"}
    return render(request, "desk/connections/webhook_secret.html", context)
