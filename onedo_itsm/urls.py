"""The addresses of all doors."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts import views as accounts
from infra import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one door: second factor and rate limits included

urlpatterns = [
    path("", accounts.home, name="home"),
    path("portaal/", include("portal.urls")),
    path("desk/", include("desk.urls")),
    path("bijlagen/", include("tickets.urls")),
    path("mail/", include("mail.urls")),
    path("account/email/", accounts.own_address),
    path("account/", include("allauth.urls")),
    path("beheer/", admin.site.urls),
    path("api/", include("api.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]
if settings.DEBUG:
    urlpatterns.append(path("componenten/", accounts.components, name="components"))
