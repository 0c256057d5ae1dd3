"""The demo's people work on what the simulated platforms know."""

from datetime import UTC, datetime

import httpx
import pytest

from orderhub.apps.demo.desk import Desk

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("since", "placed_from"), [(None, None), (NOW, NOW.isoformat())])
async def test_orders_of_before_the_platforms_began_anew_are_left_alone(
    since: datetime | None, placed_from: str | None
) -> None:
    asked: list[httpx.QueryParams] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params)
        return httpx.Response(200, json={"items": [{"number": "ORD-1"}]})

    transport = httpx.MockTransport(answer)
    async with httpx.AsyncClient(base_url="http://hub", transport=transport) as hub:
        desk = Desk(hub, hub, {}, {}, since)
        assert await desk.orders("to_push", limit=2) == [{"number": "ORD-1"}]
    assert (asked[0].get("from"), asked[0]["sort"]) == (placed_from, "placed_at")
