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
