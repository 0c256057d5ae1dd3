"""Fixtures of the order desk's tests."""

import httpx
import pytest

from orderhub.infra.db import Database


@pytest.fixture
def app_db(app_client: httpx.AsyncClient, db: Database) -> Database:  # noqa: ARG001 - its key is in force first
    """The app's database; what comes in is sealed under the app's own master key."""
    return db
