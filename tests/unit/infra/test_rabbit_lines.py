"""How aiormq ends what waits on a line that is gone, and what the bus makes of it."""

import asyncio

import pytest
from aiormq.base import FutureStore

from orderhub.infra.bus.rabbit_lines import FAILURES, plain


@pytest.mark.parametrize("end", [None, asyncio.CancelledError(), ConnectionResetError()])
async def test_whatever_ends_a_line_is_a_failure_that_a_task_lives_through(
    end: BaseException | None,
) -> None:
    """`None`: an end between two frames; CancelledError: no heartbeat came."""
    line = FutureStore(asyncio.get_running_loop())
    answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    line.add(answer)  # pyright: ignore[reportUnknownMemberType]
    await line.reject_all(end)
    with pytest.raises(FAILURES), plain():
        await answer


async def test_a_task_that_is_cancelled_ends_and_a_defect_is_not_called_a_dead_line() -> None:
    async def wait() -> None:
        with plain():
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ZeroDivisionError), plain():
        raise ZeroDivisionError
