"""What other slices and apps may ask of notices."""

from orderhub.notify.delivering import Courier
from orderhub.notify.model import (
    LONGEST_PARAMETER,
    BuyerNotice,
    Endpoint,
    EndpointKind,
    Message,
    Severity,
    TemplateKind,
)
from orderhub.notify.recording import RecordCall
from orderhub.notify.senders.posting import Poster
from orderhub.notify.senders.webhook import signed
from orderhub.notify.service.naming import Contacts, contacts, post, tell_named
from orderhub.notify.service.settings import receivers
from orderhub.notify.service.telling import SEND, tell
from orderhub.notify.service.texting import ASK_SMS, SEND_SMS, buyers_hear, tell_buyer
from orderhub.notify.store.templates import none_approved
from orderhub.notify.texting import Texter

__all__ = [
    "ASK_SMS",
    "LONGEST_PARAMETER",
    "SEND",
    "SEND_SMS",
    "BuyerNotice",
    "Contacts",
    "Courier",
    "Endpoint",
    "EndpointKind",
    "Message",
    "Poster",
    "RecordCall",
    "Severity",
    "TemplateKind",
    "Texter",
    "buyers_hear",
    "contacts",
    "none_approved",
    "post",
    "receivers",
    "signed",
    "tell",
    "tell_buyer",
    "tell_named",
]
