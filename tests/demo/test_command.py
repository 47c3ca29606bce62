"""`manage.py demo` as processes: it starts, is told apart from another, stops, and survives being killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from demo.processes import Children, ServerAddress

pytestmark = pytest.mark.demo

ROOT = Path(__file__).parents[2]
PATIENCE = 180.0


def environment(var: Path) -> dict[str, str]:
    ours = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "VAR_DIR": str(var)}
    return ours | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run(var: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "manage.py", "demo", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=environment(var), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class Demo:
    def __init__(self, var: Path, port: int) -> None:
        self.port, self.said = port, ""
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment(var),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while text not in self.said:
            assert self.process.poll() is None and time.monotonic() < deadline, self.said
            time.sleep(0.1)

    def children(self) -> list[int]:
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(pid) for pid in pids]


@contextmanager
def running(var: Path, port: int) -> Iterator[Demo]:
    demo = Demo(var, port)
    try:
        demo.wait_for("Ctrl-C stopt alles.")
        yield demo
    finally:
        if demo.process.poll() is None:
            demo.process.send_signal(signal.SIGINT)
        demo.process.wait(30)
        demo.reader.join(5)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 30
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "children are left behind"
        time.sleep(0.1)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A var/ in which the demo data is made once."""
    folder = tmp_path_factory.mktemp("var")
    done = run(folder, "--only-data")
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d{3} meldingen gemaakt", done.stdout)
    return folder


def test_starts_serves_and_stops_cleanly(var: Path) -> None:
    port = free_port()
    with running(var, port) as demo:
        assert f"http://127.0.0.1:{port}" in demo.said
        assert "sanne@1do.example" in demo.said and "jan@bakkerijsmit.example" in demo.said
        assert "meldingen gemaakt" not in demo.said, "a second start fills nothing"
        assert urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30).status == 200  # noqa: S310
        pids = demo.children()
        assert len(pids) == 3
        demo.process.send_signal(signal.SIGINT)
        assert demo.process.wait(30) == 0
    wait_until_gone(pids)
    assert ServerAddress("127.0.0.1", port).is_free()


def test_a_second_one_says_where_the_first_runs(var: Path) -> None:
    with running(var, free_port()) as demo:
        second = run(var, "--port", str(free_port()))
        assert second.returncode != 0
        assert f"http://127.0.0.1:{demo.port}" in second.stderr
        assert "Traceback" not in second.stderr


def test_a_taken_port_is_said_plainly(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run(var, "--port", str(port))
    assert done.returncode != 0
    assert f"Poort {port}" in done.stderr and "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="the death signal is Linux's")
def test_kill_9_leaves_no_children_and_the_next_start_works(var: Path) -> None:
    port = free_port()
    with running(var, port) as demo:
        pids = demo.children()
        demo.process.kill()
        demo.process.wait(10)
        wait_until_gone(pids)
    with running(var, port) as again:
        assert f"http://127.0.0.1:{port}" in again.said


def test_a_child_that_falls_over_ends_it_all(var: Path) -> None:
    with running(var, free_port()) as demo:
        worker = demo.children()[1]
        os.kill(worker, signal.SIGKILL)
        assert demo.process.wait(30) == 1
        demo.reader.join(5)
        assert "“worker” is gestopt" in demo.said


def test_a_var_of_an_older_version_says_that_fresh_is_needed(tmp_path: Path) -> None:
    """Its database knows migrations that are not there any more; nothing in it is touched."""
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as old, old:
        old.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)")
        for name in ("0001_initial", "0010_lists_at_scale"):
            old.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('tickets', ?, '2026-11-28')", [name]
            )
    refused = run(tmp_path, "--only-data")
    assert refused.returncode == 1
    assert "oudere versie" in refused.stderr and "--fresh" in refused.stderr
    assert "Traceback" not in refused.stderr
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as old:
        assert [name for (name,) in old.execute("SELECT name FROM sqlite_master")] == ["django_migrations"]


def test_production_is_refused(tmp_path: Path) -> None:
    env = environment(tmp_path) | {"PRODUCTION": "true", "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "a.example"}
    env |= {"ENCRYPTION_KEYS": "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg="}
    env |= {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "EMAIL_URL": "smtp://127.0.0.1:25"}
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "PRODUCTION=true" in done.stderr


def test_who_does_not_listen_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("demo.processes.PATIENCE", 0.2)
    children = Children(os.environ, tmp_path)
    deaf = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    children.start("deaf", [sys.executable, "-c", deaf])
    deadline = time.monotonic() + 20
    while "ready" not in children.log("deaf").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    children.stop()
    assert children.running["deaf"].returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("host", "url", "bind"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000", "0.0.0.0:8000"),  # noqa: S104
        ("::1", "http://[::1]:8000", "[::1]:8000"),
    ],
)
def test_addresses(host: str, url: str, bind: str) -> None:
    assert ServerAddress(host, 8000).url == url
    assert ServerAddress(host, 8000).bind == bind
