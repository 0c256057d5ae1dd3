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
from orderhub.infra.http.gate import Gate, Overloaded, TooFast, admitted
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
    "Gate",
    "HubDatabase",
    "HubRoute",
    "Master",
    "Now",
    "Overloaded",
    "Router",
    "StoredAnswer",
    "TooFast",
    "Transaction",
    "admitted",
    "client_address",
    "master_key",
    "problems",
    "shield",
]
