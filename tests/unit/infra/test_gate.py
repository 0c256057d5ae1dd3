"""The gate refuses at once what would only wait, and forgets nobody."""

import asyncio
from types import SimpleNamespace

import pytest
from fastapi import Request
from starlette.types import Message

from orderhub.infra.http import Gate, Overloaded, TooFast, admitted, gate


def test_a_sender_has_so_many_places_and_another_one_its_own() -> None:
    gate = Gate(pushes=3, per_sender=1, size=100)
    with gate.admit("a", 10):
        with pytest.raises(TooFast) as refused, gate.admit("a", 10):
            pass
        with gate.admit("b", 10):
            pass
    assert refused.value.context["retry_after_s"]
    with gate.admit("a", 10):
        pass


def test_places_and_bytes_are_bounded_and_given_back_after_an_error() -> None:
    gate = Gate(pushes=1, per_sender=9, size=100)
    with pytest.raises(ZeroDivisionError), gate.admit("a", 90):
        raise ZeroDivisionError
    with pytest.raises(Overloaded), gate.admit("a", 101):
        pass
    with gate.admit("a", 100), pytest.raises(Overloaded), gate.admit("b", 0):
        pass


async def test_a_body_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def drips() -> Message:
        await asyncio.sleep(0)
        return {"type": "http.request", "body": b"", "more_body": True}

    monkeypatch.setattr(gate, "RECEIVED_WITHIN_S", 0.0)
    app = SimpleNamespace(state=SimpleNamespace(push_gate=Gate()))
    request = Request({"type": "http", "headers": [], "app": app}, drips)
    async with asyncio.timeout(60):
        with pytest.raises(Overloaded, match="in time"):
            async with admitted(request, "a"):
                pass
