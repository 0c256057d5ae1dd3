"""The client by which the platforms call the hub."""

import ssl
from functools import cache

import httpx

_PATIENCE_SECONDS = 20


@cache
def _trusted() -> ssl.SSLContext:
    """Loaded once a process: it takes 20 ms, and every shop has a client."""
    return httpx.create_ssl_context(trust_env=False)


def open_client() -> httpx.AsyncClient:
    """A client that waits for an answer as long as a platform does."""
    return httpx.AsyncClient(timeout=_PATIENCE_SECONDS, trust_env=False, verify=_trusted())
