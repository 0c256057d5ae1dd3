"""What a stage stands on: a sandbox, and a home in which one hub runs after another."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from orderhub.apps.bench.ground import sandbox
from orderhub.kernel.errors import ConfigError

STOP_S = 120


@dataclass(slots=True)
class Grounds:
    """`control` is the sandbox's; `home` keeps what the hubs in it learned."""

    control: httpx.Client
    home: Path
    _login: dict[str, str] = field(default_factory=dict[str, str], repr=False)

    @contextmanager
    def hub(self, settings: Mapping[str, str]) -> Generator[tuple[httpx.Client, int]]:
        """`orderhub up` with these settings (`ORDERHUB_…`): somebody signed in, and its pid."""
        with _up(self.home, settings) as (told, pid):
            if "password" in told:  # Told once, by the first.
                self._login = {name: told[name] for name in ("username", "password")}
            with httpx.Client(base_url=told["address"], trust_env=False, timeout=60) as client:
                answer = client.post("/api/v1/session", json=self._login)
                answer.raise_for_status()
                client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
                yield client, pid


@contextmanager
def grounds(*sandbox_options: str) -> Generator[Grounds]:
    """Gone afterwards. Refuses to start beside a database that is configured."""
    if os.environ.get("ORDERHUB_DATABASE_URL"):
        raise ConfigError("ORDERHUB_DATABASE_URL is set: a drill uses a database of its own")
    with (
        tempfile.TemporaryDirectory(prefix="orderhub-drill-") as folder,
        sandbox(*sandbox_options) as control_url,
        httpx.Client(base_url=control_url, trust_env=False, timeout=120) as control,
    ):
        home = Path(folder)
        home.chmod(0o755)
        yield Grounds(control, home)


@contextmanager
def _up(home: Path, settings: Mapping[str, str]) -> Generator[tuple[dict[str, Any], int]]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ORDERHUB_")}
    environment |= {"ORDERHUB_HOME": str(home), **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "orderhub.apps", "up", "--json", "--port", "0"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        line = process.stdout.readline() if process.stdout is not None else b""
        if not line:
            raise RuntimeError("the hub did not start")
        yield json.loads(line), process.pid
    finally:
        process.terminate()
        process.wait(STOP_S)
