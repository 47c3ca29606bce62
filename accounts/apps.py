from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Aanmelden en rollen")

    def ready(self) -> None:
        from accounts.roles import install_roles

        post_migrate.connect(install_roles, dispatch_uid="install_roles")
