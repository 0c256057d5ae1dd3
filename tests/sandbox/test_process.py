"""The sandbox as a process: one line, a clean end."""

import json
import signal
import subprocess
import sys
import time

import httpx

COMMAND = [sys.executable, "-m", "orderhub_sandbox", "--port", "0"]


def test_it_prints_one_line_and_ends_on_sigterm() -> None:
    command = [*COMMAND, "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        printed = json.loads(process.stdout.readline())
        answer = httpx.get(f"{printed['control_url']}/credentials", trust_env=False, timeout=120)
        process.send_signal(signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait(timeout=120) in (0, -signal.SIGTERM)
    assert answer.json() == printed
    assert rest == ""


def test_it_ends_when_its_parent_dies() -> None:
    parent = (
        "import subprocess, sys\n"
        f"child = subprocess.Popen({[*COMMAND, '--json', '--die-with-parent']!r},"
        " stdout=subprocess.PIPE)\n"
        "sys.stdout.write(child.stdout.readline().decode())\n"
    )
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", parent], capture_output=True, text=True, check=True, timeout=120
    )
    url = json.loads(run.stdout)["control_url"]
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        try:
            httpx.get(f"{url}/calls", trust_env=False, timeout=60)
        except httpx.TransportError:
            return
        time.sleep(0.05)
    raise AssertionError("the orphan still answers")
