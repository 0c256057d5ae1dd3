/** Stock at the hub: goods, listings, the shortage queue, what shops offer, reports of warehouses. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { type Wire, bodyOf, hub } from "@/api/http";

export type Sku = Wire["SkuOut"];
export type SkuDetail = Wire["SkuDetail"];
export type Listing = Wire["ListingOut"];
export type Shortage = Wire["ShortageOut"];
export type GoodsPreview = Wire["GoodsPreviewOut"];
export type Mode = "pool" | "share" | "fixed";
export type StockShop = Wire["ShopStockOut"];
export type Offer = Omit<Wire["OfferOut"], "mode" | "state"> & {
  mode: Mode;
  state: "waiting" | "sending" | "told" | "unknown" | "refused" | null;
};
export type Cause = "agrees" | "moved_since" | "in_flight" | "shipped_unreserved" | "unexplained";
export type StockReport = Omit<Wire["ReportOut"], "cause"> & { cause: Cause };
export type MovementKind = "orders" | "fill" | "count" | "map" | "expire" | "return" | "return_poor";
export type Movement = Omit<Wire["MovementOut"], "kind"> & { kind: MovementKind };
export const ONLY = ["short", "low", "bundle"] as const;
export type Only = (typeof ONLY)[number];

export const STOCK = ["stock"] as const;

export const skusQuery = (search: string | undefined, only: Only | undefined) =>
  infiniteQueryOptions({
    queryKey: ["stock", "skus", search, only],
    queryFn: ({ pageParam, signal }) => {
      const query = { search: search ?? null, only: only ?? null, cursor: pageParam, limit: 100 };
      return bodyOf(hub.GET("/api/v1/stock/skus", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Wire["SkuList"]) => page.next,
  });

export const skuQuery = (id: number) =>
  queryOptions({
    queryKey: ["stock", "sku", id],
    queryFn: () => bodyOf(hub.GET("/api/v1/stock/skus/{sku_id}", { params: { path: { sku_id: id } } })),
  });

export const summaryQuery = queryOptions({
  queryKey: ["stock", "summary"],
  queryFn: () => bodyOf(hub.GET("/api/v1/stock/summary")),
});

/** With an order: those it waits for. */
export const listingsQuery = (mapped: boolean, order?: string) =>
  infiniteQueryOptions({
    queryKey: ["stock", "listings", mapped, order],
    queryFn: ({ pageParam, signal }) => {
      const query = { mapped, order: order ?? null, cursor: pageParam === null ? null : Number(pageParam), limit: 50 };
      return bodyOf(hub.GET("/api/v1/stock/listings", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Wire["ListingList"]) => page.next,
  });

export const shortagesQuery = queryOptions({
  queryKey: ["stock", "shortages"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/stock/shortages"))).items,
});

export const stockShopsQuery = queryOptions({
  queryKey: ["stock", "shops"],
  queryFn: async () => (await bodyOf(hub.GET("/api/v1/stock/shops"))).items,
});

export const reportsQuery = queryOptions({
  queryKey: ["stock", "reports"],
  queryFn: async () =>
    (await bodyOf(hub.GET("/api/v1/stock/reports", { params: { query: { agreeing: true } } }))).items as StockReport[],
});

export type Returned = Wire["ReturnOut"];
export const CONDITIONS = ["good", "poor", "unknown"] as const;
export interface WantedReturns {
  q?: string | undefined;
  condition?: (typeof CONDITIONS)[number] | undefined;
  warehouse?: string | undefined;
}

export const returnsQuery = ({ q, condition, warehouse }: WantedReturns) =>
  infiniteQueryOptions({
    queryKey: ["stock", "returns", q, condition, warehouse],
    queryFn: ({ pageParam, signal }) => {
      const isUnknown = condition === "unknown";
      const which = { good: condition && !isUnknown ? condition === "good" : null, known: isUnknown ? false : null };
      const query = { q: q ?? null, ...which, warehouse: warehouse ?? null, cursor: pageParam === null ? null : Number(pageParam) };
      return bodyOf(hub.GET("/api/v1/stock/returns", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page: Wire["ReturnList"]) => page.next,
  });

/** Goods that came back under a code of the warehouse's are of this SKU. */
export async function nameReturned({ id, skuId }: { id: string; skuId: number }): Promise<void> {
  const params = { path: { return_id: Number(id) } };
  await hub.PUT("/api/v1/stock/returns/{return_id}/sku", { params, body: { sku_id: skuId } });
}

/** Book the part of a difference that nothing else will, as it is shown. */
export async function takeOver(line: StockReport): Promise<void> {
  const body = { warehouse: line.warehouse, sku_id: line.sku_id, units: line.to_take };
  await hub.POST("/api/v1/stock/reports/take-over", { body });
}

const at = (id: number) => ({ params: { path: { sku_id: id } } });

export async function putSku(sku: Wire["SkuIn"]): Promise<Sku> {
  return bodyOf(hub.POST("/api/v1/stock/skus", { body: sku }));
}

export async function countGoods(given: { id: number } & Wire["CountIn"]): Promise<void> {
  const { id, ...body } = given;
  await hub.POST("/api/v1/stock/skus/{sku_id}/counts", { ...at(id), body });
}

export async function mapListing(listing: Listing, skuId: number | null): Promise<number> {
  const params = { path: { listing_id: listing.id } };
  const body = { sku_id: skuId, version: listing.version };
  return (await bodyOf(hub.PUT("/api/v1/stock/listings/{listing_id}/sku", { params, body }))).lines;
}

export async function saveStockShop(shop: StockShop): Promise<void> {
  const { shop_id, name: _name, can_publish: _can, ...body } = shop;
  await hub.PUT("/api/v1/stock/shops/{shop_id}", { params: { path: { shop_id } }, body });
}

export interface Part {
  mode: Mode;
  amount: number;
  safety: number;
}

/** Without a part the shop's own applies again. */
export async function allocate(shopId: number, skuId: number, part: Part | null): Promise<void> {
  const params = { path: { shop_id: shopId, sku_id: skuId } };
  if (part) await hub.PUT("/api/v1/stock/shops/{shop_id}/allocations/{sku_id}", { params, body: part });
  else await hub.DELETE("/api/v1/stock/shops/{shop_id}/allocations/{sku_id}", { params });
}

export function previewGoods(file: File): Promise<GoodsPreview> {
  return bodyOf(
    hub.POST("/api/v1/stock/imports", {
      body: { file: file.name },
      bodySerializer: () => {
        const form = new FormData();
        form.append("file", file);
        return form;
      },
    }),
  );
}

export async function commitGoods(id: number): Promise<Wire["GoodsImportedOut"]> {
  return bodyOf(hub.POST("/api/v1/stock/imports/{import_id}/commit", { params: { path: { import_id: id } } }));
}
