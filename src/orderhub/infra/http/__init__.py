"""The HTTP edge's tools: transaction, clock, problems, routes with a policy, the shield."""

from orderhub.infra.http.claims import IDEMPOTENCY_HEADER, Claim, StoredAnswer
from orderhub.infra.http.dependencies import (
    HubDatabase,
    Master,
    Now,
    Transaction,
    client_address,
    master_key,
)
from orderhub.infra.http.problems import Body, problems
from orderhub.infra.http.routes import (
    BULK_BODY_LIMIT,
    WRITE_METHODS,
    HubRoute,
    Router,
)
from orderhub.infra.http.shield import shield

__all__ = [
    "BULK_BODY_LIMIT",
    "IDEMPOTENCY_HEADER",
    "WRITE_METHODS",
    "Body",
    "Claim",
    "HubDatabase",
    "HubRoute",
    "Master",
    "Now",
    "Router",
    "StoredAnswer",
    "Transaction",
    "client_address",
    "master_key",
    "problems",
    "shield",
]
