"""The bench of the way in takes every order in, whatever tables came since: never how quickly."""

from orderhub.apps.bench.ingest import run


async def test_every_order_of_the_bench_is_taken_in_and_reserved() -> None:
    figures = await run(200, 1, reserve=True)
    assert figures["rows"]["orders"] == 200
    assert [one["exact"] for one in figures["rounds"]] == [True]
