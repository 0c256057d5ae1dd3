"""Which exceptions stand on an order: a pure function of its folded facts, so that one goes by
itself as soon as no fact gives cause for it (自动解除)."""

from orderhub.kernel.words import Stage
from orderhub.orders.decide.lines import unclear_units
from orderhub.orders.model import OPEN_STAGES, Data, ExceptionKind, Flags, State, Trouble

Kind = ExceptionKind
OPEN_CASES = frozenset(
    {"requested", "await_buyer_return", "await_seller_receive", "platform_review", "refunding"}
)
REFUNDING = "refunding"
MAY_HAVE_LEFT = "line_may_have_left"
ENDED = frozenset({Stage.CANCELLED, Stage.CLOSED, Stage.COMPLETED})
# Told by other slices in facts of the kind `exception`, named `<kind>:<who says so>`.
REPORTED = {f"exception:{kind.value}": kind for kind in Kind}
# A person may let these go though their cause stays; the others go with their cause.
WAIVABLE = frozenset(
    {
        Kind.BAD_ADDRESS,
        Kind.AMOUNT_MISMATCH,
        Kind.ADDRESS_CHANGED,
        Kind.LINES_CHANGED,
        Kind.PARCEL_TROUBLE,
    }
)
# These stand until the order ended; the others stop what has not left.
_TO_THE_END = frozenset(
    {Kind.MANUAL, Kind.ADDRESS_CHANGED, Kind.LINES_CHANGED, Kind.PARCEL_TROUBLE}
)
_FLAGGED = frozenset(
    {
        Kind.BAD_ADDRESS,
        Kind.UNKNOWN_GOODS,
        Kind.AMOUNT_MISMATCH,
        Kind.ADDRESS_CHANGED,
        Kind.LINES_CHANGED,
        Kind.PARCEL_TROUBLE,
        Kind.SPLIT_STALE,
        Kind.RECIPIENT_HIDDEN,
    }
)
_EXCEPTION, _SHORT = Flags.EXCEPTION.value, Flags.SHORT.value
_NOTHING: Data = {}


def troubles_of(state: State, snapshot: Data, stage: Stage) -> dict[Kind, Trouble]:
    """At most one of a kind; once the order ended, only that units may have left of which nobody
    knows: they are booked as left until a person has looked."""
    found: dict[Kind, Trouble] = {}
    if unclear := unclear_units(state):
        found[Kind.LINES_CHANGED] = Trouble(
            reason=MAY_HAVE_LEFT, cause=",".join(f"{no}:{n}" for no, n in sorted(unclear.items()))
        )
    if stage not in ENDED:
        _while_it_runs(found, state, snapshot, stage)
    if found and state.decisions:
        _waived(found, state)
    return found


def shown_as(troubles: dict[Kind, Trouble]) -> int:
    """The flags 异常 and 缺货 that follow; the other kinds have flags by their facts."""
    if not troubles:
        return 0
    short = _SHORT if Kind.NO_STOCK in troubles else 0
    return short if _FLAGGED.isdisjoint(troubles) else short | _EXCEPTION


def has_open_case(state: State) -> bool:
    """Whether the buyer has asked for something that is not settled, by a case or by the word of
    the order itself."""
    if state.snapshot is not None and state.snapshot.get(REFUNDING):
        return True
    return any(status in OPEN_CASES for status in state.cases.values())


def held_by_rule(state: State) -> bool:
    """Whether the rules hold it and nobody released it."""
    if not state.verdict or state.verdict["review"] != "hold":
        return False
    released = state.decisions.get("hold:rule")
    return released is None or bool(released["on"])


def is_stop(name: str) -> bool:
    """Whether the decision of this name is a hold that somebody other than the rules put."""
    return name.startswith("hold:") and name != "hold:rule"


def how_it_went(kind: Kind, state: State) -> str:
    """Why an exception that stood stands no more: `waived`, `person` or `cause_gone`."""
    if state.decisions.get(f"waiver:{kind}", _NOTHING).get("on"):
        return "waived"
    said = {Kind.MANUAL: ("exception", "hold:manual"), Kind.RISK: ("hold:rule",)}.get(kind, ())
    off = any(name in state.decisions and not state.decisions[name]["on"] for name in said)
    return "person" if off else "cause_gone"


def _while_it_runs(found: dict[Kind, Trouble], state: State, snapshot: Data, stage: Stage) -> None:
    if snapshot.get("mismatch"):
        found[Kind.AMOUNT_MISMATCH] = Trouble(cause=_sums(snapshot))
    if stage is Stage.UNKNOWN:
        found[Kind.UNKNOWN_STATUS] = Trouble(reason=str(snapshot.get("status_raw", "")))
    elif stage in OPEN_STAGES:
        _before_it_left(found, state, snapshot)
    if state.decisions:
        _as_told(found, state, stage)


def _before_it_left(found: dict[Kind, Trouble], state: State, snapshot: Data) -> None:
    place = f"{snapshot.get('province', '')}|{snapshot.get('city', '')}"
    if place == "|" or "recipient_address" not in state.people:
        found[Kind.BAD_ADDRESS] = Trouble(
            reason="no_region" if place == "|" else "no_street",
            cause=f"{place}|{'recipient_address' in state.people}",
        )
    if held_by_rule(state):
        found[Kind.RISK] = Trouble()
    if has_open_case(state):
        found[Kind.REFUND_OPEN] = Trouble()


def _as_told(found: dict[Kind, Trouble], state: State, stage: Stage) -> None:
    for name, data in state.decisions.items():
        kind = _kind_of(name) if data.get("on") else None
        if kind is not None and (kind in _TO_THE_END or stage in OPEN_STAGES):
            found[kind] = Trouble(
                reason=str(data.get("reason_code") or ""), cause=str(data.get("cause") or "")
            )


def _waived(found: dict[Kind, Trouble], state: State) -> None:
    for kind in WAIVABLE & found.keys():
        waiver = state.decisions.get(f"waiver:{kind}", _NOTHING)
        if waiver.get("on") and waiver.get("cause") == found[kind].cause:
            del found[kind]


def _kind_of(name: str) -> Kind | None:
    if name == "exception" or is_stop(name):
        return Kind.MANUAL
    return Kind.NO_STOCK if name == "shortage" else REPORTED.get(name.rpartition(":")[0])


def _sums(snapshot: Data) -> str:
    return "|".join(str(snapshot.get(name)) for name in ("total", "goods", "freight", "discount"))
