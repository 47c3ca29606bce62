"""README's production block, carried out with exactly what it names.

There is no Docker engine where this runs, so docker-compose.yml is read the way Compose reads it; then its services are
started with just the environment that it gives each, the image's own command and the health check.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography.fernet import Fernet

from tests.cluster.processes import REDIS_URL, database, url_of, why_not

ROOT = Path(__file__).parents[1]
SECTION = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Production\n", 1)[1].split("\n## ", 1)[0]
BLOCK = re.findall(r"^```bash\n(.*?)^```", SECTION, re.M | re.S)[0].splitlines()
NAMED = [name for line in BLOCK if line.startswith("# fill in ") for name in re.findall(r"\b[A-Z_]{3,}\b", line)]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = ("migrate", "web", "worker", "beat")
HOST = "serviceportaal.example.nl"
# What a person would fill in, by the words of .env.example.
ANSWERS = {
    "SITE_URL": f"https://{HOST}",
    "ALLOWED_HOSTS": HOST,
    "SECRET_KEY": "k9XvQ2mZ7rT4wB8nH3sL6yD1fG5jC0aPqWeRtYuIoLkJhGfDsAzXcVbNmMnBvCx",
    "ENCRYPTION_KEYS": Fernet.generate_key().decode(),
    "POSTGRES_PASSWORD": "Zomer2026",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.nl:587",
    "DEFAULT_FROM_EMAIL": "1do Supportcenter <supportcenter@example.nl>",
    "MAIL_DOMAIN": HOST,
}


class LeftOut(Exception):
    """Compose starts nothing, and says which name is missing."""


def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def filled_in(names: list[str] = NAMED) -> dict[str, str]:
    """The `.env` of somebody who did what the block says, and nothing else."""
    return example() | {name: ANSWERS[name] for name in names}


def interpolated(text: str, env_file: Mapping[str, str]) -> str:
    """`${NAME}` and `${NAME:?what to do}`: all that docker-compose.yml uses."""

    def value(found: re.Match[str]) -> str:
        name, complaint = found.groups()
        if complaint and not env_file.get(name):
            raise LeftOut(complaint)
        return env_file.get(name, "")

    return re.sub(r"\$\{(\w+)(?::\?([^}]*))?\}", value, text)


def environment_of(service: str, env_file: Mapping[str, str]) -> dict[str, str]:
    """What Compose gives it: `.env` whole, and over that its own `environment`."""
    own = COMPOSE["services"][service]["environment"]
    return {**env_file, **{name: interpolated(str(value), env_file) for name, value in own.items()}}


# --- What is named ----------------------------------------------------------------------------------------
def test_the_block_is_these_steps():
    assert [line for line in BLOCK if not line.startswith("#")] == [
        "cp .env.example .env",
        "docker compose up --build --detach",
        "docker compose exec web python manage.py createsuperuser",
    ]
    assert len(NAMED) == len(set(NAMED)) > 5


def test_what_is_named_is_what_the_example_leaves_empty():
    assert set(NAMED) == {name for name, value in example().items() if not value}


@pytest.mark.parametrize("forgotten", NAMED)
def test_what_is_forgotten_is_said_before_anything_starts(forgotten):
    for service in OURS:
        with pytest.raises(LeftOut, match=f"fill in {forgotten} in .env"):
            environment_of(service, filled_in([name for name in NAMED if name != forgotten]))
        assert environment_of(service, filled_in())


def test_the_database_has_the_password_that_its_clients_use():
    env_file = filled_in()
    server = COMPOSE["services"]["db"]["environment"]
    user, password, name = (
        interpolated(server[key], env_file) for key in ("POSTGRES_USER", "POSTGRES_PASSWORD", "POSTGRES_DB")
    )
    for service in OURS:
        assert environment_of(service, env_file)["DATABASE_URL"] == f"postgres://{user}:{password}@db:5432/{name}"


# --- What the settings insist on --------------------------------------------------------------------------
TRY_SETTINGS = """
import json, os, runpy, sys
env = json.load(sys.stdin)
def refused(env):
    os.environ.clear(); os.environ.update(env)
    try: runpy.run_path("onedo_itsm/settings.py")
    except Exception as problem: return str(problem)
    return ""
print(json.dumps({name: refused({key: env[key] for key in env if key != name}) for name in ["", *env]}))
"""


def test_production_settings_take_what_is_filled_in_and_miss_what_is_not(tmp_path):
    """Whatever they insist on is filled in by README's block, or by docker-compose.yml itself."""
    env = environment_of("web", filled_in()) | {"VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", TRY_SETTINGS],
        input=json.dumps(env),
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    refusals: dict[str, str] = json.loads(done.stdout)
    assert refusals.pop("") == "", "with everything filled in, the settings refuse all the same"
    insisted_on = {name for name, refusal in refusals.items() if refusal}
    assert insisted_on == {"SECRET_KEY", "ENCRYPTION_KEYS", "DATABASE_URL", "EMAIL_URL"}


# --- Started for real -------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the Dockerfile makes: the tree without what .dockerignore names, and the static files."""
    folder = tmp_path_factory.mktemp("image") / "app"
    ignored = (ROOT / ".dockerignore").read_text().split()

    def left_out(where: str, names: list[str]) -> list[str]:
        patterns = [pattern.removeprefix("**/") for pattern in ignored if Path(where) == ROOT or "**/" in pattern]
        return [name for name in names if any(fnmatch(name, pattern) for pattern in patterns)]

    shutil.copytree(ROOT, folder, ignore=left_out, symlinks=True)
    steps = re.findall(r"^RUN (PRODUCTION=.*)$", (ROOT / "Dockerfile").read_text(), re.M)
    assert steps
    for step in steps:
        own = re.sub(r"\bVAR_DIR=\S+", f"VAR_DIR={folder.parent / 'build'}", step)
        subprocess.run(["bash", "-euc", own], cwd=folder, env=path_only(), check=True, capture_output=True)
    return folder


def path_only() -> dict[str, str]:
    """Nothing of who runs the tests but where the programs are."""
    return {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


class Containers:
    """The services of docker-compose.yml as processes, each with the environment that Compose gives it.

    Other than in a container are only where the servers and the files are, and which port the web server takes.
    """

    def __init__(self, image: Path, folder: Path, name: str, port: int) -> None:
        self.image, self.folder, self.port = image, folder, port
        self.elsewhere = {"DATABASE_URL": url_of(name), "REDIS_URL": REDIS_URL, "VAR_DIR": str(folder / "var")}
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def environment(self, service: str) -> dict[str, str]:
        given = environment_of(service, filled_in())
        assert given.keys() >= self.elsewhere.keys()
        return path_only() | given | self.elsewhere

    def command(self, service: str) -> list[str]:
        own = COMPOSE["services"][service].get("command")
        if own:
            return [part.replace("/tmp/", f"{self.folder}/") for part in shlex.split(own)]  # noqa: S108 - of a container
        image_command = re.search(r"^CMD (\[.*\])", (ROOT / "Dockerfile").read_text().replace("\\\n", ""), re.M)
        assert image_command
        return [part.replace("0.0.0.0:8000", f"127.0.0.1:{self.port}") for part in json.loads(image_command[1])]

    def run(self, service: str, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """`docker compose exec`, or a service that ends by itself."""
        env = self.environment(service) | more
        done = subprocess.run(command, cwd=self.image, env=env, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{service}: {' '.join(command)}\n{done.stdout}{done.stderr}"
        return done

    def start(self, service: str) -> None:
        with (self.folder / f"{service}.log").open("wb") as log:
            self.running[service] = subprocess.Popen(
                self.command(service), cwd=self.image, env=self.environment(service), stdout=log, stderr=log
            )

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text(errors="replace")

    def wait_until(self, service: str, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 120
        while not is_so():
            assert self.running[service].poll() is None, f"{service} ended by itself:\n{self.log(service)[-3000:]}"
            assert time.monotonic() < deadline, f"{service} does not come up:\n{self.log(service)[-3000:]}"
            time.sleep(0.1)

    def tasks_done(self) -> str:
        """What the worker says that it carried out; without a beat it is asked for nothing."""
        command = ["celery", "-A", "onedo_itsm", "inspect", "stats", "--json"]
        env = self.environment("worker")
        return subprocess.run(command, cwd=self.image, env=env, capture_output=True, text=True).stdout

    def is_healthy(self) -> bool:
        """By the health check of docker-compose.yml, as it stands there."""
        test = COMPOSE["services"]["web"]["healthcheck"]["test"]
        assert test[0] == "CMD"
        command = [part.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}") for part in test[1:]]
        done = subprocess.run(command, cwd=self.image, env=self.environment("web"), capture_output=True)
        return done.returncode == 0

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def containers(image: Path, tmp_path: Path) -> Iterator[Containers]:
    if reason := why_not():
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with database() as name:
        started = Containers(image, tmp_path, name, port)
        try:
            yield started
        finally:
            started.stop()


@pytest.mark.cluster
def test_who_follows_the_block_has_a_running_product(containers):
    different = {tuple(sorted(containers.environment(service).items())): service for service in OURS}
    for service in different.values():
        containers.run(service, "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    containers.run("migrate", *containers.command("migrate"))
    for service in ("worker", "beat", "web"):
        containers.start(service)
    containers.wait_until("web", containers.is_healthy)

    account = {"DJANGO_SUPERUSER_EMAIL": "fred@example.nl", "DJANGO_SUPERUSER_PASSWORD": "correct-paard-batterij"}
    command = shlex.split(BLOCK[-1].removeprefix("docker compose exec web "))
    containers.run("web", *command, "--noinput", DJANGO_SUPERUSER_NAME="Fred", **account)
    assert "Supportcenter" in signed_in(containers.port, *account.values())
    containers.wait_until("beat", lambda: "tickets.tasks.warn_due_clocks" in containers.tasks_done())


def signed_in(port: int, email: str, password: str) -> str:
    """The page that this account gets, as a browser behind the proxy with TLS would."""
    cookies: dict[str, str] = {}

    def ask(path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        body = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body)
        request.add_header("Host", HOST)
        request.add_header("X-Forwarded-Proto", "https")
        request.add_header("X-Forwarded-For", "203.0.113.7")
        request.add_header("Referer", f"https://{HOST}/")
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))
        try:
            answer = urllib.request.build_opener(Unfollowed).open(request, timeout=30)
        except urllib.error.HTTPError as refused:
            answer = refused
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            cookies[name] = value
        assert answer.status < 400, f"{path}: {answer.status}"
        return answer.read().decode(), answer.headers.get("Location", "")

    page, _location = ask("/account/login/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    page, location = ask("/account/login/", {"csrfmiddlewaretoken": token[1], "login": email, "password": password})
    while location:
        page, location = ask(urllib.parse.urlsplit(location).path)
    return page


class Unfollowed(urllib.request.HTTPRedirectHandler):
    """Where it leads to is another host, that of the proxy."""

    def redirect_request(self, *_args: Any) -> None:
        return None
