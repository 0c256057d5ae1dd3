"""What of an order comes from its channel, and so may be forbidden to be passed on to partners
(payments-compliance §3.4). Number, stage, tags, parcels and the like are the hub's own words."""

FROM_CHANNEL = frozenset(
    {
        "external_no",
        "channel_status",
        "placed_at",
        "paid_at",
        "currency",
        "total_minor",
        "freight_minor",
        "discount_minor",
        "province",
        "city",
        "lines",
    }
)
