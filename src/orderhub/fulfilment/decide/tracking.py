"""What a message about a waybill changes, in whatever order messages come. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from orderhub.fulfilment.model.tracking import Condition, News, Tracking, TrackingState, Word

C, S = Condition, TrackingState
MOST_ROUNDS = 3
# The service wants at least half an hour between two askings (channels reference §10.2).
ASK_AGAIN_AFTER = timedelta(minutes=40)
# It gives up after three days at the earliest: an earlier word is a late one of the round before.
GIVES_UP_AFTER = timedelta(days=1)
NOTHING_KNOWN = ("3天", "60天")
TROUBLES = frozenset({C.PROBLEM, C.RETURNING, C.RETURNED, C.REFUSED})
STEPS: Mapping[Condition, str] = {
    C.SIGNED: "delivered",
    C.RETURNED: "returned",
    **dict.fromkeys(
        (C.COLLECTED, C.MOVING, C.DELIVERING, C.PROBLEM, C.RETURNING, C.REFUSED), "in_transit"
    ),
}


@dataclass(frozen=True, slots=True)
class Heard:
    """The tracking after a message; `ask_again`: a new round is due."""

    after: Tracking
    ask_again: bool = False


def hears(known: Tracking, news: News, now: datetime) -> Heard:
    """The newest line of a route decides: a message that tells of less than is known changes no
    condition. Settled ends stay."""
    newest, heard = news.newest, replace(known, heard_at=now)
    is_older = newest is None or (known.said_at is not None and newest.at < known.said_at)
    if newest is not None and not is_older:
        condition = news.condition or known.condition
        heard = replace(heard, condition=condition, said=newest.said, said_at=newest.at)
    match news.word:
        case Word.SHUTDOWN if known.state is not S.UNASKED:
            return Heard(replace(heard, state=S.ENDED))
        case Word.ABORT:
            return _given_up(heard, news, now)
        case Word.POLLING | Word.UPDATE_ALL if known.state is S.WANTED:
            # It could not tell, had it not been asked: the answer is only not known yet.
            return Heard(replace(heard, state=S.SUBSCRIBED))
        case _:
            return Heard(heard)


def _given_up(heard: Tracking, news: News, now: datetime) -> Heard:
    """Ask again where nothing was known yet, a few times; else it is over."""
    is_late = heard.round > 1 and (heard.asked_at is None or now < heard.asked_at + GIVES_UP_AFTER)
    if is_late or heard.state not in (S.WANTED, S.SUBSCRIBED):
        return Heard(heard)
    if heard.round < MOST_ROUNDS and any(word in news.message for word in NOTHING_KNOWN):
        return Heard(
            replace(heard, state=S.WANTED, round=heard.round + 1, asked_at=None), ask_again=True
        )
    return Heard(replace(heard, state=S.GIVEN_UP))
