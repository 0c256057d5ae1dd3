"""The HTTP edge's tools: transaction, clock, problems, routes with a policy, the shield."""

from orderhub.infra.http.dependencies import HubDatabase, Now, Transaction, client_address
from orderhub.infra.http.problems import Body, problems
from orderhub.infra.http.routes import (
    BODY_LIMIT,
    BULK_BODY_LIMIT,
    IDEMPOTENCY_HEADER,
    WRITE_METHODS,
    Claim,
    Router,
    StoredAnswer,
)
from orderhub.infra.http.shield import shield

__all__ = [
    "BODY_LIMIT",
    "BULK_BODY_LIMIT",
    "IDEMPOTENCY_HEADER",
    "WRITE_METHODS",
    "Body",
    "Claim",
    "HubDatabase",
    "Now",
    "Router",
    "StoredAnswer",
    "Transaction",
    "client_address",
    "problems",
    "shield",
]
