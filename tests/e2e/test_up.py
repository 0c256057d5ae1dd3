"""`orderhub up`: one per home, told once, live, and gone without a trace."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support.hub import RunningHub, running_hub

NOTICE = '{"topic":"orders","shop_id":7,"n":1}'


def second_up(home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "orderhub.apps", "up", "--port", "0"],
        env={**os.environ, "ORDERHUB_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def hears_live_news(hub: RunningHub) -> bool:
    url = hub.database.url().replace("+psycopg", "")
    with (
        psycopg.connect(url, autocommit=True) as connection,
        hub.client() as client,
        client.stream("GET", "/api/v1/events") as stream,
    ):
        for line in stream.iter_lines():
            if line.startswith("retry:"):
                connection.execute("SELECT pg_notify('orderhub_live', %s)", (NOTICE,))
            if line.startswith("data:"):
                return line == 'data: {"shop_id":7,"n":1}'
    return False


def test_a_hub_starts_alone_tells_its_login_once_leaves_nothing_and_keeps_to_its_master_key(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with running_hub(home) as hub:
        password = hub.told["password"]
        assert (home / "master.key").stat().st_mode & 0o777 == 0o600
        refused = second_up(home)
        assert refused.returncode == 1
        assert f"already running on {home} (process {hub.process.pid})" in refused.stderr
        assert hears_live_news(hub)
        port = int(hub.told["address"].rsplit(":", 1)[1])
        assert hub.stop() == 0
        assert hub.database.server() is None
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
        hub.told = {}
        hub.start()
        assert "password" not in hub.told
        hub.told["password"] = password
        with hub.client() as client:
            assert client.get("/api/v1/session").json()["user"]["username"] == "admin"
        assert hub.stop() == 0
        (home / "master.key").write_bytes(bytes(32))
        refused = second_up(home)
        assert refused.returncode == 1
        assert "ORDERHUB_MASTER_KEY_FILE" in refused.stderr


@pytest.mark.parametrize(
    "setting", ["ORDERHUB_DATABASE_URL=mysql://canary", "ORDERHUB_LOG_LEVEL=canary"]
)
def test_wrong_settings_are_refused_before_anything_starts(tmp_path: Path, setting: str) -> None:
    (tmp_path / "settings.env").write_text(f"{setting}\n")
    refused = second_up(tmp_path)
    assert refused.returncode == 1
    assert setting.split("=", maxsplit=1)[0] in refused.stderr
    assert "canary" not in refused.stderr
    assert not (tmp_path / "postgres").exists()
