"""Batch actions on the wire."""

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, Field, StringConstraints, model_validator

from orderhub.infra.http import Body
from orderhub.orders.decide.desk import Action, Command
from orderhub.orders.queries.filters import SELLER_FLAGS
from orderhub.orders.schemas.query import FilterIn, SellerFlag, Term
from orderhub.orders.service.batch import Done, Request, RowResult
from orderhub.orders.service.notes import shown

NUMBERS_MAX = 10_000
# Tags and reasons go through COPY, which knows no control characters.
Short = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=60, pattern=r"^[^\x00-\x1f]*$")
]
NEEDS = {
    Action.HOLD: "reason",
    Action.MARK_EXCEPTION: "reason",
    Action.ADD_TAG: "tag",
    Action.REMOVE_TAG: "tag",
    Action.SET_PRIORITY: "priority",
    Action.NOTE: "text",
    Action.PRESALE_HOLD: "until",
    Action.GIVE_GIFT: "gift",
    Action.TAKE_GIFT: "gift",
}


class GiftArgs(Body):
    """`units` of our SKU at no price; without a `title` the SKU stands for it."""

    sku: Annotated[str, Field(min_length=1, max_length=48, pattern=r"^[!-~]+$")]
    title: Short = ""
    units: Annotated[int, Field(ge=1, le=100)] = 1


class BatchArgs(Body):
    """What the action needs: hold a reason, tags a tag, set_flag a color (null: the channel's own)
    or the flag `exception` with `on` and a reason, presale_hold `until` when it waits, give_gift
    and take_gift a gift (of the one taken only its `sku` counts)."""

    reason: Short | None = None
    on: bool = True
    tag: Short | None = None
    flag: Literal["exception"] | None = None
    color: SellerFlag | None = None
    priority: Annotated[int, Field(ge=0, le=3)] | None = None
    until: AwareDatetime | None = None
    gift: GiftArgs | None = None
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class BatchIn(Body):
    """Either `numbers` or `filter`. `versions` (by number) refuses orders that changed since.

    `dry_run` tells what would happen and does nothing.
    """

    action: Action
    numbers: list[Term] = Field(default=[], max_length=NUMBERS_MAX)
    filter: FilterIn | None = None
    args: BatchArgs = BatchArgs()
    versions: dict[str, int] = Field(default_factory=dict[str, int], max_length=NUMBERS_MAX)
    dry_run: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if bool(self.numbers) == (self.filter is not None):
            raise ValueError("Name the orders by numbers or by a filter, not both.")
        needed = NEEDS.get(self.action)
        if needed is not None and getattr(self.args, needed) in (None, ""):
            raise ValueError(f"The action {self.action} needs args.{needed}.")
        return self

    def to_request(self) -> Request:
        return Request(
            command=self._command(),
            numbers=tuple(dict.fromkeys(self.numbers)),
            filter=None if self.filter is None else self.filter.to_filter(),
            versions=self.versions,
            dry_run=self.dry_run,
        )

    def _command(self) -> Command:
        args = self.args
        reason = {"reason_code": shown(args.reason or "")}
        match self.action:
            case Action.HOLD | Action.MARK_EXCEPTION:
                return Command(self.action, reason)
            case Action.PRESALE_HOLD if args.until is not None:
                return Command(self.action, {**reason, "until": _utc(args.until)})
            case Action.SET_FLAG if args.flag is not None:
                marks = Action.MARK_EXCEPTION if args.on else Action.CLEAR_EXCEPTION
                return Command(marks, reason)
            case Action.SET_FLAG:
                color = None if args.color is None else SELLER_FLAGS.index(args.color)
                return Command(self.action, {"value": color})
            case _:
                return Command(self.action, self._said())

    def _said(self) -> dict[str, object]:
        args = self.args
        match self.action:
            case Action.ADD_TAG | Action.REMOVE_TAG:
                return {"tag": args.tag}
            case Action.SET_PRIORITY:
                return {"value": args.priority}
            case Action.NOTE:
                return {"text": args.text}
            case Action.GIVE_GIFT | Action.TAKE_GIFT if args.gift is not None:
                gift = args.gift
                return {"sku": gift.sku, "title": gift.title or gift.sku, "units": gift.units}
            case _:
                return {}


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


class RowResultOut(BaseModel):
    """What became of one order; `code` says why not."""

    number: str
    ok: bool
    code: str | None
    detail: str | None

    @classmethod
    def of(cls, result: RowResult) -> Self:
        return cls(number=result.number, ok=result.ok, code=result.code, detail=result.detail)


class BatchOut(BaseModel):
    """A result for every order. The batch may be undone until `undoable_until`."""

    batch_id: int | None
    results: list[RowResultOut]
    undoable_until: datetime | None

    @classmethod
    def of(cls, done: Done) -> Self:
        return cls(
            batch_id=done.batch_id,
            results=[RowResultOut.of(result) for result in done.results],
            undoable_until=done.undoable_until,
        )


class UndoOut(BaseModel):
    """What became of each order that the batch had changed."""

    results: list[RowResultOut]
