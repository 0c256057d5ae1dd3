"""Field mappings (B2): tried on stored orders, published, applied, restored."""

import pytest

from orderhub.channels import mappings
from orderhub.channels.model import MappingKind
from orderhub.kernel.errors import InvalidInput, NotFound
from tests.support.sync import ADMIN, Hub, ago

FIELDS = MappingKind.FIELDS


def spec(path: str, attribute: str = "kind", type_: str = "text") -> dict[str, object]:
    one = {"attribute": attribute, "label": "类型", "type": type_, "path": path}
    return {"fields": [{**one, "searchable": True}]}


async def test_a_draft_is_tried_on_stored_orders_and_changes_nothing(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.place(5)
    await hub.turn(shop)
    async with hub.db.transaction() as tx:
        samples = await mappings.try_out(tx, ADMIN, shop.id, FIELDS, spec("type"))
        assert await mappings.versions(tx, ADMIN, shop.id, FIELDS) == []
    assert len(samples) == 5
    assert all(sample.readable and sample.values["kind"] for sample in samples)


async def test_a_published_mapping_gives_attributes_to_orders_read_from_now_on(hub: Hub) -> None:
    shop, control = await hub.connect("taobao")
    await control.place(2)
    await hub.turn(shop)
    async with hub.db.transaction() as tx:
        one = await mappings.publish(tx, ADMIN, shop.id, FIELDS, spec("type"), hub.now())
    [order] = await control.place(1, placed_at=ago(minutes=1), spread_seconds=0)
    await hub.turn(shop)
    found = {r.external_no: r.attributes for r in await hub.rows("SELECT * FROM orders")}
    assert one.version == 1
    assert found[order["external_no"]]["kind"]
    assert sum(bool(attributes) for attributes in found.values()) == 1


async def test_an_older_version_is_restored_as_the_newest(hub: Hub) -> None:
    shop, _ = await hub.connect("taobao")
    async with hub.db.transaction() as tx:
        await mappings.publish(tx, ADMIN, shop.id, FIELDS, spec("type"), hub.now())
        await mappings.publish(tx, ADMIN, shop.id, FIELDS, spec("shipping_type"), hub.now())
        third = await mappings.restore(tx, ADMIN, shop.id, FIELDS, 1, hub.now())
        kept = await mappings.versions(tx, ADMIN, shop.id, FIELDS)
        reading = await mappings.reading_of(tx, shop)
    assert (third.version, third.restored_from) == (3, 1)
    assert [one.version for one in kept] == [3, 2, 1]
    assert reading.fields.apply({"type": "fixed"}).values == {"kind": "fixed"}


async def test_what_is_wrong_with_a_draft_is_told_and_personal_fields_are_refused(
    hub: Hub,
) -> None:
    shop, _ = await hub.connect("taobao")
    async with hub.db.transaction() as tx:
        with pytest.raises(InvalidInput, match="JMESPath"):
            await mappings.publish(tx, ADMIN, shop.id, FIELDS, spec("a[b"), hub.now())
        with pytest.raises(InvalidInput, match="personal"):
            await mappings.publish(tx, ADMIN, shop.id, FIELDS, spec("receiver_name"), hub.now())
        shape = {"targets": {"order_no": "id"}}
        with pytest.raises(InvalidInput, match="form of its own"):
            await mappings.publish(tx, ADMIN, shop.id, MappingKind.SHAPE, shape, hub.now())
        with pytest.raises(NotFound):
            await mappings.restore(tx, ADMIN, shop.id, FIELDS, 7, hub.now())
