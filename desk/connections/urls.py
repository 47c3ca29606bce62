from django.urls import path

from desk.connections import token_mapping, tokens, topics, webhooks

urlpatterns = [
    path("koppelingen/", tokens.token_list, name="tokens"),
    path("koppelingen/nieuw/", tokens.token_new, name="token_new"),
    path("koppelingen/<int:pk>/intrekken/", tokens.token_revoke, name="token_revoke"),
    path("koppelingen/<int:pk>/sns/", topics.token_topics, name="token_topics"),
    path("koppelingen/<int:pk>/veldindeling/", token_mapping.token_mapping, name="token_mapping"),
    path("koppelingen/webhooks/", webhooks.webhook_list, name="webhooks"),
    path("koppelingen/webhooks/nieuw/", webhooks.webhook_new, name="webhook_new"),
    path("koppelingen/webhooks/<int:webhook>/", webhooks.webhook_page, name="webhook"),
    path("koppelingen/webhooks/<int:webhook>/wijzig/", webhooks.webhook_change, name="webhook_change"),
    path("koppelingen/webhooks/<int:webhook>/geheim/", webhooks.webhook_secret, name="webhook_secret"),
    path("koppelingen/webhooks/<int:webhook>/aan/", webhooks.webhook_on, name="webhook_on"),
    path("koppelingen/webhooks/<int:webhook>/uit/", webhooks.webhook_off, name="webhook_off"),
    path("koppelingen/webhooks/<int:webhook>/proef/", webhooks.webhook_test, name="webhook_test"),
    path("koppelingen/webhooks/<int:webhook>/opnieuw/", webhooks.webhook_again, name="webhook_again"),
    path(
        "koppelingen/webhooks/<int:webhook>/opnieuw/<int:delivery>/",
        webhooks.webhook_again,
        name="webhook_message_again",
    ),
]
