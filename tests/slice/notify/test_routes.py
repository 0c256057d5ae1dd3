"""Notification settings over HTTP: kept, tested against the receiver, secrets never shown."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from orderhub.infra.db import Database
from tests.support.app import running_app

API = "/api/v1/notify"


@pytest.fixture
async def client(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    monkeypatch.setenv("ORDERHUB_NOTIFY_PRIVATE", "true")
    async with running_app(db, tmp_path) as signed_in:
        yield signed_in


async def add(client: httpx.AsyncClient, sandbox: dict[str, Any], secret: str) -> int:
    base = sandbox["control_url"].removesuffix("/_control")
    url = f"{base}/receivers/dingtalk/robot/send?access_token=sandbox"
    body = {"name": "值班群", "kind": "dingtalk", "url": url, "secret": secret}
    answer = await client.post(f"{API}/endpoints", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


async def test_a_test_notice_arrives_and_a_wrong_secret_tells_the_provider_s_code(
    client: httpx.AsyncClient, sandbox: dict[str, Any]
) -> None:
    right, wrong = await add(client, sandbox, "SECsandbox"), await add(client, sandbox, "SECother")
    answer = await client.post(f"{API}/endpoints/{right}/test")
    assert answer.json() == {"state": "sent", "code": "0"}
    answer = await client.post(f"{API}/endpoints/{wrong}/test")
    assert answer.json() == {"state": "failed", "code": "310000"}


async def test_the_settings_come_back_as_they_were_set_without_secrets(
    client: httpx.AsyncClient, sandbox: dict[str, Any]
) -> None:
    endpoint = await add(client, sandbox, "SECsandbox")
    duty = {"person": "王芳", "endpoint_id": endpoint, "severity": "urgent", "weekdays": [1, 2]}
    assert (await client.put(f"{API}/duties", json={"items": [duty]})).status_code == 204
    quiet = {"from_minute": 1320, "until_minute": 480}
    assert (await client.put(f"{API}/quiet", json=quiet)).status_code == 204
    answer = await client.get(f"{API}/settings")
    assert answer.json()["quiet"] == quiet
    assert answer.json()["duties"][0].items() >= duty.items()
    assert "SECsandbox" not in answer.text
    assert "access_token" not in answer.text
    assert (await client.delete(f"{API}/endpoints/{endpoint}")).status_code == 204
    assert (await client.get(f"{API}/settings")).json()["duties"] == []
    unknown = await client.put(f"{API}/duties", json={"items": [duty]})
    assert unknown.status_code == 422


async def test_a_template_is_entered_with_its_state_and_an_sms_endpoint_tested_with_it(
    client: httpx.AsyncClient, sandbox: dict[str, Any]
) -> None:
    base = sandbox["control_url"].removesuffix("/_control")
    options = {"key_id": "sandbox-key", "sign_name": "示例商店", "to": "13900000000"}
    body = {"name": "短信", "kind": "aliyun_sms", "url": f"{base}/receivers/aliyun_sms"}
    body |= {"secret": "sandbox-sms-secret", "options": options}
    endpoint = (await client.post(f"{API}/endpoints", json=body)).json()["id"]
    template = {"endpoint_id": endpoint, "kind": "alarm", "code": "SMS_100001"}
    for state, expected in (("pending", "failed"), ("approved", "sent")):
        put = {**template, "parameters": ["title"], "state": state}
        assert (await client.put(f"{API}/templates", json=put)).json()["state"] == state
        answer = await client.post(f"{API}/endpoints/{endpoint}/test")
        assert answer.json()["state"] == expected
    put = {**template, "parameters": ["name"], "state": "approved"}
    assert (await client.put(f"{API}/templates", json=put)).status_code == 422
    (kept,) = (await client.get(f"{API}/settings")).json()["templates"]
    assert (await client.delete(f"{API}/templates/{kept['id']}")).status_code == 204
    assert (await client.get(f"{API}/sms")).json() == {"items": []}
    bare = await client.post(f"{API}/endpoints", json={**body, "options": {}})
    assert bare.status_code == 422
