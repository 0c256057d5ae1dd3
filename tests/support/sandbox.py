"""The sandbox as a real process."""

import json
import ssl
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

LOOPBACK = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak plain HTTP: loading the trusted certificates takes 20 ms a client."""


@contextmanager
def running_sandbox() -> Generator[dict[str, Any], None, None]:
    """Start it on a free port; yields the JSON line it prints."""
    command = [sys.executable, "-m", "orderhub_sandbox", "--port", "0", "--json"]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, "--die-with-parent"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()
