"""Errors on the wire: application/problem+json, `type` = code, with a correlation id."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from psycopg import DataError
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError
from starlette.exceptions import HTTPException

from orderhub.infra.http.correlation import correlation_id
from orderhub.infra.http.credentials import SECURITY_SCHEMES
from orderhub.kernel.errors import Conflict, HubError

PROBLEM = "application/problem+json"
STRAY = 20  # unknown fields of one object that are named one by one
CODES = {404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 503: "overloaded"}


class Body(BaseModel):
    """A request's body: unknown fields are refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _bounded(cls, said: object) -> object:
        """Each unknown field is an error with its own text: a million of them, in 10 MB, would
        take the process for seconds and gigabytes."""
        if isinstance(said, dict) and len(cast(dict[Any, Any], said)) > STRAY + len(
            cls.model_fields
        ):
            raise PydanticCustomError("extra_forbidden", "There are too many unknown fields")
        return cast(object, said)


class Problem(BaseModel):
    """The shape of every error answer."""

    type: str
    title: str
    status: int
    detail: str
    correlation_id: str
    context: dict[str, Any] | None = None
    errors: list[dict[str, str]] | None = None


def problems(*errors: type[HubError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI responses of these errors, by status."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = found.setdefault(error.http_status, problem_response(""))
        entry["description"] = f"{entry['description']} {error.__doc__ or error.code}".strip()
    return found


def problem_response(description: str) -> dict[str, Any]:
    """One documented problem answer."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": description, "content": content}


def answer_problems(app: FastAPI) -> None:
    """Make `app` answer every error as a problem; the handlers know no slice."""
    app.add_exception_handler(HubError, _hub_error)
    app.add_exception_handler(RequestValidationError, _invalid_shape)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(DataError, _data_error)
    app.openapi = partial(_described, app.openapi)


def present(
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> Response:
    """A problem answer; `more` holds optional members such as `errors`."""
    body = {
        "type": code,
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": detail,
        "correlation_id": correlation_id(),
        **{name: value for name, value in more.items() if value},
    }
    return Response(orjson.dumps(body, default=str), status, headers, media_type=PROBLEM)


def _described(describe: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    document = describe()
    components = document.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
    components["securitySchemes"] = SECURITY_SCHEMES
    return document


async def _hub_error(_: Request, error: Exception) -> Response:
    return told(cast(HubError, error))


def told(error: HubError) -> Response:
    """The problem answer that tells it."""
    code = error.refusal.code if isinstance(error, Conflict) else error.code
    headers: dict[str, str] = {}
    if (wait_s := error.context.get("retry_after_s")) is not None:
        headers["Retry-After"] = str(wait_s)
    elif error.http_status == 503:  # noqa: PLR2004
        headers["Retry-After"] = "5"
    elif error.http_status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = "Bearer"
    return present(error.http_status, code, error.detail, headers=headers, context=error.context)


async def _invalid_shape(_: Request, error: Exception) -> Response:
    wrong = [
        {
            "where": ".".join(str(part) for part in found["loc"]),
            "code": str(found["type"]),
            "detail": str(found["msg"]),
        }
        for found in cast(RequestValidationError, error).errors()
    ]
    detail = "; ".join(f"{item['where']}: {item['detail']}" for item in wrong[:5])
    return present(422, "invalid_input", detail, errors=wrong)


async def _http_exception(_: Request, error: Exception) -> Response:
    error = cast(HTTPException, error)
    code = CODES.get(error.status_code, "bad_request")
    return present(error.status_code, code, str(error.detail), headers=error.headers)


async def _data_error(_: Request, _error: Exception) -> Response:
    # The database refused a value's shape (NUL character, number too large): the text may quote it.
    return present(422, "invalid_input", "a value cannot be stored: out of range or not text")
