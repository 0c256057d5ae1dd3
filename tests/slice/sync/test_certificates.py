"""A checked day becomes a signed certificate that anybody can verify, as a file and as a page."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from orderhub.channels.facade import Shop
from orderhub.infra.crypto import load_master_key
from orderhub.sync.certificate import verify
from orderhub.sync.completeness import span_of
from orderhub.sync.service.certificates import certify_days
from tests.slice.sync.conftest import Far
from tests.support.app import running_app

CHECK = text("""
    INSERT INTO sync_checks (shop_id, round, window_from, window_to, state, due_at, channel_count,
        hub_count, ids, ids_hash, gaps, unread, ended_at)
    VALUES (:shop_id, :round, :start, cast(:start AS timestamptz) + interval '1 hour', :state,
        :start, :n, :n, :ids, sha256('x'), :gaps, '{}', :ended)
""")


def yesterday(far: Far) -> date:
    return (far.now() - timedelta(days=1)).date()


async def checked_day(far: Far, shop: Shop, *, missing_hour: bool = False) -> None:
    """Yesterday's hours, both rounds; one gap that the first round found and filled."""
    begin, _ = span_of(yesterday(far))
    async with far.db.transaction() as tx:
        for hour in range(23 if missing_hour else 24):
            for kind in ("hourly", "daily"):
                gaps = ["LATE"] if (hour, kind) == (3, "hourly") else []
                row = {
                    "shop_id": shop.id,
                    "round": kind,
                    "start": begin + timedelta(hours=hour),
                    "state": "filled" if gaps else "complete",
                    "n": 2,
                    "ids": [f"{hour}-1", f"{hour}-2"],
                    "gaps": gaps,
                    "ended": far.now(),
                }
                await tx.execute(CHECK, row)


@pytest.fixture
async def office(far: Far, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The app on the database of `far`, signed in as administrator."""
    async with running_app(far.db, tmp_path) as client:
        far.master = load_master_key(tmp_path / "master.key")
        yield client


async def certified(far: Far, client: httpx.AsyncClient) -> tuple[Shop, dict[str, Any], bytes]:
    shop = await far.connect("桃花岛旗舰店")
    await checked_day(far, shop)
    assert await certify_days(far.db, far.master, far.now() + timedelta(seconds=1)) == 1
    answer = await client.get(f"/api/v1/certificates/{shop.id}/{yesterday(far)}")
    assert answer.status_code == 200, answer.text
    return shop, answer.json(), answer.content


async def test_a_checked_day_is_certified_with_its_figures(
    far: Far, office: httpx.AsyncClient
) -> None:
    shop, document, file = await certified(far, office)
    said = document["certificate"]
    assert said["shop"] == {
        "id": shop.id,
        "channel": "madeup",
        "channel_label": "虚构平台",
        "name": "桃花岛旗舰店",
    }
    assert (said["channel_count"], said["hub_count"]) == (48, 48)
    assert (said["gaps_found"], said["gaps_filled"], said["in_quarantine"]) == (1, 1, 0)
    assert (said["outcome"], len(said["windows"])) == ("filled", 24)
    assert verify(file).problem == ""


async def test_nothing_new_makes_no_new_version_and_another_check_does(
    far: Far, office: httpx.AsyncClient
) -> None:
    shop, _, _ = await certified(far, office)
    later = far.now() + timedelta(minutes=5)
    assert await certify_days(far.db, far.master, later) == 0
    answer = await office.post(f"/api/v1/completeness/{shop.id}/{yesterday(far)}/check", json={})
    assert answer.json() == {"checks": 24}
    assert await certify_days(far.db, far.master, later) == 0
    async with far.db.transaction() as tx:
        row = {"at": later}
        await tx.execute(text("UPDATE sync_checks SET state = 'complete', ended_at = :at"), row)
    assert await certify_days(far.db, far.master, later + timedelta(minutes=1)) == 1
    listed = (await office.get("/api/v1/certificates")).json()["items"]
    assert [one["version"] for one in listed] == [2, 1]


async def test_a_day_with_an_hour_unchecked_has_no_certificate(
    far: Far, office: httpx.AsyncClient
) -> None:
    shop = await far.connect()
    await checked_day(far, shop, missing_hour=True)
    assert await certify_days(far.db, far.master, far.now()) == 0
    answer = await office.get(f"/api/v1/certificates/{shop.id}/{yesterday(far)}")
    assert answer.status_code == 404


async def test_the_page_is_a_pdf_with_a_chinese_font_of_its_own(
    far: Far, office: httpx.AsyncClient
) -> None:
    shop, _, _ = await certified(far, office)
    answer = await office.get(
        f"/api/v1/certificates/{shop.id}/{yesterday(far)}", params={"format": "pdf"}
    )
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].endswith('.pdf"')
    assert answer.content.startswith(b"%PDF-1.7")
    assert b"NotoSansCJKsc" in answer.content


async def test_the_grid_tells_a_day_of_a_shop_in_one_cell(
    far: Far, office: httpx.AsyncClient
) -> None:
    shop, _, _ = await certified(far, office)
    [cell] = (await office.get("/api/v1/completeness")).json()["items"]
    assert cell == {
        "shop_id": shop.id,
        "day": yesterday(far).isoformat(),
        "state": "filled",
        "hours": 24,
        "waiting": 0,
        "channel_count": 48,
        "hub_count": 48,
        "gaps": 1,
        "unread": 0,
        "findings": 0,
        "certificate": 1,
    }
    hours = await office.get(f"/api/v1/completeness/{shop.id}/{yesterday(far)}")
    assert len(hours.json()["items"]) == 48
    metrics = (await office.get("http://hub.test/metrics")).text
    assert 'hub_sync_gaps{state="filled"} 1.0' in metrics


def changed(document: dict[str, Any], key: str, value: Any) -> bytes:
    return json.dumps({**document, "certificate": {**document["certificate"], key: value}}).encode()


async def test_every_changed_figure_breaks_the_signature_and_another_layout_does_not(
    far: Far, office: httpx.AsyncClient
) -> None:
    _, document, _ = await certified(far, office)
    assert verify(json.dumps(document, indent=8).encode()).problem == ""
    for key in ("channel_count", "hub_count", "gaps_found", "day", "outcome", "windows"):
        assert "does not fit" in verify(changed(document, key, "x")).problem
    assert verify(b"{}").problem
    assert verify(b"\xff").problem


async def test_the_command_verifies_a_file_without_an_installation(
    far: Far, office: httpx.AsyncClient, tmp_path: Path
) -> None:
    _, document, file = await certified(far, office)
    signer = document["signature"]["fingerprint"]

    def run(body: bytes, *options: str) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "file.json"
        path.write_bytes(body)
        command = [sys.executable, "-m", "orderhub.apps", "certificates", "verify", str(path)]
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, "--json", *options], capture_output=True, check=False
        )
        return done.returncode, json.loads(done.stdout)

    code, told = run(file, "--key", signer)
    assert (code, told["ok"], told["key"]) == (0, True, signer)
    assert run(changed(document, "hub_count", 49))[0] == 1
    assert run(file, "--key", "another")[0] == 1


async def test_the_signing_key_lies_wrapped(far: Far, office: httpx.AsyncClient) -> None:
    await certified(far, office)
    [row] = await far.rows("SELECT * FROM sync_certificate_keys")
    assert len(row.wrapped_key) == 40
    assert len(far.master.unwrap(row.wrapped_key)) == 32
    assert isinstance(row.created_at, datetime)
