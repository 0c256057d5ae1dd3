"""Control: reads what the receivers of notices got, and plans answers of theirs."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from orderhub_sandbox.control.access import world_of
from orderhub_sandbox.receivers.arrivals import Planned
from orderhub_sandbox.world import World

router = APIRouter(prefix="/_control/receivers")
TheWorld = Annotated[World, Depends(world_of)]


class Plan(BaseModel):
    """The next `times` calls of the kind get this answer; `hang_s` delays a partner's."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(
        pattern=r"^(dingtalk|wecom|feishu|webhook|aliyun_sms|tencent_sms|partner:[a-z0-9-]{1,40})$"
    )
    status: int = Field(default=200, ge=200, le=599)
    document: dict[str, Any] | None = None
    hang_s: float = Field(default=0.0, ge=0, le=60)
    times: int = Field(default=1, ge=1, le=1000)


class Fate(BaseModel):
    """What becomes of the gateway's next SMS, in its record. `silent`: it is taken on, and the
    answer is a 502."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["aliyun_sms", "tencent_sms"]
    fate: Literal["arrived", "failed", "waiting"]
    silent: bool = False


@router.get("")
def arrived(world: TheWorld) -> dict[str, object]:
    """Accepted messages, oldest first, SMS by gateway, and how often each kind was called."""
    book = world.receivers.sms.rows.items()
    sms = [
        {"gateway": gateway, "phone": phone, **row} for (gateway, phone), of in book for row in of
    ]
    return {"arrived": world.receivers.arrived, "asked": world.receivers.asked, "sms": sms}


class PartnerSecrets(BaseModel):
    """By which secrets the receiver at `/receivers/partners/{name}` checks what it gets."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    secrets: list[str] = Field(max_length=5)


@router.post("/partners", status_code=204)
def partner_secrets(wish: PartnerSecrets, world: TheWorld) -> None:
    world.receivers.partners[wish.name] = wish.secrets


@router.post("/fate", status_code=204)
def fate(wish: Fate, world: TheWorld) -> None:
    book = world.receivers.sms
    book.fates.setdefault(wish.kind, []).append(wish.fate)
    if wish.silent:
        book.silent.add(wish.kind)


@router.post("/plan", status_code=204)
def plan(wish: Plan, world: TheWorld) -> None:
    waiting = world.receivers.planned.setdefault(wish.kind, [])
    waiting += [Planned(wish.status, wish.document, wish.hang_s)] * wish.times
