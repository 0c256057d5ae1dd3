"""Signing in: CSRF, cookies, and sessions that really end."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.support.access import PASSWORD, PROXY, Browser, MovedClock, SignIn, make_user

CREDENTIALS = {"username": "admin", "password": PASSWORD}


async def test_signing_in_gives_permissions_and_a_csrf_token(admin: httpx.AsyncClient) -> None:
    me = (await admin.get("/session")).json()
    assert me["user"]["username"] == "admin"
    assert "users.manage" in me["permissions"]
    assert me["shops"] is None
    assert me["csrf_token"] == admin.headers["X-CSRF-Token"]


async def test_nobody_is_somebody_without_signing_in(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.get("/session")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == "not_authenticated"
    assert answer.json()["correlation_id"] == answer.headers["X-Correlation-Id"]


@pytest.mark.parametrize("token", [None, "", "0" * 64, "é"])
async def test_a_write_by_cookie_needs_the_csrf_token(
    admin: httpx.AsyncClient, token: str | None
) -> None:
    del admin.headers["X-CSRF-Token"]
    headers = {} if token is None else {b"X-CSRF-Token": token.encode()}
    answer = await admin.post("/api-keys", json={}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "csrf_refused"


async def test_the_csrf_token_of_another_session_is_worthless(sign_in: SignIn) -> None:
    mine, other = await sign_in(), await sign_in()
    mine.headers["X-CSRF-Token"] = other.headers["X-CSRF-Token"]
    assert (await mine.delete("/session")).status_code == 403


async def test_the_cookie_is_kept_from_scripts_and_other_sites(
    anonymous: httpx.AsyncClient,
) -> None:
    cookie = (await anonymous.post("/session", json=CREDENTIALS)).headers["Set-Cookie"]
    assert cookie.startswith("orderhub=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie


async def test_behind_a_trusted_proxy_with_tls_the_cookie_is_host_bound(
    browser_of: Browser,
) -> None:
    client = browser_of(PROXY)
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    answer = await client.post("/session", json=CREDENTIALS, headers=headers)
    assert answer.headers["Set-Cookie"].startswith("__Host-orderhub=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Domain" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


async def test_a_stranger_cannot_pretend_to_be_a_proxy(anonymous: httpx.AsyncClient) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    answer = await anonymous.post("/session", json=CREDENTIALS, headers=headers)
    assert answer.headers["Set-Cookie"].startswith("orderhub=")


async def test_another_site_cannot_sign_a_browser_in(anonymous: httpx.AsyncClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert (await anonymous.post("/session", json=CREDENTIALS, headers=headers)).status_code == 403


async def test_a_token_planted_before_sign_in_is_not_taken_over(
    anonymous: httpx.AsyncClient, sign_in: SignIn
) -> None:
    planted = (await sign_in()).cookies["orderhub"]
    anonymous.cookies.set("orderhub", planted)
    answer = await anonymous.post("/session", json=CREDENTIALS)
    fresh = answer.cookies["orderhub"]
    assert fresh != planted
    anonymous.cookies.clear()
    anonymous.cookies.set("orderhub", planted)
    assert (await anonymous.get("/session")).status_code == 401


async def test_a_session_is_worthless_after_signing_out(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    stolen = admin.cookies["orderhub"]
    assert (await admin.delete("/session")).status_code == 204
    anonymous.cookies.set("orderhub", stolen)
    assert (await anonymous.get("/session")).status_code == 401


async def test_an_idle_session_ends_and_a_used_one_goes_on(
    admin: httpx.AsyncClient, clock: MovedClock
) -> None:
    for _ in range(3):
        clock.advance(timedelta(minutes=110))
        assert (await admin.get("/session")).status_code == 200
    clock.advance(timedelta(hours=2))
    assert (await admin.get("/session")).status_code == 401


async def test_no_session_outlives_twelve_hours(
    admin: httpx.AsyncClient, clock: MovedClock
) -> None:
    for _ in range(11):
        clock.advance(timedelta(hours=1))
        assert (await admin.get("/session")).status_code == 200
    clock.advance(timedelta(hours=1))
    assert (await admin.get("/session")).status_code == 401


async def test_a_disabled_user_is_out_at_once(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    user_id = await make_user(admin, "mei")
    mei = await sign_in("mei")
    assert (await mei.get("/session")).status_code == 200
    await admin.patch(f"/users/{user_id}", json={"state": "disabled"})
    assert (await mei.get("/session")).status_code == 401
    refused = await mei.post("/session", json={"username": "mei", "password": PASSWORD})
    assert refused.json()["type"] == "sign_in_refused"


async def test_lost_roles_are_lost_in_open_sessions(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    user_id = await make_user(admin, "wei", roles=["auditor"])
    wei = await sign_in("wei")
    assert (await wei.get("/users")).status_code == 200
    await admin.patch(f"/users/{user_id}", json={"roles": ["warehouse"]})
    assert (await wei.get("/users")).status_code == 403


async def test_a_new_password_ends_the_other_sessions(sign_in: SignIn) -> None:
    here, elsewhere = await sign_in(), await sign_in()
    body = {"old": PASSWORD, "new": "another long sentence"}
    assert (await here.post("/session/password", json=body)).status_code == 204
    assert (await here.get("/session")).status_code == 200
    assert (await elsewhere.get("/session")).status_code == 401


async def test_the_database_holds_no_usable_token(admin: httpx.AsyncClient, db: Database) -> None:
    async with db.transaction() as tx:
        rows = (await tx.execute(text("SELECT s::text FROM sessions s"))).scalars().all()
    assert rows
    assert not any(admin.cookies["orderhub"] in str(row) for row in rows)


async def test_answers_carry_the_security_headers(anonymous: httpx.AsyncClient) -> None:
    headers = (await anonymous.get("/session")).headers
    scripts = headers["Content-Security-Policy"].split("script-src")[1].split(";")[0]
    assert "unsafe" not in scripts
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


async def test_a_failure_inside_tells_nothing_but_its_correlation_id(
    app: FastAPI, anonymous: httpx.AsyncClient
) -> None:
    app.state.db = None
    answer = await anonymous.post("/session", json=CREDENTIALS)
    assert (answer.status_code, answer.content) == (500, b"")
    assert answer.headers["X-Correlation-Id"]


async def test_a_body_beyond_the_limit_is_refused(anonymous: httpx.AsyncClient) -> None:
    body = {"username": "admin", "password": "x" * 1_000_001}
    answer = await anonymous.post("/session", json=body)
    assert (answer.status_code, answer.json()["type"]) == (413, "body_too_large")
