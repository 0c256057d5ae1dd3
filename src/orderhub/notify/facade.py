"""What other slices and apps may ask of notices."""

from orderhub.notify.delivering import Courier
from orderhub.notify.model import Message, Severity
from orderhub.notify.senders.posting import Poster
from orderhub.notify.service import SEND, tell

__all__ = ["SEND", "Courier", "Message", "Poster", "Severity", "tell"]
