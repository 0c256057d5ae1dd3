"""Canonical words of an order: channel status, stage and flags."""

from enum import StrEnum


class ChannelStatus(StrEnum):
    """What the channel says (平台状态)."""

    PENDING_PAYMENT = "pending_payment"
    PAID_HELD = "paid_held"
    TO_SHIP = "to_ship"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CLOSED_REFUNDED = "closed_refunded"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """What people see (订单阶段): follows from the three axes."""

    PENDING_PAYMENT = "pending_payment"
    AWAITING_REVIEW = "awaiting_review"
    TO_SHIP = "to_ship"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Flag(StrEnum):
    """Stands beside the stage and combines (订单标记)."""

    EXCEPTION = "exception"
    HELD = "held"
    REFUNDING = "refunding"
    CHANNEL_HELD = "channel_held"
    SHORT = "short"
    LATE = "late"
    AT_WAREHOUSE = "at_warehouse"
    UNTOLD = "untold"
    PRESALE_HELD = "presale_held"


class Lane(StrEnum):
    """Where an order is on its way to the buyer (环节): follows from stage and flags."""

    AWAITING_REVIEW = "awaiting_review"
    TO_PUSH = "to_push"
    AT_WAREHOUSE = "at_warehouse"
    UNTOLD = "untold"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"


class CaseKind(StrEnum):
    """What a buyer claims (售后类型)."""

    REFUND_ONLY = "refund_only"
    RETURN_REFUND = "return_refund"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    PRICE_PROTECTION = "price_protection"
    UNKNOWN = "unknown"


class CaseStatus(StrEnum):
    """How far an after-sale case is, as the channel says (售后状态)."""

    REQUESTED = "requested"
    AWAIT_BUYER_RETURN = "await_buyer_return"
    AWAIT_SELLER_RECEIVE = "await_seller_receive"
    REFUSED = "refused"
    PLATFORM_REVIEW = "platform_review"
    REFUNDING = "refunding"
    SUCCESS = "success"
    CLOSED = "closed"
    EXCHANGE_AWAIT_SHIP = "exchange_await_ship"
    EXCHANGE_SHIPPED = "exchange_shipped"
    EXCHANGE_DONE = "exchange_done"
    UNKNOWN = "unknown"
