"""Order rows on their way in: new ones as lines of COPY's text format, the quickest way in
measured; facts and derived columns of known ones as records of one JSON text. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson

from orderhub.infra.copying import escaped, escaped_all
from orderhub.kernel.records import record
from orderhub.orders.model import Data, Derived, Fact, State

ORDER_COLUMNS = (
    "id", "shop_id", "channel", "number", "external_no", "stage", "channel_status",
    "channel_status_raw", "fulfilment_status", "after_sale_status", "flags", "priority",
    "currency", "total_minor", "goods_minor", "freight_minor", "discount_minor", "line_count",
    "quantity", "summary", "placed_at", "paid_at", "modified_at", "shipped_at", "completed_at",
    "ship_by", "province", "city", "district", "seller_flag", "presale", "has_note", "tags",
    "people", "phone_key", "last4_key", "buyer_key", "attributes", "read_at", "digest", "raw_ref",
    "learned_at", "updated_at", "version", "ship_from",
)  # fmt: skip
DERIVED_COLUMNS = (
    "id", "stage", "fulfilment_status", "after_sale_status", "flags", "priority", "seller_flag",
    "updated_at", "version",
)  # fmt: skip
LINE_COLUMNS = (
    "order_id", "position", "line_no", "sku_code", "listing_no", "title", "spec", "quantity",
    "price_minor", "total_minor", "status_raw", "placed_at", "closed",
)  # fmt: skip
FACT_COLUMNS = (
    "order_id", "source", "kind", "key", "occurred_at", "learned_at", "actor", "data", "raw_ref",
)  # fmt: skip
TAG_COLUMNS = ("order_id", "tag", "shop_id", "placed_at", "rule", "reason")
ATTRIBUTE_COLUMNS = ("attribute", "value", "placed_at", "order_id")
FactKey = tuple[int, str, str, str]  # order, source, kind, key


@record
class Identity:
    """What never changes about an order, and the row's own clocks (ISO text)."""

    order_id: int
    shop_id: int
    channel: str
    number: str
    external_no: str
    learned_at: str
    updated_at: str
    version: int
    raw_ref: int | None


def json_text(value: Any) -> str:
    """JSON as COPY wants it: orjson leaves no control character, only backslashes need doubling."""
    return orjson.dumps(value).decode().replace("\\", "\\\\")


def order_row(who: Identity, snapshot: Data, derived: Derived, people: Data) -> str:
    """The canonical row, columns as `ORDER_COLUMNS`."""
    lines = snapshot["lines"]
    phone = people.get("recipient_phone")
    buyer = people.get("buyer_no") or people.get("buyer_name")
    return "\t".join(
        (
            f"{who.order_id}\t{who.shop_id}",
            who.channel,
            who.number,
            escaped(who.external_no),
            derived.stage,
            snapshot["status"],
            escaped(snapshot["status_raw"]),
            derived.fulfilment_status,
            derived.after_sale_status,
            f"{derived.flags}\t{derived.priority}",
            snapshot["currency"],
            f"{snapshot['total']}\t{snapshot['goods']}\t{snapshot['freight']}\t{snapshot['discount']}",
            f"{len(lines)}\t{sum([line['quantity'] for line in lines])}",
            escaped(summary_of(lines)),
            snapshot["placed"],
            snapshot["paid"] or _NULL,
            snapshot["modified"],
            snapshot["shipped"] or _NULL,
            snapshot["completed"] or _NULL,
            derived.ship_by or _NULL,
            escaped_all(snapshot["province"], snapshot["city"], snapshot["district"]),
            _NULL if derived.seller_flag is None else str(derived.seller_flag),
            "t" if snapshot["presale"] else "f",
            "t" if has_note(people) else "f",
            _tag_array(derived),
            _people_text(people),
            _key(phone, 3),
            _key(phone, 4),
            _key(buyer, 3),
            json_text(snapshot["attributes"]) if snapshot["attributes"] else _NULL,
            snapshot["read"],
            "\\\\x" + snapshot["digest"],
            _NULL if who.raw_ref is None else str(who.raw_ref),
            who.learned_at,
            who.updated_at,
            f"{who.version}\t{derived.ship_from.isoformat() if derived.ship_from else _NULL}\n",
        )
    )


def derived_record(who: Identity, derived: Derived) -> Data:
    """What follows from facts other than a snapshot, columns as `DERIVED_COLUMNS`."""
    return {
        "id": who.order_id,
        "stage": derived.stage,
        "fulfilment_status": derived.fulfilment_status,
        "after_sale_status": derived.after_sale_status,
        "flags": derived.flags,
        "priority": derived.priority,
        "seller_flag": derived.seller_flag,
        "updated_at": who.updated_at,
        "version": who.version,
    }


_NULL = "\\N"


def line_rows(order_id: int, snapshot: Data) -> Iterable[str]:
    """The order's lines, columns as `LINE_COLUMNS`."""
    placed = snapshot["placed"]
    for position, line in enumerate(snapshot["lines"]):
        words = escaped_all(line["no"], line["sku"], line["listing"], line["title"], line["spec"])
        yield (
            f"{order_id}\t{position}\t{words}\t{line['quantity']}\t{line['price']}"
            f"\t{line['total']}\t{escaped(line['status'])}\t{placed}"
            f"\t{'t' if line.get('closed') else 'f'}\n"
        )


def fact_row(
    key: tuple[int, str, str, str], times: tuple[str, str], data: bytes, raw_ref: int | None
) -> bytes:
    """One fact that nobody stated, columns as `FACT_COLUMNS`: `key` is its primary key, `times`
    when it happened and was learned, `data` JSON."""
    order_id, source, kind, own = key
    head = f"{order_id}\t{source}\t{kind}\t{own}\t{times[0]}\t{times[1]}\t\t".encode()
    return b"%b%b\t%b\n" % (head, data.replace(b"\\", b"\\\\"), _ref(raw_ref))


def _ref(raw_ref: int | None) -> bytes:
    return b"\\N" if raw_ref is None else b"%d" % raw_ref


def stated_record(fact: Fact) -> Data:
    """One fact of any source, columns as `FACT_COLUMNS`."""
    return {
        "order_id": fact.order_id,
        "source": fact.source,
        "kind": fact.kind,
        "key": fact.key,
        "occurred_at": fact.occurred_at,
        "learned_at": fact.learned_at,
        "actor": fact.actor,
        "data": fact.data,
        "raw_ref": fact.raw_ref,
    }


def tag_rows(who: Identity, snapshot: Data, derived: Derived) -> Iterable[str]:
    """The order's tags with their reasons, columns as `TAG_COLUMNS`."""
    for tag in derived.tags:
        yield (
            f"{who.order_id}\t{escaped(tag.tag)}\t{who.shop_id}\t{snapshot['placed']}"
            f"\t{escaped_all(tag.rule, tag.reason)}\n"
        )


def attribute_rows(order_id: int, snapshot: Data) -> Iterable[str]:
    """Searchable attributes, columns as `ATTRIBUTE_COLUMNS`."""
    for attribute, value in snapshot.get("searchable", {}).items():
        yield f"{escaped(attribute)}\t{escaped(value)}\t{snapshot['placed']}\t{order_id}\n"


def summary_of(lines: list[dict[str, Any]]) -> str:
    """What a list row says about the goods: the first title, and its units."""
    if not lines:
        return ""
    first = lines[0]
    return f"{first['title'][:60]} ×{first['quantity']}"


def has_note(people: Data) -> bool:
    return "buyer_note" in people or "seller_note" in people


def _tag_array(derived: Derived) -> str:
    if not derived.tags:
        return "{}"
    quoted = [tag.tag.replace("\\", "\\\\").replace('"', '\\"') for tag in derived.tags]
    return escaped("{" + ",".join([f'"{tag}"' for tag in quoted]) + "}")


def _people_text(people: Data) -> str:
    return json_text(
        {name: {"mask": e[0], "strength": e[1], "ref": e[2]} for name, e in people.items()}
    )


def _key(entry: list[Any] | None, place: int) -> str:
    if entry is None or not entry[place]:
        return _NULL
    return f"\\\\x{entry[place]}"


@dataclass(slots=True)
class Written:
    """Rows of a batch on their way in."""

    orders: list[str] = field(default_factory=list[str])
    derived: list[Data] = field(default_factory=list[Data])
    lines: list[str] = field(default_factory=list[str])
    facts: list[bytes] = field(default_factory=list[bytes])
    tags: list[str] = field(default_factory=list[str])
    attributes: list[str] = field(default_factory=list[str])

    def add(self, who: Identity, state: State, derived: Derived, *, lines: bool = True) -> None:
        """The rows of one order; without `lines` those that only a snapshot changes stay away."""
        snapshot = state.snapshot
        if snapshot is None:
            raise ValueError("an order without a snapshot has no row")
        self.orders.append(order_row(who, snapshot, derived, state.people))
        self.tags.extend(tag_rows(who, snapshot, derived))
        if lines:
            self.lines.extend(line_rows(who.order_id, snapshot))
            self.attributes.extend(attribute_rows(who.order_id, snapshot))

    def add_derived(self, who: Identity, derived: Derived) -> None:
        """The row of an order that learned nothing from its channel or the rules."""
        self.derived.append(derived_record(who, derived))
