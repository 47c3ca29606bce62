"""Web, worker and beat as children of one command, each in a session of its own, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from typing import Any

PATIENCE = 15.0  # seconds between asking to stop and killing
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class ServerAddress:
    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a person on this machine opens it."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "", "::") else self.host  # noqa: S104 - compared, not bound
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def is_free(self) -> bool:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that has just been left is free
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return False
        return True

    def serves(self) -> bool:
        """Whether our pages come out, not only whether somebody listens."""
        try:
            with urllib.request.urlopen(f"{self.url}/livez", timeout=2) as answer:  # noqa: S310 - http, our own
                return bool(answer.status == 200)
        except OSError:
            return False

    def next_free(self) -> ServerAddress | None:
        return next(
            (a for port in range(self.port + 1, self.port + 50) if (a := ServerAddress(self.host, port)).is_free()),
            None,
        )


class Children:
    """Named child processes with a log each. `stop` leaves none behind."""

    def __init__(self, env: Mapping[str, str], logs: Path) -> None:
        self.env, self.logs = dict(env), logs
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str]) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the parent only, which stops them in order
                preexec_fn=_die_with(os.getpid()) if sys.platform == "linux" else None,  # noqa: PLW1509
            )

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def fallen(self) -> str | None:
        """The name of a child that has stopped by itself."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def stop(self) -> None:
        for child in self.running.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(max(0.1, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """Whatever is left, with all that it started."""
        for child in self.running.values():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _die_with(parent: int) -> Callable[[], None]:
    """Linux: when the parent is gone, even by kill -9, the child gets SIGTERM."""
    libc = ctypes.CDLL(None, use_errno=True)

    def set_death_signal() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it was gone before this line
            os._exit(1)

    return set_death_signal


def web_command(address: ServerAddress) -> list[str]:
    if find_spec("gunicorn") is None or sys.platform == "win32":
        return [sys.executable, "manage.py", "runserver", "--noreload", address.bind]
    return [
        *(sys.executable, "-m", "gunicorn", "onedo_itsm.wsgi", "--bind", address.bind),
        *("--worker-class", "gthread", "--workers", "1", "--threads", "8"),
        *("--graceful-timeout", "5", "--no-control-socket", "--limit-request-line", "8190"),
        *("--logger-class", "infra.access_log.AccessLog"),
    ]


def worker_command() -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "onedo_itsm", "worker", "--pool", "threads", "--concurrency", "2"),
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
    ]


def beat_command() -> list[str]:
    """Without a pid file: one that was left by kill -9 would keep the next beat from starting."""
    return [*(sys.executable, "-m", "celery", "-A", "onedo_itsm", "beat", "--pidfile=", "--loglevel", "WARNING")]


class Stopped(Exception):
    """Somebody asked to stop: Ctrl-C, SIGTERM, or a terminal that was closed."""


@contextlib.contextmanager
def stopping_on_signals() -> Any:
    """Turns the signals into Stopped, once; after that they are ignored, so that stopping is not cut short."""
    signals = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.getsignal(number) for number in signals}

    def stop(number: int, _frame: FrameType | None) -> None:
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    for number in signals:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
