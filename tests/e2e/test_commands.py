"""The command line on a home of its own: first user to restored backup, without `up` running."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from orderhub.infra.postgres import EmbeddedPostgres
from tests.support.terminal import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def connect_and_sync(terminal: Terminal, sandbox: dict[str, Any], orders: int) -> str:
    """The id of a shop with so many orders in the hub."""
    placed = {"count": orders, "spread_seconds": 3600}
    control = f"{sandbox['control_url']}/taobao/0/orders"
    httpx.post(control, json=placed, trust_env=False, timeout=120).raise_for_status()
    offered = sandbox["channels"]["taobao"]
    added = terminal.answer(
        *("shops", "add", "--channel", "taobao", "--name", "一号店"),
        *("--base-url", offered["base_url"], "--credentials", "-"),
        given=json.dumps(offered["shops"][0]),
    )
    run = terminal.answer("shops", "sync", str(added["id"]))
    assert (run["ok"], run["new"], run["quarantined"]) == (True, orders, 0)
    assert offered["shops"][0]["app_secret"] not in terminal.run("shops", "list").stdout
    return str(added["id"])


def next_event(url: str) -> int:
    """The id that the next event of the hub in that database gets."""
    with psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        found = connection.execute("SELECT nextval(pg_get_serial_sequence('outbox', 'id'))")
        [id_] = found.fetchone() or [0]
    return int(id_)


def test_from_the_first_shop_to_a_restored_backup(
    terminal: Terminal, sandbox: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "hub.backup"
    with EmbeddedPostgres(
        terminal.home, 32
    ) as url:  # so that not every command starts and stops it
        shop = connect_and_sync(terminal, sandbox, orders=30)
        listed = terminal.answer("orders", "list", "--limit", "5")["items"]
        assert len(listed) == 5
        for_people = terminal.run("orders", "list", "--limit", "5").stdout
        assert [for_people.count(told) for told in (" ¥", " UTC+8")] == [5, 5]
        shown = terminal.answer("orders", "show", listed[0]["number"])
        assert shown["external_no"] == listed[0]["external_no"]
        exported = terminal.run("orders", "export", "--shop", shop).stdout
        assert len(exported.splitlines()) == 30
        phrase = terminal.answer("backup", str(file))["recovery_phrase"]
        assert terminal.answer("backup", str(file), "--overwrite")["recovery_phrase"] is None
        findings = terminal.answer("doctor")["findings"]
        assert [f["check"] for f in findings if not f["ok"] and f["serious"]] == []
        given = next_event(url)

    other = Terminal(tmp_path / "other")
    refused = other.run("restore", str(file), given="-".join(["AAAAA"] * 8))
    assert "recovery phrase" in refused.stderr
    with EmbeddedPostgres(other.home, 32) as restored:
        assert other.answer("restore", str(file), given=phrase)["ok"]
        assert other.run("orders", "export", "--shop", shop).stdout == exported
        again = other.run("restore", str(file), given=phrase)
        assert "not empty" in again.stderr
        assert [refused.returncode, again.returncode] == [1, 1]
        assert other.run("audit", "verify").returncode == 0
        assert next_event(restored) > given + 1_000_000  # far from any that was given out since


def test_what_is_wrong_is_told_in_one_line_with_the_key_and_no_value(tmp_path: Path) -> None:
    (tmp_path / "settings.env").write_text("ORDERHUB_PORT=canary\n")
    done = subprocess.run(
        [sys.executable, "-m", "orderhub.apps", "doctor"],
        env={**os.environ, "ORDERHUB_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "ORDERHUB_PORT" in done.stderr
    assert "canary" not in done.stderr + done.stdout
