"""A RabbitMQ node of our own: own name, ports, folder, cookie and epmd; ended by their pids."""

import contextlib
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import psutil

from orderhub.kernel.errors import ConfigError

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
PATIENCE_S = 120.0
DEAD_AGAIN_MS = 2000
PICKED_PORTS = Path("/proc/sys/net/ipv4/ip_local_port_range")
LOWEST_PORT, HIGHEST_PORT = 10_000, 32_768
CONFIGURATION = """
listeners.tcp.1 = 127.0.0.1:{port}
loopback_users.guest = true
log.file = false
log.console = true
log.console.level = error
disk_free_limit.absolute = 50MB
vm_memory_high_watermark.absolute = 400MB
"""


class RabbitNode:
    """`url` is its address; `kill` and `start` again keep what was confirmed."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port, self._dist, self._epmd_port = _free_ports(3)
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/"
        (home / "rabbitmq.conf").write_text(CONFIGURATION.format(port=self.port))
        (home / "plugins").write_text("[].\n")
        self._environment = {
            **os.environ,
            "HOME": str(home),  # the cookie's place
            "RABBITMQ_NODENAME": f"hub{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_MNESIA_BASE": str(home / "data"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(home / "none"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} +S 1:1 +sbwt none"
                # A dead letter without a place is tried again after so long, else after 180 s.
                f" -rabbit dead_letter_worker_publisher_confirm_timeout {DEAD_AGAIN_MS}"
            ),
        }

    def start(self) -> None:
        """Start it (and its epmd the first time), and wait until it takes connections."""
        if not hasattr(self, "_epmd"):
            self._epmd = subprocess.Popen(["epmd"], env=self._environment)  # noqa: S607
            # Else the node begins one that is nobody's, and that outlives it.
            while not _open(self._epmd_port):
                _insist(self._epmd.poll() is None, "epmd does not come up")
                time.sleep(0.05)
        log = (self.home / "server.log").open("ab")
        self._server = subprocess.Popen(  # noqa: S603 - our own node
            [PROGRAMS / "rabbitmq-server"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        give_up = time.monotonic() + PATIENCE_S
        while not self._greets():
            _insist(
                self._server.poll() is None,
                (self.home / "server.log").read_text(errors="replace")[-3000:],
            )
            _insist(time.monotonic() < give_up, "the broker does not come up")
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL the node and its helpers."""
        self._signal(signal.SIGKILL)
        self._server.wait(30)

    def control(self, *words: str) -> str:
        """What `rabbitmqctl` says, with this node's cookie."""
        command = [PROGRAMS / "rabbitmqctl", "-n", self._environment["RABBITMQ_NODENAME"], *words]
        done = subprocess.run(  # noqa: S603 - our own node
            command,
            env=self._environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=PATIENCE_S,
        )
        return done.stdout

    def stop(self) -> None:
        """End the node, then its epmd."""
        if self._server.poll() is None:
            self.kill()
        self._epmd.kill()
        self._epmd.wait(30)

    def _signal(self, number: signal.Signals) -> None:
        for process in [
            *psutil.Process(self._server.pid).children(recursive=True),
            psutil.Process(self._server.pid),
        ]:
            with contextlib.suppress(psutil.NoSuchProcess):  # a helper that just ended
                process.send_signal(number)

    def _last_words(self) -> str:
        return (self.home / "server.log").read_text(errors="replace")[-3000:]

    def _greets(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as line:
                line.sendall(b"AMQP\x00\x00\x09\x01")
                return line.recv(1) != b""
        except OSError:
            return False


@contextlib.contextmanager
def running_rabbit() -> Generator[RabbitNode]:
    """A node for the block; nothing of it is left afterwards. ConfigError where there is none."""
    if not PROGRAMS.exists():
        raise ConfigError(
            f"There is no RabbitMQ in {PROGRAMS}: install Debian's rabbitmq-server"
            " (tests do without it when ORDERHUB_BROKER_TESTS=0)."
        )
    home = Path(tempfile.mkdtemp(prefix="orderhub-rabbit-"))
    node = RabbitNode(home)
    try:
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(home, ignore_errors=True)


def _insist(true: bool, else_words: str) -> None:  # noqa: FBT001
    if not true:
        raise RuntimeError(else_words)


def _open(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _free_ports(n: int) -> list[int]:
    """Free ones that the system gives nobody by chance before the node takes them, or while it is
    down: below the range from which it picks."""
    with contextlib.ExitStack() as taken:
        found: list[int] = []
        while len(found) < n:
            port = random.randrange(LOWEST_PORT, _lowest_picked())
            with contextlib.suppress(OSError):
                taken.enter_context(socket.create_server(("127.0.0.1", port)))
                found.append(port)
        return found


def _lowest_picked() -> int:
    try:
        return max(int(PICKED_PORTS.read_text().split()[0]), LOWEST_PORT + 1000)
    except OSError:  # no Linux
        return HIGHEST_PORT
