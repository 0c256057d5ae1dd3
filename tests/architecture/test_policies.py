"""Default deny: every operation of the app declares a policy, and every write takes a key."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts

from orderhub.access.facade import Permission, Role
from orderhub.access.model.permissions import ROLES
from orderhub.infra.http import HubRoute
from tests.support.app import the_app

WRITES = {"post", "put", "patch", "delete"}
KNOWN = {"public", "signed_in", *(permission.value for permission in Permission)}
PUBLIC = {  # Each checks by itself, or tells nothing worth hiding.
    ("post", "/api/v1/session"),
    ("get", "/api/v1/consents/return"),
    ("get", "/health/live"),
    ("get", "/health/ready"),
    ("get", "/metrics"),
    ("post", "/ingest/v1/{channel}/{shop_id}/orders"),
    ("post", "/ingest/v1/{channel}/{shop_id}/notices"),
    ("post", "/ingest/v1/warehouses/{warehouse_id}"),
    ("post", "/ingest/v1/tracking/kuaidi100"),
    ("post", "/ingest/v1/sources/{source_id}"),
}
OWN_DESK = {  # One's own session and saved views; looking up and trying out are reading.
    ("post", "/api/v1/order-rules/trial"),
    ("post", "/api/v1/listeners/trial"),
    ("delete", "/api/v1/session"),
    ("post", "/api/v1/session/password"),
    ("post", "/api/v1/orders/lookup"),
    ("post", "/api/v1/order-views"),
    ("patch", "/api/v1/order-views/{view_id}"),
    ("delete", "/api/v1/order-views/{view_id}"),
}
DOCUMENT = "/api/v1/openapi.json"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return the_app()


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_route_is_of_the_kind_that_needs_a_policy(app: FastAPI) -> None:
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            assert isinstance(route, HubRoute), f"{context.path}: use orderhub.infra.http.Router"
        elif context.methods:  # What FastAPI and Starlette add by themselves.
            assert context.path == DOCUMENT, f"{context.path} has no policy"


def test_every_operation_declares_a_known_policy(app: FastAPI) -> None:
    for method, path, operation in operations(app):
        assert operation.get("x-policy") in KNOWN, f"{method} {path}"


def test_only_the_listed_operations_are_public(app: FastAPI) -> None:
    public = {(m, p) for m, p, o in operations(app) if o.get("x-policy") == "public"}
    assert public <= PUBLIC


def test_every_write_takes_an_idempotency_key(app: FastAPI) -> None:
    for method, path, operation in operations(app):
        if method in WRITES:
            names = {p.get("name") for p in operation.get("parameters", [])}
            assert "Idempotency-Key" in names, f"{method} {path}"


def test_every_body_refuses_fields_it_does_not_know(app: FastAPI) -> None:
    schemas: dict[str, Any] = app.openapi()["components"]["schemas"]
    for method, path, operation in operations(app):
        content = operation.get("requestBody", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if reference:
            schema = schemas[reference.rpartition("/")[2]]
            closed = schema.get("additionalProperties") is False or schema.get("type") != "object"
            assert closed, f"{method} {path}: derive the body from orderhub.infra.http.Body"


def test_no_two_operations_share_an_id(app: FastAPI) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(app)]
    assert sorted(set(ids)) == sorted(ids)


def test_an_auditor_can_change_nothing_but_their_own_desk(app: FastAPI) -> None:
    held = {"signed_in", *ROLES[Role.AUDITOR]}
    writes = {(m, p) for m, p, o in operations(app) if m in WRITES and o["x-policy"] in held}
    assert writes <= OWN_DESK
