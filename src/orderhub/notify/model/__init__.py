"""Notices and SMS as values."""

from orderhub.notify.model.notices import (
    SMS_KINDS,
    Delivery,
    DeliveryState,
    Duty,
    Endpoint,
    EndpointKind,
    Message,
    Quiet,
    Severity,
    Target,
)
from orderhub.notify.model.sms import (
    CODE_LASTS,
    LONGEST_PARAMETER,
    NOTICE_LASTS,
    PARAMETERS,
    BuyerNotice,
    Outgoing,
    Sms,
    Template,
    TemplateKind,
    TemplateState,
)

__all__ = [
    "CODE_LASTS",
    "LONGEST_PARAMETER",
    "NOTICE_LASTS",
    "PARAMETERS",
    "SMS_KINDS",
    "BuyerNotice",
    "Delivery",
    "DeliveryState",
    "Duty",
    "Endpoint",
    "EndpointKind",
    "Message",
    "Outgoing",
    "Quiet",
    "Severity",
    "Sms",
    "Target",
    "Template",
    "TemplateKind",
    "TemplateState",
]
