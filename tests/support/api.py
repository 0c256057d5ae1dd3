"""The hub's API as a process of its own, on a socket that others can reach."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from orderhub.infra.db import Database
from tests.support.sockets import listening


@contextmanager
def served_api(
    db: Database, home: Path, fault: str = ""
) -> Generator[tuple[subprocess.Popen[bytes], str]]:
    """The process, and the address of its socket, which this test keeps open."""
    with listening() as listener:
        url = db.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.chaos.notice_process", url, str(home)]
        environment = {**os.environ, "FAULT": fault}
        process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, str(listener.fileno())], env=environment, pass_fds=[listener.fileno()]
        )
        try:
            yield process, f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.kill()
            process.wait()
