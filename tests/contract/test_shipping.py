"""A parcel told to a channel is there once, whatever happened to the answer."""

from typing import Any

import pytest

from orderhub.connector_kit.shipping import Shipment, ShippedLine
from orderhub.kernel.errors import AlreadyDone, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from tests.contract.conftest import words_of
from tests.support.wire import FarShop, Near


async def carrier_of(far: FarShop) -> str:
    told = await far.tell("GET", f"{far.connector.channel}/carriers")
    return str(next(iter(told["carriers"])))


async def to_ship(far: FarShop, lines: int = 1, **values: Any) -> str:
    """Number of a new order that may be shipped."""
    placed = await far.place_orders(1, **{"status": "to_ship", "lines": [lines, lines], **values})
    return placed[0]["external_no"]


async def whole(far: FarShop, external_no: str, waybill_no: str = "SF1000000001") -> Shipment:
    return Shipment(
        external_no=external_no,
        carrier=await carrier_of(far),
        waybill_no=waybill_no,
        request_no=f"req-{waybill_no}",
    )


async def tell(near: Near, shipment: Shipment) -> str:
    """`sent`, or `already` when the channel has proved to know of it."""
    assert near.connector.ship_order is not None
    try:
        await near.connector.ship_order(near.shop, shipment)
    except AlreadyDone:
        return "already"
    return "sent"


async def parcels(far: FarShop, external_no: str) -> list[dict[str, Any]]:
    every = (await far.ask("GET", "parcels"))["parcels"]
    return [parcel for parcel in every if parcel["external_no"] == external_no]


async def test_a_parcel_told_is_at_the_channel_and_its_order_is_shipped(shipping: FarShop) -> None:
    number = await to_ship(shipping, lines=2)
    shipment = await whole(shipping, number)
    async with shipping.session() as near:
        assert await tell(near, shipment) == "sent"
        assert (await near.order(number)).status == "shipped"
    (parcel,) = await parcels(shipping, number)
    assert (parcel["carrier"], parcel["waybill_no"]) == (shipment.carrier, shipment.waybill_no)
    truth = await shipping.ask("GET", f"orders/{number}")
    assert [(p["line_no"], p["quantity"]) for p in parcel["lines"]] == [
        (line["line_no"], line["quantity"]) for line in truth["lines"]
    ]


async def test_a_parcel_that_names_every_line_is_the_whole_order(shipping: FarShop) -> None:
    number = await to_ship(shipping, lines=2)
    async with shipping.session() as near:
        lines = (await near.order(number)).lines
        named = tuple(ShippedLine(line_no=x.line_no, quantity=x.quantity) for x in lines)
        shipment = await whole(shipping, number)
        assert await tell(near, with_lines(shipment, *named)) == "sent"
        assert (await near.order(number)).status == "shipped"
    assert len(await parcels(shipping, number)) == 1


async def test_telling_twice_is_one_parcel_and_no_failure(shipping: FarShop) -> None:
    number = await to_ship(shipping)
    shipment = await whole(shipping, number)
    async with shipping.session() as near:
        assert await tell(near, shipment) == "sent"
        for _ in range(2):
            assert await tell(near, shipment) in {"already", "sent"}
    assert len(await parcels(shipping, number)) == 1


async def test_a_silent_channel_leaves_the_outcome_unknown_and_asking_again_finds_it(
    shipping: FarShop,
) -> None:
    number = await to_ship(shipping)
    shipment = await whole(shipping, number)
    await shipping.break_with("silent_after_write", seconds=20)
    async with shipping.session(total_s=5) as near:
        with pytest.raises(OutcomeUnknown):
            await tell(near, shipment)
    assert len(await parcels(shipping, number)) == 1
    async with shipping.session() as near:
        assert await tell(near, shipment) in {"already", "sent"}
        assert (await near.order(number)).status == "shipped"
    assert len(await parcels(shipping, number)) == 1


async def test_a_parcel_that_never_arrived_is_unknown_or_failed_and_told_again(
    shipping: FarShop,
) -> None:
    number = await to_ship(shipping)
    shipment = await whole(shipping, number)
    await shipping.break_with("F7", seconds=20)
    async with shipping.session(total_s=1) as near:
        # Channels whose order is read first fail before anything is told.
        with pytest.raises((OutcomeUnknown, ChannelUnavailable)):
            await tell(near, shipment)
    assert await parcels(shipping, number) == []
    async with shipping.session() as near:
        assert await tell(near, shipment) == "sent"
    assert len(await parcels(shipping, number)) == 1


@pytest.mark.needs("refund_blocks")
async def test_a_refund_opened_meanwhile_stops_the_parcel(shipping: FarShop) -> None:
    number = await to_ship(shipping)
    about = {"external_no": number, "kind": "refund_only", "status": "requested"}
    await shipping.ask("POST", "cases", {"cases": [about]})
    async with shipping.session() as near:
        with pytest.raises(ChannelRefused):
            await tell(near, await whole(shipping, number))
    assert await parcels(shipping, number) == []


@pytest.mark.needs("refund_blocks")
async def test_a_refund_opened_after_the_parcel_was_taken_hides_it_not(shipping: FarShop) -> None:
    """Silence is resolved to what is so, whatever the buyer did since."""
    number = await to_ship(shipping)
    shipment = await whole(shipping, number)
    about = {"external_no": number, "kind": "refund_only", "status": "requested"}
    async with shipping.session() as near:
        assert await tell(near, shipment) == "sent"
        await shipping.ask("POST", "cases", {"cases": [about]})
        assert await tell(near, shipment) in {"already", "sent"}
    assert len(await parcels(shipping, number)) == 1


@pytest.mark.needs("ships_once")
async def test_an_order_shipped_with_another_waybill_is_not_ours_already(shipping: FarShop) -> None:
    number = await to_ship(shipping)
    async with shipping.session() as near:
        assert await tell(near, await whole(shipping, number, "SF1000000001")) == "sent"
        with pytest.raises(ChannelRefused):
            await tell(near, await whole(shipping, number, "SF1000000002"))
    assert [p["waybill_no"] for p in await parcels(shipping, number)] == ["SF1000000001"]


async def test_a_closed_order_is_not_shipped(shipping: FarShop) -> None:
    number = await to_ship(shipping, status="closed_refunded")
    async with shipping.session() as near:
        with pytest.raises(ChannelRefused):
            await tell(near, await whole(shipping, number))
    assert await parcels(shipping, number) == []


@pytest.mark.needs("split_parcels")
async def test_lines_go_in_parcels_of_their_own(shipping: FarShop) -> None:
    words = words_of(shipping.connector.channel).values()
    in_part = "partially_shipped" if "partially_shipped" in words else "to_ship"
    number = await to_ship(shipping, lines=2)
    async with shipping.session() as near:
        order = await near.order(number)
        for at, line in enumerate(order.lines):
            piece = ShippedLine(line_no=line.line_no, quantity=line.quantity)
            shipment = with_lines(await whole(shipping, number, f"SF100000000{at}"), piece)
            assert await tell(near, shipment) == "sent"
            assert await tell(near, shipment) in {"already", "sent"}
            status = (await near.order(number)).status
            assert status == (in_part if at == 0 else "shipped")
    told = await parcels(shipping, number)
    assert [[piece["line_no"] for piece in parcel["lines"]] for parcel in told] == [["1"], ["2"]]


@pytest.mark.needs("new_waybill")
async def test_a_new_waybill_takes_the_place_of_the_old_one(shipping: FarShop) -> None:
    number = await to_ship(shipping)
    first = await whole(shipping, number, "SF1000000001")
    second = await whole(shipping, number, "SF1000000002")
    changed = Shipment(
        external_no=number,
        carrier=second.carrier,
        waybill_no=second.waybill_no,
        request_no=second.request_no,
        replaces=first.waybill_no,
    )
    async with shipping.session() as near:
        assert await tell(near, first) == "sent"
        assert await tell(near, changed) == "sent"
        assert await tell(near, changed) in {"already", "sent"}
    assert [p["waybill_no"] for p in await parcels(shipping, number)] == ["SF1000000002"]


def with_lines(shipment: Shipment, *lines: ShippedLine) -> Shipment:
    return Shipment(
        external_no=shipment.external_no,
        carrier=shipment.carrier,
        waybill_no=shipment.waybill_no,
        request_no=shipment.request_no,
        lines=lines,
    )
