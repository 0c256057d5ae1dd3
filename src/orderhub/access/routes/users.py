"""Users and the roles they can have."""

from typing import Annotated

from fastapi import Path, Response

from orderhub.access.guard import CurrentActor, policy
from orderhub.access.model.permissions import ROLES
from orderhub.access.schemas.users import (
    PasswordIn,
    RoleOut,
    Roles,
    UserChangeIn,
    UserIn,
    UserOut,
    Users,
)
from orderhub.access.service import users
from orderhub.access.store.users import all_users
from orderhub.infra.http import Router, Transaction, problems
from orderhub.kernel.errors import Conflict, NotFound, StaleVersion

router = Router(tags=["users"])
UserIdPath = Annotated[int, Path(ge=1, lt=2**63)]


@router.get("/users", summary="List users", dependencies=[policy("users.read")])
async def list_users(tx: Transaction) -> Users:
    """Everybody with an account, by name."""
    return Users(items=[UserOut.of(user) for user in await all_users(tx)])


@router.post(
    "/users",
    summary="Create a user",
    status_code=201,
    dependencies=[policy("users.manage")],
    responses=problems(Conflict),
)
async def create_user(body: UserIn, actor: CurrentActor, tx: Transaction) -> UserOut:
    """Nobody gives away roles or shops beyond their own."""
    return UserOut.of(
        await users.create_user(tx, actor, body.to_new(), body.password.get_secret_value())
    )


@router.patch(
    "/users/{user_id}",
    summary="Change a user",
    dependencies=[policy("users.manage")],
    responses=problems(NotFound, Conflict, StaleVersion),
)
async def change_user(
    user_id: UserIdPath, body: UserChangeIn, actor: CurrentActor, tx: Transaction
) -> UserOut:
    """Roles, shops, name or state; a disabled user is signed out at once."""
    return UserOut.of(await users.change_user(tx, actor, user_id, body.to_change()))


@router.post(
    "/users/{user_id}/password",
    summary="Give a user a new password",
    status_code=204,
    dependencies=[policy("users.manage")],
    responses=problems(NotFound, Conflict),
)
async def set_password(
    user_id: UserIdPath, body: PasswordIn, actor: CurrentActor, tx: Transaction
) -> Response:
    """The user's sessions end; they are asked to choose their own at the next sign-in."""
    password = body.password.get_secret_value()
    await users.set_password(tx, actor, user_id, password, must_change=True)
    return Response(status_code=204)


@router.get("/roles", summary="List roles", dependencies=[policy.signed_in])
async def list_roles() -> Roles:
    """Each role with its permissions."""
    items = [RoleOut(role=role, permissions=sorted(held)) for role, held in ROLES.items()]
    return Roles(items=items)
