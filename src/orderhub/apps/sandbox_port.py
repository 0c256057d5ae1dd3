"""Where the demo's sandbox listens: known before it starts, so that every process is told."""

import socket
from pathlib import Path

FILE = "sandbox.port"
PROBES = ("first", "second", "third")


def chosen_port(home: Path) -> str:
    """The port of last time, else a free one, written down."""
    file = home / FILE
    if not file.exists():
        with socket.create_server(("127.0.0.1", 0)) as free:
            file.write_text(str(free.getsockname()[1]))
    return file.read_text()


def egress_probes(port: str) -> str:
    """The sandbox's probes of our own address, as `ORDERHUB_EGRESS_PROBES` names them."""
    return ",".join(f"http://127.0.0.1:{port}/egress/{probe}/address" for probe in PROBES)
