"""A hub beside the sandbox."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from orderhub.infra.db import Database
from tests.support.sync import Hub, hub_on


@pytest.fixture
async def hub(db: Database, sandbox: dict[str, Any]) -> AsyncIterator[Hub]:
    """The real sandbox over HTTP, a database of this test."""
    async with hub_on(db, sandbox) as running:
        yield running


@pytest.fixture(params=["taobao", "jd"])
def polled(request: pytest.FixtureRequest) -> str:
    """Each channel that is polled."""
    return request.param
