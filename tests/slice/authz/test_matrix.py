"""Role × operation, from the OpenAPI file: who may does, who may not gets 403, nobody 401."""

import pytest
from fastapi import Depends, FastAPI

from orderhub.access.facade import Permission, Role
from orderhub.access.model.permissions import ROLES
from orderhub.infra.http import Router
from tests.slice.authz.conftest import OF_ITS_OWN, Callers
from tests.support.surface import Operation, call, operations


def guarded(app: FastAPI) -> list[Operation]:
    return [operation for operation in operations(app) if operation.policy != "public"]


async def test_nobody_gets_anywhere(app: FastAPI, callers: Callers) -> None:
    nobody = callers.anonymous()
    for operation in guarded(app):
        assert (await call(nobody, operation)).status_code == 401, operation


async def mismatches(app: FastAPI, callers: Callers, role: Role) -> list[str]:
    """Operations that answer a person of this role otherwise than their policy says."""
    person = await callers.person(role)
    wrong: list[str] = []
    for operation in guarded(app):
        allowed = operation.policy == "signed_in" or operation.policy in ROLES[role]
        if operation.streams and allowed:
            continue  # An endless answer; its refusal is what is tested here.
        status = (await call(person, operation)).status_code
        if (status not in {401, 403}) != allowed or status >= 500:
            wrong.append(f"{operation}: {status}")
    return wrong


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_reaches_exactly_what_its_permissions_say(
    app: FastAPI, callers: Callers, role: Role
) -> None:
    assert await mismatches(app, callers, role) == []


async def test_a_key_reaches_by_one_permission_what_all_the_others_do_not_open(
    app: FastAPI, callers: Callers
) -> None:
    only = {p: await callers.program(frozenset({p})) for p in Permission}
    others = {p: await callers.program(frozenset(Permission) - {p}) for p in Permission}
    for operation in guarded(app):
        if operation.policy == "signed_in":
            continue
        asked = Permission(operation.policy)
        assert (await call(others[asked], operation)).status_code == 403, operation
        status = (await call(only[asked], operation)).status_code
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


class Liar:
    """Declares a policy and lets everybody through."""

    policy = "users.manage"

    async def __call__(self) -> None: ...


@OF_ITS_OWN
async def test_a_planted_route_that_does_not_keep_its_policy_is_found(
    app: FastAPI, callers: Callers
) -> None:
    planted = Router()

    @planted.get("/planted", dependencies=[Depends(Liar())])
    async def _planted() -> None: ...

    app.include_router(planted)
    app.openapi_schema = None
    assert await mismatches(app, callers, Role.WAREHOUSE) == ["get /planted: 200"]
