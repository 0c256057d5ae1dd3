"""Guessing passwords: limits per account and address, and silence about which accounts exist."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from tests.support.access import PASSWORD, PROXY, Browser, MovedClock, make_user

WRONG = {"username": "admin", "password": "not the password"}
RIGHT = {"username": "admin", "password": PASSWORD}


async def try_often(client: httpx.AsyncClient, times: int, **over: str) -> list[int]:
    answers = [await client.post("/session", json=WRONG | over) for _ in range(times)]
    return [answer.status_code for answer in answers]


async def test_an_unknown_account_answers_like_a_wrong_password(
    anonymous: httpx.AsyncClient,
) -> None:
    known = await anonymous.post("/session", json=WRONG)
    unknown = await anonymous.post("/session", json=WRONG | {"username": "nobody"})
    for answer in (known, unknown):
        assert answer.status_code == 401
    hide = {"correlation_id": ""}
    assert known.json() | hide == unknown.json() | hide


async def test_the_eleventh_try_at_an_account_is_refused_from_any_address(
    browser_of: Browser, clock: MovedClock
) -> None:
    for address in range(10):
        assert await try_often(browser_of(f"192.0.2.{address + 10}"), 1) == [401]
    refused = await browser_of("198.51.100.1").post("/session", json=RIGHT)
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    clock.advance(timedelta(minutes=15, seconds=1))
    assert (await browser_of("198.51.100.1").post("/session", json=RIGHT)).status_code == 200


async def test_spraying_many_accounts_from_one_address_is_stopped(browser_of: Browser) -> None:
    client = browser_of("192.0.2.77")
    for number in range(10):
        assert await try_often(client, 1, username=f"user{number}") == [401]
    assert (await client.post("/session", json=RIGHT)).status_code == 429
    assert (await browser_of("192.0.2.78").post("/session", json=RIGHT)).status_code == 200


async def test_unknown_accounts_are_limited_just_the_same(browser_of: Browser) -> None:
    for address in range(10):
        client = browser_of(f"192.0.2.{address + 10}")
        assert await try_often(client, 1, username="ghost") == [401]
    assert await try_often(browser_of("198.51.100.1"), 1, username="GHOST ") == [429]


async def test_tries_at_the_same_moment_are_counted_one_by_one(browser_of: Browser) -> None:
    clients = [browser_of(f"192.0.2.{n}") for n in range(20)]
    answers = await asyncio.gather(*(client.post("/session", json=WRONG) for client in clients))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 10


async def test_a_forged_forwarded_header_gives_no_fresh_address(browser_of: Browser) -> None:
    client = browser_of("192.0.2.77")
    for number in range(10):
        client.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        await try_often(client, 1, username=f"user{number}")
    client.headers["X-Forwarded-For"] = "203.0.113.99"
    assert (await client.post("/session", json=RIGHT)).status_code == 429


async def test_callers_behind_a_trusted_proxy_are_told_apart(browser_of: Browser) -> None:
    client = browser_of(PROXY)
    client.headers["X-Forwarded-For"] = "6.6.6.6, 203.0.113.1"
    for number in range(10):
        await try_often(client, 1, username=f"user{number}")
    assert (await client.post("/session", json=RIGHT)).status_code == 429
    client.headers["X-Forwarded-For"] = "6.6.6.6, 203.0.113.2"
    assert (await client.post("/session", json=RIGHT)).status_code == 200


async def test_success_empties_the_window(anonymous: httpx.AsyncClient) -> None:
    assert await try_often(anonymous, 5) == [401] * 5
    assert (await anonymous.post("/session", json=RIGHT)).status_code == 200
    assert await try_often(anonymous, 5) == [401] * 5
    assert await try_often(anonymous, 1, username="other") == [429]  # the address still counts ten


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("tiny-pw", "password_too_short"),
        ("1234567890", "password_common"),
        ("QWERTYUIOP", "password_common"),
        ("aaaaaaaaaaaaaaaa", "password_common"),
        ("x" * 200, "password_too_long"),
        ("lihua.lihua1", "password_like_username"),
    ],
)
async def test_passwords_that_attackers_try_first_are_refused(
    admin: httpx.AsyncClient, password: str, code: str
) -> None:
    body = {"username": "lihua.lihua", "display_name": "L", "roles": ["auditor"]}
    answer = await admin.post("/users", json=body | {"password": password})
    assert (answer.status_code, answer.json()["type"]) == (409, code)
    assert password not in answer.text


async def test_odd_passwords_work_and_nothing_breaks(admin: httpx.AsyncClient) -> None:
    for number, password in enumerate(["密码密码密码密码密码真的很长", "a\x00b" + "cdefghij" * 3]):
        await make_user(admin, f"odd{number}", password=password)
        body = {"username": f"odd{number}", "password": password}
        assert (await admin.post("/session", json=body)).status_code == 200
        admin.headers["X-CSRF-Token"] = ""
        answer = await admin.post("/session", json=RIGHT)
        admin.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
