"""Beats and workers as real processes against a PostgreSQL database and a Redis of their own."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

DATABASE_URL = os.environ.get("CLUSTER_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("CLUSTER_REDIS_URL", "redis://127.0.0.1:6379/9")
ROOT = Path(__file__).resolve().parents[2]


def why_not() -> str:
    """Why there is no cluster to test on; empty when there is."""
    try:
        psycopg2.connect(DATABASE_URL, connect_timeout=3).close()
        redis.Redis.from_url(REDIS_URL, socket_connect_timeout=3).ping()
    except (psycopg2.Error, redis.RedisError) as error:
        return f"needs PostgreSQL at {DATABASE_URL} and Redis at {REDIS_URL}: {error}"
    return ""


def _administer(statement: str) -> None:
    connection = psycopg2.connect(DATABASE_URL)
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


@contextmanager
def database(template: str = "template1") -> Iterator[str]:
    """The name of a new database, a copy of `template`, that is gone afterwards."""
    name = f"onedo_cluster_{secrets.token_hex(4)}"
    _administer(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield name
    finally:
        _administer(f"DROP DATABASE {name} WITH (FORCE)")


def url_of(name: str) -> str:
    return urlunsplit(urlsplit(DATABASE_URL)._replace(path=f"/{name}"))


class Cluster:
    """Processes by name, each with its log; every one of them is killed at the end, whatever happens."""

    def __init__(self, name: str, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.redis = redis.Redis.from_url(REDIS_URL)
        self.redis.flushdb()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = os.environ | {
            "DATABASE_URL": url_of(name),
            "REDIS_URL": REDIS_URL,
            "CELERY_BROKER_URL": REDIS_URL,
            "EMAIL_URL": "",
            "VAR_DIR": str(folder),
            "MAIL_DOMAIN": "cluster.example",
            **settings,
        }
        self.connection = psycopg2.connect(url_of(name))
        self.connection.autocommit = True

    def run(self, *arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], cwd=ROOT, env=self.environment, check=True)

    def start_beat(self, name: str) -> None:
        self._start(name, "beat", "--pidfile=", f"--schedule={self.folder / name}")

    def start_worker(self, name: str) -> None:
        """In a pool of one inside the process itself, so that a kill hits the work and not a process beside it."""
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        self._start(name, "worker", "--pool=solo", f"--hostname={name}@cluster", *quiet)

    def _start(self, name: str, *arguments: str) -> None:
        command = [sys.executable, "-m", "celery", "-A", "onedo_itsm", *arguments, "--loglevel=INFO"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name: str) -> None:
        process = self.running.pop(name)
        assert process.poll() is None, f"{name} had died by itself:\n{self.log(name)[-3000:]}"
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def value(self, query: str) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone()[0]

    def wait_for(self, what: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            for name, process in self.running.items():
                assert process.poll() is None, f"{name} died by itself:\n{self.log(name)[-3000:]}"
            assert time.monotonic() < deadline, f"not within {seconds:.0f} s; {self.state()}"
            time.sleep(0.05)

    def state(self) -> str:
        tables = ("tickets_breachwarning", "tickets_outboxitem", "mail_mailmessage")
        counts = {table: self.value(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608
        ends = "".join(f"\n--- {name}\n{self.log(name)[-400:]}" for name in sorted(self.running))
        return f"rows: {counts}{ends}"

    def stop(self) -> None:
        for process in self.running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.connection.close()
        self.redis.flushdb()
        self.redis.close()
