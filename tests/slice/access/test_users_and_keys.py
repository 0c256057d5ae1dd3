"""Managing users and API keys: nobody gives more than they have, and keys do what they say."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import text

from orderhub.infra.db import Database
from tests.support.access import PASSWORD, MovedClock, SignIn, make_key, make_user


async def test_the_last_administrator_cannot_be_removed(admin: httpx.AsyncClient) -> None:
    for change in ({"roles": ["auditor"]}, {"shop_ids": [1]}):
        answer = await admin.patch("/users/1", json=change)
        assert (answer.status_code, answer.json()["type"]) == (409, "last_administrator")
    answer = await admin.patch("/users/1", json={"state": "disabled"})
    assert answer.json()["type"] == "own_account"


async def test_an_administrator_of_some_shops_gives_no_others_away(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await make_user(admin, "branch", roles=["administrator"], shop_ids=[1, 2])
    branch = await sign_in("branch")
    await make_user(branch, "inside", shop_ids=[2])
    for shops in (None, [3], [1, 3]):
        body = {"username": "x1", "display_name": "X", "password": PASSWORD, "roles": ["warehouse"]}
        answer = await branch.post("/users", json=body | {"shop_ids": shops})
        assert answer.json()["type"] == "grant_beyond_own"
    for change in ({"shop_ids": [1]}, {"state": "disabled"}):
        answer = await branch.patch("/users/1", json=change)
        assert answer.json()["type"] == "grant_beyond_own"
    answer = await branch.post("/users/1/password", json={"password": "taken over by branch"})
    assert answer.json()["type"] == "grant_beyond_own"


async def test_usernames_are_one_whatever_their_case(admin: httpx.AsyncClient) -> None:
    await make_user(admin, "mei")
    body = {"username": "MEI", "display_name": "M", "password": PASSWORD, "roles": ["auditor"]}
    assert (await admin.post("/users", json=body)).json()["type"] == "username_taken"


async def test_a_change_based_on_an_old_version_is_refused(admin: httpx.AsyncClient) -> None:
    user_id = await make_user(admin, "mei")
    change = {"display_name": "Mei", "version": 1}
    assert (await admin.patch(f"/users/{user_id}", json=change)).json()["version"] == 2
    assert (await admin.patch(f"/users/{user_id}", json=change)).json()["type"] == "stale_version"


@pytest.mark.parametrize(
    "extra",
    [{"id": 1}, {"password_hash": "x"}, {"permissions": ["orders.read"]}, {"must_change": False}],
)
async def test_fields_that_are_not_the_callers_are_refused(
    admin: httpx.AsyncClient, extra: dict[str, object]
) -> None:
    answer = await admin.patch("/users/1", json=extra)
    assert (answer.status_code, answer.json()["type"]) == (422, "invalid_input")


async def test_a_password_given_by_an_administrator_ends_sessions_and_asks_for_an_own_one(
    admin: httpx.AsyncClient, sign_in: SignIn
) -> None:
    user_id = await make_user(admin, "mei")
    mei = await sign_in("mei")
    body = {"password": "given by the admin"}
    assert (await admin.post(f"/users/{user_id}/password", json=body)).status_code == 204
    assert (await mei.get("/session")).status_code == 401
    again = await sign_in("mei", "given by the admin")
    assert (await again.get("/session")).json()["must_change_password"] is True


async def test_an_unknown_user_is_not_found(admin: httpx.AsyncClient) -> None:
    assert (await admin.patch("/users/999", json={"display_name": "X"})).status_code == 404
    assert (await admin.patch("/users/99999999999999999999", json={})).status_code == 422


async def test_a_key_does_what_it_may_and_nothing_else(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    key = await make_key(admin, permissions=["users.read"])
    assert (await anonymous.get("/users", headers=key)).status_code == 200
    assert (await anonymous.get("/api-keys", headers=key)).status_code == 403
    me = (await anonymous.get("/session", headers=key)).json()
    assert (me["permissions"], me["csrf_token"]) == (["users.read"], "")


async def test_a_key_makes_no_key_that_can_do_more(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient
) -> None:
    key = await make_key(admin, permissions=["keys.manage", "users.read"], shop_ids=[1])
    ask = {"name": "more", "permissions": ["users.manage"], "shop_ids": [1]}
    answer = await anonymous.post("/api-keys", json=ask, headers=key)
    assert answer.json()["type"] == "grant_beyond_own"
    ask = {"name": "more", "permissions": ["users.read"], "shop_ids": None}
    answer = await anonymous.post("/api-keys", json=ask, headers=key)
    assert answer.json()["type"] == "grant_beyond_own"


async def test_a_key_ends_when_revoked_and_when_expired(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, clock: MovedClock
) -> None:
    key = await make_key(admin)
    until = (clock.at + timedelta(hours=1)).isoformat()
    short = await make_key(admin, expires_at=until)
    assert (await admin.delete("/api-keys/1")).status_code == 204
    assert (await admin.delete("/api-keys/1")).status_code == 404
    assert (await anonymous.get("/users", headers=key)).status_code == 401
    assert (await anonymous.get("/users", headers=short)).status_code == 200
    clock.advance(timedelta(hours=1))
    assert (await anonymous.get("/users", headers=short)).status_code == 401


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer ohk_",
        "Bearer ohk_" + "A" * 43,
        "Basic YWRtaW4=",
        "Bearer é",
    ],
)
async def test_a_bad_key_is_nobody_even_with_a_good_cookie(
    admin: httpx.AsyncClient, header: str
) -> None:
    answer = await admin.get("/session", headers={b"Authorization": header.encode()})
    assert answer.status_code == 401


async def test_use_of_a_key_is_noted_at_most_once_a_minute(
    admin: httpx.AsyncClient, anonymous: httpx.AsyncClient, clock: MovedClock, db: Database
) -> None:
    key = await make_key(admin)
    seen: list[object] = []
    for seconds in (0, 30, 31):
        clock.advance(timedelta(seconds=seconds))
        await anonymous.get("/users", headers=key)
        async with db.transaction() as tx:
            seen.append((await tx.execute(text("SELECT used_at FROM api_keys"))).scalar_one())
    assert seen[0] == seen[1] != seen[2] == clock.at


async def test_the_key_itself_is_nowhere_in_the_database(
    admin: httpx.AsyncClient, db: Database
) -> None:
    secret = (await make_key(admin))["Authorization"].removeprefix("Bearer ")
    async with db.transaction() as tx:
        for table in ("api_keys", "audit_entries", "idempotency_keys"):
            rows = await tx.execute(text(f"SELECT t::text FROM {table} t"))
            assert not any(secret in row for row in rows.scalars())
    assert secret not in (await admin.get("/api-keys")).text
