"""What a wrong body is told: enough to mend it, and never more than was sent."""

import httpx
import pytest
from fastapi import Depends, FastAPI
from pydantic import Field

from orderhub.infra.http import Body, Router, shield
from tests.unit.infra.test_http_shield import Declared


class Row(Body):
    name: str


class Rows(Body):
    rows: list[Row] = Field(max_length=1000)


@pytest.fixture
def app() -> FastAPI:
    router, app = Router(), FastAPI()

    @router.post("/rows", dependencies=[Depends(Declared())])
    async def _take(body: Rows) -> None: ...

    app.include_router(router)
    shield(app)
    return app


async def told(app: FastAPI, body: object) -> httpx.Response:
    to = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=to, base_url="http://hub") as client:
        answer = await client.post("/rows", json=body)
    assert answer.status_code == 422
    return answer


async def test_each_unknown_field_is_named(app: FastAPI) -> None:
    answer = await told(app, {"rows": [{"name": "a", "nane": "b"}], "more": 1})
    where = {error["where"]: error["code"] for error in answer.json()["errors"]}
    assert where == {"body.rows.0.nane": "extra_forbidden", "body.more": "extra_forbidden"}


async def test_an_object_of_very_many_unknown_fields_is_one_error(app: FastAPI) -> None:
    many = {f"{n:x}": 1 for n in range(50_000)}
    answer = await told(app, {"rows": [{"name": "a"}, many]})
    [error] = answer.json()["errors"]
    assert (error["where"], error["code"]) == ("body.rows.1", "extra_forbidden")
