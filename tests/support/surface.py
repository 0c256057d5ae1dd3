"""The whole HTTP surface, from the app's own OpenAPI file, for tests that walk all of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

WRITES = {"post", "put", "patch", "delete"}


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path, under one policy."""

    method: str
    path: str
    policy: str
    streams: bool

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, value: str) -> str:
        """The path with `value` for each of its parameters."""
        parts = self.path.split("/")
        return "/".join(value if part.startswith("{") else part for part in parts)


def operations(app: FastAPI) -> Iterator[Operation]:
    """Every operation; those that end the caller's session come last."""
    found: list[Operation] = []
    document: dict[str, Any] = app.openapi()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content: dict[str, Any] = operation["responses"].get("200", {}).get("content", {})
            streams = "text/event-stream" in content
            found.append(Operation(method, path, operation["x-policy"], streams))
    yield from sorted(found, key=lambda o: (o.path.endswith("/session"), o.method == "delete"))


async def call(
    client: httpx.AsyncClient, operation: Operation, value: str = "999999"
) -> httpx.Response:
    """Send the operation with an empty body and `value` in every place of its path."""
    body: dict[str, Any] | None = {} if operation.method in WRITES else None
    return await client.request(operation.method, f"http://hub{operation.filled(value)}", json=body)
