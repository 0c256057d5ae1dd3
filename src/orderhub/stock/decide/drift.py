"""Why a warehouse reports other numbers than the book (库存差异). Pure."""

from orderhub.stock.model import Beside, Explained


def explain(one: Beside) -> Explained:
    """Each known cause takes as much of the difference as it is large, in this order.

    More than booked: what left the book since may have been in the warehouse still when it counted.
    Fewer: what came since was not there yet; the warehouse may have sent what orders hold and what
    is not known as shipped yet; and goods that no order held may have been sent.
    """
    more = one.reported - one.booked
    if more >= 0:
        since = min(more, one.left)
        return Explained(since=since, unexplained=more - since)
    missing = -more
    parts: list[int] = []
    for at_most in (one.came, one.reserved, one.unreserved):
        parts.append(min(missing, at_most))
        missing -= parts[-1]
    return Explained(-parts[0], -parts[1], -parts[2], -missing)
