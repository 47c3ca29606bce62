"""The addresses of all doors; each app says its own."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from infra import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door: second factor and rate limits included

urlpatterns = [
    path("", include("accounts.urls")),
    path("portaal/", include("portal.urls")),
    path("desk/", include("desk.urls")),
    path("bijlagen/", include("tickets.urls")),
    path("mail/", include("mail.urls")),
    path("account/", include("allauth.urls")),
    path("beheer/password_change/", RedirectView.as_view(pattern_name="account_change_password")),  # one door here too
    path("beheer/", admin.site.urls),
    path("api/", include("api.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler500 = "infra.away.page_of_fault"
