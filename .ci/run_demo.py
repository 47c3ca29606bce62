"""Run the README's run command as a person would: start it, sign in, press Ctrl-C. Usage: run_demo.py COMMAND"""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

STARTS_WITHIN = 300.0
STOPS_WITHIN = 30.0
ACCOUNT = "jan@bakkerijsmit.example"


def main(command: str) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    demo = subprocess.Popen(  # noqa: S602 - the README's own line
        f"{command.strip()} --port {port}",
        shell=True,
        executable="/bin/bash",
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lines: list[str] = []
    reader = threading.Thread(target=_read, args=(demo, lines), daemon=True)
    reader.start()
    try:
        address, password = _wait(demo, lines)
        _sign_in(address, password)
        print(f"signed in at {address} as {ACCOUNT}")
    finally:
        began = time.monotonic()
        os.killpg(demo.pid, signal.SIGINT)  # what a terminal does at Ctrl-C
        code = demo.wait(STOPS_WITHIN)
    reader.join(5)
    print(f"stopped in {time.monotonic() - began:.1f} s with exit code {code}")
    if code != 0:
        sys.exit(f"the demo ended with exit code {code}")
    if _is_open(port):
        sys.exit("something still listens after the demo has stopped")


def _read(demo: subprocess.Popen[str], lines: list[str]) -> None:
    assert demo.stdout
    for line in demo.stdout:
        print(line, end="", flush=True)
        lines.append(re.sub(r"\x1b\[[0-9;]*m", "", line))


def _wait(demo: subprocess.Popen[str], lines: list[str]) -> tuple[str, str]:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        said = "".join(lines)
        address, password = re.search(r"http://\S+", said), re.search(r"wachtwoord: (\S+)", said)
        if address and password and ACCOUNT in said:
            return address.group(), password.group(1)
        if demo.poll() is not None:
            sys.exit(f"the demo ended by itself with exit code {demo.returncode}")
        time.sleep(0.2)
    sys.exit("the demo did not come up in time")


def _sign_in(address: str, password: str) -> None:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(f"{address}/account/login/", timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token, "the sign-in page has no form"
    form = {"csrfmiddlewaretoken": token.group(1), "login": ACCOUNT, "password": password}
    answer = browser.open(f"{address}/account/login/", urllib.parse.urlencode(form).encode(), timeout=30)
    home = answer.read().decode()
    assert "/portaal/" in answer.geturl(), f"signing in led to {answer.geturl()}"
    assert "Nieuwe melding" in home, "the Serviceportaal does not greet with a new melding"


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main(sys.argv[1])
