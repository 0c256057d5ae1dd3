"""Where benches run: a temporary home with its own embedded server, and sandbox payloads."""

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from orderhub.infra.crypto import MasterKey, load_master_key
from orderhub.infra.postgres import EmbeddedPostgres


@contextmanager
def ground(shared_buffers_mb: int = 512) -> Generator[tuple[str, MasterKey]]:
    """URL of a fresh, migrated database with fsync on, and its master key; gone afterwards."""
    from orderhub.infra.migrate import migrate  # noqa: PLC0415 - slow to import, for benches alone

    with tempfile.TemporaryDirectory(prefix="orderhub-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with EmbeddedPostgres(home, shared_buffers_mb) as url:
            migrate(url)
            yield url, load_master_key(home / "master.key", create=True)


def raw_bodies(channel: str, orders: int, lines: str = "2,3") -> list[bytes]:
    """List answers of `channel`, 100 orders each, as its gateway sends them, people in clear."""
    with sandbox() as control:
        query = f"count={orders}&seed=7&page_size=100&plain_people=1&lines={lines}"
        with urllib.request.urlopen(f"{control}/{channel}/raw?{query}") as answer:  # noqa: S310
            return list(answer)


@contextmanager
def sandbox(*options: str) -> Generator[str]:
    """A sandbox process of its own with these options; gives its control URL."""
    command = [
        sys.executable,
        "-m",
        "orderhub_sandbox",
        "--port",
        "0",
        "--json",
        "--die-with-parent",
        *options,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603
    try:
        if process.stdout is None:
            raise RuntimeError("the sandbox has no output")
        yield json.loads(process.stdout.readline())["control_url"]
    finally:
        process.terminate()
        process.wait(timeout=60)
