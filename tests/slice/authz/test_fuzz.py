"""Schemathesis on the whole surface: no 5xx, no answer that the OpenAPI file does not name."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from orderhub.access.facade import Permission
from tests.slice.authz.conftest import Callers
from tests.support.sockets import listening

EXAMPLES = os.environ.get("ORDERHUB_FUZZ_EXAMPLES")
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance"
)
# A method that a path does not have is the framework's 405, the same everywhere.
CONFIGURATION = "phases.coverage.unexpected-methods = []\n"
# Every boundary of what is allowed; what is not allowed comes by chance, or, where more examples
# are asked for, by boundary too: twice the time, for refusals that one piece of code gives.
BRIEF = 'phases.coverage.generation.mode = "positive"\n'


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The app on a real port of loopback, its description made."""
    app.openapi()
    listener = listening()
    server = uvicorn.Server(
        uvicorn.Config(app, lifespan="off", log_level="warning", proxy_headers=False)
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    with suppress(asyncio.CancelledError):
        await serving


@pytest.mark.parametrize("methods", [("GET",), ("POST",), ("PUT", "PATCH", "DELETE")])
async def test_the_surface_holds_against_generated_input(
    address: str, callers: Callers, tmp_path: Path, methods: tuple[str, ...]
) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION + ("" if EXAMPLES else BRIEF))
    client = await callers.program(frozenset(Permission))
    fuzzer = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json"),
        *("--header", f"Authorization:{client.headers['Authorization']}"),
        *("--phases", "coverage,fuzzing", "--checks", CHECKS),
        *(word for method in methods for word in ("--include-method", method)),
        *("--max-examples", EXAMPLES or "5", "--seed", "7", "--generation-database", "none"),
        # One never ends, one would revoke the very key that asks, one leads browsers elsewhere.
        *("--exclude-path", "/api/v1/events", "--exclude-operation-id", "revoke_key"),
        *("--exclude-operation-id", "return_from_consent"),
        "--no-color",
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await fuzzer.communicate()
    assert fuzzer.returncode == 0, output.decode()[-20_000:]
