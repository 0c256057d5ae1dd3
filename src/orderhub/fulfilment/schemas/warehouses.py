"""Wire shapes of warehouses."""

from typing import Annotated

from pydantic import BaseModel, Field

from orderhub.fulfilment.model.warehouses import NewWarehouse, Warehouse
from orderhub.infra.http import Body

Text = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f<>]*\S[^\x00-\x1f<>]*$")
]
Number = Annotated[int, Field(ge=1, lt=2**31)]
Shops = Annotated[list[Number], Field(max_length=500)]


class SenderIn(Body):
    """What stands as the sender on labels."""

    name: Text
    mobile: Text
    province: Text
    city: Text
    detail_address: Text

    def to_wire(self) -> dict[str, str]:
        return {
            "name": self.name,
            "mobile": self.mobile,
            "province": self.province,
            "city": self.city,
            "detailAddress": self.detail_address,
        }


class WarehouseIn(Body):
    """`base_url`: the whole address of the warehouse's gateway, without a query; `method_prefix`:
    what that gateway wants before the names of methods."""

    code: str = Field(min_length=1, max_length=50, pattern=r"^[A-Za-z0-9_-]+$")
    name: Text
    base_url: str = Field(max_length=500, pattern=r"^https?://[!->@-~]+$")
    customer_no: Text
    owner_code: Text
    app_key: Text
    secret: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$", repr=False)
    method_prefix: str = Field(default="", max_length=40, pattern=r"^[a-z.]*$")
    sender: SenderIn
    shop_ids: Shops = Field(default_factory=list[int])

    def to_warehouse(self) -> NewWarehouse:
        return NewWarehouse(
            code=self.code,
            name=self.name,
            base_url=self.base_url,
            customer_no=self.customer_no,
            owner_code=self.owner_code,
            app_key=self.app_key,
            method_prefix=self.method_prefix,
            sender=self.sender.to_wire(),
            shop_ids=self.shop_ids,
            secret=self.secret,
        )


class WarehouseShopsIn(Body):
    """Whose orders it ships from now on."""

    shop_ids: Shops


class WarehouseOut(BaseModel):
    """`ingest_path`: where the warehouse sends its messages. The secret is never shown again."""

    id: int
    code: str
    name: str
    base_url: str
    customer_no: str
    owner_code: str
    app_key: str
    shop_ids: list[int]
    gather_minutes: int
    merges: bool
    within_hours: int
    alone_shop_ids: list[int]
    ingest_path: str

    @classmethod
    def of(cls, warehouse: Warehouse) -> "WarehouseOut":
        told = {n: getattr(warehouse, n) for n in cls.model_fields if n != "ingest_path"}
        return cls(**told, ingest_path=f"/ingest/v1/warehouses/{warehouse.id}")


class WarehousesOut(BaseModel):
    items: list[WarehouseOut]
