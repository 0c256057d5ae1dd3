"""Role × operation, from the OpenAPI file: who may does, who may not gets 403, nobody 401."""

import pytest
from fastapi import FastAPI

from orderhub.access.facade import Permission, Role, policy
from orderhub.access.model.permissions import ROLES
from orderhub.infra.http import Router
from tests.slice.authz.conftest import Callers
from tests.support.surface import Operation, call, operations


def guarded(app: FastAPI) -> list[Operation]:
    return [operation for operation in operations(app) if operation.policy != "public"]


async def test_nobody_gets_anywhere(app: FastAPI, callers: Callers) -> None:
    nobody = callers.anonymous()
    for operation in guarded(app):
        assert (await call(nobody, operation)).status_code == 401, operation


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_reaches_exactly_what_its_permissions_say(
    app: FastAPI, callers: Callers, role: Role
) -> None:
    person = await callers.person(role)
    for operation in guarded(app):
        allowed = operation.policy == "signed_in" or operation.policy in ROLES[role]
        if operation.streams and allowed:
            continue  # An endless answer; its refusal is what is tested here.
        status = (await call(person, operation)).status_code
        assert (status not in {401, 403}) == allowed, f"{operation}: {status}"
        assert status < 500, f"{operation}: {status}"


async def test_a_key_reaches_what_its_one_permission_says_and_nothing_without_it(
    app: FastAPI, callers: Callers
) -> None:
    every = frozenset(Permission)
    for permission in Permission:
        only = await callers.program(frozenset({permission}))
        but = await callers.program(every - {permission})
        for operation in guarded(app):
            if operation.policy == "signed_in":
                continue
            asked = operation.policy == permission
            tried = but if asked else only
            assert (await call(tried, operation)).status_code == 403, f"{operation}: {permission}"
            if asked:
                status = (await call(only, operation)).status_code
                assert status not in {401, 403}, f"{operation}: {status}"


async def test_no_write_by_cookie_goes_without_its_csrf_token(
    app: FastAPI, callers: Callers
) -> None:
    administrator = await callers.person(Role.ADMINISTRATOR)
    del administrator.headers["X-CSRF-Token"]
    for operation in guarded(app):
        if operation.method == "get":
            continue
        answer = await call(administrator, operation)
        assert answer.status_code == 403, operation
        assert answer.json()["type"] == "csrf_refused", operation


async def test_a_planted_route_with_the_wrong_permission_is_found(
    app: FastAPI, callers: Callers
) -> None:
    planted = Router()

    @planted.get("/planted", dependencies=[policy("orders.read")])
    async def _planted() -> None: ...

    app.include_router(planted)
    app.openapi_schema = None
    found = next(o for o in operations(app) if o.path == "/planted")
    lied = Operation(found.method, found.path, "users.manage", streams=False)
    person = await callers.person(Role.WAREHOUSE)
    status = (await call(person, lied)).status_code
    assert (status not in {401, 403}) != (lied.policy in ROLES[Role.WAREHOUSE])
