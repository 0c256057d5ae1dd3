"""Wire shapes of signing in."""

from typing import Annotated

from pydantic import BaseModel, Field, SecretStr

from orderhub.infra.http import Body

Password = Annotated[SecretStr, Field(min_length=1, max_length=1024)]


class SignInIn(Body):
    username: Annotated[str, Field(min_length=1, max_length=256)]
    password: Password


class PasswordChangeIn(Body):
    old: Password
    new: Password


class PersonOut(BaseModel):
    id: int
    username: str
    display_name: str


class SessionOut(BaseModel):
    """`csrf_token` goes into the header X-CSRF-Token of every write; empty for an API key."""

    user: PersonOut
    roles: list[str]
    permissions: list[str]
    shops: list[int] | None
    csrf_token: str
    must_change_password: bool
