"""`manage.py demo`: from nothing to a running product with people and meldingen in it, and back to nothing."""

from __future__ import annotations

import gc
import os
import shutil
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _
from tqdm import tqdm

from accounts.models import User
from contracts.models import Customer
from demo import people, seeding
from demo.people import PASSWORD
from demo.processes import (
    Children,
    ServerAddress,
    Stopped,
    beat_command,
    stopping_on_signals,
    web_command,
    worker_command,
)
from tickets.models import Ticket

START_WITHIN = 60.0  # seconds that the web server has to begin answering
CUSTOMERS_SHOWN = (
    "jan@bakkerijsmit.example",
    "ingrid@devriesvandenberg.example",
    "karin@gcdelinde.example",
    "sem@drukkerijhofman.example",
)


class Command(BaseCommand):
    help = "Start Onedo ITSM met demogegevens: web, worker en beat. Ctrl-C stopt alles."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="adres om op te luisteren (127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="poort (8000)")
        parser.add_argument("--fresh", action="store_true", help="gooi de demogegevens weg en maak ze opnieuw, rond nu")
        parser.add_argument("--only-data", action="store_true", help="vul de database en stop")

    def handle(self, *args: Any, host: str, port: int, fresh: bool, only_data: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(_("De demo heeft bekende wachtwoorden en draait niet met PRODUCTION=true."))
        address = ServerAddress(host, port)
        with self._alone(address), suppress(Stopped), stopping_on_signals():
            if not only_data:
                self._require_free(address)
            self._prepare(fresh)
            if only_data:
                self._fill_what_is_empty()
            else:
                self._run(address)

    # --- One at a time ------------------------------------------------------------------------------------
    @contextmanager
    def _alone(self, address: ServerAddress) -> Iterator[None]:
        """Two demos on one var/ would share one broker. The lock ends with the process, however that ends."""
        path = Path(settings.VAR_DIR) / "demo.lock"
        with path.open("a+") as lock:
            if not _locked(lock):
                lock.seek(0)
                raise CommandError(
                    _("De demo draait al op %(url)s. Stop die eerst met Ctrl-C in het venster waarin hij draait.")
                    % {"url": lock.read().strip() or _("een andere poort")}
                )
            lock.truncate(0)
            lock.write(address.url)
            lock.flush()
            yield

    def _require_free(self, address: ServerAddress) -> None:
        if address.is_free():
            return
        free = address.next_free()
        raise CommandError(
            _(
                "Poort %(port)s op %(host)s is al in gebruik. "
                "Kies een andere, bijvoorbeeld: manage.py demo --port %(free)s"
            )
            % {"port": address.port, "host": address.host, "free": free.port if free else address.port + 1}
        )

    # --- The data -----------------------------------------------------------------------------------------
    def _prepare(self, fresh: bool) -> None:
        if fresh:
            self._forget()
        self._require_this_version()
        self._say(_("Database bijwerken…"))
        call_command("migrate", verbosity=0)
        call_command("load_edition", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115

    def _fill_what_is_empty(self) -> None:
        if seeding.is_empty():
            self._fill()
            return
        if not seeding.is_demo():
            self._say(_("Deze database bevat al andere gegevens; er zijn geen demogegevens bijgezet."))
            return
        newest = Ticket.objects.order_by("-opened_at").values_list("opened_at", flat=True).first()
        if newest and timezone.now() - newest > seeding.STALE_AFTER:
            self._say(_("De demogegevens zijn niet meer van vandaag. Met --fresh maakt u ze opnieuw, rond dit moment."))

    def _require_this_version(self) -> None:
        """A var/ of an older version knows migrations that are not there any more; they cannot be carried on."""
        loader = MigrationLoader(connection)
        own = {app for app, _name in loader.disk_migrations}
        unknown = [key for key in loader.applied_migrations if key[0] in own and key not in loader.disk_migrations]
        if unknown:
            raise CommandError(
                _(
                    "De gegevens onder var/ zijn van een oudere versie. Start de demo met --fresh: dat gooit deze"
                    " demogegevens weg en maakt ze opnieuw."
                )
            )

    def _fill(self) -> None:
        tqdm.monitor_interval = 0  # its thread would be in the way of the children
        self._say(_("Demogegevens maken: drie maanden meldingen. Dit duurt eenmalig ongeveer een halve minuut."))
        with tqdm(total=100, disable=None, leave=False, bar_format="{percentage:3.0f}% |{bar}| {elapsed}") as bar:
            gc.freeze()  # and seldom: to walk over what is loaded takes a tenth of the time
            gc.set_threshold(100_000)
            count = seeding.fill(timezone.now(), progress=lambda part: _advance(bar, part))
        self._say(_("%(count)s meldingen gemaakt.") % {"count": count})

    def _forget(self) -> None:
        database = settings.DATABASES["default"]
        name = Path(str(database["NAME"]))
        if not database["ENGINE"].endswith("sqlite3") or Path(settings.VAR_DIR) not in name.parents:
            raise CommandError(
                _("--fresh gooit alleen de eigen SQLite-database onder var/ weg; leeg deze database zelf.")
            )
        if name.exists() and not _may_be_thrown_away():
            raise CommandError(_("Deze database bevat echte gegevens; --fresh gooit alleen demogegevens weg."))
        connection.close()
        for path in (name, name.with_name(name.name + "-wal"), name.with_name(name.name + "-shm")):
            path.unlink(missing_ok=True)
        for folder in (Path(settings.MEDIA_ROOT), Path(settings.EMAIL_FILE_PATH)):
            if Path(settings.VAR_DIR) in folder.parents:
                shutil.rmtree(folder, ignore_errors=True)

    # --- The processes ------------------------------------------------------------------------------------
    def _run(self, address: ServerAddress) -> None:
        _clear_leftovers()
        connection.close()
        children = Children(_environment(address), Path(settings.VAR_DIR) / "log")
        try:
            children.start("web", web_command(address))  # loads while the data is made
            self._fill_what_is_empty()
            connection.close()
            children.start("worker", worker_command())
            children.start("beat", beat_command())
            self._wait_until_up(address, children)
            self._welcome(address)
            self._watch(children)
        finally:
            self._say(_("Stoppen…"))
            children.stop()
            self._say(_("Gestopt."))

    def _wait_until_up(self, address: ServerAddress, children: Children) -> None:
        self._say(_("Starten…"))
        deadline = time.monotonic() + START_WITHIN
        while not address.serves():
            self._require_all(children)
            if time.monotonic() > deadline:
                raise CommandError(_("De webserver antwoordt niet; zie %s.") % children.log("web"))
            time.sleep(0.1)

    def _watch(self, children: Children) -> None:
        while True:
            self._require_all(children)
            time.sleep(0.5)

    def _require_all(self, children: Children) -> None:
        if name := children.fallen():
            tail = children.log(name).read_text(errors="replace").splitlines()[-15:]
            raise CommandError(
                _("“%(name)s” is gestopt. Het laatste uit het logboek:\n%(tail)s")
                % {"name": name, "tail": "\n".join(tail)}
            )

    # --- What is said -------------------------------------------------------------------------------------
    def _welcome(self, address: ServerAddress) -> None:
        lines = [
            "",
            _("Onedo ITSM draait op %s") % self.style.SUCCESS(address.url),
            "",
            _("Aanmelden met wachtwoord: %s") % self.style.SUCCESS(PASSWORD),
            *_accounts(),
            "",
            _("E-mail wordt niet verstuurd, maar bewaard in %s.") % settings.EMAIL_FILE_PATH,
            _("Ctrl-C stopt alles."),
        ]
        for line in lines:
            self._say(line)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _advance(bar: tqdm[NoReturn], part: float) -> None:
    bar.update(int(part * 100) - bar.n)


def _may_be_thrown_away() -> bool:
    """Nobody's real data are in it: they are ours, or there are none, also where its making was broken off halfway, so
    that some tables are not there."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        filled = []
        for model in (User, Customer):
            table = model._meta.db_table
            if table in tables:
                cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
                filled.append(cursor.fetchone() is not None)
    return not any(filled) or seeding.is_demo()


def _accounts() -> Iterator[str]:
    yield ""
    yield _("  Supportcenter")
    for someone in people.COLLEAGUES:
        role = str(someone.role.label).lower()
        yield f"    {someone.email:<34} {someone.name}, {role}"
    yield _("  Serviceportaal")
    for company in people.COMPANIES:
        for person in company.people:
            if person.email(company.domain) in CUSTOMERS_SHOWN:
                yield f"    {person.email(company.domain):<34} {person.name}, {company.name}"


def _environment(address: ServerAddress) -> dict[str, str]:
    """What the children get: this environment, and the address that stands in mails."""
    env = dict(os.environ, SITE_URL=address.url, DJANGO_SETTINGS_MODULE="onedo_itsm.settings")
    hosts = [*settings.ALLOWED_HOSTS, address.host]
    env["ALLOWED_HOSTS"] = "*" if address.host in ("0.0.0.0", "::") else ",".join(dict.fromkeys(hosts))  # noqa: S104
    return env


def _clear_leftovers() -> None:
    """What kill -9 leaves: a half-written schedule, and messages that no longer matter, for sweeps find the work."""
    var = Path(settings.VAR_DIR)
    for path in [*var.glob("beat-schedule*"), *(var / "broker").glob("*/*")]:
        if path.is_file():
            path.unlink(missing_ok=True)


def _locked(file: IO[str]) -> bool:
    """Windows has no flock; there the taken port is what tells."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
