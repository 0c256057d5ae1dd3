"""Completeness: days of shops, hours of a day, certificates to file."""

from datetime import date, timedelta
from typing import Annotated, Literal

from fastapi import Path, Query, Response

from orderhub.access.facade import Actor, CurrentActor, policy, shop_ids
from orderhub.infra.http import HubDatabase, Now, Router, Transaction, problems
from orderhub.kernel.errors import InvalidInput, NotFound
from orderhub.sync.completeness import day_of, span_of
from orderhub.sync.queries import completeness as queries
from orderhub.sync.schemas.completeness import (
    AgainOut,
    CertificateOut,
    CertificatesOut,
    DayOut,
    DaysOut,
    HourCheckOut,
    HourChecksOut,
)
from orderhub.sync.service import certificates, completeness

router = Router(tags=["completeness"])
READ = policy("completeness.read")
LONGEST = timedelta(days=62)
USUAL = timedelta(days=13)
ShopId = Annotated[int, Path(ge=1, lt=2**31)]
Day = Annotated[date, Path()]
ShopQuery = Annotated[int | None, Query(ge=1, lt=2**31)]
Since = Annotated[date | None, Query(alias="from", description="Default: 13 days before `to`.")]
Until = Annotated[date | None, Query(alias="to", description="Default: today in Asia/Shanghai.")]


@router.get(
    "/completeness",
    summary="Completeness by shop and day",
    dependencies=[READ],
    responses=problems(InvalidInput),
)
async def list_days(
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    shop_id: ShopQuery = None,
    since: Since = None,
    until: Until = None,
) -> DaysOut:
    """Days in Asia/Shanghai that have checks; at most 62 days."""
    begin, end = _span(since, until, day_of(now))
    found = await queries.days(tx, _shops(actor, shop_id), span_of(begin)[0], span_of(end)[1])
    return DaysOut(items=[DayOut.of(day) for day in found])


@router.get(
    "/completeness/{shop_id}/{day}",
    summary="Checks of a day",
    dependencies=[READ],
    responses=problems(NotFound),
)
async def list_checks(
    shop_id: ShopId, day: Day, actor: CurrentActor, tx: Transaction
) -> HourChecksOut:
    """Every hour twice: soon after it closed (`hourly`) and the night after (`daily`)."""
    found = await completeness.checks_of(tx, actor, shop_id, day)
    return HourChecksOut(items=[HourCheckOut.of(check) for check in found])


@router.post(
    "/completeness/{shop_id}/{day}/check",
    summary="Check a day once more",
    status_code=202,
    dependencies=[policy("sync.run")],
    responses=problems(NotFound),
)
async def check_again(
    shop_id: ShopId, day: Day, actor: CurrentActor, tx: Transaction, now: Now
) -> AgainOut:
    """Its closed hours, by a worker, at once; a new version of the certificate follows."""
    return AgainOut(checks=await completeness.check_again(tx, actor, shop_id, day, now))


@router.get(
    "/certificates",
    summary="List completeness certificates",
    dependencies=[READ],
    responses=problems(InvalidInput),
)
async def list_certificates(
    actor: CurrentActor,
    tx: Transaction,
    now: Now,
    shop_id: ShopQuery = None,
    since: Since = None,
    until: Until = None,
) -> CertificatesOut:
    """Newest day first, every version."""
    begin, end = _span(since, until, day_of(now))
    found = await certificates.listing(tx, actor, shop_id, begin, end)
    return CertificatesOut(items=[CertificateOut.of(one) for one in found])


@router.get(
    "/certificates/{shop_id}/{day}",
    summary="Download a completeness certificate",
    dependencies=[READ],
    response_class=Response,
    responses={
        200: {"content": {"application/json": {}, "application/pdf": {}}},
        **problems(NotFound),
    },
)
async def download_certificate(
    shop_id: ShopId,
    day: Day,
    actor: CurrentActor,
    db: HubDatabase,
    form: Annotated[Literal["json", "pdf"], Query(alias="format")] = "json",
    version: Annotated[int | None, Query(ge=1, lt=2**31)] = None,
) -> Response:
    """The file as it was signed, or the page to print and file. The newest version by default."""
    async with db.transaction() as tx:
        document = await certificates.file_of(tx, actor, shop_id, day, version)
    body = document.encode() if form == "json" else await certificates.page_of(document)
    name = f"completeness-{shop_id}-{day.isoformat()}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, media_type=f"application/{form}")


def _shops(actor: Actor, shop_id: int | None) -> list[int] | None:
    """The scope, narrowed to one shop; a foreign shop leaves nothing."""
    if shop_id is None:
        return shop_ids(actor)
    return [shop_id] if actor.sees(shop_id) else []


def _span(since: date | None, until: date | None, today: date) -> tuple[date, date]:
    end = until or today
    begin = since or end - USUAL
    if not begin <= end:
        raise InvalidInput("`from` must not lie after `to`", where="from")
    if end - begin > LONGEST:
        raise InvalidInput(f"at most {LONGEST.days} days at once", where="from")
    return begin, end
